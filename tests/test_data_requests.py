"""Requests about personal data: a human answers in 2 working days; nothing is carried out by itself."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.store.work import SqlWork
from handlers import timers
from handlers.data_requests import answer_request, finish_request
from handlers.events import DataRequest, OutgoingMessage, Timer
from referral.deadlines import Mark
from tests.room import LAN, Room

DAY = timedelta(days=1)
HINT = "Có tin mới. Gõ DỮ LIỆU CỦA TÔI để đọc."


def ask(here: Room, wish: str = "thôi đồng ý", whose: str = "của chính tôi") -> list[OutgoingMessage]:
    here.say("dữ liệu của tôi")
    here.say(wish)
    return here.say(whose)


def the_request(here: Room) -> DataRequest:
    (request,) = here.do(lambda work: work.requests.every())
    return request


def wait(here: Room, by: timedelta) -> list[str]:
    """Time passes; what was said of the request then."""
    return [message.text for message in here.wake(by) if message.key.startswith("request:")]


def marks(here: Room) -> list[Mark]:
    subject = f"request:{the_request(here).id}"
    return list(here.do(lambda work: work.clocks.marks(subject)))


def test_a_wish_opens_no_case_and_tells_the_desk_no_word(here: Room) -> None:
    said = ask(here, "xóa", "của trẻ tôi chăm sóc")
    assert here.cases() == []
    request = the_request(here)
    assert (request.wish, request.whose) == ("erase", "child")
    told = [m.text for m in said if m.key.startswith("request:")]
    assert len(told) == 2 and not any("Xóa" in text or "trẻ" in text for text in told)
    mine = "\n".join(m.text for m in said if m.person_id == request.person_id)
    assert "hết ngày 25/11/2026" in mine and "luôn có một người" in mine and "theo luật" in mine


def test_the_desk_is_warned_and_a_breach_is_recorded(here: Room) -> None:
    ask(here)
    said = wait(here, 6 * DAY)
    assert any("quá hạn trả lời yêu cầu" in text for text in said)
    assert [(mark.name, mark.percent, len(mark.told)) for mark in marks(here)] == [("data_answer", 100, 2)]
    assert any("quá hạn làm xong" in text for text in wait(here, 10 * DAY))


def test_an_answer_stops_the_first_clock_and_being_done_the_second(here: Room) -> None:
    ask(here)
    request = the_request(here)
    here.do(lambda work: answer_request(work, request, "Đã thôi dùng số điện thoại."))
    assert [m.text for m in here.deliver()] == [
        "Trả lời cho yêu cầu gửi lúc 14:00 22/11/2026: Đã thôi dùng số điện thoại."
    ]
    answered = the_request(here)
    assert answered.answered_at and not answered.done_at
    here.do(lambda work: finish_request(work, answered))
    assert the_request(here).done_at
    assert here.do(lambda work: work.timers.next_due()) is None
    assert wait(here, 30 * DAY) == [] and marks(here) == []


def test_an_answer_that_comes_too_late_is_recorded_without_a_word(here: Room) -> None:
    ask(here)
    here.clock.forward(5 * DAY)
    request = the_request(here)
    here.do(lambda work: finish_request(work, request))
    assert [(mark.name, mark.percent, mark.told) for mark in marks(here)] == [("data_answer", 100, ())]


@pytest.mark.parametrize(
    ("contact", "said"), [("any", HINT), ("neutral", HINT), ("plain", HINT), ("never", ""), ("hidden", "")]
)
def test_somebody_who_is_away_gets_a_hint_only_if_they_allowed_it(here: Room, contact: str, said: str) -> None:
    ask(here)
    request, me = the_request(here), here.person(LAN)

    def allow(work: SqlWork) -> None:
        person = work.people.get(me)
        assert person
        work.people.save(replace(person, contact=contact))

    here.do(allow)
    here.clock.forward(timedelta(hours=1))
    here.do(lambda work: answer_request(work, request, "Đã xong."))
    assert [m.text for m in here.deliver()] == ([said] if said else [])
    assert any("Đã xong." in m.text for m in here.say("dữ liệu của tôi"))


def test_what_was_wished_goes_with_whoever_wished_it(here: Room) -> None:
    ask(here)
    me = here.person(LAN)
    here.do(lambda work: work.people.erase(me))
    assert the_request(here).wish == ""
    request = the_request(here)
    assert wait(here, 6 * DAY) and request.id == the_request(here).id


def test_a_timer_of_no_request_and_a_house_without_a_desk_are_let_go(here: Room) -> None:
    here.do(lambda work: timers.due(work, Timer("t", work.now, "request_clock", "gone")))

    def no_desk(work: SqlWork) -> None:
        agencies = [replace(a, role="school") for a in work.directory.agencies.values() if a.role == "intake_desk"]
        work.directories.replace(agencies, [])

    here.do(no_desk)
    assert [m for m in ask(here) if m.key.startswith("request:")] == []


def test_the_hint_waits_for_the_hour_that_is_safe(here: Room) -> None:
    ask(here)
    request, me = the_request(here), here.person(LAN)
    here.do(lambda work: work.people.save(replace(work.people.at(LAN), contact="ask_me: sau 20 giờ")))
    here.clock.forward(timedelta(hours=1))
    here.do(lambda work: answer_request(work, request, "Đã xong."))
    (hint,) = [m for m in here.deliver() if m.person_id == me]
    assert hint.text == HINT and hint.wait == timedelta(hours=5), "at 20:00"
