"""An officer's orders: two taps, what is said of old buttons, what is due, and nothing of what is not theirs."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from bot.channels.telegram.buttons import MOST_BYTES, button_data
from bot.store.work import SqlWork
from flows.fitting import CHANNELS, SMALLEST
from handlers.details import MOST_LISTED, case_lines
from handlers.due import Due, next_due
from handlers.events import Address, IncomingEvent, OutgoingMessage
from handlers.lists import PAGE
from referral.alerts import Alert
from referral.case import Case
from referral.urgency import Urgency
from tests.cast import OFFICERS, OFFICERS_AT
from tests.room import BEATEN, LAN, Room, taken, the_case

POLICE, DEPUTY, COMMITTEE = "Công an xã Sơn Tây", "Phó công an xã Sơn Tây", "UBND xã"
STRANGER = "Trạm y tế"
NOBODY = "Không có vụ LN-22222 trong danh sách của anh chị. Gõ DANH SÁCH để xem."
TAPS = (  # what is pressed after accepting, one after the other
    ("Đang trên đường {0}",),
    ("Đã liên lạc {0}",),
    ("Việc khác {0}", "Ghi chú {0}"),
    ("Việc khác {0}", "Khép {0}", "Trẻ đã được giúp"),
    ("Việc khác {0}", "Hỏi người báo {0}", "Trẻ đang ở đâu lúc này?"),
    ("Việc khác {0}", "Chuyển {0}", "Trạm y tế xã Sơn Tây", "Đúng việc của họ"),
    ("Việc khác {0}", "Đổi mức {0}", "GẤP"),
)


def answers(here: Room, name: str, words: str, question: str = "") -> list[OutgoingMessage]:
    """What an officer is answered."""
    address = Address(OFFICERS_AT, OFFICERS[name])
    me = here.person(address)
    event = IncomingEvent("", address, here.clock.now, text=words, question=question)
    return [message for message in here.hear(event) if message.person_id == me]


@pytest.mark.parametrize("taps", TAPS)
def test_every_step_is_a_button_of_the_answer_before(taps: tuple[str, ...], here: Room) -> None:
    here.say(BEATEN)
    number = the_case(here).number
    (message,) = answers(here, POLICE, f"nhận {number}")
    for tap in (words.format(number) for words in taps):
        assert tap in message.buttons
        *_, message = answers(here, POLICE, tap, message.question)
        assert "Gõ một lệnh" not in message.text


def test_every_button_of_an_officer_fits_telegram_and_zalo(here: Room) -> None:
    number = taken(here)
    orders = ("nhận", "việc khác", "hỏi", "chuyển", "đóng", "cập nhật", "mức", "mở", "ghi chú", "từ chối")
    said = [message for order in orders for message in answers(here, POLICE, f"{order} {number}")]
    said += answers(here, COMMITTEE, f"từ chối {number}")
    assert sum(len(message.buttons) for message in said) > 30
    for message in said:
        assert len(message.buttons) <= SMALLEST.buttons
        assert all(len(words) <= CHANNELS["zalo_oa"].button_text for words in message.buttons)
        data = [button_data(message.question, words, n) for n, words in enumerate(message.buttons)]
        assert all(len(one.encode()) <= MOST_BYTES for one in data)
        assert len(set(data)) == len(data)


def test_where_there_are_no_buttons_numbers_choose(here: Room) -> None:
    number = taken(here)
    address = Address("zalo_bot", "an officer elsewhere")
    me = here.person(address)
    here.do(lambda work: work.staff.link(OFFICERS[POLICE], me))
    here.say(f"chuyển {number}", address)
    here.say("1", address)
    assert "Đã báo" in "".join(m.text for m in here.say("2", address) if m.person_id == me)
    assert the_case(here).passed_to


def test_a_step_is_kept_with_its_alert(here: Room) -> None:
    number = taken(here)
    here.officer(POLICE, f"đã liên lạc {number}")
    (alert,) = [a for a in here.alerts() if a.officer == OFFICERS[POLICE]]
    assert (alert.step, alert.acted_at) == ("contacted", here.clock.now)
    here.officer(POLICE, f"khép {number} Trẻ đã được giúp")
    assert [a.step for a in here.alerts() if a.officer == OFFICERS[POLICE]] == ["closed"]


def save(here: Room, case: Case, alert: Alert) -> None:
    """Change an alert behind everybody's back."""
    here.do(lambda work: work.alerts.save(case.id, alert))


