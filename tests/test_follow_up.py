"""After the end: who is asked, when, and what is kept; an opinion is met only by an answer."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from handlers.events import IncomingEvent, Timer
from handlers.follow_up import ask_again
from handlers.speaking import hint_later
from handlers.timers import due
from referral.calendar import Calendar
from referral.case import OUTCOMES, Case
from referral.follow_up import Survey, answer_by, due_again, may_close, tapped
from referral.urgency import Urgency
from tests.room import BEATEN, LAN, Room

NOW = datetime(2026, 11, 22, 7, tzinfo=UTC)
OPINION = Case("c1", "LN-7K3FQ", "child_opinion", Urgency.routine, NOW)
REPORT = "hàng xóm đánh con bầm tím, xã Sơn Tây, Quảng Ngãi"


def closed(here: Room, contact: str = "", outcome: str = "Trẻ đã được giúp") -> str:
    """A case of Lan's, closed while she is here; its id."""
    for words in (REPORT, "Không", "Không có", "dừng"):
        here.say(words)
    case = here.cases()[0]
    here.do(lambda work: work.people.save(replace(work.people.at(LAN), contact=contact)))
    here.officer("UBND xã", f"nhận {case.number}")
    here.officer("UBND xã", f"đóng {case.number} {outcome}")
    return case.id


def survey(here: Room, case_id: str) -> Survey | None:
    return here.do(lambda work: work.surveys.of(case_id))


def test_the_days_of_an_answer_are_working_days_after_the_first() -> None:
    assert answer_by(OPINION, Calendar()) == date(2026, 12, 7)  # the 24th of November is a public holiday
    assert answer_by(replace(OPINION, category="injury_now"), Calendar()) is None


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_an_opinion_counts_as_met_only_with_an_answer(outcome: str) -> None:
    met = outcome in ("helped", "answered", "no_danger_found")
    assert may_close(OPINION, outcome) is not met
    assert may_close(replace(OPINION, facts={"answered": "yes"}), outcome)
    assert may_close(replace(OPINION, category="injury_now"), outcome) is (outcome != "answered")


def test_each_end_is_asked_about_once_and_a_contest_begins_another_round() -> None:
    first = due_again(None, OPINION)
    assert first.pending and not replace(first, asked=1).pending
    assert due_again(replace(first, asked=1, ok="good"), OPINION) == Survey(0, due=2, asked=1)
    assert due_again(first, replace(OPINION, contested=1)) == Survey(1)
    assert not replace(first, ok="ok").pending


def test_taps_add_up_and_a_skipped_one_takes_nothing_back() -> None:
    once = tapped(Survey(0), {"ok": "ok"}, NOW)
    assert tapped(once, {"helped": "late", "heard": ""}, NOW) == Survey(0, ok="ok", helped="late", at=NOW)


def test_what_is_tapped_is_kept_without_words_and_is_no_news(here: Room) -> None:
    case_id = closed(here)
    before = here.do(lambda work: work.history.count(case_id))
    for words in ("Ổn rồi", "Hơi muộn", "Có"):
        here.say(words)
    assert here.do(lambda work: work.history.count(case_id)) == before
    kept = survey(here, case_id)
    assert kept and (kept.ok, kept.helped, kept.heard) == ("ok", "late", "yes")


@pytest.mark.parametrize(("words", "ok"), [("không rõ", "unsure"), ("chưa thấy ổn", "not_ok"), ("em thấy mệt", "")])
def test_other_words_than_the_buttons(words: str, ok: str, here: Room) -> None:
    case_id = closed(here)
    here.say(words)
    first = survey(here, case_id)
    assert first and first.ok == ok
    assert here.cases()[0].status == ("open" if ok == "not_ok" else "closed")


def test_an_old_button_still_contests(here: Room) -> None:
    closed(here)
    question = here.do(lambda work: work.people.session(work.people.at(LAN).id))
    here.say("cảm ơn cán bộ")
    assert question
    here.hear(IncomingEvent("", LAN, here.clock.now, text="Chưa ổn", question=question.question))
    assert here.cases()[0].status == "open"


@pytest.mark.parametrize("words", ["chưa ổn", "CHƯA ỔN", "not ok"])
def test_bug_words_that_we_told_them_to_type_were_no_answer_to_what_was_still_asked(words: str, here: Room) -> None:
    here.say(BEATEN)  # whom they do not want to know is asked, and never answered
    number = here.cases()[0].number
    for order in ("nhận", "khép"):
        here.officer("UBND xã", f"{order} {number} Trẻ đã được giúp")
    said = "\n".join(message.text for message in here.say(words))
    assert here.cases()[0].status == "open"
    assert "Tôi đã báo lại, lần này có cả cấp trên" in said


