"""A pin, alone or beside words: what both tell of is the place; where they disagree both are kept and asked about."""

from dataclasses import replace

from flows.model import Answers
from flows.place_facts import (
    Point,
    closed,
    codes_in,
    pin_facts,
    place_facts,
    point_facts,
    point_text,
    via_in,
)
from flows.place_outcomes import NOTHING, Finding, asked_enough, counted, placed, stands
from flows.reading import Again, Reading
from referral.jurisdiction import Place, PlaceStatus
from referral.jurisdiction.pins import locate, side

MOST_OF_WORDS = 2  # communes of the words beside those of a pin that is elsewhere
MOST_TOGETHER = 5
OFF_THE_MAP = {"abroad": "pin_abroad", "sea": "pin_at_sea"}  # what is said of a pin that is in no commune


def read_point(point: Point, answers: Answers) -> Reading:
    """A pin: the commune if boundaries tell it or the words agree, else one question, never a silent guess."""
    near, also = locate(*point), pin_facts(point)
    said = answers.get("place_said") or point_text(point)
    if not near.codes:
        return off_the_map(point, Finding(NOTHING, said, also=also), answers)
    words = NOTHING if answers.get("point") else Place("ambiguous", codes_in(answers), via=via_in(answers))
    place, ask = together(words, near)
    return placed(Finding(place, said, ask, also), answers)


def off_the_map(point: Point, found: Finding, answers: Answers) -> Reading:
    """A pin abroad or at sea: said kindly, at sea with the number to call first."""
    if asked_enough(answers):
        return stands(found, answers)
    ask = OFF_THE_MAP.get(side(*point), "pin_nowhere")
    return Again(ask, also={**found.also, **counted(answers), **closed()})


def together(words: Place, pin: Place) -> tuple[Place, str]:
    """Words and a pin: what both tell of, else both as one question, with the key of how to ask."""
    if not pin.codes or not words.codes:
        return (words, "") if words.codes else (pin, "which_near")
    shared = [code for code in words.codes if code in pin.codes]
    if shared:
        return among(words, shared), "which_near"
    first = words.codes if len(words.codes) <= MOST_OF_WORDS else ()
    codes = (*first, *pin.codes)[:MOST_TOGETHER]
    return Place("ambiguous", codes), "which_disagree" if first else "which_near"


def among(found: Place, codes: list[str]) -> Place:
    """The place with these of its communes only."""
    old = dict(zip(found.codes, found.via, strict=False))
    status: PlaceStatus = "commune" if len(codes) == 1 else "ambiguous"
    return replace(found, status=status, codes=tuple(codes), via=tuple(old.get(code, "") for code in codes))


def first_place(words: Place, point: Point | None, text: str) -> dict[str, str]:
    """What a first message says about where, by its words and a pin that came with it."""
    if point is None:
        return place_facts(words, text)
    place, ask = together(words, locate(*point))
    if not place.codes:
        return {**point_facts(point), **place_facts(words, text)}
    known = {**place_facts(replace(place, others=words.others), text or point_text(point)), **pin_facts(point)}
    return {**known, "place_ask": ask} if place.status == "ambiguous" else known


def second_place(point: Point, commune: str, facts: Answers) -> dict[str, str]:
    """What a pin adds that nobody asked for: beside a commune that it is not in or near it is a doubt to be asked."""
    if not commune:
        words = NOTHING if facts.get("point") else Place("ambiguous", codes_in(facts), facts.get("province", ""))
        return {"place_via": "", **first_place(words, point, facts.get("place_said", ""))}
    near = locate(*point)
    if not near.codes or commune in near.codes or facts.get("place_checked"):
        return pin_facts(point)
    codes = ",".join((commune, *near.codes)[:MOST_TOGETHER])
    asking = {"place_options": codes, "place_via": "", "place_doubt": "yes"}
    asking["place_ask"] = "which_told" if facts.get("point") else "which_disagree"  # two pins are no words
    return {**pin_facts(point), **asking}