def hide(case: Case, work: SqlWork) -> None:
    """Change a case behind everybody's back."""
    work.cases.save(case)


def test_the_slower_one_is_told_who_holds_it_by_name_only_inside_the_post(here: Room) -> None:
    here.say(BEATEN)
    number = the_case(here).number
    here.officer(POLICE, f"từ chối {number}: bận")
    here.officer(DEPUTY, f"nhận {number}")
    assert f"Lò Văn Mẫu (Công an xã Sơn Tây) đã nhận {number} trước, lúc 14:00" in here.officer(
        POLICE, f"nhận {number}"
    )


def test_an_old_button_says_what_became_of_the_case(here: Room) -> None:
    number = taken(here)
    assert "Lý do" in here.officer(POLICE, f"từ chối {number}"), "a holder may give it back"
    here.officer(COMMITTEE, f"từ chối {number}: bận")
    assert "đã từ chối" in here.officer(COMMITTEE, f"từ chối {number}")
    here.officer(POLICE, f"khép {number} Trẻ đã được giúp")
    for order in ("đang trên đường", "khép", "chuyển", "hỏi", "việc khác", "đổi nơi", "đổi loại", "gửi", "nhận"):
        assert here.officer(POLICE, f"{order} {number}").startswith(f"{number} đã khép lúc 14:00"), order
    assert here.officer(COMMITTEE, f"nhận {number}") == f"{number} đã khép rồi."
    case = the_case(here)
    for alert in here.alerts():
        save(here, case, replace(alert, step=""))
    assert here.officer(POLICE, f"nhận {number}") == f"{number} đã khép rồi."


def test_who_was_stood_down_is_told_so_unless_they_must_not_know(here: Room) -> None:
    number = taken(here)
    case = the_case(here)
    mine = [a for a in here.alerts() if a.officer == OFFICERS[COMMITTEE]]
    for alert in mine:
        save(here, case, replace(alert, answer="stood_down"))
    assert "không còn thuộc đơn vị" in here.officer(COMMITTEE, f"nhận {number}")
    here.do(lambda work: work.cases.save(replace(case, avoid=frozenset({"people_committee"}))))
    hidden = here.officer(COMMITTEE, f"nhận {number}")
    assert hidden.replace(number, "LN-22222") == NOBODY == here.officer(COMMITTEE, "nhận LN-22222")


def test_an_old_question_never_decides_another_case(here: Room) -> None:
    here.say(BEATEN)
    first = the_case(here).number
    (asked,) = answers(here, POLICE, f"từ chối {first}")
    here.say("sos", replace(LAN, id="na"))
    here.officer(POLICE, "danh sách")
    (again,) = answers(here, POLICE, f"từ chối {first}")
    (said,) = answers(here, POLICE, "Đang ở xa", asked.question)
    assert said.buttons == again.buttons and said.question != asked.question
    assert not any(alert.answer for alert in alerts_of(here, first))


def alerts_of(here: Room, number: str) -> list[Alert]:
    (case,) = [case for case in here.cases() if case.number == number]
    return list(here.do(lambda work: work.alerts.of(case.id)))


@pytest.mark.parametrize("words", ["ok", "ok tôi đi ngay", "dạ rồi, tôi tới ngay", "tôi bận, không tới được"])
def test_bug_who_answers_an_alert_in_words_read_a_menu_and_not_that_nobody_has_it(words: str, here: Room) -> None:
    here.say(BEATEN)
    number = the_case(here).number
    (said,) = answers(here, POLICE, words)
    assert said.text.startswith(f"{number} chưa ai nhận, và lời vừa rồi chưa phải là nhận.")
    assert said.buttons == (f"Nhận {number}", f"Từ chối {number}")
    here.officer(POLICE, f"nhận {number}")
    assert "Gõ một lệnh" in answers(here, POLICE, words)[0].text


@pytest.mark.parametrize("order", ["mở", "mở lại"])
def test_bug_a_case_that_is_closed_was_opened_as_if_it_were_not(order: str, here: Room) -> None:
    number = taken(here)
    here.officer(POLICE, f"khép {number} Không thấy nguy hiểm")
    first = answers(here, POLICE, f"{order} {number}")[0].text.split("\n")[0]
    assert first == "bạo lực với trẻ · KHẨN CẤP · đã khép: Không thấy nguy hiểm"


