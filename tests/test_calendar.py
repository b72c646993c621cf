"""Office hours and working days: nights, weekends, Tết and substitute days are left out, and corrections are heard."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.calendar import BadWait, Calendar, Wait, parse_wait
from referral.clock import VIETNAM

OPEN = Calendar()
HOUR = timedelta(hours=1)
FIRST, LAST = (datetime(year, 1, 1) for year in (2026, 2029))  # noqa: DTZ001
moments = st.datetimes(FIRST, LAST, timezones=st.just(VIETNAM))


def at(text: str) -> datetime:
    """A moment in Vietnam: 2026-11-23 08:00."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-11-20", True),  # a Friday
        ("2026-11-21", False),
        ("2027-02-06", False),  # Tết
        ("2028-01-26", False),
        ("2027-04-16", False),  # Giỗ Tổ, 10/3 by the lunar calendar
        ("2028-01-03", False),  # a substitute day: 1 January is a Saturday
    ],
)
def test_holidays_by_sun_and_moon_are_no_working_days(day: str, works: bool) -> None:
    assert OPEN.working_day(date.fromisoformat(day)) is works


def test_a_deployer_corrects_days() -> None:
    friday, saturday = date(2026, 11, 20), date(2026, 11, 21)
    corrected = Calendar(off=frozenset({friday}), on=frozenset({saturday}))
    assert not corrected.working_day(friday) and corrected.working_day(saturday)


def test_office_time_skips_noon_night_and_weekend() -> None:
    assert OPEN.after_office_time(at("2026-11-20 10:30"), 4 * HOUR) == at("2026-11-20 16:30")
    assert OPEN.after_office_time(at("2026-11-20 16:30"), 4 * HOUR) == at("2026-11-23 10:30")
    assert OPEN.after_office_time(at("2026-11-22 03:00"), HOUR) == at("2026-11-23 08:30")


def test_the_first_day_is_not_counted_and_the_last_one_ends_at_midnight() -> None:
    assert OPEN.after_working_days(at("2026-11-20 09:00"), 1) == at("2026-11-24 00:00")
    assert OPEN.after_working_days(at("2027-02-02 09:00"), 5) == at("2027-02-17 00:00")


def test_offices_open_in_the_morning() -> None:
    assert OPEN.next_open(at("2026-11-20 12:00")) == at("2026-11-20 13:30")
    assert OPEN.next_open(at("2026-11-20 07:30")) == at("2026-11-20 07:30")
    assert OPEN.next_open(at("2026-11-20 17:30")) == at("2026-11-23 07:30")


@given(moments, st.integers(1, 60 * 24))
def test_office_time_never_ends_outside_office_hours(start: datetime, minutes: int) -> None:
    end = OPEN.after_office_time(start, timedelta(minutes=minutes))
    assert end >= start + timedelta(minutes=minutes)
    just_before = end - timedelta.resolution
    assert OPEN.next_open(just_before) == just_before


@pytest.mark.parametrize(
    ("text", "wait"),
    [
        ("2 minutes", Wait(wall=timedelta(minutes=2))),
        ("1 hour", Wait(wall=HOUR)),
        ("4 working hours", Wait(office=4 * HOUR)),
        ("5 working days", Wait(days=5)),
    ],
)
def test_a_wait_is_read(text: str, wait: Wait) -> None:
    assert parse_wait(text) == wait


@pytest.mark.parametrize("text", ["", "soon", "0 minutes", "4", "-2 hours", "2 weeks"])
def test_a_wait_that_says_nothing_is_refused(text: str) -> None:
    with pytest.raises(BadWait, match="working days"):
        parse_wait(text)


def test_each_wait_ends_by_its_own_clock() -> None:
    start = at("2026-11-20 16:30")
    ends = [parse_wait(text).after(start, OPEN) for text in ("2 hours", "2 working hours", "1 working day")]
    assert ends == [at("2026-11-20 18:30"), at("2026-11-23 08:30"), at("2026-11-24 00:00")]
