"""The answer to a page of a list: a line by its number or name, a turn of the page, the way out, or other words."""

from collections.abc import Callable, Mapping

from flows.model import Answers
from flows.place_outcomes import NOTHING, Finding, chose, not_here, stands
from flows.place_questions import OPTIONS, PROVINCES, UNSEEN, ask_on, listing, opening, pages
from flows.place_words import read_words
from flows.reading import Again, Heard, Reading
from flows.words import fold, phrase, synonyms
from referral.jurisdiction.resolver import resolve
from referral.jurisdiction.units import units
from referral.jurisdiction.words import chosen

MOST_TURNS = 60  # of pages: the longest list has 17


def read_listed(heard: Heard, answers: Answers) -> Reading:
    """What somebody answered to a list."""
    text = heard.text.strip()
    turn = TURNS.get(fold(text))
    if turn:
        return turn(answers)
    if fold(text) in {*map(fold, (phrase("not_in_list"), phrase("place_unknown"))), *synonyms()["unsure"]}:
        return not_here(answers) if answers["place_list"] == OPTIONS else stands(Finding(NOTHING), answers)
    return read_line(heard, answers)


def read_line(heard: Heard, answers: Answers) -> Reading:
    """A line by its number or its name, a province, or a place in other words."""
    text = heard.text.strip()
    code = line_at(text, listing(answers))
    province = code if code in units().provinces else "" if code else named_province(text, answers)
    if province:
        return browse(answers, {**opening(province), "province": province})
    if code:
        return chose(code, "", answers)
    named = chosen(listing(answers), text)
    return chose(named, text, answers) if named else read_words(heard, answers)


def line_at(text: str, codes: tuple[str, ...]) -> str:
    """The code in the line of this number, "" when it is none."""
    at = int(text) if is_number(text) else 0
    return codes[at - 1] if 0 < at <= len(codes) else ""


def is_number(text: str) -> bool:
    """Whether an answer may be the number of a line."""
    return text.isdecimal() and len(text) <= 3


def named_province(text: str, answers: Answers) -> str:
    """The province whose communes these words ask for, "" when they name none or the one already shown."""
    found = resolve(text)
    shown = found.province == answers["place_list"] and answers["place_page"] != UNSEEN
    return found.province if found.status == "province" and not shown else ""


def browse(answers: Answers, changes: Mapping[str, str]) -> Again:
    """On in a list: from page to page, from a province to its communes."""
    return ask_on(answers, {**changes, "place_turns": str(turns_in(answers) + 1)})


def turns_in(answers: Answers) -> int:
    """How often pages were turned while this question is open."""
    return int(answers.get("place_turns") or 0)


def turns_page(reading: Reading, answers: Answers) -> bool:
    """Whether this only goes on in a list, which is no further question; without end nobody turns pages."""
    turns = turns_in(reading.also) if isinstance(reading, Again) else 0
    return turns_in(answers) < turns <= MOST_TURNS


def turned(answers: Answers, by: int) -> Again:
    """Another page; before the first and behind the last there is none."""
    at = min(max(int(answers["place_page"]) + by, 1), pages(answers))
    return browse(answers, {"place_page": str(at)})


TURNS: Mapping[str, Callable[[Answers], Again]] = {
    fold(phrase("see_list")): lambda answers: turned(answers, 0),
    fold(phrase("next_page")): lambda answers: turned(answers, 1),
    fold(phrase("previous_page")): lambda answers: turned(answers, -1),
    fold(phrase("other_province")): lambda answers: browse(answers, opening(PROVINCES)),
}
