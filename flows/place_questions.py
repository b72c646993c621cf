"""The questions about a place: a few communes as buttons, one to confirm, or a long list as numbered pages."""

from collections.abc import Mapping
from dataclasses import replace

from flows.model import Answers
from flows.place_facts import codes_in, via_in
from flows.reading import Again
from flows.words import phrase
from referral.jurisdiction import Place
from referral.jurisdiction.words import choices, communes_of, listed, provinces, spoken, spoken_province

MOST_BUTTONS = 5  # of one question, with the way out of it
ON_A_PAGE = 10
PROVINCES, OPTIONS = "provinces", "options"  # what `place_list` names besides a province's code
UNSEEN = "0"  # the `place_page` of a list that is only shown when somebody asks for it


def ask_offered(answers: Answers) -> Again | None:
    """The question about the place that what is known leaves open; None when nothing is known of it."""
    again = open_question(answers)
    first = answers.get("place_asked") or "1"
    return replace(again, also={**again.also, "place_asked": first}) if again else None


def open_question(answers: Answers) -> Again | None:
    """The question that these answers stand before: a page of a list, a choice, a confirmation, or none."""
    state = opened(answers)
    if state.get("place_list"):
        return page(state)
    if len(codes_in(state)) == 1:
        return confirmation(codes_in(state)[0])
    return choice(state) if codes_in(state) else None


def opened(answers: Answers) -> Answers:
    """The answers with the list they call for: many candidates, or a province without its commune."""
    if answers.get("place_list") or (answers.get("commune") and not answers.get("place_doubt")):
        return answers
    if len(codes_in(answers)) > MOST_BUTTONS:
        return {**answers, **opening(OPTIONS)}
    if answers.get("province") and not codes_in(answers):
        return {**answers, **opening(answers["province"], UNSEEN)}
    return answers


def ask_on(answers: Answers, changes: Mapping[str, str]) -> Again:
    """The question that follows when these answers change; they must leave one open."""
    again = open_question({**answers, **changes})
    return replace(again, also={**changes, **again.also}) if again else Again("which_commune", also=changes)


def confirmation(code: str) -> Again:
    """Whether it is this one: a name that was not quite spelled like it."""
    return Again("confirm_place", (phrase("place_right"), phrase("place_wrong")), {"place_first": spoken(code)})


def choice(answers: Answers) -> Again:
    """Which of a few communes, with the way out as a button where there is room for it."""
    labels = labels_in(answers)
    ask = answers.get("place_ask") or ("which_of_two" if len(labels) == 2 else "which_place")
    way_out = (phrase("not_in_list"),) if len(labels) < MOST_BUTTONS else ()
    return Again(ask, (*labels, *way_out), {"place_first": labels[0], "place_second": labels[-1]})


def labels_in(answers: Answers) -> tuple[str, ...]:
    """Button words for all candidates."""
    codes = codes_in(answers)
    return choices(Place("ambiguous", codes, via=via_in(answers)), most=len(codes))


def opening(kind: str, at: str = "1") -> dict[str, str]:
    """A list that is open at a page."""
    return {"place_list": kind, "place_page": at}


def page(answers: Answers) -> Again:
    """One page of a list, or the question before it whose answer most people type."""
    lines, at = lines_in(answers), int(answers.get("place_page") or 1)
    known = {name: answers.get(name, "") for name in ("place_list", "place_page")}
    area = {"place_area": spoken_province(answers["place_list"])}
    if answers.get("place_page") == UNSEEN:
        ask = "which_commune" if answers["place_list"] == PROVINCES else "which_commune_of"
        return Again(ask, (phrase("see_list"), phrase("place_unknown")), {**known, **area})
    shown = "\n".join(lines[(at - 1) * ON_A_PAGE : at * ON_A_PAGE])
    ask = {PROVINCES: "which_province", OPTIONS: "which_among"}.get(answers["place_list"], "which_commune_in")
    return Again(ask, tuple(map(phrase, ways(answers))), {**known, **area, "place_lines": shown})


def ways(answers: Answers) -> tuple[str, ...]:
    """The keys of the buttons below a page: on, back, and out of the list."""
    at, last = int(answers["place_page"]), pages(answers)
    turns = (*(["next_page"] if at < last else []), *(["previous_page"] if at > 1 else []))
    out = {PROVINCES: ("place_unknown",), OPTIONS: ("not_in_list",)}
    return (*turns, *out.get(answers["place_list"], ("other_province", "place_unknown")))


def pages(answers: Answers) -> int:
    """How many pages a list has."""
    return -(-len(listing(answers)) // ON_A_PAGE)


def lines_in(answers: Answers) -> list[str]:
    """All lines of a list, numbered through."""
    names = labels_in(answers) if answers["place_list"] == OPTIONS else map(listed, listing(answers))
    return [f"{n}. {name}" for n, name in enumerate(names, 1)]


def listing(answers: Answers) -> tuple[str, ...]:
    """The codes of the list that is open, of provinces or communes: what a page may suggest while one types."""
    kind = answers.get("place_list", "")
    if kind == OPTIONS:
        return codes_in(answers)
    return provinces() if kind == PROVINCES else communes_of(kind)


def suggested(answers: Answers) -> tuple[str, ...]:
    """The codes that a page may suggest for the question just asked, none unless a list is open."""
    return listing(answers) if answers.get("place_list") else ()
