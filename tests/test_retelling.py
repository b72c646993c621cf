"""After an officer set the level the same story raises nothing, and new danger does, in words or in answers."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from flows.library import flows
from handlers.cases import absorb
from handlers.kept import KEPT, kept
from handlers.retelling import sentences
from referral.triage.answers import RAISES
from referral.urgency import Urgency
from tests.room import BEATEN, Room, numbered, taken, the_case
from tests.store_cast import CASE

POLICE = "Công an xã Sơn Tây"
WHY = "đã gặp cháu, cháu an toàn"
WORSE = "giờ nó lại cầm dao đòi giết thằng bé"


def test_the_same_story_does_not_raise_it_back_and_is_told_to_who_holds_it(here: Room) -> None:
    number = taken(here)
    here.officer(POLICE, f"mức {number} ưu tiên: {WHY}")
    for words in (BEATEN, BEATEN.upper(), f"{BEATEN}. Sao chưa ai tới?"):
        told = [m.text for m in here.say(words)]
        assert the_case(here).urgency == Urgency.priority
        assert f"{number}: người báo tin vừa viết thêm." in told


@pytest.mark.parametrize("words", [WORSE, f"{BEATEN}. {WORSE}", f"hôm nay lại {BEATEN}", "sos"])
def test_new_danger_raises_it_and_is_told_each_time(words: str, here: Room) -> None:
    number = taken(here)
    for _ in range(2):
        here.officer(POLICE, f"mức {number} ưu tiên: {WHY}")
        here.clock.forward(timedelta(minutes=1))
        told = [m.text for m in here.say(words)]
        assert the_case(here).urgency == Urgency.emergency
        assert f"{number}: mức độ nay là KHẨN CẤP." in told
        words = f"{words}! Lần nữa: {WORSE}" if words != "sos" else words


def test_words_no_worse_than_the_level_and_all_words_before_one_was_set_count_as_ever(here: Room) -> None:
    number = taken(here)
    here.officer(POLICE, f"mức {number} gấp: {WHY}")
    here.say("nó hay mắng chửi thằng bé")
    assert the_case(here).urgency == Urgency.urgent


def test_old_answers_raise_nothing_and_changed_ones_do(here: Room) -> None:
    number = taken(here)
    here.do(lambda work: absorb(work, numbered(work, number), {"danger_now": "yes", "injured": "yes"}))
    here.officer(POLICE, f"mức {number} thường: {WHY}")
    assert urgency_after(here, number, {"danger_now": "yes", "injured": "yes"}) == Urgency.routine
    assert urgency_after(here, number, {"danger_now": "no", "injured": "yes"}) == Urgency.routine
    assert urgency_after(here, number, {"danger_now": "yes", "injured": "yes"}) == Urgency.emergency


def urgency_after(here: Room, number: str, answers: Mapping[str, str]) -> Urgency:
    return here.do(lambda work: absorb(work, numbered(work, number), answers)).urgency


def test_a_conversation_that_goes_on_does_not_raise_it_back(here: Room) -> None:
    here.say("nhà bên hay mắng chửi con, xã Sơn Tây, Quảng Ngãi")
    here.say("Có")
    number = the_case(here).number
    here.officer(POLICE, f"nhận {number}")
    here.officer(POLICE, f"mức {number} ưu tiên: {WHY}")
    for words in ("Không có", "9", "dừng", "cảm ơn cô chú đã giúp"):
        here.say(words)
        assert the_case(here).urgency == Urgency.priority


def test_every_answer_that_raises_and_is_asked_for_is_kept_by_the_case() -> None:
    """Otherwise it would be new each time, and an officer could not lower the case."""
    asked = {step.answer for flow in flows().values() for step in flow.steps}
    assert {rule.answer for rule in RAISES} & asked <= set(KEPT)


def test_sentences_are_what_stands_between_marks() -> None:
    assert sentences("Một. Hai, ba!\nBốn") == ["Một.", " Hai, ba!\n", "Bốn"]
    assert sentences("") == [] and "".join(sentences("a?! b")) == "a?! b"


def test_what_is_still_not_known_is_no_news_and_an_answer_is() -> None:
    nothing = replace(CASE, facts={})
    assert kept({"commune": "", "commune_words": "", "name_here": "", "told": "…"}, nothing) == {"name_here": ""}
    assert kept({"commune": ""}, replace(CASE, facts={"commune": "21340"})) == {"commune": ""}  # taken back


def test_a_step_that_says_nothing_new_of_a_case_leaves_it_as_it_is(here: Room) -> None:
    here.say("ba em lại đánh em rồi")
    assert "commune" not in the_case(here).facts
