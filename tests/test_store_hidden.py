"""From whom a case is hidden is written down, kept right when that changes, and carried over by new keys."""

from dataclasses import replace
from pathlib import Path

from sqlalchemy import delete, select

from bot.store import Store
from bot.store.rotation import HIDDEN
from bot.store.staff_tables import case_hidden
from bot.store.tables import meta
from bot.store.work import SqlWork
from referral.queue import Filter, Reach
from tests.store_cast import CASE, ENTRY, found_directory, open_case

EVERYBODY = Reach("officer-1", "police-1", "police", frozenset({"accepted", ""}))


def hashes(store: Store) -> set[str]:
    """The hashes under which the case is hidden."""
    with store.begin() as connection:
        return set(connection.execute(select(case_hidden.c.who_hash)).scalars())


def names(store: Store, *known: str) -> set[str]:
    """What the ring makes of these names now."""
    return {store.vault.ring.hash("hidden", name) for name in known}


ALL = ("police-9", "officer-9", "officer-8", "role:police")


def test_a_case_is_hidden_from_whom_it_names(store: Store) -> None:
    open_case(store)
    assert hashes(store) == names(store, *ALL)


def test_it_is_shown_again_also_by_who_never_locked_it(store: Store) -> None:
    open_case(store)
    with store.begin() as connection:
        store.work(connection).cases.save(replace(CASE, named=frozenset(), avoid=frozenset()))
    assert hashes(store) == names(store, "police-9", "officer-9")
    with store.begin() as connection:
        work = store.work(connection)
        locked = work.cases.get(CASE.id)
        assert locked
        work.cases.save(replace(locked, excluded=frozenset({"officer-7"})))
    assert hashes(store) == names(store, "officer-7")


def test_a_new_lookup_key_writes_it_anew(store: Store, ring_path: Path) -> None:
    open_case(store)
    before = hashes(store)
    store.rotate_lookup(ring_path)
    assert hashes(store) == names(store, *ALL) and not before & hashes(store)


def test_a_database_from_before_is_brought_up_once(store: Store, url: str, ring_path: Path) -> None:
    open_case(store)
    with store.begin() as connection:
        connection.execute(delete(case_hidden))
        connection.execute(delete(meta).where(meta.c.key == HIDDEN))
    Store.open(url, ring_path).close()
    assert hashes(store) == names(store, *ALL)
    with store.begin() as connection:
        connection.execute(delete(case_hidden))
    Store.open(url, ring_path).close()
    assert hashes(store) == set()


def test_what_was_erased_is_left_alone(store: Store, url: str, ring_path: Path) -> None:
    found_directory(store)
    open_case(store)
    with store.begin() as connection:
        work: SqlWork = store.work(connection)
        work.history.record(CASE.id, ENTRY)
        work.cases.erase(CASE.id)
        connection.execute(delete(meta).where(meta.c.key == HIDDEN))
        assert work.queue.page(EVERYBODY, Filter(state="any"), None, 9) == []
    Store.open(url, ring_path).close()
    store.rotate_lookup(ring_path)
    assert hashes(store) == set(), "nothing says any more who it was"
