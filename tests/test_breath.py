"""A child pulled out of the water: whoever writes that it does not breathe is never told that it does."""

import pytest

from flows.kinds import KINDS, read_choice
from flows.library import flows
from flows.model import Flow, Session, Step
from flows.reading import Heard, Miss, Read
from referral.triage.breath import breath, in_water

BREATHLESS = (
    "không còn thở nữa", "nó không thở", "khong tho nua", "ko tho", "hết thở rồi", "bé ngưng thở", "chưa thở lại",
    "tim không đập", "tim ko đập", "she is not breathing", "vớt lên rồi nhưng không thở", "không thấy thở",
)  # fmt: skip
BREATHES = ("còn thở", "dạ còn", "bé còn thở, đang khóc", "con tho", "she is breathing", "thở lại rồi", "thở yếu")
IN_DOUBT = (
    "không biết còn thở không", "ko rõ còn thở ko", "hình như còn thở", "thở thoi thóp", "không rõ có thở không",
)  # fmt: skip
OUT = (
    "vớt lên rồi", "vot dc roi", "kéo lên được rồi, bé còn thở", "đưa lên bờ rồi", "nó lên rồi",
    "không còn dưới nước nữa", "đưa lên rồi nhưng chưa tỉnh", "bé không biết bơi, vớt được rồi", "pulled him out",
)  # fmt: skip
STILL_IN = (
    "chưa vớt được", "chưa", "chưa ai vớt lên", "vẫn còn dưới nước", "vớt được một đứa rồi, còn một đứa dưới nước",
    "vớt không được", "không thấy nó đâu",
)  # fmt: skip


@pytest.mark.parametrize("text", BREATHLESS)
def test_bug_who_wrote_that_a_child_no_longer_breathes_was_told_to_lay_it_on_its_side(text: str) -> None:
    assert breath(text) == "no" and in_water(text) == "no"
    assert answer("breathing", text) == "no"


@pytest.mark.parametrize(("texts", "value"), [(BREATHES, "yes"), (IN_DOUBT, "unsure")])
def test_breath_is_heard_and_in_doubt_there_is_none(texts: tuple[str, ...], value: str) -> None:
    assert {text: answer("breathing", text) for text in texts} == dict.fromkeys(texts, value)


@pytest.mark.parametrize(("texts", "value"), [(OUT, "no"), (STILL_IN, "yes"), (IN_DOUBT[:2], "unsure")])
def test_out_of_the_water_or_not(texts: tuple[str, ...], value: str) -> None:
    assert {text: answer("still_in_water", text) for text in texts} == dict.fromkeys(texts, value)


@pytest.mark.parametrize("text", ["ở sau nhà bà Tư", "gọi rồi", "em sợ quá"])
def test_words_about_something_else_answer_neither(text: str) -> None:
    assert breath(text) == in_water(text) == ""
    assert not answer("still_in_water", text) and not answer("breathing", text)


def test_the_buttons_and_their_numbers_still_answer() -> None:
    assert [answer("breathing", text) for text in ("1", "2", "Không rõ", "không")] == ["yes", "no", "unsure", "no"]
    assert [answer("still_in_water", text) for text in ("Còn", "2", "không biết")] == ["yes", "no", "unsure"]


def test_who_tells_of_the_breath_has_answered_both_questions() -> None:
    read = KINDS["water"](Heard("vớt lên rồi mà không thở"), step("still_in_water"), Session("drowning"))
    assert isinstance(read, Read) and (read.value, read.also["breathing"]) == ("no", "no")


def test_bug_a_choice_that_is_denied_was_chosen() -> None:
    checked = Step("checked", answer="checked", choices={"yes": "Đúng rồi", "edit": "Sửa"})
    assert isinstance(read_choice(Heard("không đúng rồi"), checked, Session("report")), Miss)


def step(name: str, flow: Flow | None = None) -> Step:
    return next(one for one in (flow or flows()["drowning"]).steps if one.answer == name)


def answer(name: str, text: str) -> str:
    """What an answer is read as, the same in a chat and when an officer writes down a call; "" if it is none."""
    asked = [step(name, flows()[flow]) for flow in ("drowning", "phone")]
    chat, phone = (KINDS[one.kind](Heard(text), one, Session("drowning")) for one in asked)
    assert chat == phone
    return chat.value if isinstance(chat, Read) else ""
