"""What a report counts of one case, how long things took, which periods there are."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.calendar import Calendar
from referral.case import Case
from referral.clock import VIETNAM
from referral.deadlines import DROPPED, Clock
from referral.follow_up import Survey
from referral.hiding import TOTAL
from referral.reports.figures import CaseFigure, Course, HazardFigure, figure_of
from referral.reports.periods import (
    BadDueDay,
    BadPeriod,
    Deadlines,
    Period,
    Schedule,
    before,
    between,
    changed,
    current,
    deadlines_of,
    half_year,
    in_months,
    owed,
    owed_named,
    reminders,
    usual_reminders,
    whole_year,
)
from referral.reports.report import Material, changes, prepared, report
from referral.reports.scope import Place, may_ask, places
from referral.reports.times import took
from referral.staff import Area, Grant
from tests.store_cast import ALERT, CASE, MINUTE, START

NOW = START + timedelta(days=1)
HALF = timedelta(hours=12)
CLOCK = Clock("measures", 1, START, START + HALF, "12 hours", START + MINUTE, "x", "measures")
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


def closed(**facts: str) -> Case:
    """A closed case with these facts."""
    return replace(CASE, status="closed", facts=facts)


def test_a_case_is_counted() -> None:
    taken = replace(ALERT, answer="accepted", answered_at=START + MINUTE, acted_at=START + 5 * MINUTE)
    course = Course(closed(child_age="7", child_sex="male", culprit="relative"), [taken], [CLOCK], Survey(0, ok="ok"))
    found = figure_of(course, NOW)
    assert (found.age, found.sex, found.culprit, found.outcome) == ("6_10", "male", "relative", "helped")
    assert (found.to_alert, found.to_answer, found.to_action) == (timedelta(), MINUTE, 5 * MINUTE)
    assert (found.in_time, found.measures, found.plan, found.satisfied) == (True, "kept", "none", "ok")
    assert found.bodies == ("police-1",) and not found.answered


def test_what_nobody_told_is_unknown() -> None:
    found = figure_of(Course(replace(CASE, facts={"child_age": "mười", "child_sex": "?"})), NOW)
    assert (found.age, found.sex, found.culprit, found.outcome) == ("unknown", "unknown", "unknown", "")
    assert (found.in_time, found.to_alert, found.to_answer, found.satisfied) == (None, None, None, "")
    ages = {"0": "under_6", "5": "under_6", "10": "6_10", "11": "11_15", "17": "16_17", "18": "unknown", "²": "unknown"}
    assert {a: figure_of(Course(closed(child_age=a)), NOW).age for a in ages} == ages


def test_in_time_or_not() -> None:
    def of(now: datetime, **changed: object) -> bool | None:
        return figure_of(Course(CASE, [replace(ALERT, **changed)]), now).in_time  # type: ignore[arg-type]

    assert of(START) is None and of(NOW) is False
    assert of(NOW, answer="accepted", answered_at=START + 2 * MINUTE) is False
    assert of(NOW, answer="declined", answered_at=START) is False
    assert of(NOW, answer="stood_down") is None


def test_clocks() -> None:
    def of(*clocks: Clock) -> str:
        return figure_of(Course(CASE, (), clocks), NOW).measures

    running = replace(CLOCK, stopped_at=None)
    assert of(running) == "late" and of(replace(running, due_at=NOW + HALF)) == "running"
    assert of(replace(CLOCK, step=DROPPED)) == "none" and of(CLOCK, replace(CLOCK, run=2, marked=100)) == "late"


def test_a_childs_opinion() -> None:
    opinion = replace(closed(answered="yes"), category="child_opinion")
    assert figure_of(Course(opinion), NOW).answered


def test_of_few_cases_no_time_is_told() -> None:
    assert took([MINUTE] * 4).median is None
    found = took([n * MINUTE for n in range(1, 11)])
    assert (found.median, found.most) == (5, 9)
    assert took([timedelta(seconds=1)] * 5).median == 1


def figure(n: int) -> CaseFigure:
    """One of many."""
    return replace(figure_of(Course(closed(child_age="7"), [ALERT]), NOW), commune=str(n % 2), in_time=bool(n % 4))


def test_a_report_of_a_place() -> None:
    fixed = HazardFigure("0", START - timedelta(days=900), START)
    material = Material([figure(n) for n in range(40)], [fixed, HazardFigure("1", START, None)], {"0": 3, "1": 119})
    found = prepared(material)
    whole, one = report(found, Place(province="51"), YEAR), report(found, Place(commune="0"), YEAR)
    assert (whole.cases.number, one.cases.number, len(whole.parts)) == (40, 20, 2)
    assert (whole.hazards_found, whole.hazards_fixed, one.hazards_found) == (1, 1, 0)
    shown = [report(found, Place(commune=code), YEAR).reached for code in "01"]
    assert sum(one.number is None for one in (*shown, whole.reached)) == 2, "else it is the difference of two"
    assert one.reached.why == "small"
    assert whole.shares["acknowledged"] == 75 and whole.shares["plan"] is None and whole.shares["handled"] == 100
    few = report(prepared(Material([figure(0)])), Place(), YEAR)
    assert few.cases.number is None and few.shares["handled"] is None and few.times["to_alert"].median is None
    assert [way for _, _, way in changes(whole, one).values()] == ["more", "more", "unknown", "same", "same"]
    assert changes(one, whole)["cases"] == (20, 40, "less") and TOTAL not in dict(whole.parts)


def test_periods() -> None:
    assert half_year(date(2026, 6, 30)).first == date(2026, 1, 1)
    assert half_year(date(2026, 7, 1)) == Period(date(2026, 7, 1), date(2026, 12, 31))
    assert before(half_year(date(2027, 2, 1))) == Period(date(2026, 7, 1), date(2026, 12, 31))
    assert before(whole_year(date(2027, 2, 1))) == YEAR
    assert before(Period(date(2026, 3, 10), date(2026, 3, 19))) == Period(date(2026, 2, 28), date(2026, 3, 9))
    assert in_months(date(2026, 2, 3), date(2026, 2, 4)) == Period(date(2026, 2, 1), date(2026, 2, 28))
    assert YEAR.since == datetime(2026, 1, 1, tzinfo=VIETNAM) and YEAR.until == datetime(2027, 1, 1, tzinfo=VIETNAM)
    single = ((date(2026, 11, 1), date(2026, 12, 1)), (date(2026, 11, 2), date(2026, 11, 30)))
    for days in (
        *single,
        (date(2026, 2, 1), date(2026, 1, 1)),
        (date(2000, 1, 1), date(2026, 1, 1)),
        (date(1, 1, 1),) * 2,
    ):
        with pytest.raises(BadPeriod):
            between(*days)


def test_no_day_is_in_no_report_and_none_in_two_years() -> None:
    deadlines = Schedule()
    (_, last), (half, year) = owed(deadlines, 2026), owed(deadlines, 2027)
    assert last.period.last + timedelta(days=1) == half.period.first == year.period.first
    assert (half.due, year.due, half.name) == (date(2027, 6, 15), date(2027, 12, 15), "2027-half")
    assert owed_named(deadlines, "2027-half") == half
    assert all(owed_named(deadlines, name) is None for name in ("", "2027", "2027-x", "0001-half", "²027-half"))
    assert current(deadlines, date(2026, 12, 15)) == last and current(deadlines, date(2026, 12, 16)) == half
    for bad in (("06-15", "06-15"), ("02-29", "12-15"), ("x", "12-15")):
        with pytest.raises(BadDueDay):
            deadlines_of(*bad)


def test_reminders_come_in_working_hours_and_never_after_the_day() -> None:
    saturday = owed(Schedule(((2027, deadlines_of("06-05", "12-15")),)), 2027)[0]
    moments = reminders(saturday, usual_reminders(), Calendar())
    told = [(f"{moment:%d/%m %H}", left) for moment, left in moments]
    assert told == [
        ("21/05 08", 14),
        ("02/06 08", 3),
        ("04/06 08", 0),
    ]


DAY_OF_YEAR = st.dates(date(2027, 1, 1), date(2027, 12, 31)).map(lambda day: (day.month, day.day))
TWO = st.builds(Deadlines, DAY_OF_YEAR, DAY_OF_YEAR).filter(lambda one: one.half < one.year)


@given(st.lists(st.tuples(st.integers(0, 250), TWO), max_size=6))
def test_whatever_is_wished_no_day_is_lost_or_doubled(wishes: list[tuple[int, Deadlines]]) -> None:
    known, today, fixed = Schedule(), date(2026, 1, 1), dict[str, Period]()
    for days, wish in wishes:
        today += timedelta(days=days)
        fixed |= {one.name: one.period for n in range(2026, 2034) for one in owed(known, n) if one.opens <= today}
        known = Schedule(tuple(sorted({**dict(known.entries), **changed(known, wish, today)}.items())))
        every = [one for n in range(2026, 2034) for one in owed(known, n)]
        yearly = [one.period for one in every if one.kind == "year"]
        assert all(a.last + timedelta(days=1) == b.first for a, b in pairwise(yearly))
        assert all(fixed.get(one.name, one.period) == one.period for one in every), "what may be handed in stays"
        assert known.of(2033) == wish


def test_of_the_whole_country_each_province_is_a_row() -> None:
    found = prepared(Material([figure(n) for n in range(40)], None, None, whole_country=True))
    whole = report(found, Place(), YEAR)
    assert [code for code, _ in whole.parts] == [figure(0).province] and whole.parts[0][1].number == 40
    assert whole.hazards_found is None and whole.reached.why == "unknown"


def test_who_may_ask_for_what() -> None:
    commune = Grant("commune_coordinator", "a", Area(frozenset({"21340"})))
    province, everywhere = Grant("auditor", "", Area(province="51")), Grant("auditor", "", Area(everywhere=True))
    lead = Grant("agency_lead", "police-1")
    assert [list(places(grant)) for grant in (commune, province, everywhere, lead)] == [
        [Place(commune="21340")], [Place(province="51")], [Place()], [Place(agency="police-1")],
    ]  # fmt: skip
    assert may_ask(commune, Place(commune="21340"), "51") and not may_ask(commune, Place(commune="21343"), "51")
    assert not may_ask(commune, Place(province="51"), "") and not may_ask(commune, Place(), "")
    assert may_ask(province, Place(commune="21343"), "51") and may_ask(province, Place(province="51"), "")
    assert not may_ask(province, Place(), "") and may_ask(everywhere, Place(), "")
    assert may_ask(lead, Place(agency="police-1"), "") and not may_ask(lead, Place(agency="police-2"), "")
    assert not may_ask(lead, Place(commune="21340"), "51") and not may_ask(commune, Place(agency="a"), "")
