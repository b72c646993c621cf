"""Timers: set, moved, dropped, taken once."""

from datetime import timedelta

from bot.store import Store
from handlers.events import Timer
from tests.store_cast import MINUTE, START

SOON = Timer("escalate:case-1", START + MINUTE, "escalate", "case-1")
LATE = Timer("follow_up:case-1", START + 9 * MINUTE, "follow_up", "case-1")


def test_due_timers_come_longest_overdue_first(store: Store) -> None:
    with store.begin() as connection:
        work = store.work(connection)
        assert work.timers.next_due() is None
        work.set_timer(LATE)
        work.set_timer(SOON)
        assert work.timers.next_due() == SOON.due_at
        assert work.timers.due(START, 9) == []
        assert work.timers.due(SOON.due_at, 9) == [SOON]
        assert work.timers.due(LATE.due_at, 9) == [SOON, LATE]
        assert work.timers.due(LATE.due_at, 1) == [SOON]


def test_a_timer_is_taken_once(store: Store) -> None:
    with store.begin() as connection:
        work = store.work(connection)
        work.set_timer(SOON)
        assert [work.timers.take(SOON), work.timers.take(SOON)] == [True, False]


def test_a_timer_that_was_moved_is_not_taken(store: Store) -> None:
    moved = Timer(SOON.key, SOON.due_at + timedelta(microseconds=1), "escalate", "case-2")
    with store.begin() as connection:
        work = store.work(connection)
        work.set_timer(SOON)
        work.set_timer(moved)
        assert not work.timers.take(SOON)
        assert work.timers.due(LATE.due_at, 9) == [moved]


def test_a_dropped_timer_is_gone(store: Store) -> None:
    with store.begin() as connection:
        work = store.work(connection)
        work.set_timer(SOON)
        work.drop_timer(SOON.key)
        work.drop_timer("x")
        assert work.timers.next_due() is None
