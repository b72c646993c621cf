"""The answer kind `place`: words, a pin or a choice become a commune, with few questions and no silent guess."""

from collections.abc import Iterator

import pytest
from shapely import box

from flows.model import Session, Step
from flows.place_facts import commune_facts, elsewhere_facts, place_facts, point_facts
from flows.place_pins import first_place, second_place
from flows.places import ask_offered, read_place, suggested, turns_page
from flows.reading import Again, Heard, Miss, Read, Reading
from flows.words import phrase
from referral.jurisdiction import Elsewhere, Place, pins
from referral.jurisdiction.boundaries import Boundaries
from referral.jurisdiction.resolver import resolve
from referral.jurisdiction.words import communes_of, spoken

STEP = Step("place", answer="place", kind="place")
NEW = Session("report")
SON_TAY = (14.99, 108.35)  # in Sơn Tây, Quảng Ngãi
SON_TAY_WORDS = "xã Sơn Tây, Quảng Ngãi"
BA_DINH = "phường Ba Đình"
BA_DINHS = ("00004", "14797", "14812")
NOT_HERE = phrase("not_in_list")


def after(reading: Reading, before: Session = NEW) -> Session:
    """Where a person stands when one more question was asked."""
    assert isinstance(reading, Again)
    return Session("report", answers={**before.answers, **reading.also}, options=reading.options)


def tell(session: Session, *words: str) -> Reading:
    """What the last of several answers is read as."""
    for said in words[:-1]:
        session = after(read_place(Heard(said), STEP, session), session)
    return read_place(Heard(words[-1]), STEP, session)


def pin(session: Session, point: tuple[float, float] = SON_TAY) -> Reading:
    return read_place(Heard(point=point), STEP, session)


def commune(reading: Reading) -> str:
    assert isinstance(reading, Read)
    return reading.also.get("commune", "")


@pytest.fixture
def bounded() -> Iterator[None]:
    """Boundaries in which the point above is in Sơn Tây."""
    pins.use(Boundaries({"21340": box(108.25, 14.90, 108.40, 15.05)}))
    yield
    pins.use(None)


def test_one_commune_is_an_answer() -> None:
    found = tell(NEW, SON_TAY_WORDS)
    assert commune(found) == "21340" and isinstance(found, Read) and found.also["province"] == "51"


def test_a_hamlet_or_a_landmark_stays_in_the_words() -> None:
    found = tell(NEW, "ao sau nhà văn hoá thôn 3", SON_TAY_WORDS)
    assert isinstance(found, Read) and found.value == f"ao sau nhà văn hoá thôn 3, {SON_TAY_WORDS}"
    assert isinstance(again := tell(NEW, "thôn 3", f"thôn 3 {SON_TAY_WORDS}"), Read)
    assert again.value == f"thôn 3 {SON_TAY_WORDS}"


def test_a_few_communes_are_one_question_with_at_most_five_buttons() -> None:
    session = after(tell(NEW, BA_DINH))
    assert session.options == (
        "phường Ba Đình, Hà Nội", "Ba Đình cũ của TP Thanh Hóa", "Ba Đình cũ của Bỉm Sơn, Thanh Hóa", NOT_HERE,
    )  # fmt: skip
    assert [commune(tell(session, said)) for said in ("1", "2", " 3 ")] == list(BA_DINHS)
    assert [commune(tell(session, said)) for said in session.options[:-1]] == list(BA_DINHS)
    assert commune(tell(session, "bim son")) == "14812"
    assert commune(tell(session, SON_TAY_WORDS)) == "21340", "other words are another place"


def test_the_same_words_again_stand_as_they_are() -> None:
    again = tell(NEW, BA_DINH, BA_DINH)
    assert isinstance(again, Read) and again.value == BA_DINH
    assert again.also["place_options"] == ",".join(BA_DINHS) and not commune(again)


def test_two_are_asked_about_by_name() -> None:
    again = tell(NEW, "TP Vĩnh Yên")
    assert isinstance(again, Again) and again.ask == "which_of_two"
    assert again.also["place_first"] == "phường Vĩnh Yên, Phú Thọ"
    assert again.also["place_second"] == "phường Vĩnh Phúc, Phú Thọ"


def test_five_have_no_room_for_the_way_out_but_it_can_be_typed() -> None:
    session = after(tell(NEW, "huyện Sơn Hà, Quảng Ngãi"))
    assert len(session.options) == 5 and NOT_HERE not in session.options
    assert isinstance(on := tell(session, "không có trong này"), Again) and on.ask == "which_commune_in"


