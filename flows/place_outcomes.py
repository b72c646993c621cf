"""What follows from an answer about a place: a commune, one more question, or words that stand."""

from collections.abc import Callable, Mapping
from dataclasses import field

from flows.model import Answers
from flows.place_facts import candidates, closed, codes_in, commune_facts
from flows.place_questions import PROVINCES, UNSEEN, ask_on, opening
from flows.reading import Again, Read, Reading
from referral.jurisdiction import Place
from referral.jurisdiction.words import spoken
from referral.records import dataclass

MOST_QUESTIONS = 2  # about the place, besides the form's own and a first choice; turning a page is none
NOTHING = Place("none")


@dataclass(frozen=True, slots=True)
class Finding:
    """What words or a pin were found to mean, the place in the person's own words, and how to ask about it."""

    place: Place
    said: str = ""
    ask: str = ""
    also: Mapping[str, str] = field(default_factory=dict)


def asked_enough(answers: Answers) -> bool:
    """Whether no further question about the place may be asked."""
    return asked(answers) >= MOST_QUESTIONS


def asked(answers: Answers) -> int:
    """How many questions about the place there were, besides the form's own."""
    return int(answers.get("place_asked") or 0)


def counted(answers: Answers) -> dict[str, str]:
    """One more question."""
    return {"place_asked": str(asked(answers) + 1)}


def told(text: str, answers: Answers) -> str:
    """The place in the person's own words: what was said before, with what these add."""
    before = answers.get("place_said", "")
    if before in text:
        return text or before
    return ", ".join(part for part in (before, text if text not in before else "") if part)


def chose(code: str, text: str, answers: Answers) -> Read:
    """This commune, for the place as it was told; a name that was typed is part of it."""
    return Read(told(text, answers) or spoken(code), commune_facts(code))


def not_here(answers: Answers) -> Reading:
    """None of these: on to the communes of the province, or first to the provinces."""
    out = {"place_options": "", "place_via": "", "place_ask": ""}
    if asked_enough(answers):
        return Read(answers.get("place_said", ""), {**closed(), **out})
    return ask_on(answers, {**out, **opening(answers.get("province") or PROVINCES), **counted(answers)})


def placed(found: Finding, answers: Answers) -> Reading:
    """One commune is an answer; several, a province or nothing is one more question, then the words stand."""
    place, known = found.place, answers.get("place_said") and asked(answers)
    if place.status == "commune":
        return Read(found.said, {**found.also, **commune_facts(place.codes[0])})
    nothing_new = place.status == "none" or (not found.ask and set(place.codes) == set(codes_in(answers)))
    few = place.status == "ambiguous" and not codes_in(answers)
    if (asked_enough(answers) and not few) or (known and nothing_new):
        return stands(found, answers)
    asking = {**found.also, **closed(), "place_said": found.said, **counted(answers)}
    return ask_on(answers, {**asking, **NEXT[place.status](found)})


def first_choice(reading: Reading, answers: Answers) -> bool:
    """Whether words have come to fit a few communes that nobody was asked about yet."""
    return isinstance(reading, Again) and bool(codes_in(reading.also)) and not codes_in(answers)


def several(found: Finding) -> dict[str, str]:
    """Which of these it is."""
    return {"place_options": "", "place_via": "", **candidates(found.place), "place_ask": found.ask}


def whole_province(found: Finding) -> dict[str, str]:
    """Which commune of this province it is."""
    return {"province": found.place.province, **opening(found.place.province, UNSEEN)}


def anywhere(_: Finding) -> dict[str, str]:
    """Which province and commune it is."""
    return opening(PROVINCES, UNSEEN)


NEXT: Mapping[str, Callable[[Finding], dict[str, str]]] = {
    "ambiguous": several,
    "province": whole_province,
    "none": anywhere,
}


def stands(found: Finding, answers: Answers) -> Read:
    """The words stand as they are: whoever answers for the province, or for all, finds out."""
    return Read(found.said or answers.get("place_said", ""), {**found.also, **closed(), **candidates(found.place)})
