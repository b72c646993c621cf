"""Legal clocks of real cases: whom they warn, what is recorded of a breach, and what survives clocks and restarts."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.store.work import SqlWork
from handlers import clock_warnings, timers
from handlers.deadlines import next_due, run_clocks
from handlers.events import Address, OutgoingMessage, Timer
from handlers.officer_pages import case_view
from handlers.settle import settle
from handlers.views import CaseView, ClockLine
from handlers.work import Work
from referral.case import Case
from referral.deadlines import Clock, Mark
from tests.cast import OFFICERS, OFFICERS_AT
from tests.room import Room, the_case

ABUSE = "có người đang đánh cháu bé dã man, xã Sơn Tây, Quảng Ngãi"
SCOLDED = "bố cháu hay mắng chửi cháu, xã Sơn Tây, Quảng Ngãi"
COMMITTEE, POLICE = "UBND xã", "Công an xã Sơn Tây"
HOUR = timedelta(hours=1)


def take(here: Room, *names: str) -> None:
    for name in names:
        here.officer(name, f"nhận {the_case(here).number}")


def wait(here: Room, by: timedelta) -> list[OutgoingMessage]:
    """Time passes while no process runs; then another one looks at the case. What was said of clocks."""
    here.clock.forward(by)
    look_again(here)
    return [message for message in here.deliver() if message.key.startswith("clock:")]


def look_again(here: Room) -> None:
    """The case's timer is due."""
    case = the_case(here)
    here.do(lambda work: timers.due(work, Timer("t", work.now, "settle", case.id)))


def change(here: Room, **changed: object) -> None:
    """Something about the case is different now."""
    case = replace(the_case(here), **changed)  # type: ignore[arg-type]
    here.do(lambda work: work.cases.save(case))
    here.do(lambda work: settle(work, case))


def clocks(here: Room) -> list[Clock]:
    case = the_case(here)
    return list(here.do(lambda work: work.clocks.of(f"case:{case.id}")))


def due_next(here: Room) -> tuple[str, datetime] | None:
    case = the_case(here)
    return here.do(lambda work: next_due(work, case))


def clock(here: Room, name: str) -> Clock:
    """The newest clock of this name."""
    found = clocks(here)
    return max((one for one in found if one.name == name), key=lambda one: one.run)


def marks(here: Room, name: str) -> list[Mark]:
    case = the_case(here)
    found = here.do(lambda work: work.clocks.marks(f"case:{case.id}"))
    return [mark for mark in found if mark.name == name]


def page(here: Room, name: str) -> dict[str, ClockLine]:
    """The clocks as an officer's page shows them, by what must be done."""
    return {line.title: line for line in view(here, name).clocks}


def view(here: Room, name: str) -> CaseView:
    me, number = here.person(Address(OFFICERS_AT, OFFICERS[name])), the_case(here).number
    seen = here.do(lambda work: case_view(work, me, number))
    assert seen
    return seen


def test_a_process_that_was_down_makes_up_with_one_warning(here: Room) -> None:
    here.say(ABUSE)
    take(here, COMMITTEE, POLICE)
    said = wait(here, 10 * HOUR)
    assert {(m.key.split(":")[2], m.key.split(":")[4]) for m in said} == {("measures", "80")}
    assert [mark.percent for mark in marks(here, "measures")] == [80]
    assert wait(here, timedelta()) == []


def test_a_clock_set_back_and_forward_says_nothing_twice(here: Room) -> None:
    here.say(ABUSE)
    take(here, COMMITTEE, POLICE)
    assert wait(here, 13 * HOUR) != []
    assert wait(here, -30 * HOUR) == []
    assert clock(here, "measures").late(here.clock.now)
    assert [m.key.split(":")[2] for m in wait(here, 31 * HOUR)] == []