@pytest.mark.parametrize(("said", "code"), [("Đúng rồi", "21340"), ("1", "21340"), ("dạ có", "21340")])
def test_an_unclear_spelling_is_confirmed(said: str, code: str) -> None:
    known = {"place_options": "21340", "province": "51"}
    session = after(ask_offered(known) or Again(""), Session("", known))
    assert session.options == ("Đúng rồi", "Không phải")
    assert session.answers["place_first"] == SON_TAY_WORDS
    assert commune(tell(session, said)) == code


@pytest.mark.parametrize("said", ["Không phải", "2", "không"])
def test_what_is_not_confirmed_is_looked_for_in_its_province(said: str) -> None:
    known = {"place_options": "21340", "province": "51"}
    session = after(ask_offered(known) or Again(""), Session("", known))
    assert isinstance(on := tell(session, said), Again) and on.also["place_list"] == "51"


def test_words_that_say_nothing_are_asked_about_once_then_stand() -> None:
    first = tell(NEW, "gần gốc đa")
    assert isinstance(first, Again) and first.ask == "which_commune" and first.also["place_said"] == "gần gốc đa"
    second = tell(after(first), "không biết đâu")
    assert isinstance(second, Read) and second.value == "gần gốc đa, không biết đâu" and not commune(second)
    assert tell(NEW, " ") == Miss("need_words")


def test_no_more_than_two_questions_about_the_place() -> None:
    last = tell(NEW, BA_DINH, "xã Tân Phú", "xã Tân Lập")
    assert isinstance(last, Read) and not commune(last)
    assert isinstance(tell(NEW, BA_DINH, "xã Tân Phú", NOT_HERE), Read)


def test_a_pin_offers_the_likeliest_communes() -> None:
    again = pin(NEW)
    assert isinstance(again, Again) and again.ask == "which_near" and len(again.options) == 5
    assert again.also["point"] == "14.99000, 108.35000" and "Sơn Tây" in again.also["point_near"]
    found = tell(after(again), "1")
    assert commune(found) == "21340" and isinstance(found, Read) and found.value == again.also["point"]


def test_a_pin_within_boundaries_is_an_answer(bounded: None) -> None:
    assert commune(pin(NEW)) == "21340"
    assert point_facts(SON_TAY)["commune"] == "21340"


def test_pin_and_words_that_agree_on_one_need_no_question() -> None:
    session = after(tell(NEW, BA_DINH))
    assert commune(pin(session, (20.08, 105.87))) == "14812"
    assert commune(tell(after(pin(NEW, (20.08, 105.87))), BA_DINH)) == "14812"


def test_a_pin_that_does_not_tell_two_apart_asks_again() -> None:
    again = pin(after(tell(NEW, "TP Vĩnh Yên")), (21.3178, 105.608))
    assert isinstance(again, Again) and again.ask == "which_near" and len(again.options) == 3


def test_pin_and_words_that_disagree_are_both_asked_about_once() -> None:
    again = tell(after(pin(NEW)), "phường Vĩnh Phúc, Phú Thọ")
    assert isinstance(again, Again) and again.ask == "which_disagree"
    assert again.options[:2] == ("phường Vĩnh Phúc, Phú Thọ", SON_TAY_WORDS) and again.also["place_said"]
    assert commune(tell(after(again, after(pin(NEW))), "phường Vĩnh Yên, Phú Thọ")) == "08707", "said twice"


def test_a_vague_name_far_from_the_pin_leaves_the_question_to_the_pin() -> None:
    known = first_place(resolve("xã Tân Lập"), SON_TAY, "xã Tân Lập")
    assert known["place_ask"] == "which_near" and known["place_options"].startswith("21340")


@pytest.mark.parametrize(
    ("point", "ask"), [((48.85, 2.35), "pin_abroad"), ((15.2, 110.5), "pin_at_sea"), ((float("nan"), 0), "pin_nowhere")]
)
def test_a_pin_off_the_map_is_kept_and_asked_about_kindly(point: tuple[float, float], ask: str) -> None:
    again = pin(NEW, point)
    assert isinstance(again, Again) and again.ask == ask and again.also["point"]
    assert commune(tell(after(again), SON_TAY_WORDS)) == "21340"


def test_pins_without_end_end() -> None:
    session = NEW
    for _ in range(2):
        session = after(pin(session), session)
    assert isinstance(pin(session), Read) and isinstance(pin(session, (48.85, 2.35)), Read)


