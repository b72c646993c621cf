"""What comes back after a campaign leads on: into a lesson, a report, an emergency, or one warm line."""

from datetime import timedelta

import pytest

from flows.library import flows
from handlers.events import Address, IncomingEvent, Media
from handlers.subscribing import GENTLE, LESSONS
from referral.triage.judge import triage
from referral.urgency import Urgency
from tests.cast import OFFICERS, OFFICERS_AT
from tests.fakes import PHOTO
from tests.reminded import figures, press, reminded, subscribed
from tests.room import LAN, Room, the_case
from tests.test_subscribing import STATION, said

WARM = "Cảm ơn đã đọc tin."
THANKS = (
    "cảm ơn", "Cảm ơn nhiều ạ", "cam on ad nhieu nha", "ok", "OK!", "oke", "👍", "❤️", "🙏🏻🙏🏻", "dạ em biết rồi",
    "dạ", "vâng ạ", "con nhớ rồi ạ", "thank you so much", "ok cảm ơn ❤",
)  # fmt: skip
NO_THANKS = (
    "con rơi rồi",
    "😭",
    "🆘",
    "ok???",
    "cảm ơn nhưng con bị đánh",
    "dạ không",
    "em biết rồi nhưng em sợ lắm ạ",
    "đi",
)
STRANGER = Address("webchat", "stranger")
OPEN_REPORT = "hàng xóm hay đánh con, xã Sơn Tây, Quảng Ngãi"


@pytest.mark.parametrize("name", sorted(GENTLE))
def test_nothing_we_offer_in_a_lesson_sounds_like_danger(name: str) -> None:
    flow = flows()[name]
    offered = {flow.title, *flow.starts, *(words for step in flow.steps for words in step.choices.values())}
    assert {words for words in offered if triage(words, voiced=False).urgency > Urgency.none} == set()


@pytest.mark.parametrize("words", THANKS)
def test_thanks_get_one_warm_line(words: str, here: Room) -> None:
    reminded(here)
    assert said(here, words).startswith(WARM)
    assert here.cases() == [] and figures(here) == (1, 0)


@pytest.mark.parametrize("words", NO_THANKS)
def test_in_doubt_it_is_no_thanks(words: str, here: Room) -> None:
    reminded(here)
    assert not said(here, words).startswith(WARM)


def test_thanks_of_others_and_in_a_case_are_as_ever(here: Room) -> None:
    assert not said(here, "cảm ơn").startswith(WARM)
    subscribed(here)
    here.say(OPEN_REPORT)
    here.say("dừng")
    assert not said(here, "cảm ơn").startswith(WARM)


def test_a_photo_with_thanks_is_looked_at(here: Room) -> None:
    reminded(here)
    photo = Media("photo", data=PHOTO, safe_copy=PHOTO, mime="image/jpeg")
    here.hear(IncomingEvent("", LAN, here.clock.now, text="cảm ơn", media=photo))
    assert the_case(here).urgency == Urgency.urgent


def test_an_answer_is_counted_for_a_week(here: Room) -> None:
    reminded(here)
    assert figures(here) == (0, 0)
    here.clock.forward(timedelta(days=8))
    here.say("cảm ơn")
    assert figures(here) == (0, 0)


def test_a_hazard_told_in_answer_becomes_a_report(here: Room) -> None:
    reminded(here)
    here.say("ao nhà em không có rào")
    assert the_case(here).category == "drowning_hazard" and figures(here) == (1, 0)


def test_a_disclosure_in_answer_is_an_emergency_like_any_other(here: Room) -> None:
    reminded(here)
    here.say("bố đang đánh em dã man, em ở xã Sơn Tây, Quảng Ngãi")
    case = the_case(here)
    assert (case.urgency, case.commune) == (Urgency.emergency, "21340")


@pytest.mark.parametrize("name", sorted(LESSONS))
def test_a_button_begins_its_lesson_however_old(name: str, here: Room) -> None:
    reminded(here)
    here.clock.forward(timedelta(days=90))
    first = next(step.ask for step in flows()[name].steps if step.ask)
    assert first in "\n".join(message.text for message in press(here, flows()[name].title))


def test_a_button_begins_its_lesson_in_the_middle_of_another_conversation(here: Room) -> None:
    reminded(here)
    here.say("hướng dẫn")
    assert "Câu 1" in press(here, "Đố vui bơi an toàn")[-1].text
    assert "111 là số gì" in press(here, "Em có biết 111?")[-1].text


def test_in_a_report_the_open_question_stays_asked(here: Room) -> None:
    reminded(here)
    asked = here.say(OPEN_REPORT)[-1].text
    (answer,) = press(here, "Đố vui bơi an toàn")
    assert answer.text == f"Mình làm xong phần này đã nhé, xong rồi bấm lại nút vừa rồi.\n{asked}"
    case = the_case(here)
    entries = here.do(lambda work: [entry.text for entry in work.history.entries(case.id)])
    assert "Đố vui bơi an toàn" not in entries


