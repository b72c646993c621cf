"""What the audience of a campaign may speak of: names, words, and places that there are."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import extractOne

from referral.campaigns import LANGUAGES, ROLES, TOPICS, BadCampaign
from referral.conditions import Condition, parse_conditions
from referral.jurisdiction.units import units
from referral.roles import OFFICES

CHANNELS = ("webchat", "telegram", "zalo_oa", "zalo_bot", "terminal", "officer_page")
PLACES = ("commune", "province")
WORDS: Mapping[str, Sequence[str]] = {
    "role": (*ROLES, *OFFICES),
    "language": LANGUAGES,
    "channel": CHANNELS,
    "topic": TOPICS,
}


def parse_audience(text: str) -> tuple[Condition, ...]:
    """Read whom it is for. Raises BadCondition or BadCampaign; whether a place exists is asked of `unknown_places`."""
    found = parse_conditions(text)
    for condition in found:
        check(condition)
    return found


def check(condition: Condition) -> None:
    """Refuse what nobody knows of a subscriber."""
    known = (*PLACES, *WORDS)
    if condition.name not in known:
        raise BadCampaign(f"{condition.name!r} is not known of subscribers; use one of {', '.join(known)}")
    for word in condition.words if condition.name in WORDS else ():
        if word not in WORDS[condition.name]:
            raise BadCampaign(f"{word!r} is no {condition.name}; use one of {', '.join(WORDS[condition.name])}")


def unknown_places(audience: Sequence[Condition]) -> Iterator[str]:
    """Codes of communes and provinces that there are not, with what may be meant."""
    for condition in audience:
        for code in condition.words if condition.name in PLACES else ():
            if code not in codes(condition.name):
                yield f"{code!r} is no code of a {condition.name}: {hint(condition.name, code)}"


def provinces_of(audience: Sequence[Condition]) -> frozenset[str] | None:
    """The provinces in which everybody lives whom it speaks of; None where it names no place: they live anywhere."""
    found = [placed(condition) for condition in audience if condition.verb in ("is", "is one of")]
    bounds = [provinces for provinces in found if provinces is not None]
    return frozenset.intersection(*bounds) if bounds else None


def placed(condition: Condition) -> frozenset[str] | None:
    """The provinces of the places in one sentence; None if it is about no place."""
    if condition.name not in PLACES:
        return None
    current = units().current
    known = (current[code].province if code in current else "" for code in condition.words)
    return frozenset(condition.words if condition.name == "province" else known)


def lies_in(audience: Sequence[Condition], province: str) -> bool:
    """Whether nobody outside this province is spoken of."""
    found = provinces_of(audience)
    return found is not None and found <= {province}


def codes(level: str) -> Collection[str]:
    """The official codes of today."""
    return units().current if level == "commune" else units().provinces


def hint(level: str, code: str) -> str:
    """What became of an old commune, or the nearest code."""
    now = next((old.codes for old in units().old if old.code == code), ()) if level == "commune" else ()
    if now:
        return f"it ended, and its land is now {', '.join(named(level, found) for found in now)}"
    nearest, _, _ = extractOne(code, sorted(codes(level)), scorer=Levenshtein.distance)
    return f"the nearest is {named(level, nearest)}; `langnghe places resolve` finds others"


def named(level: str, code: str) -> str:
    """A code with its name."""
    if level == "province":
        return f"{code} ({units().provinces[code]})"
    unit = units().current[code]
    return f"{code} ({unit.name}, {unit.province_name})"


def sentence(condition: Condition) -> str:
    """One of the five sentences, as it is written."""
    return f"{condition.name} {condition.verb} {', '.join(condition.words)}".rstrip()
