"""The answer kind `place`: words or a pin become a commune, with at most one more question."""

from collections.abc import Mapping

from flows.model import Session, Step
from flows.reading import Again, Heard, Miss, Read, Reading
from flows.words import fold, phrase
from referral.jurisdiction import Place
from referral.jurisdiction.resolver import resolve
from referral.jurisdiction.units import inside_vietnam, nearest, unit
from referral.jurisdiction.words import choices, chosen, spoken

DERIVED = (
    "commune",
    "commune_words",
    "province",
    "place_options",
    "place_via",
    "place_said",
    "point",
)  # go when the answer goes


def read_place(heard: Heard, step: Step, session: Session) -> Reading:
    """Where it is: a pin, a choice among communes, or words."""
    if heard.point:
        return read_point(heard.point)
    if session.options:
        return read_option(heard.text.strip(), session)
    return read_words(heard.text.strip(), session) if heard.text.strip() else Miss("need_words")


def read_point(point: tuple[float, float]) -> Reading:
    """A pin: the nearest communes as a question, never a silent guess."""
    if not inside_vietnam(*point):
        return Miss("outside_vietnam")
    return Again("which_near", options_for(Place("ambiguous", nearest(*point))), point_facts(point))


def point_facts(point: tuple[float, float]) -> dict[str, str]:
    """What a pin says about where, as answers; outside the country nothing but the pin itself."""
    words = point_words(point)
    known = candidates(Place("ambiguous", nearest(*point))) if inside_vietnam(*point) else {}
    return {"point": words, "place_said": words, **known}


def point_words(point: tuple[float, float]) -> str:
    """A pin in words: latitude, longitude in degrees, about one metre apart at the last digit."""
    return f"{point[0]:.5f}, {point[1]:.5f}"


def read_option(text: str, session: Session) -> Reading:
    """A choice among the communes we offered, by words or number."""
    offered = dict(enumerate(session.options, 1))
    label = offered.get(int(text)) if text.isdecimal() and len(text) < 3 else text
    codes = tuple(session.answers.get("place_options", "").split(","))
    code = chosen(codes, label or "")
    said = session.answers.get("place_said", text)
    if code:
        return Read(said, commune_facts(code))
    if fold(text) == fold(phrase("not_in_list")):
        return Again("which_commune", also={"place_options": ""})
    return read_words(text, session)


def read_words(text: str, session: Session) -> Reading:
    """Words: one commune is an answer, several or none is one more question, then the words stand as they are."""
    before = session.answers.get("place_said", "")
    said = f"{before}, {text}" if before and before not in text else text
    found = resolve(text)
    if found.status == "commune":
        return Read(said, commune_facts(found.codes[0]))
    if found.status == "ambiguous" and not session.options:
        return Again("which_place", options_for(found), {"place_said": said, **candidates(found)})
    if before:
        return Read(said, candidates(found))
    return Again("which_commune", also={"place_said": said, **candidates(found)})


def ask_offered(answers: Mapping[str, str]) -> Again | None:
    """The question that a first message with several fitting communes leaves open."""
    codes = tuple(c for c in answers.get("place_options", "").split(",") if c)
    via = tuple(answers.get("place_via", "").split(",")) if answers.get("place_via") else ()
    question = "which_near" if answers.get("point") else "which_place"
    return Again(question, options_for(Place("ambiguous", codes, via=via))) if codes else None


def place_facts(found: Place, text: str) -> dict[str, str]:
    """What a first free message already says about where, as answers."""
    if found.status == "commune":
        return {"place": text, **commune_facts(found.codes[0])}
    return {"place_said": text, **candidates(found)} if found.status != "none" else {}


def options_for(found: Place) -> tuple[str, ...]:
    """Button words for the candidates, and the way out of them."""
    return (*choices(found), phrase("not_in_list"))


def candidates(found: Place) -> dict[str, str]:
    """What stays known while it is not clear which commune."""
    via = ",".join(found.via) if any(found.via) else ""
    known = {"place_options": ",".join(found.codes), "place_via": via, "province": found.province}
    return {name: value for name, value in known.items() if value}


def commune_facts(code: str) -> dict[str, str]:
    """The facts that follow from a commune's code."""
    known = unit(code)
    province = known.province if known else ""
    return {"commune": code, "commune_words": spoken(code), "province": province, "place_options": ""}
