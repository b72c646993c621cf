"""A report taken by phone: as alarming as any other, tied to nobody, and no flood however many callers there are."""

from dataclasses import replace

from handlers import stumbling
from handlers.details import fact_lines
from handlers.events import Address, IncomingEvent
from tests.cast import OFFICERS, OFFICERS_AT
from tests.room import BEATEN, Room, the_case

DESK, POLICE, COMMITTEE, CENTRE = "Trực ban", "Công an xã Sơn Tây", "UBND xã", "Trung tâm CTXH"


def test_the_alert_goes_out_with_the_caller_s_words_and_nobody_follows_the_case(here: Room) -> None:
    here.officer(DESK, "báo hộ")
    said = here.say(BEATEN, Address(OFFICERS_AT, OFFICERS[DESK]))
    case = the_case(here)
    assert case.facts["source"] == "phone" and any(message.siren for message in said)
    assert here.do(lambda work: work.cases.followers(case.id)) == []
    assert ("Nguồn tin", "qua điện thoại") in here.do(lambda work: fact_lines(work, case))


def test_words_and_story_in_one_line_open_one_case(here: Room) -> None:
    assert "Đọc cho người gọi" in here.officer(DESK, f"báo hộ: {BEATEN}")
    assert the_case(here).facts["story"] == BEATEN


def test_many_callers_are_no_flood_of_one_source(here: Room) -> None:
    for _ in range(5):
        here.officer(DESK, f"báo hộ: {BEATEN}")
        here.officer(DESK, "dừng")
    assert len(here.cases()) == 5 and not any(case.desk_first for case in here.cases())


def test_what_the_operator_says_next_is_no_report(here: Room) -> None:
    here.officer(DESK, f"báo hộ: {BEATEN}")
    here.officer(DESK, "dừng")
    assert "Gõ một lệnh" in here.officer(DESK, "thời tiết đẹp nhé")
    assert len(here.cases()) == 1


def test_another_order_ends_the_call_when_it_asks_something(here: Room) -> None:
    here.officer(DESK, f"báo hộ: {BEATEN}")
    assert "Nhận vụ nào" in here.officer(DESK, "nhận")
    here.officer(DESK, "LN-22222")
    assert "Gõ một lệnh" in here.officer(DESK, "xin chào mọi người")


def test_the_second_call_does_not_carry_the_first(here: Room) -> None:
    here.officer(DESK, f"báo hộ: {BEATEN}")
    here.officer(DESK, "báo hộ")
    here.officer(DESK, "bé gái bị bỏ đói mấy ngày ở phường Vĩnh Yên, Phú Thọ")
    assert len(here.cases()) == 2
    assert {case.commune for case in here.cases()} == {"21340", "08707"}


def test_an_officer_s_own_report_is_not_the_caller_s(here: Room) -> None:
    here.officer(DESK, "có bé rơi xuống ao đang chìm, xã Sơn Tây, Quảng Ngãi")
    here.officer(DESK, f"báo hộ: {BEATEN}")
    assert sorted(case.category for case in here.cases()) == ["drowning_now", "physical_violence"]


def test_a_photo_of_the_operator_joins_the_case_and_a_cry_raises_it(here: Room) -> None:
    here.officer(DESK, "báo hộ: bé hàng xóm hay bị bỏ ở nhà một mình cả tuần")
    before = the_case(here).urgency
    here.hear(IncomingEvent("", Address(OFFICERS_AT, OFFICERS[DESK]), here.clock.now, text="sos"))
    assert the_case(here).urgency > before


def test_our_own_fault_loses_no_word_of_a_caller(here: Room) -> None:
    here.officer(DESK, "báo hộ")
    event = IncomingEvent("e", Address(OFFICERS_AT, OFFICERS[DESK]), here.clock.now, text=BEATEN)
    here.do(lambda work: stumbling.take(work, event))
    case = the_case(here)
    assert case.needs_human and here.do(lambda work: work.cases.followers(case.id)) == []
    assert f"{case.number} chưa ai nhận" in here.officer(DESK, "thời tiết đẹp nhé")


def test_whose_agency_takes_no_calls_is_told_so(here: Room) -> None:
    assert "111" in here.officer(CENTRE, f"báo hộ: {BEATEN}")
    assert here.cases() == []


def test_a_caller_is_asked_by_phone_and_never_by_chat(here: Room) -> None:
    here.officer(DESK, f"báo hộ: {BEATEN}")
    number = the_case(here).number
    here.officer(POLICE, f"nhận {number}")
    assert "không có cách an toàn" in here.officer(POLICE, f"hỏi {number} Trẻ đang ở đâu lúc này?")
    for words in ("Không có", "9", "Có", "0912 345 678"):
        here.officer(DESK, words)
    said = here.officer(POLICE, f"hỏi {number} Trẻ đang ở đâu lúc này?")
    assert "Gọi lại theo số" in said and "0912" not in said


def test_the_operator_s_agency_that_must_not_know_is_told_that_it_vanishes(here: Room) -> None:
    here.officer(COMMITTEE, "báo hộ: bé gái 8 tuổi bị chú ruột đánh hoài")
    for words in ("Không", "Ủy ban xã", "xã Sơn Tây, Quảng Ngãi", "Không rõ"):
        here.officer(COMMITTEE, words)
    assert "không hiện ở chỗ anh chị" in here.officer(COMMITTEE, "bỏ qua")
    assert "chưa có vụ việc nào" in here.officer(COMMITTEE, "danh sách")


def test_bug_what_a_caller_told_of_a_case_that_was_merged_meanwhile_reached_nobody(here: Room) -> None:
    here.officer(DESK, f"báo hộ: {BEATEN}")
    rests = the_case(here)
    here.say(BEATEN)
    kept = next(case for case in here.cases() if case.id != rests.id)
    here.do(lambda work: work.cases.save(replace(rests, status="closed", merged_into=kept.id)))
    here.officer(DESK, "bé mặc áo đỏ")
    desk = Address(OFFICERS_AT, OFFICERS[DESK])
    here.do(lambda work: stumbling.take(work, IncomingEvent("e", desk, here.clock.now, "tóc ngắn")))
    told = [entry.text for entry in here.do(lambda work: work.history.entries(kept.id))]
    assert {"bé mặc áo đỏ", "tóc ngắn"} <= set(told)
    assert [case.status for case in here.cases() if case.id == rests.id] == ["closed"]
