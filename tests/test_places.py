"""The answer kind `place`: words, a pin or a choice become a commune, with few questions and no silent guess."""

from flows.model import Session, Step
from flows.places import ask_offered, commune_facts, place_facts, read_place
from flows.reading import Again, Heard, Miss, Read
from flows.words import phrase
from referral.jurisdiction.resolver import resolve

STEP = Step("place", answer="place", kind="place")
NEW = Session("report")
SON_TAY = (14.99, 108.30)  # near Sơn Tây, Quảng Ngãi
SPLIT = "xã Tân Phú"


def offered() -> Session:
    """Somebody who was offered several communes for their words."""
    again = read_place(Heard(SPLIT), STEP, NEW)
    assert isinstance(again, Again)
    return Session("report", answers=again.also, options=again.options)


def test_one_commune_is_an_answer() -> None:
    found = read_place(Heard("xã Sơn Tây, Quảng Ngãi"), STEP, NEW)
    assert isinstance(found, Read)
    assert found.also["commune"] == "21340" and found.also["province"] == "51"


def test_words_that_fit_several_communes_are_asked_about_once() -> None:
    session = offered()
    assert session.options[-1] == phrase("not_in_list")
    assert session.answers["place_said"] == SPLIT
    again = read_place(Heard(SPLIT), STEP, session)
    assert isinstance(again, Read) and "commune" not in again.also, "then the words stand as they are"


def test_a_choice_is_made_by_number_or_by_words() -> None:
    session = offered()
    by_number = read_place(Heard(" 1 "), STEP, session)
    by_words = read_place(Heard(session.options[0]), STEP, session)
    assert isinstance(by_number, Read) and by_number == by_words
    assert by_number.value == SPLIT
    assert by_number.also["commune"] in session.answers["place_options"].split(",")


def test_a_number_that_was_not_offered_is_read_as_words() -> None:
    assert isinstance(read_place(Heard("99"), STEP, offered()), Read)


def test_what_is_not_in_the_list_is_asked_in_words() -> None:
    again = read_place(Heard("không có trong này"), STEP, offered())
    assert again == Again("which_commune", also={"place_options": ""})


def test_other_words_than_those_offered_are_read_as_the_place() -> None:
    found = read_place(Heard("xã Sơn Tây, Quảng Ngãi"), STEP, offered())
    assert isinstance(found, Read) and found.also["commune"] == "21340"


def test_words_that_fit_nothing_are_asked_once_then_stand() -> None:
    first = read_place(Heard("gần gốc đa"), STEP, NEW)
    assert first == Again("which_commune", also={"place_said": "gần gốc đa"})
    second = read_place(Heard("không biết đâu"), STEP, Session("report", answers=first.also))
    assert isinstance(second, Read) and second.value == "gần gốc đa, không biết đâu"
    longer = read_place(Heard("gần gốc đa bên sông"), STEP, Session("report", answers=first.also))
    assert isinstance(longer, Read) and longer.value == "gần gốc đa bên sông"


def test_nothing_is_missed() -> None:
    assert read_place(Heard(" "), STEP, NEW) == Miss("need_words")


def test_a_pin_offers_the_nearest_communes() -> None:
    again = read_place(Heard(point=SON_TAY), STEP, NEW)
    assert isinstance(again, Again) and again.ask == "which_near"
    assert again.also["point"] == "14.99000, 108.30000"
    chosen = read_place(Heard("1"), STEP, Session("report", answers=again.also, options=again.options))
    assert isinstance(chosen, Read) and chosen.value == again.also["point"]


def test_a_pin_abroad_is_said_to_be_so() -> None:
    assert read_place(Heard(point=(48.85, 2.35)), STEP, NEW) == Miss("outside_vietnam")


def test_a_first_message_says_what_it_can_about_where() -> None:
    assert place_facts(resolve("xã Sơn Tây, Quảng Ngãi"), "x")["commune"] == "21340"
    assert place_facts(resolve("gì đó"), "x") == {}
    several = place_facts(resolve(SPLIT), "x")
    assert several["place_said"] == "x" and "commune" not in several
    asked = ask_offered(several)
    assert asked and asked.ask == "which_place" and len(asked.options) > 2
    assert ask_offered({}) is None


def test_an_unknown_code_has_no_province() -> None:
    assert commune_facts("none")["province"] == ""
