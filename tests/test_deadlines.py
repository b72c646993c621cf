"""Legal clocks: from receipt, in wall or office time, told once at 50, 80 and 100 %, whatever the wall clock does."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from referral.calendar import Calendar, Wait, parse_wait
from referral.clock import VIETNAM
from referral.clock_rules import shipped_rules
from referral.deadlines import (
    Clock,
    Matter,
    Watch,
    brought_in_line,
    left,
    looser,
    moments,
    next_moment,
    percent_due,
    stopped_by_step,
)  # fmt: skip

HOUR = timedelta(hours=1)


def at(text: str) -> datetime:
    """A moment in Vietnam: 2026-11-23 08:00."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


RECEIPT = at("2026-11-22 14:00")
SERIOUS = {"category": "physical_violence", "urgency": "urgent", "police": "yes", "commune": "21340"}
MATTER = Matter("case", RECEIPT, SERIOUS)


def watch(now: datetime) -> Watch:
    return Watch(shipped_rules(), Calendar(), now)


def run(matter: Matter, clocks: tuple[Clock, ...], now: datetime) -> tuple[Clock, ...]:
    return brought_in_line(matter, clocks, watch(now))


def named(clocks: tuple[Clock, ...], name: str) -> Clock:
    """The newest clock of this name."""
    return max((clock for clock in clocks if clock.name == name), key=lambda clock: clock.run)


def facts(**changed: str) -> Matter:
    return replace(MATTER, facts={**SERIOUS, **changed})


def test_each_clock_counts_in_its_own_time() -> None:
    due = {clock.name: clock.due_at for clock in run(MATTER, (), RECEIPT)}
    assert due == {
        "passed_on": RECEIPT + timedelta(minutes=15),
        "measures": at("2026-11-23 02:00"),
        "police_handed": at("2026-11-23 14:00"),
        "plan": at("2026-12-01 00:00"),  # Tuesday, 24 November, is a public holiday
        "procedure": at("2026-12-03 00:00"),
    }


def test_receipt_counts_though_a_rule_applies_later() -> None:
    calm = run(facts(urgency="priority"), (), RECEIPT)
    assert "measures" not in {clock.name for clock in calm}
    serious = named(run(MATTER, calm, RECEIPT + 3 * HOUR), "measures")
    assert left(serious, watch(RECEIPT + 3 * HOUR)) == 9 * HOUR
    late = named(run(MATTER, calm, RECEIPT + 13 * HOUR), "measures")
    assert percent_due(late, watch(RECEIPT + 13 * HOUR)) == 100
    assert left(late, watch(RECEIPT + 13 * HOUR)) == timedelta()


def test_passing_on_counts_from_when_the_commune_is_known_and_stops_by_itself() -> None:
    unknown = run(facts(commune=""), (), RECEIPT)
    assert "passed_on" not in {clock.name for clock in unknown}
    known = named(run(MATTER, unknown, RECEIPT + HOUR), "passed_on")
    assert known.started_at == RECEIPT + HOUR
    asked = replace(MATTER, asked_at=RECEIPT)
    done = named(run(asked, unknown, RECEIPT + HOUR), "passed_on")
    assert (done.stopped_at, done.stopped_by, done.step) == (RECEIPT + HOUR, "system", "asked")
    assert not done.late(RECEIPT + 2 * HOUR)
    assert "passed_on" not in {clock.name for clock in run(facts(commune="avoided"), (), RECEIPT)}


def test_marks_are_told_at_half_at_four_fifths_and_at_the_end() -> None:
    measures, plan = (named(run(MATTER, (), RECEIPT), name) for name in ("measures", "plan"))
    assert [moment - RECEIPT for _, moment in moments(measures, watch(RECEIPT))] == [6 * HOUR, 9.6 * HOUR, 12 * HOUR]
    assert [moment for _, moment in moments(plan, watch(RECEIPT))] == [
        at("2026-11-26 13:30"),  # half of 40 office hours ends at 11:30, when the office closes
        at("2026-11-30 07:30"),
        at("2026-12-01 07:30"),
    ]


