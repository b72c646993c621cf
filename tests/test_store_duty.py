"""Rosters in the database: shifts whole, exceptions ended, days corrected, and the directory of a moment kept."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.store import Store
from handlers.events import Timer
from referral.clock import VIETNAM
from referral.roster import EVERY_DAY, Hours, Override, Shift
from tests.fakes import FakeClock
from tests.store_cast import ALERT, CASE, START, found_directory, open_case

HOUR = timedelta(hours=1)
HOURS = Hours(frozenset({0, 6}), time(7, 30), time(17, 30), date(2026, 11, 1), date(2026, 12, 31), "never")
EVER = Hours(EVERY_DAY, time(0), time(0))
SHIFTS = (Shift("desk", "", EVER), Shift("police-1", "officer-1", HOURS, "deputy"))


def put(store: Store, *shifts: Shift) -> None:
    """Put these shifts into force."""
    with store.begin() as connection:
        store.work(connection).duty.replace({shift.agency for shift in shifts}, shifts)


def test_a_shift_is_kept_whole_and_replaced_by_agency(store: Store) -> None:
    found_directory(store)
    put(store, *SHIFTS)
    with store.connection() as connection:
        assert store.work(connection).directory.roster.shifts == SHIFTS
    put(store, replace(SHIFTS[0], hours=HOURS))
    with store.connection() as connection:
        assert store.work(connection).directory.roster.shifts == (replace(SHIFTS[0], hours=HOURS), SHIFTS[1])


def test_exceptions_that_run_or_are_over_end_and_those_to_come_stay(store: Store) -> None:
    found_directory(store)
    to_come = Override("officer-1", START + HOUR, START + 2 * HOUR, on_duty=True)
    with store.begin() as connection:
        work = store.work(connection)
        for since, until in ((START - 2 * HOUR, START - HOUR), (START - HOUR, START + HOUR)):
            work.duty.override(Override("officer-1", since, until, on_duty=False))
        work.duty.override(to_come)
        assert not work.directory.officers["officer-1"].on_duty
        work.duty.end_overrides("officer-1")
        assert work.directory.roster.overrides == (to_come,)
        assert work.directory.officers["officer-1"].on_duty


def test_days_off_reach_the_calendar(store: Store) -> None:
    found_directory(store)
    closed, opened = date(2026, 11, 23), date(2026, 11, 24)
    with store.begin() as connection:
        work = store.work(connection)
        work.duty.correct(closed, True)
        work.duty.correct(opened, True)
        work.duty.correct(opened, False)
        assert [work.directory.calendar.holiday(day) for day in (closed, opened)] == [True, False]
        assert work.directory.roster.calendar is work.directory.calendar
        work.duty.correct(closed, None)
        assert not work.directory.calendar.holiday(closed)


def test_the_directory_of_a_moment_is_made_once_until_the_next_edge(store: Store, clock: FakeClock) -> None:
    found_directory(store)  # it is Sunday, 14:00
    put(store, SHIFTS[1])
    shown = []
    for hours in (0, 1, 4, -8):
        clock.forward(hours * HOUR)
        with store.connection() as connection:
            shown.append(store.work(connection).directory)
    assert shown[0] is shown[1]
    on_duty = [directory.officers["officer-1"].on_duty for directory in shown]
    assert on_duty == [True, True, False, True]  # at last the clock was put back
    assert shown[0].officers["officer-1"].deputy
    assert shown[0].on_duty_until("officer-1") == datetime(2026, 11, 22, 17, 30, tzinfo=VIETNAM)


def test_timers_of_a_kind_are_found_whenever_they_are_due(store: Store) -> None:
    with store.begin() as connection:
        work = store.work(connection)
        far = Timer("shift:desk", START + 99 * HOUR, "shift", "desk")
        for timer in (far, Timer("settle:1", START, "settle", "1")):
            work.set_timer(timer)
        assert list(work.timers_of("shift")) == [far]


def test_cases_are_listed_by_answer_and_by_agency(store: Store) -> None:
    open_case(store)
    with store.begin() as connection:
        work = store.work(connection)
        work.alerts.add(CASE.id, ALERT)
        assert list(work.cases.answered("officer-1", "")) == [CASE.id]
        assert list(work.cases.of_agency("police-1", 9)) == [CASE]
        assert list(work.cases.of_agency("police-1", 0)) == [] == list(work.cases.of_agency("desk", 9))
        work.alerts.save(CASE.id, replace(ALERT, answer="stood_down"))
        assert list(work.cases.answered("officer-1", "")) == [] == list(work.cases.of_agency("police-1", 9))
        work.cases.save(replace(CASE, status="closed"))
        assert list(work.cases.answered("officer-1", "stood_down")) == []
