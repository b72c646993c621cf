"""An officer sets the level: with a reason that is kept, and nothing that was asked is taken back."""

from datetime import timedelta

import pytest

from handlers import timers
from handlers.cases import absorb
from handlers.events import Address, IncomingEvent, OutgoingMessage, Timer
from handlers.officer_pages import case_view
from handlers.settle import settle
from referral.calendar import Calendar
from referral.urgency import Urgency
from tests.cast import OFFICERS, OFFICERS_AT
from tests.room import Room, numbered, taken, the_case

POLICE, COMMITTEE, DEPUTY = "Công an xã Sơn Tây", "UBND xã", "Phó công an xã Sơn Tây"
WHY = "đã gặp cháu, cháu an toàn"
WORSE = "giờ nó lại cầm dao đòi giết thằng bé"


def order(here: Room, name: str, words: str) -> list[OutgoingMessage]:
    """What everybody receives when an officer writes."""
    return here.say(words, Address(OFFICERS_AT, OFFICERS[name]))


def later(here: Room, minutes: int) -> None:
    """Time passes, and what is due then is done."""
    here.clock.forward(timedelta(minutes=minutes))
    case = the_case(here)
    here.do(lambda work: timers.due(work, Timer("t", work.now, "settle", case.id)))


def test_who_when_from_what_to_what_and_why_are_kept(here: Room) -> None:
    number = taken(here)
    before = the_case(here)
    here.officer(POLICE, f"mức {number} ưu tiên: {WHY}")
    case = the_case(here)
    (entry,) = here.do(lambda work: [e for e in work.history.entries(case.id) if e.kind == "level"])
    assert (entry.actor, entry.at) == (OFFICERS[POLICE], here.clock.now)
    assert entry.text == f"mức KHẨN CẤP → ƯU TIÊN, lý do: {WHY}"
    assert (case.urgency, case.judged) == (Urgency.priority, Urgency.emergency)
    assert (case.reasons, case.triage_version) == (before.reasons, before.triage_version)
    assert not any(WHY.encode() in value for row in here.rows()["entries"] for value in row if isinstance(value, bytes))


def test_the_first_finding_of_the_machine_outlives_every_level(here: Room) -> None:
    number = taken(here)
    for level in ("thường", "gấp", "ưu tiên"):
        here.officer(POLICE, f"mức {number} {level}: {WHY}")
    assert (the_case(here).judged, the_case(here).urgency) == (Urgency.emergency, Urgency.priority)


def test_the_page_and_the_opened_case_say_so_and_the_receipt_does_not(here: Room) -> None:
    number = taken(here)
    here.officer(POLICE, f"mức {number} ưu tiên: {WHY}")
    me = here.person(Address(OFFICERS_AT, OFFICERS[POLICE]))
    seen = here.do(lambda work: case_view(work, me, number))
    assert seen and ("Máy phân loại", "KHẨN CẤP") in seen.facts
    (line,) = (entry for entry in seen.entries if entry.kind == "Đổi mức")
    assert (line.who, line.text) == (POLICE, f"mức KHẨN CẤP → ƯU TIÊN, lý do: {WHY}")
    assert [key for key, _ in seen.levels] == ["emergency", "urgent", "routine"]
    assert f"{POLICE}, 14:00 22/11/2026: mức KHẨN CẤP → ƯU TIÊN, lý do: {WHY}" in here.officer(POLICE, f"mở {number}")
    receipt = here.do(lambda work: work.cases.receipt(numbered(work, number).id))
    assert WHY not in "\n".join(m.text for m in here.say(receipt, Address("webchat", "minh")))


def test_without_a_reason_nothing_is_changed(here: Room) -> None:
    number = taken(here)
    assert "Vì sao" in here.officer(POLICE, f"mức {number} ưu tiên")
    for _ in range(3):
        said = here.officer(POLICE, " ")
    assert "chưa ghi gì" in said and the_case(here).urgency == Urgency.emergency
    here.officer(POLICE, f"mức {number}")
    for _ in range(3):
        said = here.officer(POLICE, "bla")
    assert "chưa ghi gì" in said and the_case(here).judged is None


def test_the_same_level_and_a_closed_case_change_nothing(here: Room) -> None:
    number = taken(here)
    assert "rồi, tôi không đổi gì" in here.officer(POLICE, f"mức {number} khẩn cấp: {WHY}")
    here.officer(POLICE, f"đóng {number} Trẻ đã được giúp")
    before = the_case(here)
    assert "đã khép" in here.officer(POLICE, f"mức {number} thường: {WHY}")
    assert the_case(here) == before and before.judged is None
    me = here.person(Address(OFFICERS_AT, OFFICERS[POLICE]))
    seen = here.do(lambda work: case_view(work, me, number))
    assert seen and seen.levels == ()


@pytest.mark.parametrize("name", [COMMITTEE, "Trạm y tế"])
def test_who_does_not_hold_the_case_sets_nothing(name: str, here: Room) -> None:
    number = taken(here)
    before = the_case(here), here.rows()["entries"]
    assert "Chưa làm được" in here.officer(name, f"mức {number} thường: {WHY}")
    assert (the_case(here), here.rows()["entries"]) == before


def test_an_english_officer_reads_and_chooses_in_english(here: Room) -> None:
    number = taken(here)
    here.officer(POLICE, "english")
    here.officer(POLICE, f"level {number} priority: seen the child")
    assert the_case(here).urgency == Urgency.priority
    here.officer(POLICE, f"level {number}")
    me = Address(OFFICERS_AT, OFFICERS[POLICE])
    here.hear(IncomingEvent("", me, here.clock.now, "EMERGENCY", question=question_of(here, me)))
    here.officer(POLICE, "he is back")
    assert the_case(here).urgency == Urgency.emergency and len(here.cases()) == 1