def test_a_first_message_says_what_it_can_about_where() -> None:
    assert first_place(resolve(SON_TAY_WORDS), None, "x")["commune"] == "21340"
    assert first_place(resolve("gì đó"), None, "x") == {}
    several = first_place(resolve(BA_DINH), None, "x")
    assert several["place_said"] == "x" and "commune" not in several
    asked = ask_offered(several)
    assert asked and asked.ask == "which_place" and asked.also["place_asked"] == "1"
    assert ask_offered({}) is None and ask_offered({"commune": "21340", "province": "51"}) is None


def test_a_first_message_with_a_pin_knows_both() -> None:
    assert first_place(resolve(SON_TAY_WORDS), SON_TAY, "x")["commune"] == "21340"
    abroad = first_place(resolve("gì đó"), (48.85, 2.35), "")
    assert abroad["point"] and "place_options" not in abroad
    apart = first_place(resolve("phường Vĩnh Phúc, Phú Thọ"), SON_TAY, "x")
    assert apart["place_ask"] == "which_disagree" and apart["place_options"].startswith("08716,21340")


def test_a_pin_that_comes_later_is_a_doubt_only_beside_another_commune() -> None:
    assert "place_doubt" not in second_place(SON_TAY, "21340", {})
    assert "place_doubt" not in second_place((48.85, 2.35), "08716", {})
    doubt = second_place(SON_TAY, "08716", {})
    assert doubt["place_doubt"] == "yes" and doubt["place_options"].startswith("08716,21340")
    assert "place_doubt" not in second_place(SON_TAY, "08716", {"place_checked": "x"}), "asked once"
    assert second_place(SON_TAY, "", {"place_options": ",".join(BA_DINHS), "place_said": "x"})["place_options"]
    assert second_place(SON_TAY, "", {"point": "1, 1", "place_options": "00004"})["place_ask"] == "which_near"


def test_a_school_of_the_directory_says_which_commune() -> None:
    known = {"truongtieuhocsonlong": ("21340",)}
    assert commune(read_place(Heard("trường tiểu học Sơn Long", landmarks=known), STEP, NEW)) == "21340"


def test_where_somebody_lives_or_is_now_is_kept() -> None:
    others = (
        Elsewhere("lives", ("08707",)), Elsewhere("now", ("21340",)), Elsewhere("happened", BA_DINHS, "38"),
        Elsewhere("", communes_of("51"), "51"),
    )  # fmt: skip
    assert elsewhere_facts(others) == {
        "lives": "phường Vĩnh Yên, Phú Thọ",
        "child_at": "21340",
        "child_at_words": SON_TAY_WORDS,
        "happened_at_words": " hoặc ".join(map(spoken, BA_DINHS)),
        "other_place": "Quảng Ngãi",
    }
    found = place_facts(Place("commune", ("21340",), others=others[:1]), "x")
    assert found["lives"] and found["commune"] == "21340"


def test_an_unknown_code_has_no_province() -> None:
    assert commune_facts("none")["province"] == ""


def test_only_lists_suggest_and_turn_pages() -> None:
    assert (
        suggested({}) == suggested({"place_options": "21340"}) == ()
        and not turns_page(Miss("x"), {})
        and not turns_page(Again("x"), {})
    )


def test_bug_not_this_one_of_two_said_nothing() -> None:
    town = "TP Vĩnh Yên"
    assert commune(tell(NEW, town, "không phải Vĩnh Yên")) == "08716"
    assert commune(tell(NEW, town, "không phải là phường Vĩnh Phúc")) == "08707"
    assert commune(tell(NEW, town, "cái thứ nhất")) == "08707" and commune(tell(NEW, town, "thứ hai")) == "08716"
    assert commune(tell(NEW, town, "không phải Vĩnh Yên, là xã Sơn Tây, Quảng Ngãi")) == "21340"
    for said in ("không phải", "không có", "ko phải"):
        assert (asked := tell(NEW, town, said)) and isinstance(asked, Again) and asked.ask == "which_commune_in"


def test_not_this_one_of_three_asks_about_the_others() -> None:
    again = tell(NEW, BA_DINH, "không phải phường Ba Đình, Hà Nội")
    assert isinstance(again, Again) and again.also["place_options"] == "14797,14812"


def test_not_the_one_that_was_to_be_confirmed_leads_to_the_list() -> None:
    one = Session("report", answers={"place_options": "21340", "province": "51", "place_said": "xã Sơn Tấy"})
    again = tell(one, f"không phải {SON_TAY_WORDS}")
    assert isinstance(again, Again) and again.ask == "which_commune_in"


def test_two_pins_are_not_called_words() -> None:
    apart = second_place(SON_TAY, "08716", {"point": "21.30000, 105.60000"})
    assert apart["place_ask"] == "which_told" and apart["place_doubt"] == "yes"
