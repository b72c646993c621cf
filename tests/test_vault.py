"""The key ring file and what is sealed with it: it opens in its place only, and never again after erasing."""

from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from bot.store import Store
from bot.store.keyring import KeyRing, KeyRingMissing, KeyRingOpenToOthers, KeyRingUnreadable
from bot.store.vault import DataKey, Erased, KeyRingDoesNotFit, Safe, Vault


def test_a_ring_survives_its_file(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "ring.json"
    ring = KeyRing.create()
    ring.save(path)
    assert KeyRing.load(path) == ring
    assert path.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in path.parent.iterdir()] == ["ring.json"]


def test_a_ring_never_shows_its_keys() -> None:
    ring = KeyRing.create()
    assert repr(ring) == "KeyRing()"


def test_a_ring_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ring.json"
    KeyRing.create().save(path)
    path.chmod(0o640)
    with pytest.raises(KeyRingOpenToOthers, match="chmod 600"):
        KeyRing.load(path)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"wraps": {}, "lookups": {}}', '{"wraps": {"a": "YQ=="}}'])
def test_a_damaged_ring_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "ring.json"
    path.touch(0o600)
    path.write_text(content)
    with pytest.raises(KeyRingUnreadable, match="backup"):
        KeyRing.load(path)


def test_rotating_keeps_older_keys() -> None:
    old = KeyRing.create()
    new = old.rotate_wrap().rotate_lookup()
    assert new.wrap_id != old.wrap_id and old.wrap_id in new.wraps
    assert new.hashes("event", "a")[1] == old.hash("event", "a") != new.hash("event", "a")


def test_equal_texts_of_two_kinds_have_two_hashes() -> None:
    ring = KeyRing.create()
    assert ring.hash("event", "1") != ring.hash("receipt", "1")


def test_a_data_key_of_another_ring_does_not_open() -> None:
    key = Vault(KeyRing.create()).new_key("case:1")
    with pytest.raises(KeyRingDoesNotFit, match="put back"):
        Vault(KeyRing.create()).cipher(key)


def test_a_key_wrapped_for_one_subject_is_no_key_of_another() -> None:
    vault = Vault(KeyRing.create())
    key = vault.new_key("case:1")
    with pytest.raises(KeyRingDoesNotFit):
        vault.cipher(DataKey("case:2", key.ring_key, key.wrapped))


def test_what_is_sealed_opens_in_its_place_only(store: Store) -> None:
    with store.begin() as connection:
        safe = Safe(connection, store.vault)
        safe.make("case:1")
        sealed = safe.seal("case:1", "cases.sealed/1", "chuyện của em".encode())
        assert safe.open("case:1", "cases.sealed/1", sealed).decode() == "chuyện của em"
        with pytest.raises(InvalidTag):
            safe.open("case:1", "cases.sealed/2", sealed)


def test_what_was_erased_never_opens_again(store: Store) -> None:
    with store.begin() as connection:
        safe = Safe(connection, store.vault)
        safe.make("case:1")
        sealed = safe.seal("case:1", "x", b"x")
    with store.begin() as connection:
        Safe(connection, store.vault).erase("case:1")
    with store.connection() as connection, pytest.raises(Erased):
        Safe(connection, store.vault).open("case:1", "x", sealed)


def test_an_erasure_that_was_rolled_back_did_not_happen(store: Store) -> None:
    with store.begin() as connection:
        safe = Safe(connection, store.vault)
        safe.make("case:1")
        sealed = safe.seal("case:1", "x", b"x")
        savepoint = connection.begin_nested()
        Safe(connection, store.vault).erase("case:1")
        savepoint.rollback()
        assert Safe(connection, store.vault).open("case:1", "x", sealed) == b"x"


def test_only_so_many_keys_are_remembered() -> None:
    vault = Vault(KeyRing.create(), most=2)
    first, second, third = (vault.new_key(f"case:{n}") for n in range(3))
    for key in (first, second, first, third):
        vault.cipher(key)
    assert list(vault.remembered) == [first.wrapped, third.wrapped]


def test_a_missing_ring_is_not_made_again_for_a_used_database(store: Store, url: str, ring_path: Path) -> None:
    ring_path.unlink()
    with pytest.raises(KeyRingMissing, match="restore"):
        Store.open(url, ring_path)
    assert not ring_path.exists()


def test_a_ring_of_another_database_is_refused(store: Store, url: str, tmp_path: Path) -> None:
    KeyRing.create().save(tmp_path / "other.json")
    with pytest.raises(KeyRingDoesNotFit, match="put back"):
        Store.open(url, tmp_path / "other.json")


def test_a_ring_with_another_lookup_key_is_refused(store: Store, url: str, tmp_path: Path) -> None:
    KeyRing(store.vault.ring.wraps, KeyRing.create().lookups).save(tmp_path / "other.json")
    with pytest.raises(KeyRingDoesNotFit):
        Store.open(url, tmp_path / "other.json")
