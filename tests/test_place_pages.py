"""Lists of places: numbered pages in every chat, suggestions on our own page, and an end to both."""

import pytest

from flows.engine import advance, answer
from flows.model import Say, Session
from flows.parse import parse_flow
from flows.places import suggested
from flows.reading import Heard
from flows.words import phrase
from referral.jurisdiction.words import communes_of, provinces
from tests.test_engine import VOICE
from tests.web_house import WebHouse, citizen, in_house

FLOW = parse_flow("a", '[[step]]\nask = "Ở đâu?"\nanswer = "place"\nas = "place"\n')
NEXT, BACK, LIST = phrase("next_page"), phrase("previous_page"), phrase("see_list")
ELSEWHERE, UNKNOWN = phrase("other_province"), phrase("place_unknown")


class Talk:
    """Somebody who is asked where it is."""

    def __init__(self, **known: str) -> None:
        self.turn = advance(FLOW, Session("a", answers=known), VOICE)

    def hear(self, *words: str) -> "Talk":
        for said in words:
            self.turn = answer(FLOW, self.turn.session, Heard(said), VOICE)
        return self

    @property
    def say(self) -> Say:
        return self.turn.says[-1]

    @property
    def lines(self) -> list[str]:
        return [line for line in self.say.text.split("\n") if line[:1].isdecimal()]


def test_the_provinces_then_their_communes_ten_a_page() -> None:
    it = Talk(place_options="00004,14797", place_said="x").hear(phrase("not_in_list"))
    assert it.lines[0] == "1. An Giang" and len(it.lines) == 10 and it.say.places == provinces()
    assert it.say.buttons == (NEXT, UNKNOWN)
    assert it.hear(NEXT, NEXT, NEXT).lines[-1] == "34. Vĩnh Long" and it.say.buttons == (BACK, UNKNOWN)
    assert it.hear(NEXT).lines[-1] == "34. Vĩnh Long", "behind the last page there is none"
    assert it.hear("25").lines[0] == "1. xã An Phú" and it.say.places == communes_of("51")
    assert it.hear("96").turn.session.answers["commune"] == communes_of("51")[95]


def test_turning_pages_is_no_question_but_not_without_end() -> None:
    it = Talk(province="51").hear(LIST)
    for _ in range(50):
        it.hear(NEXT, BACK) if not it.turn.action else None
    assert it.turn.action == "hand_to_human"


@pytest.mark.parametrize(
    "said", ["xã Sơn Tây", "son tay", "xã Sơn Long", "xã Sơn Tây, Quảng Ngãi", "Sơn Long, Quảng Ngãi"]
)
def test_a_name_of_today_or_before_can_be_typed_at_any_page(said: str) -> None:
    assert Talk(province="51").hear(LIST, NEXT, said).turn.session.answers["commune"] == "21340"


def test_a_known_province_is_not_asked_for() -> None:
    it = Talk(province="51", place_said="x")
    assert it.say.text.startswith("Ở Quảng Ngãi") and it.say.buttons == (LIST, UNKNOWN)
    assert it.say.places == communes_of("51")
    assert it.hear("xã Sơn Tây").turn.session.answers["commune"] == "21340"


def test_a_province_that_was_named_opens_its_communes() -> None:
    it = Talk().hear("gần gốc đa", "Kon Tum")
    assert it.lines and it.say.places == communes_of("51")
    assert it.hear("Kon Tum").turn.over, "the same again says nothing new"
    assert Talk(province="51").hear("Quảng Ngãi").lines
    assert Talk(province="51").hear(LIST, ELSEWHERE).say.places == provinces()


@pytest.mark.parametrize("way", [UNKNOWN, "không biết"])
def test_who_does_not_know_goes_on(way: str) -> None:
    it = Talk(province="51", place_said="gần gốc đa").hear(LIST, way)
    assert it.turn.over and it.turn.session.answers["place"] == "gần gốc đa"
    assert suggested(it.turn.session.answers) == ()


def test_many_candidates_are_a_list_of_exactly_these() -> None:
    codes = communes_of("51")[:12]
    it = Talk(place_options=",".join(codes), province="51", place_said="x")
    assert it.say.places == codes and len(it.lines) == 10 and it.say.buttons == (NEXT, phrase("not_in_list"))
    assert it.hear(phrase("not_in_list")).say.places == communes_of("51")
    again = Talk(place_options=",".join(codes), place_said="x").hear(NEXT, "12")
    assert again.turn.session.answers["commune"] == codes[11]


def test_the_second_question_is_the_last() -> None:
    it = Talk(place_options="00004,14797", place_said="x").hear(phrase("not_in_list"), "gì đó")
    assert it.turn.over and it.turn.session.answers["place"] == "x, gì đó"
    assert "commune" not in it.turn.session.answers


@in_house
async def test_our_own_page_gets_the_names_to_suggest_and_nothing_more(house: WebHouse) -> None:
    lan = await citizen(house)
    await lan.say("2")
    await lan.hear_until("Việc gì đang xảy ra")
    await lan.say("Chỗ nước nguy hiểm")
    assert (await lan.hear_until("Ở đâu"))["places"] == []
    await lan.say("Quảng Ngãi")
    places = (await lan.hear_until("Ở Quảng Ngãi"))["places"]
    assert (
        isinstance(places, list) and {"say": "xã Sơn Tây, Quảng Ngãi", "old": "Sơn Tân, Sơn Dung, Sơn Long"} in places
    )
