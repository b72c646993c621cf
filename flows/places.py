"""The answer kind `place`: words or a pin become a commune, with two more questions and one choice at most."""

from flows.model import Answers, Session, Step
from flows.place_facts import DERIVED, codes_in, via_in
from flows.place_outcomes import Finding, chose, first_choice, not_here, placed
from flows.place_pages import is_number, read_listed, turns_page
from flows.place_pins import among, read_point
from flows.place_questions import ask_offered, open_question, suggested
from flows.place_words import read_words
from flows.reading import Heard, Miss, Reading
from flows.words import fold, phrase, synonyms
from referral.jurisdiction import Place
from referral.jurisdiction.words import chosen

# what the engine needs of places
__all__ = ["DERIVED", "ask_offered", "first_choice", "read_place", "suggested", "turns_page"]


def read_place(heard: Heard, step: Step, session: Session) -> Reading:
    """Where it is: a pin, a choice among what was offered, or words."""
    text, answers = heard.text.strip(), session.answers
    if heard.point:
        return read_point(heard.point, answers)
    if not text:
        return Miss("need_words")
    offered = open_question(answers)
    if offered is None:
        return read_words(heard, answers)
    state = {**answers, **offered.also}
    return read_listed(heard, state) if state.get("place_list") else read_choice(heard, state, offered.options)


def read_choice(heard: Heard, answers: Answers, options: tuple[str, ...]) -> Reading:
    """A choice among a few communes, by its button, its number or its name; other words are a new place."""
    text = heard.text.strip()
    codes, at = codes_in(answers), position(text, options)
    if at is None and len(codes) == 1 and fold(text) in synonyms()["yes"]:
        at = 0
    if at is None and fold(text) in {fold(phrase("not_in_list")), *synonyms()["no"], *synonyms()["none"], *denial()}:
        at = len(codes)
    if at is not None:
        return chose(codes[at], "", answers) if at < len(codes) else not_here(answers)
    if denied(text):
        return all_but(chosen(codes, denied(text)), heard, answers)
    new = fold(text) not in fold(answers.get("place_said", ""))  # else it is what fits several
    code = chosen(codes, text) if new else ""
    return chose(code, text, answers) if code else read_words(heard, answers)


def denial() -> tuple[str, ...]:
    """The folded words that deny what follows them."""
    return (fold(phrase("place_wrong")), "ko phai", "khong phai o", "khong phai la")


def denied(text: str) -> str:
    """The place that an answer denies: "không phải Vĩnh Yên"; "" when it denies none."""
    words = text.split()
    starts = (n for n in (3, 2) if fold(" ".join(words[:n])) in denial())
    return " ".join(words[next(starts, len(words)) :])


def all_but(code: str, heard: Heard, answers: Answers) -> Reading:
    """Not this one of the communes that were offered: the one that is left, or once more which; else a new place."""
    left = [other for other in codes_in(answers) if code and other != code]
    if not left:
        return not_here(answers) if code else read_words(heard, answers)
    if len(left) == 1:
        return chose(left[0], "", answers)
    among_these = among(Place("ambiguous", codes_in(answers), via=via_in(answers)), left)
    return placed(Finding(among_these, answers.get("place_said", "")), answers)


def position(text: str, options: tuple[str, ...]) -> int | None:
    """Which of these buttons was pressed, or named by its number; None when it was neither."""
    labels = [fold(option) for option in options]
    named = labels.index(fold(text)) if fold(text) in labels else ordinal(fold(text))
    at = int(text) - 1 if is_number(text) else named
    return at if 0 <= at < len(options) else None


def ordinal(said: str) -> int:
    """Which button "cái thứ hai" means, counted from 0; -1 when it means none."""
    return next((at for at, name in enumerate(("first", "second", "third")) if said in synonyms()[name]), -1)
