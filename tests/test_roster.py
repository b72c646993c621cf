"""The roster: shifts over midnight, over Tết and for a while, exceptions, and when what ends."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.agencies import Agency, Directory, Officer
from referral.calendar import Calendar
from referral.clock import VIETNAM
from referral.roster import EVERY_DAY, HORIZON, Hours, OnHolidays, Override, Post, Roster, Shift

WEEKDAYS = frozenset(range(5))
DAY = Hours(WEEKDAYS, time(7, 30), time(17, 30))
NIGHT = Hours(EVERY_DAY, time(17, 30), time(7, 30))
AROUND = Hours(EVERY_DAY, time(7, 30), time(7, 30))
ONE, TWO = Post("police", "one"), Post("police", "two")
OTHER = Post("school", "three")
ROSTER = Roster((Shift("police", "one", DAY), Shift("police", "two", NIGHT)))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026: the 23rd is a Monday, the 24th a public holiday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("post", "moment", "on"),
    [
        (ONE, at(23, 7, 29), False), (ONE, at(23, 7, 30), True), (ONE, at(23, 17, 30), False),
        (ONE, at(22, 12), False), (TWO, at(23, 3), True), (TWO, at(23, 7, 30), False), (TWO, at(23, 23), True),
        (OTHER, at(23, 3), True),
    ],
)  # fmt: skip
def test_who_is_on_duty(post: Post, moment: datetime, on: bool) -> None:
    assert ROSTER.on_duty(post, moment) is on


@pytest.mark.parametrize(
    ("on_holidays", "found"), [("too", [True, True]), ("never", [True, False]), ("only", [False, True])]
)
def test_a_public_holiday_may_have_a_roster_of_its_own(on_holidays: OnHolidays, found: list[bool]) -> None:
    roster = Roster((Shift("police", "one", replace(DAY, on_holidays=on_holidays)),))
    assert [roster.on_duty(ONE, at(day, 9)) for day in (23, 24)] == found


def test_a_night_before_a_holiday_belongs_to_the_day_it_begins_on() -> None:
    roster = Roster((Shift("police", "one", replace(NIGHT, on_holidays="never")),))
    assert roster.on_duty(ONE, at(24, 3))
    assert not roster.on_duty(ONE, at(25, 3))


def test_corrections_of_the_holidays_count() -> None:
    calendar = Calendar(off=frozenset({date(2026, 11, 23)}), on=frozenset({date(2026, 11, 24)}))
    roster = Roster((Shift("police", "one", replace(DAY, on_holidays="never")),), (), calendar)
    assert [roster.on_duty(ONE, at(day, 9)) for day in (23, 24)] == [False, True]


def test_a_shift_of_some_weeks_begins_and_ends_with_its_dates() -> None:
    some = replace(DAY, since=date(2026, 11, 24), until=date(2026, 11, 25))
    roster = Roster((Shift("police", "one", some),))
    assert [roster.on_duty(ONE, at(day, 9)) for day in (23, 24, 25, 26)] == [False, True, True, False]


def test_a_shift_of_everybody_counts_for_each_officer_of_the_agency_alone() -> None:
    roster = Roster((Shift("police", "", DAY),))
    assert roster.on_duty(ONE, at(23, 9)) and roster.on_duty(TWO, at(23, 9))
    assert not roster.on_duty(ONE, at(23, 20))
    assert not roster.on_duty(Post("police", "moved here"), at(23, 20))
    assert [roster.governs(post) for post in (ONE, OTHER)] == [True, False]


def test_of_several_exceptions_the_one_that_began_last_counts() -> None:
    off = Override("one", at(23, 9), at(23, 17), on_duty=False)
    on = Override("one", at(23, 10), at(23, 11), on_duty=True)
    roster = replace(ROSTER, overrides=(on, off, Override("three", at(23, 9), at(23, 10), on_duty=False)))
    assert [roster.on_duty(ONE, at(23, hour)) for hour in (8, 9, 10, 11, 16, 17)] == [
        True,
        False,
        True,
        False,
        False,
        True,
    ]
    assert not roster.on_duty(OTHER, at(23, 9)) and roster.governs(OTHER)


def test_duty_lasts_as_long_as_shifts_follow_each_other() -> None:
    roster = Roster((Shift("police", "one", DAY), Shift("police", "one", NIGHT)))
    assert roster.until(ONE, at(23, 9)) == at(28, 7, 30)  # Saturday morning
    assert roster.shift_end(ONE, at(23, 9)) == at(23, 17, 30)
    assert roster.until(TWO, at(23, 9)) is None
    assert Roster((Shift("police", "one", AROUND),)).until(ONE, at(23, 9)) is None  # no end in sight
    assert roster.shift_end(TWO, at(23, 9)) is None


def test_the_next_duty() -> None:
    assert ROSTER.next_begin(TWO, at(23, 9)) == at(23, 17, 30)
    late = Roster((Shift("police", "one", replace(DAY, since=date(2027, 3, 1))),))
    assert late.next_begin(ONE, at(23, 9)) is None
    assert late.next_change(at(23, 9)) == at(23, 9) + HORIZON


def test_the_rank_is_that_of_the_shift_that_runs() -> None:
    first, deputy = Shift("police", "", DAY, "first"), Shift("police", "one", DAY, "deputy")
    assert Roster((deputy, first)).shift_at(ONE, at(23, 9)) == first
    assert Roster((Shift("police", "", DAY), deputy)).shift_at(ONE, at(23, 9)) == Shift("police", "", DAY)


def test_the_last_shift_of_a_day() -> None:
    assert ROSTER.last_end("police", at(23, 9)) == at(24, 7, 30)
    assert Roster((Shift("police", "one", DAY),)).last_end("police", at(23, 18)) is None
    assert ROSTER.last_end("school", at(23, 9)) is None


HOURS = st.builds(
    Hours,
    st.frozensets(st.integers(0, 6)),
    st.times().map(lambda t: t.replace(microsecond=0)),
    st.times().map(lambda t: t.replace(microsecond=0)),
    st.none() | st.dates(date(2026, 11, 15), date(2026, 12, 5)),
    st.none() | st.dates(date(2026, 11, 15), date(2026, 12, 5)),
    st.sampled_from(["too", "never", "only"]),
)
MOMENTS = st.integers(0, 18 * 24 * 60).map(lambda minutes: at(16, 0) + timedelta(minutes=minutes))
OVERRIDES = st.builds(
    lambda officer, since, hours, on: Override(officer, since, since + timedelta(hours=hours), on),
    st.sampled_from(["one", "two"]), MOMENTS, st.integers(1, 100), st.booleans(),
)  # fmt: skip
ROSTERS = st.builds(
    Roster,
    st.lists(st.builds(Shift, st.just("police"), st.sampled_from(["", "one", "two"]), HOURS), max_size=4).map(tuple),
    st.lists(OVERRIDES, max_size=3).map(tuple),
)


@given(ROSTERS, MOMENTS, st.floats(0, 1))
def test_nobody_s_duty_changes_before_the_next_change(roster: Roster, moment: datetime, part: float) -> None:
    between = moment + (roster.next_change(moment) - moment) * part * 0.999
    for post in (ONE, TWO):
        assert roster.on_duty(post, moment) == roster.on_duty(post, between)


@given(ROSTERS, MOMENTS)
def test_duty_ends_when_it_is_said_to_end(roster: Roster, moment: datetime) -> None:
    until = roster.until(ONE, moment)
    if until:
        assert roster.on_duty(ONE, moment) and not roster.on_duty(ONE, until)
        assert roster.on_duty(ONE, until - timedelta.resolution)


STAFF = {
    "one": Officer("one", "police", "Một", ways=("a",)),
    "two": Officer("two", "police", "Hai", deputy=True, on_duty=False),
}
STATION = Directory({"police": Agency("police", "Công an", "police")}, STAFF)


def test_the_directory_of_a_moment_has_duty_by_switch_and_roster() -> None:
    directory = replace(STATION, roster=replace(ROSTER, shifts=(*ROSTER.shifts, Shift("police", "two", DAY))))
    noon = directory.at(at(23, 12))
    assert [o.on_duty for o in noon.officers.values()] == [True, False]  # the second has switched off
    assert noon.on_duty_until("one") == at(23, 17, 30) == noon.until
    assert noon.on_duty_until("two") is None is noon.on_duty_until("nobody") is directory.on_duty_until("one")
    night = noon.at(at(23, 20))
    assert night.kept is directory and not night.officers["one"].on_duty
    assert STATION.at(at(23, 12)).officers == STAFF


def test_a_shift_as_deputy_makes_a_deputy() -> None:
    roster = Roster((Shift("police", "one", DAY, "deputy"), Shift("police", "two", DAY, "first")))
    noon = replace(STATION, roster=roster).at(at(23, 12))
    assert [o.id for o in noon.officers_of("police")] == ["two", "one"]
