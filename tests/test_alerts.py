"""Which alerts go out when: each unanswered body gets its next rung, and nobody is forgotten."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from referral.agencies import Agency, Directory, Officer
from referral.alerts import (
    Alert,
    AlertAnswer,
    acknowledged,
    idle,
    lost_holders,
    next_alerts,
    passed_over,
    quiet,
    silent,
    taken_there,
    waits_for_answer,
    wake_at,
    warn_at,
)
from referral.calendar import Wait
from referral.case import Case
from referral.plan import Duty, Plan
from referral.standing_down import found_right, to_stand_down
from referral.urgency import Urgency
from tests.store_cast import MINUTE, START

PATIENCE = 10 * MINUTE
PLAN = Plan((Duty("police", ("p1", "p2", "desk")), Duty("committee", ("c1", "desk"))), Wait(PATIENCE))
ONE = replace(PLAN, duties=PLAN.duties[:1])
CASE = Case("", "", "physical_violence", Urgency.urgent, START)
LATER = START + PATIENCE
HERE = Directory(
    {
        "police": Agency("police", "Công an", "police"),
        "committee": Agency("committee", "UBND", "people_committee"),
        "school": Agency("school", "Trường", "school"),
        "other police": Agency("other police", "Công an", "police"),
        "the desk": Agency("the desk", "Trực ban", "intake_desk"),
    },
    {
        "p1": Officer("p1", "police", "Một"),
        "c1": Officer("c1", "committee", "Hai"),
        "d1": Officer("d1", "the desk", ""),
    },
)


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
    assert warn_at(closed, PLAN, (), LATER) is None


def test_an_alert_that_is_no_emergency_waits_for_one_answer_two_minutes_at_most() -> None:
    held = replace(CASE, hold_until=START + 2 * MINUTE)
    assert waits_for_answer(held, START)
    assert next_alerts(held, PLAN, (), START) == ()
    assert wake_at(held, PLAN, (), START) == held.hold_until
    assert warn_at(held, PLAN, (), START) is None
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


def test_a_body_the_kind_of_case_no_longer_calls_stands_down_once_all_that_it_calls_accepted() -> None:
    old = asked("s1", body="school", n=3)
    police, committee = asked("p1", "accepted"), asked("c1", body="committee", n=2)
    assert to_stand_down(PLAN, [police, committee, old], HERE, START) == ()
    both = [police, replace(committee, answer="accepted")]
    gone = to_stand_down(PLAN, [*both, old], HERE, START)
    assert gone == (replace(old, answer="stood_down", answered_at=START),)
    assert to_stand_down(PLAN, [*both, *gone], HERE, START) == ()
    assert to_stand_down(PLAN, [*both, replace(old, answer="declined")], HERE, START) == ()


def test_a_desk_that_stood_in_goes_when_one_body_has_accepted() -> None:
    for desk in ("the desk", "a body that is no more"):
        old = asked("d1", body=desk, n=2)
        assert to_stand_down(PLAN, [asked("p1"), old], HERE, START) == ()
        assert to_stand_down(PLAN, [asked("p1", "accepted"), old], HERE, START)[0].answer == "stood_down"


def test_a_commune_that_it_was_not_stands_down_when_the_right_one_has_accepted() -> None:
    known = replace(PLAN, here=frozenset({"police"}), elsewhere=frozenset({"other police"}))
    other = asked("o1", body="other police", n=2)
    assert to_stand_down(known, [asked("c1", "accepted", "committee"), other], HERE, START) == ()
    gone = to_stand_down(known, [asked("p1", "accepted"), other], HERE, START)
    assert gone == (replace(other, answer="stood_down", answered_at=START),)
    assert found_right(known, [asked("p1", "accepted")]) and not found_right(known, [asked("p1")])


def test_the_reporter_hears_that_nobody_accepted_after_the_first_patience() -> None:
    assert warn_at(CASE, PLAN, (), START) == START, "nobody was asked"
    assert warn_at(CASE, PLAN, [asked("p1"), asked("p2", n=2, at=LATER)], LATER) == LATER
    nobody = Plan((Duty("police", ()),), Wait(PATIENCE))
    assert warn_at(CASE, nobody, [asked("p1")], START + MINUTE) == START + MINUTE, "nobody can be asked any more"
    assert warn_at(CASE, nobody, [asked("p1", "accepted")], START + MINUTE) == LATER


def test_an_officer_who_can_no_longer_answer_holds_no_rung() -> None:
    first = asked("p1")
    off = replace(ONE, duties=(Duty("police", ("p2", "desk")),))
    (marked,) = passed_over(off, [first], START + MINUTE)
    assert marked == replace(first, due_at=START + MINUTE), "who was asked stays true"
    assert officers(CASE, off, [marked], START + MINUTE) == [("police", "p2")]
    assert passed_over(off, [marked], START + MINUTE) == ()
    assert passed_over(ONE, [first, asked("x", body="of no plan", n=2)], START) == ()
    back = [marked, asked("p2", n=2, at=START + MINUTE)]
    assert officers(CASE, ONE, back, START + 2 * MINUTE) == [], "who comes back waits for the usual order"


def test_a_holder_who_left_the_directory_is_lost() -> None:
    held = [asked("p1", "accepted"), asked("nobody", "accepted", n=2), asked("nobody", n=3)]
    (lost,) = lost_holders(held, HERE, LATER)
    assert (lost.n, lost.answer, lost.answered_at) == (2, "lost", LATER)
    homeless = replace(HERE, agencies={})
    assert len(lost_holders(held, homeless, LATER)) == 2
    assert officers(CASE, ONE, [replace(held[0], answer="lost")], START) == [("police", "p2")]


def test_a_body_that_gave_the_case_away_is_quiet_while_somebody_holds_it() -> None:
    given = replace(asked("p1", "handed_on"), given_to="committee")
    assert acknowledged(ONE.duties[0], [given, asked("c1", "accepted", "committee", 2)])
    assert not acknowledged(ONE.duties[0], [given, asked("s1", "accepted", "station", 2)]), "the receiver must hold it"
    assert not acknowledged(ONE.duties[0], [given])
    assert officers(CASE, ONE, [given], START) == [("police", "p2")]


def test_next_to_a_silent_holder_somebody_else_is_asked() -> None:
    holder = asked("p1", "accepted")
    for reminded, asks in ((0, []), (1, []), (2, [("police", "p2")])):
        assert officers(CASE, ONE, [replace(holder, reminded=reminded)], LATER) == asks
    hushed = replace(holder, reminded=3)
    assert silent(hushed) and not silent(replace(hushed, acted_at=LATER)) and not silent(replace(hushed, answer=""))
    assert quiet(ONE, [hushed]) and wake_at(CASE, ONE, [hushed], START) == LATER
    everybody = [hushed, asked("p2", "declined", n=2), asked("desk", "declined", n=3)]
    assert officers(CASE, ONE, everybody, LATER) == [("police", "p2")], "the holder is reminded, not asked again"
    alone = replace(ONE, duties=(Duty("police", ("p1",)),))
    assert officers(CASE, alone, [hushed], LATER) == []
    other = asked("p2", "accepted", n=2)
    assert officers(CASE, ONE, [hushed, other], LATER) == [], "one who is not silent is enough"


def test_an_idle_officer_counts_once_however_many_bodies() -> None:
    both = [asked("p1", "accepted"), asked("p1", "accepted", "committee", 2), asked("c1", "accepted", n=3), asked("x")]
    assert [(a.officer, a.n) for a in sorted(idle(both), key=lambda a: a.n)] == [("p1", 1), ("c1", 3)]
    acted = [replace(both[1], acted_at=LATER), both[0]]
    assert idle(acted) == ()


def test_only_a_desk_has_accepted_or_somebody_there() -> None:
    desk, there = asked("d1", "accepted"), asked("p1", "accepted")
    assert not taken_there(PLAN, [asked("p1"), desk], HERE)
    assert taken_there(PLAN, [there], HERE) and taken_there(PLAN, [replace(desk, phoned=True)], HERE)
    called = replace(PLAN, roles=frozenset({"intake_desk"}))
    assert taken_there(called, [desk], HERE), "the row itself calls the desk"
    unknown = replace(PLAN, duties=(Duty("the desk", ("d1",)),))
    assert taken_there(unknown, [desk], HERE) and not taken_there(unknown, [asked("d1")], HERE)
    assert taken_there(PLAN, [asked("nobody", "accepted")], HERE), "of whom nothing is known"


def test_bug_after_a_case_became_worse_only_the_one_who_was_waited_for_was_asked_again_and_again() -> None:
    worse = replace(CASE, urgency=Urgency.emergency)
    first = replace(asked("p1"), due_at=LATER + 9 * PATIENCE)
    (second,) = next_alerts(worse, ONE, [first], START)
    assert (second.officer, second.due_at) == ("p1", LATER)
    assert next_alerts(worse, ONE, [first, second], LATER - MINUTE) == ()
    assert wake_at(worse, ONE, [first, second], START) == LATER
    assert [a.officer for a in next_alerts(worse, ONE, [first, second], LATER)] == ["p2"]


def test_who_has_not_heard_the_last_alert_is_passed_by_until_they_have() -> None:
    everybody = [asked("p1"), asked("p2", n=2), asked("desk", n=3)]
    assert [a.officer for a in next_alerts(CASE, ONE, everybody, LATER, lambda officer: officer == "desk")] == ["desk"]
    assert next_alerts(CASE, ONE, everybody, LATER, lambda _: False) == ()
    assert wake_at(CASE, ONE, everybody, LATER) == LATER + PATIENCE
    assert [a.officer for a in next_alerts(CASE, ONE, everybody[:2], LATER, lambda _: False)] == ["desk"], "a first"


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


def test_bug_who_phoned_for_one_body_was_never_reminded_of_the_others() -> None:
    for_itself = asked("desk", "accepted", "police")
    phoned = replace(asked("desk", "accepted", "committee", 2), phoned=True, acted_at=START)
    assert idle([for_itself, phoned]) == (for_itself,)