def test_bug_an_officer_who_asks_for_help_read_what_reporters_type_and_no_order(here: Room) -> None:
    (said,) = answers(here, POLICE, "trợ giúp")
    assert all(order in said.text for order in ("NHẬN", "TỪ CHỐI", "GHI CHÚ", "CHUYỂN", "KHÉP", "DANH SÁCH"))


def test_a_life_at_stake_is_no_case_number(here: Room) -> None:
    here.officer(POLICE, "nhận")
    here.officer(POLICE, "có bé rơi xuống ao đang chìm, xã Sơn Tây, Quảng Ngãi")
    assert [case.category for case in here.cases()] == ["drowning_now"]


def due(here: Room, name: str = POLICE) -> Due | None:
    case = the_case(here)
    return here.do(lambda work: next_due(work, case, OFFICERS[name]))


def test_what_is_due_is_an_answer_then_a_first_step_then_a_legal_clock(here: Room) -> None:
    here.say(BEATEN)
    waiting = due(here)
    assert waiting and waiting.words == "chờ anh chị nhận, 2 phút nữa chuyển người khác"
    here.clock.forward(timedelta(minutes=3))
    over = due(here)
    assert over and over.words == "chờ anh chị nhận, đang chuyển người khác"
    here.officer(POLICE, f"nhận {the_case(here).number}")
    step = due(here)
    assert step and step.words == "cần bước đầu tiên trước 14:18"
    here.clock.forward(timedelta(minutes=16))
    late = due(here)
    assert late and late.words == "quá hạn bước đầu tiên từ 14:18"
    here.officer(POLICE, f"đang trên đường {the_case(here).number}")
    then = due(here)
    assert then and then.words.startswith("Hạn áp dụng biện pháp khẩn cấp: 02:00")
    assert due(here, STRANGER) is None
    here.officer(POLICE, f"khép {the_case(here).number} Trẻ đã được giúp")
    assert due(here) is None


def test_a_long_wait_is_told_by_its_hour_and_day(here: Room) -> None:
    here.say(BEATEN)
    case, tomorrow = the_case(here), here.clock.now + timedelta(days=1)
    for alert in here.alerts():
        save(here, case, replace(alert, due_at=tomorrow))
    found = due(here)
    assert found and found.words == "chờ anh chị nhận tới 14:00 23/11/2026, rồi chuyển người khác"


def many(work: SqlWork, count: int) -> None:
    """So many cases that the police hold, and the last of them waiting for their answer."""
    me = OFFICERS[POLICE]
    for n in range(count):
        case = Case(f"c{n}", f"LN-{n:05}", "physical_violence", Urgency.urgent, work.now, commune="21340")
        work.cases.add(case, f"{n:016}")
        due_at = work.now + timedelta(minutes=10)
        alert = Alert(1, "police-21340", me, Urgency.urgent, work.now, due_at, answered_at=work.now)
        work.alerts.add(case.id, replace(alert, answer="accepted" if n < count - 1 else ""))


def test_five_thousand_cases_are_not_read_whole_and_what_waits_comes_first(here: Room) -> None:
    here.do(lambda work: many(work, 5000))
    me = here.person(Address(OFFICERS_AT, OFFICERS[POLICE]))
    person = here.do(lambda work: work.people.get(me))
    assert person
    lines = here.do(lambda work: case_lines(work, person))
    assert len(lines) == MOST_LISTED and lines[0].number == "LN-04999" and lines[0].waiting_for_me
    said = here.officer(POLICE, "danh sách")
    assert len(said.splitlines()) == PAGE + 1 and said.endswith("Còn hơn 90 vụ, gõ DANH SÁCH 2.")
    assert lines[PAGE].number in here.officer(POLICE, "danh sách 2")
    assert "không còn vụ nào" in here.officer(POLICE, "danh sách 11")


def test_what_must_not_be_known_is_not_counted_in_a_list(here: Room) -> None:
    here.do(lambda work: many(work, 12))
    assert "Còn 2 vụ" in here.officer(POLICE, "danh sách")
    hidden = [case for case in here.cases() if case.id in ("c3", "c4")]
    for case in hidden:
        unknown = replace(case, avoid=frozenset({"police"}))
        here.do(partial(hide, unknown))
    said = here.officer(POLICE, "danh sách")
    assert "Còn" not in said and len(said.splitlines()) == 10
