"""A transaction: happenings in savepoints, repeated events, the audit."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bot.store import Store
from bot.store.columns import UtcTime
from bot.store.tables import audit, timers
from handlers.events import Address, OutgoingMessage, Timer
from handlers.house import House
from tests.fakes import FakeClock
from tests.store_cast import MINUTE, START, meet


class Fault(Exception):
    """Something in a handler broke."""


def test_one_happening_among_several_is_rolled_back_alone(store: Store) -> None:
    known = meet(store)
    with store.begin() as connection:
        for n, name in enumerate(("một", "hai", "ba")):
            try:
                with connection.begin_nested():
                    work = store.work(connection)
                    work.first_time(name)
                    work.people.at(Address("webchat", name))
                    work.send(OutgoingMessage(name, known.id, name))
                    work.set_timer(Timer(name, START, "x"))
                    if n == 1:
                        raise Fault
            except Fault:
                pass
    with store.begin() as connection:
        work = store.work(connection)
        assert [timer.key for timer in work.timers.due(START, 9)] == ["ba", "một"]
        assert [work.first_time(name) for name in ("một", "hai", "ba")] == [False, True, False]


def test_a_happening_the_database_refuses_leaves_the_others(store: Store) -> None:
    with store.begin() as connection:
        with connection.begin_nested():
            store.work(connection).set_timer(Timer("a", START, "x"))
        with pytest.raises(IntegrityError), connection.begin_nested():
            store.work(connection).send(OutgoingMessage("k", "nobody"))
        with connection.begin_nested():
            store.work(connection).set_timer(Timer("b", START, "x"))
    with store.connection() as connection:
        assert len(store.work(connection).timers.due(START, 9)) == 2


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    with pytest.raises(Fault), store.begin() as connection:
        with connection.begin_nested():
            store.work(connection).set_timer(Timer("a", START, "x"))
        raise Fault
    with store.connection() as connection:
        assert store.work(connection).timers.next_due() is None


def test_what_a_reader_writes_is_dropped(store: Store) -> None:
    with store.connection() as connection:
        store.work(connection).set_timer(Timer("a", START, "x"))
    with store.connection() as connection:
        assert connection.execute(select(timers)).all() == []


def test_a_reader_does_not_wait_for_a_writer(store: Store) -> None:
    known = meet(store)
    with store.begin() as writing, store.connection() as reading:
        store.work(writing).people.at(Address("webchat", "mai"))
        assert store.work(reading).people.get(known.id) == known


def test_an_event_happens_once(store: Store) -> None:
    with store.begin() as connection:
        work = store.work(connection)
        assert [work.first_time("1"), work.first_time("1"), work.first_time("2")] == [True, False, True]
    with store.begin() as connection:
        assert not store.work(connection).first_time("1")


def test_now_does_not_move_inside_a_happening(store: Store, clock: FakeClock) -> None:
    with store.begin() as connection:
        work = store.work(connection)
        clock.forward(MINUTE)
        assert work.now == START
        assert store.work(connection).now == START + MINUTE


def test_work_knows_the_house_and_chance(store: Store) -> None:
    with store.connection() as connection:
        work = store.work(connection)
        assert work.house == House()
        assert work.chance.id() != work.chance.id()


def test_an_audit_row_says_who_did_what(store: Store) -> None:
    with store.begin() as connection:
        store.work(connection).audit("officer-1", "read", "case-1")
    with store.connection() as connection:
        row = connection.execute(select(audit.c.at, audit.c.actor, audit.c.action, audit.c.case_id)).one()
    assert row == (START, "officer-1", "read", "case-1")


def test_a_moment_without_a_time_zone_is_refused(store: Store) -> None:
    with pytest.raises(TypeError):
        UtcTime().process_bind_param(START.replace(tzinfo=None), store.database.engine.dialect)
