"""Which alerts go out when: each unanswered body gets its next rung, and nobody is forgotten."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from referral.alerts import (
    Alert,
    AlertAnswer,
    found_right,
    next_alerts,
    nobody_accepted,
    quiet,
    to_stand_down,
    waits_for_answer,
    wake_at,
)
from referral.calendar import Wait
from referral.case import Case
from referral.plan import Duty, Plan
from referral.urgency import Urgency
from tests.store_cast import MINUTE, START

PATIENCE = 10 * MINUTE
PLAN = Plan((Duty("police", ("p1", "p2", "desk")), Duty("committee", ("c1", "desk"))), Wait(PATIENCE))
ONE = replace(PLAN, duties=PLAN.duties[:1])
CASE = Case("", "", "physical_violence", Urgency.urgent, START)
LATER = START + PATIENCE


def asked(officer: str, answer: AlertAnswer = "", body: str = "police", n: int = 1, at: datetime = START) -> Alert:
    return Alert(n, body, officer, Urgency.urgent, at, at + PATIENCE, answer)


def officers(case: Case, plan: Plan, alerts: list[Alert], now: datetime) -> list[tuple[str, str]]:
    return [(alert.body, alert.officer) for alert in next_alerts(case, plan, alerts, now)]


def test_each_body_is_asked_at_once_and_numbered() -> None:
    first = next_alerts(CASE, PLAN, (), START)
    assert [(a.n, a.body, a.officer) for a in first] == [(1, "police", "p1"), (2, "committee", "c1")]
    assert {a.due_at for a in first} == {LATER}
    assert next_alerts(CASE, PLAN, first, START) == ()


def test_the_next_rung_is_asked_after_the_patience_or_a_decline() -> None:
    assert officers(CASE, ONE, [asked("p1")], LATER - MINUTE) == []
    assert officers(CASE, ONE, [asked("p1")], LATER) == [("police", "p2")]
    assert officers(CASE, ONE, [asked("p1", "declined")], START) == [("police", "p2")]


def test_nobody_is_asked_twice_while_somebody_was_not_asked_once() -> None:
    alerts = [asked("p1", "declined"), asked("desk", body="committee", n=2)]
    assert officers(CASE, ONE, [*alerts, asked("p2", n=3)], LATER) == [("police", "desk")]


def test_when_all_were_asked_the_longest_ago_is_asked_again_and_who_declined_last_of_all() -> None:
    alerts = [asked("p1", "declined"), asked("desk", n=2), asked("p2", n=3)]
    assert officers(CASE, ONE, alerts, LATER) == [("police", "desk")]
    assert officers(CASE, ONE, [replace(a, answer="declined") for a in alerts], LATER) == [("police", "p1")]


def test_a_stood_down_alert_keeps_nobody_waiting() -> None:
    assert officers(CASE, ONE, [asked("p1", "stood_down")], START) == [("police", "p2")]


def test_worse_news_go_to_the_officer_who_was_asked_last() -> None:
    worse = replace(CASE, urgency=Urgency.emergency)
    again = next_alerts(worse, ONE, [asked("p1")], START)
    assert [(a.officer, a.urgency) for a in again] == [("p1", Urgency.emergency)]
    assert next_alerts(worse, ONE, [asked("p1"), *again], START) == ()


def test_a_body_that_accepted_is_quiet_the_other_is_not() -> None:
    alerts = [asked("p1", "accepted"), asked("c1", body="committee", n=2)]
    assert not quiet(PLAN, alerts) and quiet(ONE, alerts)
    assert officers(CASE, PLAN, alerts, LATER) == [("committee", "desk")]


def test_a_closed_case_asks_nobody_and_wakes_never() -> None:
    closed = replace(CASE, status="closed")
    assert next_alerts(closed, PLAN, (), START) == ()
    assert wake_at(closed, PLAN, (), START) is None
    assert not nobody_accepted(closed, PLAN, (), LATER)


def test_an_alert_that_is_no_emergency_waits_for_one_answer_two_minutes_at_most() -> None:
    held = replace(CASE, hold_until=START + 2 * MINUTE)
    assert waits_for_answer(held, START)
    assert next_alerts(held, PLAN, (), START) == ()
    assert wake_at(held, PLAN, (), START) == held.hold_until
    assert not nobody_accepted(held, PLAN, (), START)
    assert not waits_for_answer(replace(held, avoid_asked=True), START)
    assert not waits_for_answer(replace(held, urgency=Urgency.emergency), START)
    assert not waits_for_answer(held, START + 2 * MINUTE)


def test_time_matters_next_when_the_first_patience_ends() -> None:
    alerts = [asked("p1"), asked("c1", body="committee", n=2, at=START - MINUTE)]
    assert wake_at(CASE, PLAN, alerts, START) == LATER - MINUTE
    accepted = [replace(a, answer="accepted") for a in alerts]
    assert wake_at(CASE, PLAN, accepted, START) is None


def test_bug_a_case_that_found_nobody_to_ask_was_never_looked_at_again() -> None:
    nobody = Plan((Duty("desk", ()),), Wait(PATIENCE))
    assert next_alerts(CASE, nobody, (), START) == ()
    assert wake_at(CASE, nobody, (), START) == LATER


def test_bodies_no_longer_concerned_stand_down_once_somebody_accepted() -> None:
    old = asked("s1", body="school", n=2)
    assert to_stand_down(PLAN, [asked("p1"), old], START) == ()
    gone = to_stand_down(PLAN, [asked("p1", "accepted"), old], START)
    assert gone == (replace(old, answer="stood_down", answered_at=START),)
    assert to_stand_down(PLAN, [asked("p1", "accepted"), *gone], START) == ()
    assert to_stand_down(PLAN, [asked("p1", "accepted"), replace(old, answer="declined")], START) == ()


def test_a_commune_that_it_was_not_stands_down_when_the_right_one_has_accepted() -> None:
    known = replace(PLAN, here=frozenset({"police"}), elsewhere=frozenset({"other police"}))
    other = asked("o1", body="other police", n=2)
    assert to_stand_down(known, [asked("c1", "accepted", "committee"), other], START) == ()
    gone = to_stand_down(known, [asked("p1", "accepted"), other], START)
    assert gone == (replace(other, answer="stood_down", answered_at=START),)
    assert found_right(known, [asked("p1", "accepted")]) and not found_right(known, [asked("p1")])


def test_the_reporter_hears_that_nobody_accepted_after_the_first_patience() -> None:
    assert nobody_accepted(CASE, PLAN, (), START), "nobody could be asked"
    assert not nobody_accepted(CASE, PLAN, [asked("p1")], LATER - MINUTE)
    assert nobody_accepted(CASE, PLAN, [asked("p1"), asked("p2", n=2, at=LATER)], LATER)
    assert not nobody_accepted(CASE, PLAN, [asked("p1", "accepted")], LATER)


answers = st.sampled_from(["", "", "declined", "accepted"])


@settings(deadline=None, max_examples=200)
@given(st.lists(st.tuples(answers, st.integers(0, 15)), max_size=25))
def test_until_every_body_acknowledged_somebody_is_always_waited_for(steps: list[tuple[AlertAnswer, int]]) -> None:
    alerts, now = list[Alert](), START
    for answer, minutes in steps:
        alerts += next_alerts(CASE, PLAN, alerts, now)
        assert next_alerts(CASE, PLAN, alerts, now) == (), "twice is once"
        wake = wake_at(CASE, PLAN, alerts, now)
        assert (wake is None) == quiet(PLAN, alerts)
        assert wake is None or now < wake <= now + PATIENCE
        alerts[-1] = replace(alerts[-1], answer=alerts[-1].answer or answer, answered_at=now)
        now += timedelta(minutes=minutes)
    assert [a.n for a in alerts] == list(range(1, len(alerts) + 1))