def test_bug_of_a_process_that_was_down_one_warning_makes_up_for_all() -> None:
    clock = named(run(MATTER, (), RECEIPT), "measures")
    later = watch(RECEIPT + 10 * HOUR)
    assert percent_due(clock, later) == 80
    told = replace(clock, marked=80)
    assert percent_due(told, later) == 0
    assert next_moment([told], later) == clock.due_at
    assert percent_due(told, watch(RECEIPT + 20 * HOUR)) == 100
    assert next_moment([replace(told, marked=100)], later) is None


def test_a_clock_set_back_changes_nothing_that_was_recorded() -> None:
    first = run(MATTER, (), RECEIPT)
    broken = tuple(replace(clock, marked=100) for clock in first)
    before = watch(RECEIPT - 24 * HOUR)
    assert brought_in_line(MATTER, broken, before) == broken
    assert [percent_due(clock, before) for clock in broken] == [0] * len(broken)
    assert all(clock.late(before.now) for clock in broken)
    assert brought_in_line(MATTER, first, before) == first
    assert next_moment(first, before) == RECEIPT + timedelta(minutes=7.5)


def test_a_step_stops_what_it_stops_and_too_late_is_recorded() -> None:
    clocks = run(MATTER, (), RECEIPT)
    (stopped,) = stopped_by_step(clocks, "measures", "officer-1", watch(RECEIPT + HOUR))
    assert (stopped.name, stopped.stopped_by, stopped.step) == ("measures", "officer-1", "measures")
    assert percent_due(stopped, watch(RECEIPT + 99 * HOUR)) == 0
    (late,) = stopped_by_step(clocks, "measures", "officer-1", watch(RECEIPT + 13 * HOUR))
    assert percent_due(late, watch(RECEIPT + 13 * HOUR)) == 100
    assert percent_due(replace(late, marked=100), watch(RECEIPT + 13 * HOUR)) == 0
    assert {c.name for c in stopped_by_step(clocks, "approved", "o", watch(RECEIPT))} == {"plan", "procedure"}
    assert stopped_by_step((stopped,), "measures", "o", watch(RECEIPT)) == ()


def test_a_closed_case_stops_its_clocks_and_begins_new_ones_when_it_opens_again() -> None:
    clocks = run(MATTER, (), RECEIPT)
    closed = run(replace(MATTER, closed=True), clocks, RECEIPT + HOUR)
    assert all(clock.step == "closed" and clock.ended for clock in closed)
    assert run(replace(MATTER, closed=True), closed, RECEIPT + 2 * HOUR) == closed
    again = run(MATTER, closed, RECEIPT + 5 * HOUR)
    assert set(closed) <= set(again)
    second = named(again, "measures")
    assert (second.run, second.started_at) == (2, RECEIPT + 5 * HOUR)
    assert run(MATTER, again, RECEIPT + 5 * HOUR) == again
    assert named(run(facts(urgency="routine"), closed, RECEIPT + 5 * HOUR), "measures").ended


def test_what_does_not_apply_any_more_is_dropped_not_forgotten_and_taken_up_again() -> None:
    clocks = run(MATTER, (), RECEIPT)
    lowered = named(run(facts(urgency="priority"), clocks, RECEIPT + HOUR), "measures")
    assert (lowered.step, lowered.stopped_at, lowered.stopped_by) == ("dropped", RECEIPT + HOUR, "system")
    assert run(facts(urgency="priority"), (lowered,), RECEIPT + 2 * HOUR)[0] == lowered
    raised = named(run(MATTER, (lowered,), RECEIPT + 4 * HOUR), "measures")
    assert raised.running and raised.started_at == RECEIPT
    broken = named(run(facts(urgency="priority"), clocks, RECEIPT + 13 * HOUR), "measures")
    assert percent_due(broken, watch(RECEIPT + 13 * HOUR)) == 100, "it was over before it was lowered"


def test_an_opinion_is_answered_though_its_case_was_closed() -> None:
    matter = Matter("case", RECEIPT, {"category": "child_opinion", "urgency": "routine"})
    clocks = run(matter, (), RECEIPT)
    assert [clock.name for clock in clocks] == ["opinion"]
    (left_open,) = run(replace(matter, closed=True), clocks, RECEIPT + HOUR)
    assert left_open.running
    assert run(replace(matter, closed=True), (), RECEIPT) == ()


