"""A bare "dừng" of who gets reminders ends them, or says that they go on; a hidden screen hears nothing of them."""

from datetime import timedelta

import pytest

from tests.reminded import is_subscribed, press, reminded, subscribed
from tests.room import LAN, Room
from tests.test_subscribing import ENDED, said


@pytest.mark.parametrize("words", ["dừng", "stop", "/dung", "hủy", "thôi"])
@pytest.mark.parametrize("flow", ["", "đố vui", "đăng ký"])
def test_bug_stop_in_a_lesson_after_a_campaign_ended_nothing(flow: str, words: str, here: Room) -> None:
    reminded(here)
    here.say(flow or "cảm ơn")
    assert said(here, words).startswith(ENDED) and not is_subscribed(here)
    session = here.do(lambda work: work.people.session(work.people.at(LAN).id))
    assert session is None and here.cases() == []


def test_bug_stop_in_a_lesson_begun_from_an_old_copy_ended_nothing(here: Room) -> None:
    reminded(here)
    here.clock.forward(timedelta(days=30))
    press(here, "Đố vui bơi an toàn")
    assert said(here, "dừng").startswith(ENDED)


def test_bug_a_subscribers_stop_did_not_say_that_reminders_go_on(here: Room) -> None:
    subscribed(here)
    (answer,) = here.say("dừng")
    assert "NGỪNG NHẮC" in answer.text and answer.buttons == ("Ngừng nhắc",)
    here.say("ẩn")
    assert "NGỪNG NHẮC" not in said(here, "dừng")


def test_yes_and_a_hidden_stop_tell_of_no_reminders(here: Room) -> None:
    reminded(here)
    said(here, "đúng")
    assert is_subscribed(here)
    here.say("ẩn")
    assert ENDED not in said(here, "dừng") and not is_subscribed(here)
