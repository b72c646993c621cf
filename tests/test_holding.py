"""Who holds a case and cannot go on: it is put to others in the same moment, and nobody is told what is not so."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from handlers.console.directory import remove_officer as removed
from handlers.events import Address
from handlers.settle import settle
from referral.case import Case
from tests.cast import OFFICERS, OFFICERS_AT
from tests.room import Room, act, room

REPORT = "có người đang đánh cháu bé dã man, xã Sơn Tây, Quảng Ngãi"
POLICE, DEPUTY, COMMITTEE, HEALTH = "Công an xã Sơn Tây", "Phó công an xã Sơn Tây", "UBND xã", "Trạm y tế"
STATION = "Trạm y tế xã Sơn Tây"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Room]:
    with room(tmp_path) as made:
        made.say(REPORT)
        yield made


def case_of(here: Room) -> Case:
    return here.cases()[0]


def answers(here: Room) -> list[tuple[str, str]]:
    """Who was asked, and what became of it."""
    return [(alert.officer, alert.answer) for alert in here.alerts()]


def take(here: Room, *names: str) -> None:
    for name in names:
        here.officer(name, f"nhận {case_of(here).number}")


def run_due(here: Room) -> None:
    """Act on what is due now; what it says waits."""
    for timer in here.do(lambda work: work.timers.due(work.now, 99)):
        here.do(partial(act, timer=timer))


def give(here: Room, giver: str, receiver: str = STATION) -> str:
    return here.officer(giver, f"giao {case_of(here).number} {receiver}: nhờ theo dõi lâu dài")


def test_a_removed_holder_is_lost_and_the_next_is_asked(here: Room) -> None:
    take(here, POLICE, COMMITTEE)
    assert here.do(lambda work: removed(work, OFFICERS[POLICE])) == 1
    run_due(here)
    assert answers(here)[1:] == [("police-21340-1", "lost"), ("police-21340-2", "")]
    assert [m.text for m in here.deliver() if "không giữ nữa" in m.text], "who else holds it reads so"
    case = case_of(here)
    before = here.rows()
    here.do(lambda work: settle(work, case))
    assert here.rows() == before


def test_when_nobody_holds_it_any_more_the_reporter_reads_that(here: Room) -> None:
    take(here, POLICE)
    here.do(lambda work: removed(work, OFFICERS[POLICE]))
    run_due(here)
    told = [m.text for m in here.deliver()]
    assert any("không tiếp tục được" in text for text in told)
    assert case_of(here).warned, "these words say it, so it is not said twice"


def test_a_closed_case_loses_nobody(here: Room) -> None:
    take(here, POLICE, COMMITTEE)
    here.officer(POLICE, f"đóng {case_of(here).number} Trẻ đã được giúp")
    here.do(lambda work: work.staff.remove(OFFICERS[POLICE]))
    case = case_of(here)
    here.do(lambda work: settle(work, case))
    assert ("police-21340-1", "accepted") in answers(here)


def test_a_removed_officer_has_no_way_in_or_out(here: Room) -> None:
    person = here.person(Address(OFFICERS_AT, OFFICERS[POLICE]))
    here.do(lambda work: work.staff.invite("ABCD2345", OFFICERS[POLICE], work.now + timedelta(days=1)))
    token = here.do(lambda work: work.logins.issue(OFFICERS[POLICE], work.now + timedelta(days=1)))
    assert here.do(lambda work: removed(work, OFFICERS[POLICE])) == 1
    assert OFFICERS[POLICE] not in here.do(lambda work: work.directory.officers)
    assert here.do(lambda work: work.staff.redeem("ABCD2345")) == ""
    assert here.do(lambda work: work.logins.redeem(token)) == ""
    known = here.do(lambda work: work.people.get(person))
    assert known and known.officer_id == ""


def test_until_the_receiver_accepts_the_giver_holds_it(here: Room) -> None:
    take(here, POLICE, COMMITTEE)
    assert "vẫn là của anh chị" in give(here, COMMITTEE)
    assert ("people_committee-21340-1", "accepted") in answers(here) and case_of(here).handing
    take(here, HEALTH)
    assert ("people_committee-21340-1", "handed_on") in answers(here) and not case_of(here).handing
    assert "không còn thuộc" in here.officer(COMMITTEE, f"nhận {case_of(here).number}")
    assert {a.step for a in here.alerts() if a.answer == "handed_on"} == {"handed_on"}


def test_a_receiver_who_holds_it_already_takes_it_at_once(here: Room) -> None:
    take(here, POLICE, COMMITTEE)
    assert "từ trước" in give(here, COMMITTEE, "Công an xã Sơn Tây")
    assert ("people_committee-21340-1", "handed_on") in answers(here)


def test_another_body_that_accepts_for_the_receiver_frees_nobody(here: Room) -> None:
    take(here, POLICE, COMMITTEE)
    give(here, COMMITTEE)
    here.officer(HEALTH, f"từ chối {case_of(here).number}: trạm đang sửa")
    take(here, DEPUTY)
    assert ("people_committee-21340-1", "accepted") in answers(here), "the receiver itself must accept"
    assert case_of(here).handing


def test_a_second_hand_over_replaces_the_first_and_nobody_gives_to_themselves(here: Room) -> None:
    take(here, POLICE, COMMITTEE)
    assert "Không giao được" in give(here, COMMITTEE, "UBND xã Sơn Tây")
    give(here, COMMITTEE)
    give(here, COMMITTEE, "Trung tâm Công tác xã hội tỉnh Quảng Ngãi")
    assert [handover.receiver for handover in case_of(here).handing] == ["social_work_centre-51"]


def test_a_giver_who_declines_or_a_receiver_who_is_gone_ends_the_hand_over(here: Room) -> None:
    take(here, POLICE, COMMITTEE)
    give(here, COMMITTEE)
    here.officer(COMMITTEE, f"từ chối {case_of(here).number}: tôi nghỉ việc")
    assert not case_of(here).handing
    give(here, POLICE)
    (handover,) = case_of(here).handing
    gone = replace(case_of(here), handing=(replace(handover, receiver="gone"),))
    here.do(lambda work: settle(work, gone))
    assert not case_of(here).handing and ("police-21340-1", "accepted") in answers(here)


def test_the_giver_hears_once_that_the_receiver_is_silent(here: Room) -> None:
    take(here, POLICE, COMMITTEE)
    give(here, COMMITTEE)
    waits = []
    for _ in range(3):
        here.clock.forward(timedelta(minutes=2))
        run_due(here)
        waits += [m.text for m in here.deliver() if "chưa nhận, tôi đang hỏi tiếp" in m.text]
    assert len(waits) == 1
    here.officer(POLICE, f"đóng {case_of(here).number} Trẻ đã được giúp")
    case = case_of(here)
    assert case.handing, "what was asked stays in its history"
    assert here.do(lambda work: settle(work, case)) == case


def test_who_declines_after_accepting_is_asked_no_more(here: Room) -> None:
    take(here, POLICE)
    here.officer(POLICE, f"từ chối {case_of(here).number}: tôi phải đi cấp cứu")
    assert answers(here)[1:] == [("police-21340-1", "declined"), ("police-21340-2", "")]
    assert "đã từ chối" in here.officer(POLICE, f"mở {case_of(here).number}")


def test_who_links_another_account_leaves_the_old_post(here: Room) -> None:
    here.do(lambda work: work.staff.invite("ABCD2345", "police-20944-1", work.now + timedelta(days=1)))
    here.officer(POLICE, "liên kết ABCD2345")
    run_due(here)
    assert ("police-21340-2", "") in answers(here), "nobody is reached there any more"


def test_bug_a_body_that_gave_the_case_on_was_never_asked_again(here: Room) -> None:
    take(here, POLICE, COMMITTEE)
    give(here, COMMITTEE)
    take(here, HEALTH)
    here.officer(HEALTH, f"giao {case_of(here).number} UBND xã Sơn Tây: đúng việc của họ")
    assert ("people_committee-21340-1", "handed_on") not in answers(here)
    asked = [a.officer for a in here.alerts() if a.body == "people_committee-21340" and a.answer == ""]
    assert asked, "the committee is asked anew"


def test_bug_a_body_that_another_agency_stood_in_for_was_said_to_give_the_case_back(here: Room) -> None:
    here.clock.forward(timedelta(minutes=20))
    run_due(here)
    take(here, DEPUTY)
    taken = {alert.body for alert in here.alerts() if alert.answer == "accepted"}
    assert taken == {"people_committee-21340", "police-21340"}
    case = case_of(here)
    here.officer(DEPUTY, f"từ chối {case.number}: bận quá")
    lines = [entry.text for entry in here.do(lambda work: work.history.entries(case.id)) if entry.kind == "status"]
    assert lines[-1].startswith("Người đã nhận việc này ở Công an xã Sơn Tây không tiếp tục được.")
