"""What is known of a place, as answers: the commune, the few it may be, the pin, and where else somebody is."""

from collections.abc import Mapping, Sequence

from flows.words import phrase
from referral.jurisdiction import Elsewhere, Place
from referral.jurisdiction.pins import locate
from referral.jurisdiction.words import province_of, spoken, spoken_province

ELSEWHERE = {"now": "child_at", "happened": "happened_at"}  # what a further place in the same text is called
MOST_NAMED = 3  # communes in one line for people
OPEN = (
    "place_ask", "place_list", "place_page", "place_turns", "place_lines", "place_area", "place_first", "place_second",
)  # fmt: skip
DERIVED = (
    "commune", "commune_words", "province", "place_options", "place_via", "place_said", "point", "point_near",
    "place_asked", "place_doubt", *OPEN,
)  # fmt: skip
Point = tuple[float, float]


def place_facts(found: Place, text: str) -> dict[str, str]:
    """What free words already say about where, as answers."""
    elsewhere = elsewhere_facts(found.others)
    if found.status == "commune":
        return {"place": text or spoken(found.codes[0]), **commune_facts(found.codes[0]), **elsewhere}
    return {"place_said": text, **candidates(found), **elsewhere} if found.status != "none" else elsewhere


def candidates(found: Place) -> dict[str, str]:
    """What stays known while it is not clear which commune."""
    via = ",".join(found.via) if any(found.via) else ""
    known = {"place_options": ",".join(found.codes), "place_via": via, "province": found.province}
    return {name: value for name, value in known.items() if value}


def commune_facts(code: str) -> dict[str, str]:
    """The facts that follow from a commune's code; nothing is open any more."""
    known = {"commune": code, "commune_words": spoken(code), "province": province_of(code)}
    return {**known, **closed(), "place_options": "", "place_via": "", "place_doubt": ""}


def closed() -> dict[str, str]:
    """No question about the place is open."""
    return dict.fromkeys(OPEN, "")


def elsewhere_facts(others: Sequence[Elsewhere]) -> dict[str, str]:
    """Where the child lives and is now, when the same words tell of another place."""
    facts: dict[str, str] = {}
    for other in others:
        if other.role in ("lives", ""):
            facts[other.role or "other_place"] = elsewhere_words(other)
        else:
            facts[ELSEWHERE[other.role]] = other.codes[0] if len(other.codes) == 1 else ""
            facts[f"{ELSEWHERE[other.role]}_words"] = elsewhere_words(other)
    return {name: value for name, value in facts.items() if value}


def elsewhere_words(other: Elsewhere) -> str:
    """A further place in words: its commune, the few it may be, else its province."""
    few = other.codes if len(other.codes) <= MOST_NAMED else ()
    return phrase("either").join(map(spoken, few)) or spoken_province(other.province)


def point_facts(point: Point) -> dict[str, str]:
    """What a pin alone says about where, as answers; outside the country nothing but the pin itself."""
    near, known = locate(*point), {**pin_facts(point), "place_said": point_text(point)}
    if near.status == "commune":
        return {**known, "place": point_text(point), **commune_facts(near.codes[0])}
    return {**known, **candidates(near), **({"place_ask": "which_near"} if near.codes else {})}


def pin_facts(point: Point) -> dict[str, str]:
    """The pin itself, and for officers what is near it."""
    near = locate(*point).reading
    return {"point": point_text(point), "point_near": near[0] if near else ""}


def point_text(point: Point) -> str:
    """A pin in words: latitude, longitude in degrees, about one metre apart at the last digit."""
    return f"{point[0]:.5f}, {point[1]:.5f}"


def pinned(answers: Mapping[str, str]) -> Place:
    """Where the pin is that was sent; none when there is none."""
    if not answers.get("point"):
        return Place("none")
    lat, lon = answers["point"].split(", ")
    return locate(float(lat), float(lon))


def codes_in(answers: Mapping[str, str]) -> tuple[str, ...]:
    """The codes of the communes it may be."""
    return tuple(code for code in answers.get("place_options", "").split(",") if code)


def via_in(answers: Mapping[str, str]) -> tuple[str, ...]:
    """The old names these were found by."""
    return tuple(answers["place_via"].split(",")) if answers.get("place_via") else ()