def question_of(here: Room, address: Address) -> str:
    """The question that this person was asked last."""
    me = here.person(address)
    session = here.do(lambda work: work.people.session(me))
    assert session
    return session.question


def test_lowering_takes_no_alert_back_and_the_chase_goes_on_at_its_own_pace(here: Room) -> None:
    number = taken(here, COMMITTEE)
    before = here.alerts()
    here.officer(COMMITTEE, f"mức {number} ưu tiên: {WHY}")
    assert here.alerts() == before, "the police, whom only the higher level calls, is still asked"
    later(here, 2)
    asked = here.alerts()[-1]
    assert (asked.body, asked.officer, asked.urgency) == ("police-21340", OFFICERS[DEPUTY], Urgency.priority)
    assert asked.due_at == Calendar().after_office_time(asked.sent_at, timedelta(hours=4))
    rung = [m for m in here.deliver() if number in m.text]
    assert rung and not any(m.siren for m in rung)
    here.officer(DEPUTY, f"từ chối {number}: đang ở xa")
    assert here.alerts()[-1].body == "police-21340" and here.alerts()[-1].n > asked.n, "declined: the next is asked"


def test_who_was_not_asked_before_is_not_called_by_a_level_that_is_past(here: Room) -> None:
    number = taken(here, COMMITTEE)
    here.officer(COMMITTEE, f"mức {number} thường: {WHY}")
    here.do(lambda work: absorb(work, numbered(work, number), {"injured": "yes"}))
    bodies = {alert.body for alert in here.alerts()}
    assert "health_station-21340" in bodies and the_case(here).urgency == Urgency.urgent


def test_raising_calls_whom_the_higher_level_calls_at_once(here: Room) -> None:
    here.say("nhà bên hay mắng chửi con, xã Sơn Tây, Quảng Ngãi")
    here.say("Không")
    here.say("Không có")
    number = the_case(here).number
    here.officer(COMMITTEE, f"nhận {number}")
    assert {alert.body for alert in here.alerts()} == {"people_committee-21340"}
    sent = order(here, COMMITTEE, f"mức {number} khẩn cấp: {WHY}")
    police = [m for m in sent if m.person_id == here.person(Address(OFFICERS_AT, OFFICERS[POLICE]))]
    assert [m.siren for m in police] == [True] and WHY not in police[0].text
    assert here.alerts()[-1].urgency == Urgency.emergency


def test_others_who_hold_it_hear_the_level_and_never_the_reason(here: Room) -> None:
    number = taken(here)
    here.officer(COMMITTEE, f"nhận {number}")
    for level, shown in (("ưu tiên", "ƯU TIÊN"), ("khẩn cấp", "KHẨN CẤP")):
        sent = order(here, POLICE, f"mức {number} {level}: {WHY}")
        mine = here.person(Address(OFFICERS_AT, OFFICERS[POLICE]))
        (told,) = (m for m in sent if m.person_id != mine)
        assert told.text == f"{number}: cán bộ vừa đổi mức, nay là {shown}."
        assert len([m for m in sent if m.person_id == mine]) == 1


def test_khan_cap_is_a_level_to_an_officer_who_is_asked_for_one_and_a_cry_otherwise(here: Room) -> None:
    number = taken(here)
    here.officer(POLICE, f"mức {number} ưu tiên: {WHY}")
    here.officer(POLICE, f"mức {number}")
    assert "Vì sao" in here.officer(POLICE, "khẩn cấp")
    here.officer(POLICE, WHY)
    assert the_case(here).urgency == Urgency.emergency
    old = IncomingEvent("", Address(OFFICERS_AT, OFFICERS[POLICE]), here.clock.now, "KHẨN CẤP", question="level:old")
    here.hear(old)
    assert len(here.cases()) == 1, "a button pressed twice opens no case"
    here.officer(POLICE, "khẩn cấp")
    assert len(here.cases()) == 2


def test_settling_a_lowered_case_twice_is_once(here: Room) -> None:
    number = taken(here, COMMITTEE)
    here.officer(COMMITTEE, f"mức {number} thường: {WHY}")
    before = here.rows()
    here.do(lambda work: settle(work, numbered(work, number)))
    assert here.rows() == before


def test_an_answer_that_was_awaited_holds_back_no_alert_of_an_emergency_that_was_lowered(here: Room) -> None:
    number = taken(here)
    here.officer(POLICE, f"mức {number} ưu tiên: {WHY}")
    here.officer(COMMITTEE, f"từ chối {number}: bận")
    assert here.alerts()[-1].body == "people_committee-21340" and not here.alerts()[-1].answer


def test_a_wait_for_the_reporter_stays_when_a_case_is_raised_that_was_no_emergency(here: Room) -> None:
    here.say("nhà bên hay mắng chửi con, xã Sơn Tây, Quảng Ngãi")
    here.say("gặp người")
    number = the_case(here).number
    here.officer("Trực ban", f"nhận {number}")
    here.officer("Trực ban", f"mức {number} gấp: {WHY}")
    assert {alert.body for alert in here.alerts()} == {"intake_desk"}, "who must not know is asked first"
    later(here, 2)
    assert {"people_committee-21340"} < {alert.body for alert in here.alerts()}
