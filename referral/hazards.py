"""A dangerous place: what kind it is, who must fix it and by when, and which reports are of the same place."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from referral.agencies import COMMUNE_ROLES, Directory
from referral.calendar import Wait, parse_wait
from referral.case import Case
from referral.clock import VIETNAM, local
from referral.conflict import agency_may_know
from referral.jurisdiction.names import tokens
from referral.likeness import Point, metres, own_words, place_likeness, point_of
from referral.plan import above
from referral.records import dataclass
from referral.triage.place import site_text

HazardStatus = Literal["open", "fixed", "confirmed", "gone"]

HAZARDS = frozenset({"drowning_hazard", "injury_hazard"})  # categories whose cases are about a place
NEAR = 100.0  # metres between two pins of one place
ALIKE = 100.0  # how alike the words of one place are: all that one says, the other says too
HAMLETS = frozenset(token.key for token in tokens("thôn ấp bản xóm khóm tổ buôn làng khu"))
SHARED = 2  # words that two descriptions have in common at least: "ao" alone is any pond
SPRING = (4, 20)  # month and day: open places are looked at again before May, when most children drown
OPENS_AT = time(8)
JUDGED = re.compile(r"\s(?:rất|quá|lắm|nguy hiểm|nguy hiem|không|khong|chưa|chua)\b")  # after which no place is told


class BadHazards(ValueError):
    """Correct hazards.toml: each kind once, with name, owner, roles of a commune and a due time; "other" is needed."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of dangerous place, as read from data."""

    key: str
    name: str
    asked: tuple[str, ...]
    words: tuple[str, ...]
    owner: str
    must_fix: tuple[str, ...]
    due: Wait


@dataclass(frozen=True, slots=True)
class Hazard:
    """One dangerous place. `description` is content: encrypted at rest, in no export and no log."""

    id: str
    number: str  # HZ-7K3FQ: random, it tells nothing
    kind: str  # key of referral.hazards.kinds
    commune: str
    province: str
    must_fix: str  # agency id, "" where the directory has nobody
    found_at: datetime
    due_at: datetime
    description: str = ""
    point: Point | None = None
    status: HazardStatus = "open"
    fixed_at: datetime | None = None
    fixed_by: str = ""  # officer id
    photo_id: str = ""  # attachment that shows it fixed
    confirmed_at: datetime | None = None
    confirmed_by: str = ""  # another officer's id, or "reporter"
    asked_at: datetime | None = None  # when its body was last asked to look again, and has not answered
    reminded: int = 0  # since it is open: 1 its body was reminded, 2 the province was told


@cache
def kinds() -> Mapping[str, Kind]:
    """The kinds that come with the program, by key."""
    return parse_kinds((files("referral") / "data" / "hazards.toml").read_text("utf-8"))


def parse_kinds(text: str) -> Mapping[str, Kind]:
    """Read a file of kinds or raise BadHazards."""
    try:
        found = [parse_kind(row) for row in tomllib.loads(text)["kind"]]
    except (KeyError, TypeError, ValueError) as error:
        raise BadHazards(f"{error}: {BadHazards.__doc__}") from None
    named = {kind.key: kind for kind in found}
    roles = {role for kind in found for role in kind.must_fix}
    if len(named) < len(found) or "other" not in named or roles - set(COMMUNE_ROLES):
        raise BadHazards(f"{', '.join(sorted(roles))}: {BadHazards.__doc__}")
    return named


def parse_kind(row: Mapping[str, Any]) -> Kind:
    """One kind of the file."""
    texts = {name: str(row[name]) for name in ("key", "name", "owner")}
    asked, roles = tuple(row["asked"]), tuple(row["must_fix"])
    return Kind(**texts, asked=asked, words=tuple(row["words"]), must_fix=roles, due=parse_wait(row["due"]))


def kind_in(case: Case) -> str:
    """What kind of place a case tells of: by its words among the kinds that were chosen from, else what was chosen."""
    asked = case.facts.get("hazard_kind", "")
    text = f"{described(case)}, {case.facts.get('story', '')}"
    fitting = (kind for kind in kinds().values() if not asked or asked in kind.asked)
    by_words = (kind.key for kind in fitting if any(says(text, words) for words in kind.words))
    return next(by_words, asked if asked in kinds() else "other")


def says(text: str, words: str) -> bool:
    """Whether a text says these words; a single word with its diacritics, or "sống" would be a river."""
    whole = " " in words
    said, meant = (" ".join(t.key if whole else t.low for t in tokens(part)) for part in (text, words))
    return f" {meant} " in f" {said} "


def described(case: Case) -> str:
    """Where the place is: of the answer and the site in the story the one that says more; "" if neither does."""
    facts = case.facts
    told = [facts.get(name, "") for name in ("place_said", "place")]
    told.append(JUDGED.split(site_text(facts.get("story", "")))[0])
    own = [text for text in told if text != facts.get("point") and own_words(text, case.commune)]
    return max(own, key=lambda text: len(own_words(text, case.commune)), default="")


def pin_of(case: Case) -> Point | None:
    """The pin that came with a case; nothing stands in for one that did not come."""
    return point_of(case.facts.get("point", ""))


def body_that_fixes(kind: str, case: Case, directory: Directory) -> str:
    """The agency whose task the place is: of the commune, else the province desk, else the 24/7 desk; "" for nobody.

    None that must not know of this case.
    """
    own = (directory.for_commune(role, case.commune) for role in kinds()[kind].must_fix)
    found = next((agency for agency in own if agency and agency_may_know(case, agency)), None)
    found = found or above(case, directory)
    return found.id if found else ""


def same_place(a: Hazard, b: Hazard) -> bool:
    """Whether two records are of one place: near by pins, or where one has none by the words of the description."""
    if a.commune != b.commune or a.kind != b.kind:
        return False
    if a.point and b.point:
        return metres(a.point, b.point) <= NEAR
    words = (own_words(a.description, a.commune), own_words(b.description, b.commune))
    shared = set(without_hamlet(words[0])) & set(without_hamlet(words[1]))
    return len(shared) >= SHARED and place_likeness(*words) >= ALIKE


def without_hamlet(words: Sequence[str]) -> tuple[str, ...]:
    """The words without hamlets and their numbers: a hamlet has more than one pond."""
    named = {n + step for n, word in enumerate(words) if word in HAMLETS for step in (0, 1)}
    return tuple(word for n, word in enumerate(words) if n not in named)


def next_spring(now: datetime) -> datetime:
    """When places are looked at again before the next May."""
    year = local(now).year
    moments = (datetime.combine(date(y, *SPRING), OPENS_AT, VIETNAM) for y in (year, year + 1))
    return next(moment for moment in moments if moment > now)