def test_a_button_that_names_nothing_is_said_to_be_old_in_a_conversation_and_else_are_words(here: Room) -> None:
    reminded(here)
    here.say("hướng dẫn")
    assert "một câu hỏi đã qua" in press(here, "Xem thêm")[-1].text
    here.say("dừng")
    press(here, "ao nhà em không có rào")
    assert the_case(here).category == "drowning_hazard"


def test_a_campaigns_last_button_ends_the_reminders(here: Room) -> None:
    reminded(here)
    here.say("hướng dẫn")
    answer = press(here, "Ngừng nhắc")[-1].text
    assert answer.startswith("Đã ngừng.") and "Muốn biết về điều gì?" in answer


def test_a_lesson_tells_an_old_case_nothing(here: Room) -> None:
    subscribed(here)
    here.say(OPEN_REPORT)
    here.say("dừng")
    case = the_case(here)
    before = here.do(lambda work: work.history.count(case.id))
    for words in ("đố vui", "2", "Không, cần người lớn", "bỏ qua", "114", "Có, để nước chảy ra"):
        here.say(words)
    for words in ("đăng ký phường Vĩnh Yên, Phú Thọ", "đăng ký", "2"):
        here.say(words)
    assert here.do(lambda work: work.history.count(case.id)) == before
    assert the_case(here).commune == "21340"
    here.say("nó lại đánh nữa rồi")
    assert here.do(lambda work: work.history.count(case.id)) > before


def test_words_that_fit_no_answer_end_in_no_call_for_help(here: Room) -> None:
    here.say("đố vui")
    for _ in range(3 * 5):
        here.say("hihi")
    assert here.cases() == []


@pytest.mark.parametrize("flow", ["đố vui", "nhà an toàn", "em có biết 111?", "đăng ký", "đăng ký 21340"])
@pytest.mark.parametrize(
    "words", ["ba em lại đánh em rồi", "có đứa bé rơi xuống ao chưa vớt được", "ao nhà em không có rào"]
)
def test_danger_told_in_a_lesson_is_heard(flow: str, words: str, here: Room) -> None:
    here.say(flow)
    here.say(words)
    assert the_case(here).urgency >= Urgency.priority
    assert here.do(lambda work: work.people.session(work.people.at(LAN).id).flow) not in GENTLE  # type: ignore[union-attr]


@pytest.mark.parametrize("flow", ["đố vui", "đăng ký"])
def test_what_may_be_danger_is_asked_about(flow: str, here: Room) -> None:
    here.say(flow)
    assert "Tôi muốn hiểu cho đúng" in said(here, "để mình hỏi lại người nhà xem đã nhé")


@pytest.mark.parametrize("words", ["không biết nữa", "con nhớ rồi", "hỏi mẹ đã"])
def test_a_short_answer_that_fits_nothing_leads_nowhere_else(words: str, here: Room) -> None:
    here.say("đố vui")
    assert "Câu 1" in said(here, words)


def test_one_lesson_gives_way_to_another(here: Room) -> None:
    here.say("đố vui")
    assert "111 là số gì" in said(here, "em có biết 111?")
    assert "Đã đăng ký" in said(here, "đăng ký 21340")


def test_an_officer_may_take_a_lesson_by_its_button(here: Room) -> None:
    reminded(here, STATION)
    assert "Câu 1" in press(here, "Đố vui bơi an toàn", STATION)[-1].text
    assert "Câu 2" in here.officer("Trạm y tế", "1")
    assert OFFICERS["Trạm y tế"] == STATION.id and STATION.channel == OFFICERS_AT


@pytest.mark.parametrize(("right", "words"), [(0, "Giờ thì mình biết thêm"), (5, "Giỏi lắm")])
def test_the_score_is_kind(right: int, words: str, here: Room) -> None:
    here.say("đố vui")
    quiz = [step for step in flows()["swim_quiz"].steps if step.answer]
    for step in quiz:
        wrong = next(words for key, words in step.choices.items() if key != "right")
        answer = said(here, step.choices["right"] if right else wrong)
    assert words in answer and ("Đúng 5 trên 5 câu" in answer) == bool(right) and "Đúng 0" not in answer


@pytest.mark.parametrize(("words", "once"), [("Có, để nước chảy ra", True), ("Chưa chắc", False), ("Bỏ qua", False)])
def test_bug_who_was_not_sure_was_told_what_many_did(words: str, once: bool, here: Room) -> None:
    here.say("đố vui")
    for _ in range(4):
        here.say("bỏ qua")
    answer = said(here, words)
    assert ("Ngày trước" in answer) == once and "đừng dốc ngược" in answer.lower() and "Giờ thì" in answer


def test_bug_after_a_lesson_a_receipt_showed_what_was_asked_before_it(here: Room) -> None:
    here.say(OPEN_REPORT)
    case = the_case(here)
    here.say(here.do(lambda work: work.cases.receipt(case.id)), STRANGER)
    here.say("đố vui", STRANGER)
    here.say("dừng", STRANGER)
    session = here.do(lambda work: work.people.session(work.people.at(STRANGER).id))
    assert session and session.case_id == case.id and session.answers.get("linked_at")
