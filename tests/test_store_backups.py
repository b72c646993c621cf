"""A copy of the key ring is proved and remembered; who answered a drill is found. On both databases."""

from pathlib import Path

import pytest

from bot.store import Store
from bot.store.backups import copy_ring, is_backed_up, keep_backup, last_backup
from bot.store.drills import answered_since
from bot.store.keyring import KeyRing
from bot.store.vault import KeyRingDoesNotFit
from tests.fakes import FakeClock
from tests.store_cast import MINUTE, START


def test_a_copy_is_remembered_until_the_ring_changes(store: Store, ring_path: Path, tmp_path: Path) -> None:
    with store.begin() as connection:
        assert last_backup(connection) is None
        keep_backup(connection, copy_ring(ring_path, tmp_path / "copy.json"), START)
        newest = last_backup(connection)
        assert newest and newest.at == START
        assert is_backed_up(connection, ring_path)
    store.rotate_lookup(ring_path)
    with store.connection() as connection:
        assert not is_backed_up(connection, ring_path)


def test_a_ring_of_another_database_is_no_backup(store: Store, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    KeyRing.create().save(other)
    with store.begin() as connection:
        with pytest.raises(KeyRingDoesNotFit):
            keep_backup(connection, copy_ring(other, tmp_path / "copy.json"), START)
        assert last_backup(connection) is None


def test_a_drill_is_answered_by_who_pressed(store: Store, clock: FakeClock) -> None:
    with store.begin() as connection:
        work = store.work(connection)
        work.audit("officer-1", "present")
        work.audit("officer-2", "login")
        work.audit("officer-3", "present")
    with store.connection() as connection:
        assert answered_since(connection, ["officer-1", "officer-2"], clock.now) == {"officer-1"}
        assert answered_since(connection, ["officer-1"], clock.now + MINUTE) == frozenset()
        assert answered_since(connection, [], clock.now) == frozenset()
