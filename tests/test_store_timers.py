"""Timers: set, moved, dropped, taken once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.store import Store
from handlers.events import Timer
from referral.urgency import Urgency
from tests.store_cast import CASE, MINUTE, START, open_case

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


def test_what_is_due_for_an_emergency_comes_before_all_that_waits_longer(store: Store) -> None:
    open_case(store, replace(CASE, id="case-2", number="LN-2", urgency=Urgency.emergency), "1" * 16)
    open_case(store)
    warning, rung = Timer("a", START, "settle", CASE.id), Timer("b", START + 2 * MINUTE, "settle", "case-2")
    word = Timer("c", START + MINUTE, "hint", "nobody's case")
    with store.begin() as connection:
        work = store.work(connection)
        for timer in (warning, rung, word):
            work.set_timer(timer)
        assert work.timers.due(rung.due_at, 9) == [rung, warning, word]
        assert work.timers.due(rung.due_at, 1) == [rung]
        assert work.timers.due(word.due_at, 9) == [warning, word]


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_nobody_waits_for_a_timer_that_another_process_acts_on(store: Store) -> None:
    with store.begin() as connection:
        store.work(connection).set_timer(SOON)
    with store.begin() as one, store.begin() as two:
        mine, yours = store.work(one).timers, store.work(two).timers
        assert mine.take(SOON)
        assert not yours.take(SOON)
