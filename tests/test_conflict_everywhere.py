"""Duty, clocks, matrix, chase, hand-over, calls and dangerous places know of whoever must not know, too."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from flows.model import Session
from handlers.actions import ACTIONS
from handlers.alerting import sound_after_all
from handlers.chasing import tell_idle
from handlers.clock_warnings import audience, warn
from handlers.deadlines import facts_of, run_clocks, running
from handlers.details import targets
from handlers.events import Address, IncomingEvent, Timer
from handlers.hazard_checks import ask_to_look, hazard_due
from handlers.holding import tell_giver
from handlers.informing import supervisors, tell_supervisors, tell_to_know, untold
from handlers.phoning import call_lines, to_call
from handlers.planning import plan_for
from handlers.scene import arrive
from handlers.settle import settle
from handlers.shielding import cut_off, shield_lines
from handlers.shifts import opened
from handlers.work import Work
from referral.agencies import COMMUNE_ROLES
from referral.alerts import Alert
from referral.case import Case, Handover
from referral.clock import VIETNAM
from referral.hazards import body_that_fixes
from tests.cast import LATER, OFFICERS, OFFICERS_AT
from tests.joining import join
from tests.room import Room
from tests.test_conflict_paths import COLLEAGUE, HOLDER, NEVER, Told, told

BEATEN = "bé gái nhà bên hay bị bố đánh, ở xã Sơn Tây, Quảng Ngãi"
POND = "ao nhà bà Tư thôn 3 không rào, trẻ hay ra tắm, xã Sơn Tây, Quảng Ngãi"
MONDAY = datetime(2026, 11, 23, 7, 30, tzinfo=VIETNAM)
UNION = LATER["Hội Phụ nữ xã"]
COMMITTEE, DESK = "UBND xã", "Trực ban"
OWN_WORDS = {  # what a finished conversation would hand each action
    "reason": "x", "text": "x", "agency": "people_committee-21340", "agency_id": "people_committee-21340",
    "called": "answered", "tried": "", "step": "visited", "level": "routine", "outcome": "helped", "question": "x?",
    "verdict": "fine", "kind": "sexual_abuse", "place": "xã Sơn Tây", "commune": "21340", "province": "51",
    "milestone": "measures", "sending": "14.9, 108.4", "sending_kind": "place", "found": "safe", "other": "LN-33333",
    "who_recuses": "me",
}  # fmt: skip
BY_NUMBER = (
    "reach_case", "accept", "decline", "open_details", "offer_agencies", "pass_on", "note", "suggest_questions",
    "check_question", "ask_reporter", "more_steps", "set_place", "offer_kinds", "set_kind", "keep_sending",
    "send_reporter", "release", "update", "close", "set_level", "recuse", "list_milestones", "record_milestone",
    "link_cases", "unlink_case", "show_hazard", "fix_hazard", "check_hazard", "add_hazard", "hand_over", "call",
    "called",
)  # fmt: skip


def at(name: str) -> Address:
    return Address(OFFICERS_AT, OFFICERS[name])


def save(here: Room, case: Case) -> Case:
    """The case as it is from now on, settled."""
    here.do(lambda work: work.cases.save(case))
    return here.do(lambda work: settle(work, case))


def done(work: Work, action: str, number: str) -> Session:
    """What an action finds out for the holder who was cut off, with every answer it may want."""
    scene = arrive(work, IncomingEvent("look", at(HOLDER), None))
    session = Session("decline", answers={**OWN_WORDS, "number": number, "hazard": number})
    found = ACTIONS[action](replace(scene, session=session))
    return replace(found, answers={k: v.replace(number, "LN-?????") for k, v in found.answers.items()})


@pytest.mark.parametrize("action", BY_NUMBER)
def test_each_action_by_itself_finds_no_such_case(here: Room, action: str) -> None:
    shut = told(here)
    before = here.rows()
    real = here.do(lambda work: done(work, action, shut.case.number))
    assert real == here.do(lambda work: done(work, action, NEVER))
    assert real.answers["result"] == "not_found"
    assert here.cases() == [shut.case] and here.rows() == before


def idle(shut: Told) -> Alert:
    """An alert of the holder who was cut off, as if it still stood."""
    return Alert(1, "police-21340", OFFICERS[HOLDER], shut.case.urgency, shut.case.opened_at, shut.case.opened_at)


def test_no_reminder_clock_or_breach_reaches_them(here: Room) -> None:
    shut = told(here)
    case, gone = shut.case, idle(shut)
    notices: tuple[Callable[[Work], object], ...] = (
        lambda work: sound_after_all(work, case, gone),
        lambda work: tell_idle(work, case, gone),
        lambda work: tell_giver(work, case, Handover(gone.officer, "health_station-21340", work.now), "x"),
        lambda work: tell_supervisors(work, case, "holder_silent", "tag", agency="x", time="x"),
        lambda work: tell_to_know(work, case, "police-21340"),
        lambda work: [warn(work, case, clock, 100) for clock in running(work, case)],
    )
    assert [shut.do(notice) for notice in notices] == [[]] * len(notices)
    here.clock.forward(timedelta(days=9))
    assert shut.do(lambda work: (run_clocks(work, case), settle(work, case))) == []
    for clock in here.do(lambda work: running(work, case)):
        assert OFFICERS[HOLDER] not in here.do(lambda work, c=clock: audience(work, case, c))  # type: ignore[misc]


def test_their_shift_counts_nothing_of_it(here: Room) -> None:
    shut = told(here)
    officer = here.do(lambda work: work.directory.officers[OFFICERS[COLLEAGUE]])
    assert here.do(lambda work: opened(work, officer)) == "Ở đơn vị không có vụ nào đang mở."
    assert shut.case.status == "open"


def test_nobody_hands_or_phones_it_to_them(here: Room) -> None:
    shut = told(here)
    desk = OFFICERS[DESK]
    asked = Alert(9, "people_committee-21340", desk, shut.case.urgency, here.clock.now, here.clock.now)
    here.do(lambda work: work.alerts.add(shut.case.id, asked))
    bodies = {body.id for body in here.do(lambda work: to_call(work, shut.case))}
    assert "police-21340" not in bodies and "people_committee-21340" in bodies
    assert not any("Công an xã" in line for line in here.do(lambda work: call_lines(work, shut.case, desk)))
    assert "police-21340" not in {body.id for body in here.do(lambda work: targets(work, shut.case))}
    stepped_back = save(here, replace(shut.case, excluded=frozenset({OFFICERS[COMMITTEE]})))
    others = here.do(lambda work: work.directory.officers_of("people_committee-21340"))
    known = {body.id for body in here.do(lambda work: to_call(work, stepped_back))}
    assert ("people_committee-21340" in known) == (len(others) > 1), "whoever stepped back takes no call either"


def test_a_hand_over_to_them_ends_and_a_yes_on_their_phone_counts_no_more(here: Room) -> None:
    here.say(BEATEN)
    here.clock.forward(timedelta(minutes=3))
    case = save(here, here.cases()[0])
    desk = OFFICERS[DESK]
    yes = Alert(9, "police-21340", desk, case.urgency, here.clock.now, here.clock.now, "accepted", phoned=True)
    here.do(lambda work: work.alerts.add(case.id, replace(yes, answered_at=work.now)))
    giving = replace(case, avoid=frozenset({"police"}), handing=(Handover(desk, "police-21340", here.clock.now),))
    shut = save(here, giving)
    assert shut.handing == ()
    (held,) = [a for a in here.do(lambda work: work.alerts.of(case.id)) if a.n == 9]
    assert held.answer == "accepted" and not held.phoned, "the desk holds it, nobody there does"


def test_whoever_was_only_told_is_cut_off_and_another_of_the_body_may_be_told(here: Room) -> None:
    here.do(lambda work: join(work, "Hội Phụ nữ xã"))
    here.say(BEATEN)
    here.clock.now = MONDAY
    (case,) = here.cases()
    here.do(lambda work: tell_to_know(work, case, "womens_union-21340"))
    number, me = case.number, here.person(Address(OFFICERS_AT, UNION))
    assert number in str([m.text for m in here.deliver() if m.person_id == me])
    assert "Không có vụ" not in words_to(here, UNION, f"mở {number}")
    before = here.clock.now
    here.clock.forward(timedelta(minutes=1))
    shut = save(here, replace(case, excluded=frozenset({UNION})))
    sent = here.deliver()
    assert {m.act for m in sent if m.person_id == me} == {"retract"}
    assert any("Hội" in m.text and f"{before:%H:%M}" in m.text for m in sent), "who is above hears of it"
    assert words_to(here, UNION, f"mở {number}") == words_to(here, UNION, f"mở {NEVER}").replace(NEVER, number)
    assert "Hội" in here.do(lambda work: shield_lines(work, shut))["seen_before"]
    assert here.do(lambda work: cut_off(work, shut)) == (), "once"
    the_plan = here.do(lambda work: plan_for(work, shut))
    assert here.do(lambda work: untold(work, shut, the_plan)) == ["womens_union-21340"]
    here.do(lambda work: tell_to_know(work, shut, "womens_union-21340"))
    assert not [m for m in here.deliver() if m.person_id == me]


def words_to(here: Room, officer: str, words: str) -> str:
    """What an officer reads for these words."""
    address = Address(OFFICERS_AT, officer)
    me = here.person(address)
    return "\n".join(m.text for m in here.say(words, address) if m.person_id == me and m.act == "say")


def test_supervisors_are_never_who_must_not_know(here: Room) -> None:
    here.say(BEATEN)
    (case,) = here.cases()
    first = here.do(lambda work: {o.id for o in supervisors(work, case)})
    assert first
    for officer in first:
        case = save(here, replace(case, excluded=case.excluded | {officer}))
        assert officer not in {o.id for o in here.do(lambda work, c=case: supervisors(work, c))}  # type: ignore[misc]


def test_a_commune_that_must_not_know_is_not_told_by_hand(here: Room) -> None:
    here.say(BEATEN)
    (case,) = here.cases()
    bodies = frozenset(f"{role}-21340" for role in COMMUNE_ROLES)
    assert here.do(lambda work: facts_of(work, case))["commune"] == "21340"
    for shut in (replace(case, excluded=bodies), replace(case, avoid=frozenset(COMMUNE_ROLES))):
        assert here.do(lambda work, c=shut: facts_of(work, c))["commune"] == "avoided"  # type: ignore[misc]


def test_a_place_told_of_behind_their_back_is_no_place_to_them(here: Room) -> None:
    here.say(POND)
    here.clock.forward(timedelta(minutes=3))
    shut = save(here, replace(here.cases()[0], avoid=frozenset({"people_committee"})))
    (place,) = here.do(lambda work: list(work.hazards.listed(every=True)))
    for words in ("chỗ {}", "đã rào {}", "ghi chỗ {}", "danh sách chỗ"):
        for real, never in ((place.number, "HZ-22222"), (shut.number, NEVER)):
            said = words_to(here, OFFICERS[COMMITTEE], words.format(real)).replace(real, "?")
            here.officer(COMMITTEE, "dừng")
            assert said == words_to(here, OFFICERS[COMMITTEE], words.format(never)).replace(never, "?")
            here.officer(COMMITTEE, "dừng")
    directory = here.do(lambda work: work.directory)
    assert body_that_fixes(place.kind, shut, directory) != "people_committee-21340"
    me = here.person(at(COMMITTEE))
    for _ in range(2):
        here.do(lambda work: hazard_due(work, Timer("due", work.now, "hazard_due", place.id)))
    here.do(lambda work: ask_to_look(work, "", "hazards_spring"))
    assert not [m for m in here.deliver() if m.person_id == me]