def test_a_breach_keeps_who_had_accepted_what_by_then(here: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    told = list[tuple[str, str, str]]()

    def supervisors(work: Work, case: Case, key: str, tag: str, **blanks: str) -> None:
        told.append((key, tag, blanks["held"]))

    monkeypatch.setattr(clock_warnings, "tell_supervisors", supervisors)
    here.say(ABUSE)
    take(here, COMMITTEE)
    wait(here, 11 * HOUR)
    here.clock.forward(2 * HOUR)
    take(here, POLICE)  # after it was over
    (mark,) = [m for m in marks(here, "measures") if m.percent == 100]
    assert [body for body, _, _ in mark.held] == ["people_committee-21340"]
    assert OFFICERS[COMMITTEE] in mark.told
    assert told == [("clock_breached", "measures:1", "UBND xã Sơn Tây (14:00 22/11/2026)")]
    assert page(here, COMMITTEE)["áp dụng biện pháp khẩn cấp"].late


def test_nobody_accepted_so_whoever_is_being_asked_hears_it(here: Room) -> None:
    here.say(ABUSE)
    assert {m.person_id for m in wait(here, 6 * HOUR)}
    (mark,) = marks(here, "measures")
    assert mark.held == () and OFFICERS[POLICE] in mark.told


def test_excluded_bodies_hear_of_no_clock(here: Room) -> None:
    here.say(ABUSE)
    take(here, COMMITTEE, POLICE)
    change(here, avoid=frozenset({"police"}))
    wait(here, 6 * HOUR)
    (mark,) = marks(here, "measures")
    assert mark.told == (OFFICERS[COMMITTEE],)


def test_a_lowered_level_names_the_officer_whose_hand_it_was(here: Room) -> None:
    here.say(ABUSE)
    take(here, COMMITTEE, POLICE)
    here.officer(COMMITTEE, f"mức {the_case(here).number} ưu tiên: đã gặp, cháu an toàn")
    dropped = clock(here, "measures")
    assert (dropped.step, dropped.stopped_by) == ("dropped", OFFICERS[COMMITTEE])
    assert "không còn áp dụng" in page(here, COMMITTEE)["áp dụng biện pháp khẩn cấp"].state
    assert [m for m in wait(here, 13 * HOUR) if "measures" in m.key] == []


def test_what_was_broken_does_not_vanish_with_the_level(here: Room) -> None:
    here.say(ABUSE)
    take(here, COMMITTEE, POLICE)
    here.clock.forward(13 * HOUR)
    here.officer(COMMITTEE, f"mức {the_case(here).number} ưu tiên: đã gặp, cháu an toàn")
    assert [m.percent for m in marks(here, "measures")] == [100]
    assert page(here, COMMITTEE)["áp dụng biện pháp khẩn cấp"].state.startswith("đã quá hạn")


def test_the_reporters_word_drops_no_clock_by_an_officers_name(here: Room) -> None:
    here.say(ABUSE)
    take(here, COMMITTEE)
    change(here, category="info_request")
    assert clock(here, "measures").stopped_by == "system"
    change(here, category="physical_violence")
    assert clock(here, "measures").running


def test_a_case_that_opens_again_has_its_clocks_again(here: Room) -> None:
    here.say(ABUSE)
    take(here, COMMITTEE, POLICE)
    here.say("dừng")
    number = the_case(here).number
    here.officer(COMMITTEE, f"mốc {number} đã bảo vệ khẩn cấp")
    here.clock.forward(HOUR)
    here.officer(COMMITTEE, f"đóng {number} trẻ đã được giúp")
    assert due_next(here) is None
    here.clock.forward(HOUR)
    here.say("chưa ổn")
    again = clock(here, "measures")
    assert (again.run, again.running) == (2, True)
    assert (here.clock.now - again.started_at) < timedelta(minutes=1)
    assert len(view(here, COMMITTEE).clocks) == 10, "what was before stays"


def test_the_list_knows_what_is_due_next_and_what_is_late(here: Room) -> None:
    here.say(ABUSE)
    take(here, COMMITTEE, POLICE)
    found = due_next(here)
    assert found and found[1] == the_case(here).opened_at + 12 * HOUR
    assert found[0].startswith("Hạn áp dụng biện pháp khẩn cấp: 02:00 23/11/2026 (còn 12 giờ")
    wait(here, 13 * HOUR)
    late = due_next(here)
    assert late and late[0].startswith("QUÁ HẠN áp dụng")


def test_the_page_shows_every_clock_with_source_and_marks(here: Room) -> None:
    here.say(ABUSE)
    take(here, COMMITTEE, POLICE)
    wait(here, 6 * HOUR)
    number = the_case(here).number
    here.officer(COMMITTEE, f"mốc {number} đã bảo vệ khẩn cấp")
    shown = page(here, COMMITTEE)
    done = shown["áp dụng biện pháp khẩn cấp"]
    assert done.state == "đã xong lúc 20:00 22/11/2026, UBND xã Sơn Tây"
    assert done.source == "NĐ 56/2017 Điều 26.3, 12 giờ"
    assert done.started == "14:00 22/11/2026" and not done.late and not done.running
    assert done.marks == ("50 %: đã nhắc UBND xã Sơn Tây, Công an xã Sơn Tây lúc 20:00 22/11/2026",)
    assert shown["lập kế hoạch hỗ trợ, can thiệp"].due == "hết ngày 30/11/2026"
    assert shown["chuyển tin tới xã nơi xảy ra"].state.startswith("đã xong lúc 14:00")
    assert [words for _, words in view(here, COMMITTEE).milestones] == [
        "Đã có kế hoạch hỗ trợ",
        "Kế hoạch đã được duyệt",
    ]
    assert [key for key, _ in view(here, POLICE).milestones][:1] == ["police_handed"]


def test_a_milestone_that_comes_too_late_is_kept_as_late(here: Room) -> None:
    here.say(ABUSE)
    take(here, COMMITTEE, POLICE)
    here.clock.forward(13 * HOUR)
    here.officer(COMMITTEE, f"mốc {the_case(here).number} đã bảo vệ khẩn cấp")
    (mark,) = marks(here, "measures")
    assert (mark.percent, mark.told) == (100, ())
    assert page(here, COMMITTEE)["áp dụng biện pháp khẩn cấp"].state.startswith("xong lúc 03:00 23/11/2026, quá hạn")


def test_a_milestone_nobody_waits_for_is_not_taken(here: Room) -> None:
    here.say(ABUSE)
    take(here, COMMITTEE)
    number = the_case(here).number
    assert "Việc nào" in here.officer(COMMITTEE, f"mốc {number} đã trả lời ý kiến")
    here.officer(COMMITTEE, f"đóng {number} trẻ đã được giúp")
    assert "đã khép" in here.officer(COMMITTEE, f"mốc {number}")
    assert "Chưa làm được" in here.officer("Trạm y tế", f"mốc {number}")


def test_a_province_makes_its_own_cases_quicker(here: Room) -> None:
    here.do(lambda work: work.clocks.shorten("51", {"measures": "6 hours"}))
    here.say(ABUSE)
    assert clock(here, "measures").due_at == the_case(here).opened_at + 6 * HOUR
    assert clock(here, "measures").within == "6 hours"


def test_a_body_the_directory_lost_stops_nothing(here: Room) -> None:
    here.say(SCOLDED)
    here.clock.forward(timedelta(minutes=2))
    look_again(here)
    take(here, COMMITTEE)
    case = the_case(here)

    def lost(work: SqlWork) -> None:
        (alert, *_) = work.alerts.of(case.id)
        work.alerts.save(case.id, replace(alert, body="gone"))
        run_clocks(work, case)

    here.do(lost)
    assert clock(here, "plan").running


def test_a_commune_without_a_body_is_told_by_phone_and_that_stops_the_clock(here: Room) -> None:
    here.say("có người đang đánh cháu bé dã man, xã Ba Tơ, Quảng Ngãi")
    assert clock(here, "passed_on").running
    take(here, "Trực ban tỉnh")
    number = the_case(here).number
    assert wait(here, timedelta(minutes=8))
    assert "Đã ghi mốc" in here.officer("Trực ban tỉnh", f"mốc {number} đã chuyển tin tới xã")
    done = clock(here, "passed_on")
    assert (done.step, done.late(here.clock.now)) == ("handed_on", False)


def test_settling_twice_writes_no_clock_twice(here: Room) -> None:
    here.say(ABUSE)
    wait(here, 6 * HOUR)
    before = clocks(here)
    look_again(here)
    assert clocks(here) == before
