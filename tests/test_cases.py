"""A case: every answer joins it, its urgency never falls, and it can say why it is so urgent."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.cases import absorb
from handlers.scene import Said
from handlers.where import beyond, known_commune
from referral.case import Case
from referral.triage.answers import RAISES
from referral.triage.judge import triage
from referral.triage.voice import guessed
from referral.urgency import Urgency
from tests.room import Room, room
from tests.store_cast import RECEIPT, START

TEXTS = ("", "bé bị đánh chảy máu", "cháu vui lắm", "bé đang chìm dưới ao", "bị bỏ đói", "mấy giờ rồi", "nó nói đùa")
NAMES = sorted({rule.answer for rule in RAISES})
ANSWERS = {name: sorted({rule.value for rule in RAISES if rule.answer == name} | {"no", ""}) for name in NAMES}


said = st.none() | st.sampled_from([Said(text, triage(text)) for text in TEXTS])
answers = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in ANSWERS.items()})


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(answers, said), min_size=1, max_size=6))
def test_no_answer_and_no_words_lower_the_urgency(steps: list[tuple[dict[str, str], Said | None]]) -> None:
    with tempfile.TemporaryDirectory() as folder, room(Path(folder)) as here:
        case = Case("c", "LN-7K3FQ", "not_relevant", Urgency.priority, START)
        here.do(lambda work: work.cases.add(case, RECEIPT))
        for known, words in steps:
            case = after(here, case, known, words)


def after(here: Room, case: Case, known: dict[str, str], words: Said | None) -> Case:
    """The case after answers and words, never less urgent; saying them again changes nothing."""
    joined = here.do(lambda work: absorb(work, case, known, words))
    assert joined.urgency >= case.urgency
    assert set(case.reasons) <= set(joined.reasons)
    assert here.do(lambda work: absorb(work, joined, known, words)) == joined
    return joined


def test_bug_a_case_could_not_say_why_it_was_urgent(here: Room) -> None:
    here.say("bố đánh em chảy máu, xã Sơn Tây, Quảng Ngãi")
    (case,) = here.cases()
    assert case.reasons and all(reason.startswith("“") and "“”" not in reason for reason in case.reasons)


def test_bug_communes_it_may_be_were_forgotten_with_the_next_words(here: Room) -> None:
    here.say("có người đang cầm dao chém cháu bé ở xã Tân Phú")
    (before,) = here.cases()
    here.do(lambda work: absorb(work, before, {}, Said("nhanh lên", triage("nhanh lên"))))
    (case,) = here.cases()
    assert before.candidates and case.candidates == before.candidates
    here.do(lambda work: absorb(work, case, {"place_options": "", "commune": "21340"}))
    assert here.cases()[0].candidates == ()


def test_communes_that_it_turns_out_not_to_be_are_remembered(here: Room) -> None:
    here.say("có người đang cầm dao chém cháu bé ở phường Ba Đình")
    (case,) = here.cases()
    here.do(lambda work: absorb(work, case, {"place_options": "", "commune": "14812"}))
    (known,) = here.cases()
    assert known.facts["ruled_out"] == "00004,14797"
    here.do(lambda work: absorb(work, known, {"commune": "14797"}))
    assert here.cases()[0].facts["ruled_out"] == "00004,14812", "the commune it had is ruled out too"


def test_more_places_than_three_are_never_shown_as_if_they_were_all(here: Room) -> None:
    here.say("có người đang cầm dao chém cháu bé ở phường Vĩnh Phúc, Phú Thọ")
    (case,) = here.cases()
    doubt = {"place_options": "08716,00004,14797,14812", "place_doubt": "yes"}
    joined = here.do(lambda work: absorb(work, case, doubt))
    assert here.do(lambda work: known_commune(work, joined)) == "có thể là phường Vĩnh Phúc, Phú Thọ hoặc nơi khác"


def test_bug_a_mistake_was_read_as_the_commune_nham(here: Room) -> None:
    here.say("có người đang cầm dao chém cháu bé ở phường Vĩnh Phúc, Phú Thọ")
    for said in ("nhầm", "em nhầm rồi", "ơ nhầm"):
        here.say(said)
        assert here.cases()[0].commune == "08716" and not here.cases()[0].candidates


@pytest.mark.parametrize(
    ("exact", "left"),
    [
        ("ao, xã Sơn Tây, Quảng Ngãi", "ao"),
        ("ở xã Sơn Tây", ""),
        ("ao sau nhà văn hoá thôn 3, xã Sơn Tấy", "ao sau nhà văn hoá thôn 3, xã Sơn Tấy"),
    ],
)
def test_a_commune_is_not_said_twice_beside_itself(exact: str, left: str) -> None:
    assert beyond(exact, "21340") == left


def test_bug_a_guess_made_a_drowning_of_an_abuse(here: Room) -> None:
    """The kind decides who acts, which clocks run and whether an alert names the place."""
    here.say("bé gái bị cha dượng sờ mó, xã Sơn Tây, Quảng Ngãi")
    (before,) = here.cases()
    words = "the school, the principal is his brother"
    guess, told = triage(words), triage("bé đang chìm dưới ao, chưa ai vớt")
    assert guessed(guess) and guess.category == "drowning_now" and not guessed(told)
    after_guess = here.do(lambda work: absorb(work, before, {}, Said(words, guess)))
    assert (after_guess.category, after_guess.urgency) == (before.category, guess.urgency)
    after_words = here.do(lambda work: absorb(work, after_guess, {}, Said("bé đang chìm dưới ao, chưa ai vớt", told)))
    assert after_words.urgency == Urgency.emergency