def test_bug_who_accepted_was_said_to_be_told_as_well(here: Room) -> None:
    here.say(BEATEN)
    number = here.cases()[0].number
    for name, order in (("Công an xã Sơn Tây", "nhận"), ("UBND xã", "từ chối"), ("Công an xã Sơn Tây", "khép")):
        here.officer(name, f"{order} {number} Trẻ đã được giúp")
    here.say("chưa ổn")
    told = "\n".join(message.text for message in here.say("vẫn còn bị nhốt") if message.text.startswith("Công an"))
    assert told.count("Công an xã Sơn Tây") == 1, told


def test_a_prank_is_not_asked_how_it_went(here: Room) -> None:
    assert survey(here, closed(here, outcome="Tin không thật")) is None


@pytest.mark.parametrize(("contact", "asked"), [("", 0), ("never", 0), ("hidden", 0), ("plain", 1), ("neutral", 1)])
def test_a_week_later_only_who_allowed_it_hears_of_us(contact: str, asked: int, here: Room) -> None:
    case_id = closed(here)
    here.say("tắt máy đây")
    here.do(lambda work: work.people.save(replace(work.people.at(LAN), contact=contact)))
    here.do(lambda work: work.people.save_session(work.people.at(LAN).id, None))
    here.clock.forward(timedelta(days=7))
    for _ in range(2):
        here.do(lambda work: due(work, Timer(f"ask_again:{case_id}", work.now, "ask_again", case_id)))
    me = here.person(LAN)
    sent = [message.text for message in here.deliver() if message.person_id == me]
    assert len(sent) == asked and all("vụ" not in text and "đánh" not in text for text in sent)


def test_at_the_hour_they_chose_and_not_before(here: Room) -> None:
    case_id = closed(here)
    here.do(lambda work: work.people.save(replace(work.people.at(LAN), contact="ask_me: sau 8 giờ tối")))
    here.clock.forward(timedelta(days=7))
    here.do(lambda work: ask_again(work, Timer("t", work.now, "ask_again", case_id)))
    assert not here.deliver()
    here.clock.forward(timedelta(hours=6))
    here.do(lambda work: ask_again(work, Timer("t", work.now, "ask_again", case_id)))
    assert [message.text for message in here.deliver()] == ["Có tin mới. Gõ XEM để đọc."]


def test_a_case_that_is_open_again_or_gone_asks_nothing(here: Room) -> None:
    case_id = closed(here, "neutral")
    here.say("chưa ổn")
    here.clock.forward(timedelta(days=7))
    for subject in (case_id, "gone"):
        late = Timer("t", here.clock.now, "hint", subject)
        here.do(partial(ask_again, timer=late))
        here.do(partial(hint_later, timer=late))
    me = here.person(LAN)
    assert not [message for message in here.deliver() if message.person_id == me]


def test_bug_words_typed_as_the_safe_hour_were_taken_for_a_choice(here: Room) -> None:
    for words in (REPORT, "Không", "Không có", "bỏ qua", "không", "Chỉ vào lúc tôi dặn", "plain"):
        here.say(words)
    assert here.do(lambda work: work.people.at(LAN).contact) == "ask_me: plain"


def test_who_hid_is_sent_nothing_whatever_waited(here: Room) -> None:
    case_id = closed(here, "neutral", outcome="Không tìm thấy")
    here.say("ẩn")
    here.deliver()
    here.clock.forward(timedelta(days=7))
    here.do(lambda work: hint_later(work, Timer("t", work.now, "hint", case_id)))
    here.do(lambda work: ask_again(work, Timer("t", work.now, "ask_again", case_id)))
    assert not here.deliver()


def test_only_an_opinion_is_answered_and_only_by_its_holder(here: Room) -> None:
    here.say(REPORT)
    number = here.cases()[0].number
    assert "Chưa làm được" in here.officer("UBND xã", f"trả lời {number} rồi nhé")
    here.say("Không")
    here.say("Không có")
    here.officer("UBND xã", f"nhận {number}")
    assert "không phải ý kiến" in here.officer("UBND xã", f"trả lời {number} rồi nhé")
