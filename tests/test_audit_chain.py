"""The chain of the audit log: nothing in it can be changed, removed, put in or cut off unseen."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, insert, text
from sqlalchemy.exc import DBAPIError

from bot.store import Store, Surroundings
from bot.store.audit import append, begin, head_of
from bot.store.audit_chain import BEGINS, Broken, Head, Older, Row, Verdict, linked, verify
from bot.store.keyring import KeyRing
from bot.store.savepoint import mark, undo
from bot.store.tables import audit
from tests.fakes import FakeClock

RING = KeyRing.create()
WORDS = st.text(max_size=12)
ENTRIES = st.lists(st.tuples(st.integers(0, 10**15), WORDS, WORDS, WORDS, WORDS), min_size=3, max_size=9)
Entries = list[tuple[int, str, str, str, str]]


def chained(entries: Entries, ring: KeyRing = RING, older: int = 0) -> list[Row]:
    """A log with these rows, the first few of them from before the chain."""
    rows = [Row(n, *entry) for n, entry in enumerate(entries, 1)]
    log, head = rows[:older], ""
    if older:
        folded = Older()
        for row in log:
            folded.take(row)
        rows.insert(older, Row(0, 5, "system", BEGINS, "", str(folded)))
    for n, row in enumerate(rows[older:], older + 1):
        head = linked(ring, head, replace(row, id=n))
        log.append(replace(row, id=n, hash=head))
    return log


@given(ENTRIES, st.integers(0, 2))
def test_what_was_written_fits(entries: Entries, older: int) -> None:
    log = chained(entries, older=older)
    found = verify(log, RING, Head(log[-1].id, log[-1].hash))
    assert (found.rows, found.head.row, found.broken) == (len(log), len(log), None)


@given(ENTRIES, st.data())
def test_every_change_is_found_where_it_is(entries: Entries, data: st.DataObject) -> None:
    log = chained(entries)
    at = data.draw(st.integers(0, len(log) - 1))
    name = data.draw(st.sampled_from(["at", "actor", "action", "case_id", "detail", "hash"]))
    other = 7 if name == "at" else f"{getattr(log[at], name)}!"
    log[at] = replace(log[at], **{name: other})  # type: ignore[arg-type]
    if log[at] != chained(entries)[at]:
        broken = verify(log, RING).broken
        assert broken is not None and broken.row == at + 1


@given(ENTRIES, st.data())
def test_every_row_that_is_gone_is_found(entries: Entries, data: st.DataObject) -> None:
    log = chained(entries)
    head = Head(log[-1].id, log[-1].hash)
    at = data.draw(st.integers(0, len(log) - 1))
    del log[at]
    assert verify(log, RING, head).broken == Broken(at + 1, "cut" if at == len(log) else "missing")


@given(ENTRIES, st.data())
def test_a_row_cannot_be_put_in_or_moved(entries: Entries, data: st.DataObject) -> None:
    log = chained(entries)
    one, other = data.draw(st.tuples(st.integers(0, len(log) - 1), st.integers(0, len(log) - 1)))
    moved = [*log]
    moved[one], moved[other] = replace(log[other], id=one + 1), replace(log[one], id=other + 1)
    assert (verify(moved, RING).broken is None) == (moved == log)
    forged = Row(len(log) + 1, 9, "x", "read", hash="")
    assert verify([*log, forged], RING).broken == Broken(len(log) + 1, "inserted")
    last = replace(forged, hash=linked(KeyRing.create(), log[-1].hash, forged))
    assert verify([*log, last], RING).broken == Broken(len(log) + 1, "key")


@given(ENTRIES, st.sampled_from(["changed", "gone", "more"]))
def test_what_is_older_than_the_chain_cannot_change_either(entries: Entries, how: str) -> None:
    log = chained(entries, older=2)
    changes: dict[str, Callable[[], list[Row]]] = {
        "changed": lambda: [replace(log[0], detail=f"{log[0].detail}!"), *log[1:]],
        "gone": lambda: log[1:],
        "more": lambda: [replace(log[0], id=0), *log],
    }
    assert verify(changes[how](), RING).broken == Broken(3, "before")


def test_the_beginning_cannot_be_cut_off() -> None:
    log = chained([(1, "a", "b", "", "")] * 4)
    assert verify(log[1:], RING).broken == Broken(1, "missing")
    fresh = [replace(row, hash="") for row in log[:2]]
    assert verify([*fresh, *log[2:]], RING).broken is not None


def test_a_row_between_two_others_is_called_so() -> None:
    log = chained([(1, "a", "b", "", "")] * 3)
    between = [log[0], replace(log[0], id=2, detail="x"), log[1]]
    assert verify(between, RING).broken == Broken(2, "inserted")


def test_a_head_that_was_noted_finds_a_log_written_anew() -> None:
    log, other = chained([(1, "a", "b", "", "")] * 3), chained([(2, "a", "b", "", "")] * 3)
    assert verify(other, RING, Head(2, log[1].hash)).broken == Broken(2, "head")
    assert verify([], RING, Head(2, log[1].hash)).broken == Broken(1, "cut")


def test_a_new_key_leaves_what_is_older_verifiable() -> None:
    log, ring = chained([(1, "a", "b", "", "")] * 2), RING.rotate_lookup()
    row = Row(3, 1, "a", "b")
    assert verify([*log, replace(row, hash=linked(ring, log[-1].hash, row))], ring).broken is None


def look(store: Store) -> Verdict:
    with store.connection() as connection:
        work = store.work(connection)
        return verify(work.log.rows(), work.ring)


def note(store: Store, *actions: str) -> None:
    with store.begin() as connection:
        for action in actions:
            store.work(connection).audit("officer-1", action, "case-1", "plain")


def test_the_store_writes_a_chain(store: Store) -> None:
    note(store, "read", "note")
    note(store, "close")
    assert look(store) == Verdict(3, 1, look(store).head)
    with store.begin() as connection:
        work = store.work(connection)
        work.audit("officer-2", "read", "case-1")
        assert [row.action for row in work.audited("case-1")] == ["read", "note", "close", "read"]


def test_what_is_rolled_back_leaves_no_gap(store: Store) -> None:
    with store.begin() as connection:
        for action in ("one", "two", "three"):
            mark(connection, first=action == "one")
            store.work(connection).audit("officer-1", action)
            if action == "two":
                undo(connection)
    with pytest.raises(RuntimeError), store.begin() as connection:
        store.work(connection).audit("officer-1", "four")
        raise RuntimeError
    with store.connection() as connection:
        store.work(connection).audit("officer-1", "five")  # who only reads writes nothing
    note(store, "six")
    with store.connection() as connection:
        assert [row.action for row in store.work(connection).log.rows()] == ["one", "three", "six"]
    assert look(store).broken is None


@pytest.mark.parametrize("statement", ["UPDATE audit SET detail = 'x'", "DELETE FROM audit"])
def test_the_database_refuses_to_change_the_log(store: Store, statement: str) -> None:
    note(store, "read")
    with pytest.raises(DBAPIError, match="appended"), store.begin() as connection:
        connection.execute(text(statement))
    assert look(store).broken is None


def test_postgresql_refuses_to_empty_the_log(postgresql: str, ring_path: Path) -> None:
    with (
        closing(Store.open(postgresql, ring_path)) as store,
        pytest.raises(DBAPIError, match="appended"),
        store.begin() as connection,
    ):
        connection.execute(text("TRUNCATE audit"))


def test_an_older_log_is_folded_into_the_first_link(store: Store, url: str, ring_path: Path, clock: FakeClock) -> None:
    with store.begin() as connection:
        older = [{"at": clock.now, "actor": "a", "action": f"old {n}", "case_id": ""} for n in range(3)]
        connection.execute(insert(audit), older)
        begin(connection, store.vault.ring, clock.now)
        begin(connection, store.vault.ring, clock.now)
    note(store, "read")
    again = Store.open(url, ring_path, Surroundings(clock=clock))
    assert look(again) == Verdict(5, 4, look(again).head)
    again.close()
    with store.begin() as connection:
        reopened(connection, store)
        connection.execute(text("UPDATE audit SET action = 'older' WHERE id = 2"))
    assert look(store).broken == Broken(4, "before")


def reopened(connection: Connection, store: Store) -> None:
    """As whoever owns the database can: without the triggers."""
    names = ["audit_no_update", "audit_no_delete"] if store.database.is_sqlite else ["audit_is_shut ON audit"]
    for name in names:
        connection.execute(text(f"DROP TRIGGER {name}"))


def test_old_and_new_keys_stand_in_one_log(store: Store, ring_path: Path) -> None:
    note(store, "before")
    store.rotate_lookup(ring_path)
    note(store, "after")
    assert look(store).broken is None


def often(store: Store) -> None:
    for _ in range(25):
        note(store, "a", "b")


def test_several_processes_never_fork_the_chain(url: str, ring_path: Path, clock: FakeClock) -> None:
    Store.open(url, ring_path).close()
    stores = [Store.open(url, ring_path, Surroundings(clock=clock)) for _ in range(4)]
    threads = [Thread(target=often, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = look(stores[0])
    for store in stores:
        store.close()
    assert (found.rows, found.broken) == (200, None)


def test_nothing_is_appended_where_nothing_waits(store: Store) -> None:
    with store.begin() as connection:
        begin(connection, store.vault.ring, store.now())
        append(connection, store.vault.ring, [(store.now(), "a", "b", "", "")])
        assert head_of(connection).row == 1
