"""When campaigns are due: by sun and moon, in seasons, before and after other days; years ahead, in local time."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.campaigns import BadCampaign, Campaign
from referral.campaigns.dates import (
    LATEST,
    MONTHS,
    WEEKDAYS,
    after_event,
    moment,
    occurrences,
    parse_when,
    past,
    upcoming,
)
from referral.clock import VIETNAM

ONE_DAY, THIRTY_YEARS = timedelta(days=1), timedelta(days=30 * 365)


def due(when: str) -> Campaign:
    return Campaign("a", "A", "home", when, {"vi": "Chào", "en": "Hello"})


def days(when: str, first: str, last: str) -> list[str]:
    """The days of a sentence as they are written."""
    return [str(day) for day in occurrences(due(when), date.fromisoformat(first), date.fromisoformat(last))]


@pytest.mark.parametrize(
    ("when", "first", "last", "wanted"),
    [
        ("1 June", "2026-06-01", "2028-06-01", ["2026-06-01", "2027-06-01", "2028-06-01"]),
        ("1 June", "2026-06-02", "2027-05-31", []),
        ("1 June 2027", "2026-01-01", "2030-01-01", ["2027-06-01"]),
        ("1 June 2027", "2028-01-01", "2030-01-01", []),
        ("29 February", "2026-01-01", "2028-12-31", ["2026-02-28", "2027-02-28", "2028-02-29"]),
        ("29 February 2028", "2026-01-01", "2030-01-01", ["2028-02-29"]),
        ("1 day after 29 February", "2027-01-01", "2028-12-31", ["2027-03-01", "2028-03-01"]),
        ("7 days before 1 June", "2027-01-01", "2027-12-31", ["2027-05-25"]),
        ("2 weeks before 5 January", "2026-12-01", "2026-12-31", ["2026-12-22"]),
        ("3 days after 30 December", "2027-01-01", "2027-01-31", ["2027-01-02"]),
        ("1 week after 1 June 2027", "2027-01-01", "2029-01-01", ["2027-06-08"]),
        ("each month on 31", "2027-01-15", "2027-04-30", ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]),
        ("each Friday from 1 May to 31 May", "2027-01-01", "2027-12-31", [f"2027-05-{n:02}" for n in (7, 14, 21, 28)]),
        ("each Monday", "2027-03-01", "2027-03-15", ["2027-03-01", "2027-03-08", "2027-03-15"]),
        (
            "each Monday from 25 December to 5 January",
            "2027-01-01",
            "2028-01-31",
            ["2027-01-04", "2027-12-27", "2028-01-03"],
        ),
        ("1 June and 1 December", "2027-01-01", "2027-12-31", ["2027-06-01", "2027-12-01"]),
        ("1 June and 1 day before 2 June", "2027-01-01", "2027-12-31", ["2027-06-01"]),
        ("  EACH   friday from 1 MAY to 7 may ", "2027-01-01", "2027-12-31", ["2027-05-07"]),
        ("3 days after a hazard", "2027-01-01", "2037-12-31", []),
    ],
)
def test_a_sentence_gives_its_days(when: str, first: str, last: str, wanted: list[str]) -> None:
    assert days(when, first, last) == wanted


@pytest.mark.parametrize(
    ("when", "year", "wanted"),
    [
        ("lunar 1/1", 2027, ["2027-02-06"]),
        ("lunar 1/1", 2028, ["2028-01-26"]),
        ("lunar 15/8", 2026, ["2026-09-25"]),
        ("lunar 15/8", 2027, ["2027-09-15"]),
        ("lunar 15/8", 2028, ["2028-10-03"]),
        ("10 days before lunar 1/1", 2028, ["2028-01-16"]),
    ],
)
def test_tet_and_the_mid_autumn_night_are_where_they_should_be(when: str, year: int, wanted: list[str]) -> None:
    assert days(when, f"{year}-01-01", f"{year}-12-01") == wanted


def test_an_offset_from_tet_may_lie_in_the_year_before() -> None:
    assert days("30 days before lunar 1/1", "2027-01-01", "2029-12-31") == ["2027-01-07", "2027-12-27", "2029-01-14"]


@pytest.mark.parametrize(
    ("year", "month", "ordinary"),
    [
        (2025, 6, "2025-06-25"),  # and a leap month from 25 July
        (2028, 5, "2028-05-24"),  # and a leap month from 23 June
        (2033, 11, "2033-11-22"),  # and a leap month from 22 December
    ],
)
def test_the_ordinary_month_counts_never_its_leap_month(year: int, month: int, ordinary: str) -> None:
    assert days(f"lunar 1/{month}", f"{year}-02-01", f"{year + 1}-01-31") == [ordinary]


def test_after_a_leap_month_the_months_go_on_counting() -> None:
    assert days("lunar 1/1", "2034-01-01", "2034-12-31") == ["2034-02-19"]
    assert days("lunar 15/8", "2025-01-01", "2025-12-31") == ["2025-10-06"]


def test_the_thirtieth_of_a_month_of_29_days_is_its_last_day() -> None:
    assert days("lunar 30/2", "2027-01-01", "2027-12-31") == ["2027-04-06"]
    assert days("lunar 30/3", "2027-01-01", "2027-12-31") == ["2027-05-05"]  # its month has 29
    eves = days("lunar 30/12", "2025-01-01", "2031-12-31")
    new_years = days("1 day before lunar 1/1", "2025-01-01", "2031-12-31")
    assert eves == new_years


def test_every_tet_agrees_with_another_calendar() -> None:
    for year in range(2026, 2057):
        (tet,) = days("lunar 1/1", f"{year}-01-01", f"{year}-12-31")
        assert date.fromisoformat(tet) in holidays.country_holidays("VN", years=year)


@pytest.mark.parametrize(
    ("when", "remedy"),
    [
        ("", "is no day: write"),
        ("someday", "is no day: write"),
        ("1 June and", "is no day: write"),
        ("1 Juni", "'juni' is no month; use one of january"),
        ("31 April", "does not exist: april has 30 days"),
        ("0 June", "does not exist: june has 30 days"),
        ("30 February", "does not exist: february has 29 days"),
        ("29 February 2027", "does not exist: the last day of this month is 28 february"),
        ("1 June 1270", "write a year up to 2098"),
        ("lunar 31/1", "write a lunar day 1-30"),
        ("lunar 1/13", "write a lunar day 1-30"),
        ("each month on 32", "write a day from 1 to 31"),
        ("each Friday from 1 May to 31 June", "june has 30 days"),
        ("0 days before 1 June", "write from 1 to 366 days"),
        ("99 weeks after 1 June", "write from 1 to 366 days"),
        ("3 days before a hazard", 'write "after a hazard"'),
        ("3 days after a hazard and 1 June", "stands alone"),
        ("3 days after each Friday", "count from one day"),
        ("3 days after 3 days after 1 June", "count from one day"),
        ("١ June", "is no day: write"),
    ],
)
def test_a_mistake_names_the_campaign_and_the_remedy(when: str, remedy: str) -> None:
    with pytest.raises(BadCampaign) as caught:
        occurrences(due(when), date(2027, 1, 1), date(2027, 12, 31))
    assert str(caught.value).startswith("a: when: ") and remedy in str(caught.value)


def test_only_what_follows_an_event_has_a_wait() -> None:
    assert after_event("3 days after a hazard") == timedelta(days=3)
    assert after_event("1 week after a hazard") == timedelta(weeks=1)
    assert after_event("3 days after 1 June") is None


def test_a_day_is_past_when_it_never_comes_again() -> None:
    today = date(2027, 6, 2)
    assert past(due("1 June 2027"), today) and not past(due("2 June 2027"), today)
    assert past(due("3 days before 3 June 2027"), today) and not past(due("1 June 2027 and 1 July"), today)
    assert not past(due("1 June"), today) and not past(due("3 days after a hazard"), today)


def test_the_next_day_is_the_earliest_of_all_sentences() -> None:
    assert upcoming(due("lunar 15/8 and 20 September"), date(2027, 9, 1)) == date(2027, 9, 15)
    assert upcoming(due("lunar 15/8 and 20 September"), date(2027, 9, 16)) == date(2027, 9, 20)


def test_a_moment_is_local_and_knows_no_change_of_clocks() -> None:
    found = moment(Campaign("a", "A", "home", "1 June", {}, at=time(16, 30)), date(2027, 6, 1))
    assert found == datetime(2027, 6, 1, 16, 30, tzinfo=VIETNAM) and found.utcoffset() == timedelta(hours=7)


def test_where_the_lunar_calendar_is_not_known_nothing_is_due() -> None:
    assert days("lunar 1/1 and 1 June", "0001-01-01", "1901-12-31") == []
    assert occurrences(due("366 days after lunar 30/12"), date(2099, 1, 1), date.max) == []
    assert occurrences(due("each Friday"), date.min, date.max)[-1] <= LATEST


plain_days = st.builds("{} {}".format, st.integers(1, 28), st.sampled_from(MONTHS))
moons = st.builds("lunar {}/{}".format, st.integers(1, 30), st.integers(1, 12))
weeks = st.builds("each {} from {} to {}".format, st.sampled_from(WEEKDAYS), plain_days, plain_days)
months = st.builds("each month on {}".format, st.integers(1, 31))
offsets = st.builds(
    "{} days {} {}".format, st.integers(1, 366), st.sampled_from(["before", "after"]), st.one_of(plain_days, moons)
)
sentences = st.one_of(plain_days, moons, weeks, months, offsets)
whens = st.lists(sentences, min_size=1, max_size=3).map(" and ".join)
some_days = st.dates(date(1990, 1, 1), date(2080, 1, 1))


def inside(found: Sequence[date], first: date, last: date) -> bool:
    return list(found) == sorted(set(found)) and all(first <= day <= last for day in found)


@given(whens, some_days, st.integers(0, 2000), st.integers(0, 2000))
def test_days_are_in_order_once_and_the_same_in_two_halves(when: str, first: date, half: int, rest: int) -> None:
    middle, last = first + half * ONE_DAY, first + (half + 1 + rest) * ONE_DAY
    found = occurrences(due(when), first, last)
    assert inside(found, first, last)
    assert found == [*occurrences(due(when), first, middle), *occurrences(due(when), middle + ONE_DAY, last)]
    assert upcoming(due(when), first) == next(iter(occurrences(due(when), first, LATEST)), None)


@given(st.one_of(plain_days, moons), st.dates(date(1990, 1, 1), date(2060, 1, 1)))
def test_what_comes_each_year_comes_thirty_times_in_thirty_years(when: str, first: date) -> None:
    found = occurrences(due(when), first, first + THIRTY_YEARS)
    assert 29 <= len(found) <= 31


@given(st.text(st.sampled_from("1 2 9 june may lunar / each friday from to days before after a hazard and")))
def test_any_text_is_read_or_refused_with_a_remedy(text: str) -> None:
    try:
        assert parse_when(text)
    except BadCampaign as mistake:
        assert len(str(mistake)) > len(text)