def test_requests_about_data_have_clocks_of_their_own() -> None:
    withdrawn = run(Matter("request", RECEIPT, {"wish": "withdraw"}), (), RECEIPT)
    assert {clock.name: clock.due_at for clock in withdrawn} == {
        "data_answer": at("2026-11-26 00:00"),
        "data_done": RECEIPT + timedelta(days=15),
    }
    assert {c.name for c in run(Matter("request", RECEIPT, {"wish": "see"}), (), RECEIPT)} == {
        "data_answer",
        "data_other",
    }


def test_a_clock_whose_rule_is_gone_stays_as_it_is() -> None:
    unknown = Clock("gone", 1, RECEIPT, RECEIPT + HOUR, "1 hour")
    assert unknown in run(MATTER, (unknown,), RECEIPT + 2 * HOUR)
    assert next_moment((unknown,), watch(RECEIPT)) is None
    assert stopped_by_step((unknown,), "closed", "o", watch(RECEIPT)) == ()


def test_a_province_makes_it_shorter_and_never_longer() -> None:
    tight = replace(MATTER, shorter={"measures": "6 hours", "police_handed": "48 hours"})
    clocks = run(tight, run(MATTER, (), RECEIPT), RECEIPT + HOUR)
    assert (named(clocks, "measures").within, named(clocks, "measures").due_at) == ("6 hours", RECEIPT + 6 * HOUR)
    assert named(clocks, "police_handed").due_at == RECEIPT + 24 * HOUR


@pytest.mark.parametrize(
    ("own", "law", "refused"),
    [
        ("12 hours", "12 hours", False),
        ("13 hours", "12 hours", True),
        ("4 working days", "5 working days", False),
        ("6 working days", "5 working days", True),
        ("39 working hours", "40 working hours", False),
        ("24 hours", "5 working days", False),
        ("5 days", "5 working days", False),
        ("8 days", "5 working days", True),  # a week with a holiday hides it, a plain week shows it
        ("4 working hours", "12 hours", True),  # over a weekend it is longer
        ("40 working hours", "5 working days", False),
        ("41 working hours", "5 working days", True),
        ("1 working day", "8 working hours", True),
        ("1 working day", "24 hours", True),
    ],
)
def test_waits_of_two_kinds_are_compared_on_every_start_of_two_years(own: str, law: str, refused: bool) -> None:
    assert looser(parse_wait(own), parse_wait(law), Calendar(), RECEIPT) is refused


starts = st.datetimes(datetime(2026, 11, 22), datetime(2028, 11, 20), timezones=st.just(VIETNAM))  # noqa: DTZ001
waits = st.one_of(
    st.integers(1, 300).map(lambda n: Wait(wall=n * HOUR)),
    st.integers(1, 60).map(lambda n: Wait(office=n * HOUR)),
    st.integers(1, 12).map(lambda n: Wait(days=n)),
)
taken: dict[tuple[Wait, Wait], bool] = {}


@pytest.mark.no_cover
@settings(deadline=None, max_examples=40)  # two years of starts take most of a second
@given(own=waits, law=waits, start=starts)
def test_a_wait_that_was_taken_never_ends_later_than_the_laws(own: Wait, law: Wait, start: datetime) -> None:
    if not taken.setdefault((own, law), looser(own, law, Calendar(), RECEIPT)):
        assert own.after(start, Calendar()) <= law.after(start, Calendar())


@given(hours=st.lists(st.integers(-30, 60), max_size=12))
def test_however_the_wall_clock_jumps_nobody_hears_the_same_twice(hours: list[int]) -> None:
    clocks, told = run(MATTER, (), RECEIPT), list[tuple[str, int]]()
    for hour in hours:
        here = watch(RECEIPT + hour * HOUR)
        for clock in (clocks := brought_in_line(MATTER, clocks, here)):
            if percent := percent_due(clock, here):
                told.append((clock.name, percent))
                clocks = tuple(replace(c, marked=percent) if c == clock else c for c in clocks)
        assert brought_in_line(MATTER, clocks, here) == clocks, "settling twice is once"
    assert len(told) == len(set(told))
