"""The queue: which cases a seat's list reaches, in which order they stand, and what a filter may ask for."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Literal

from referral.agencies import Agency, Officer
from referral.alerts import AlertAnswer
from referral.jurisdiction.names import BARE, UNSEEN
from referral.permissions import Relation, may
from referral.records import dataclass
from referral.staff import Area, Grant
from referral.urgency import Urgency

# "waiting": asked and not answered; "mine": the rest of what I was asked or told; "ours": my agency's or my area's,
# but for mine; "all": everything.
Scope = Literal["waiting", "mine", "ours", "all"]
State = Literal["open", "closed", "any"]

TAKEN_RANK, CLOSED_RANK, GONE_RANK = 10, 20, 30  # a case stands by whether somebody holds it, then by urgency
NOWHERE = Area()
LATER = 10**18  # what nothing is due for stands behind what has a moment, the oldest first
COUNTED = 2**63  # what a database can count to

ANSWER_OF: Mapping[Relation, AlertAnswer] = {"holder": "accepted", "asked": "", "declined": "declined"}


BETWEEN = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Reach:
    """Which cases somebody may do one thing with, as a query can ask it; a case in conflict with them is never one."""

    officer: str  # whose alerts and tellings count
    agency: str
    role: str  # of the agency, "" if it is gone
    answers: frozenset[AlertAnswer] = frozenset()  # own alerts with these count
    told: bool = False  # so does what they were told, where `serves` reaches
    serves: Area = NOWHERE
    bodies: frozenset[str] = frozenset()  # agencies whose alerts count
    area: Area = NOWHERE


@dataclass(frozen=True, slots=True)
class Filter:
    """What is wanted of the list. Nothing here is content."""

    scope: Scope = "all"
    state: State = "open"
    urgency: Urgency | None = None
    kind: str = ""
    province: str = ""  # official code
    commune: str = ""  # official code
    agency: str = ""  # that was asked and must act
    unanswered: bool = False  # by that agency, or by anybody where none is named
    overdue: bool = False
    since: datetime | None = None
    until: datetime | None = None  # before this moment


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """Where a case stands in the list: the next page begins behind it, whatever was put in before."""

    rank: int
    turn: int
    number: str

    def __str__(self) -> str:
        return f"{self.rank}.{self.turn}.{self.number}"


def reach_of(officer: Officer, agency: Agency | None, grant: Grant, action: str) -> Reach:
    """Which cases this officer, with what their log-in grants, may do this with."""
    own = frozenset(answer for who, answer in ANSWER_OF.items() if may(who, action, grant))
    found = Reach(officer.id, officer.agency, agency.role if agency else "", own)
    if agency and may("informed", action, grant):
        found = replace(found, told=True, serves=served(agency))
    if grant.agency and may("agency", action, grant):
        found = replace(found, bodies=frozenset({grant.agency}))
    return replace(found, area=grant.area) if may("area", action, grant) else found


def served(agency: Agency) -> Area:
    """Where an agency is of the commune or the province of a case, or answers for all."""
    return Area(frozenset(agency.communes), agency.province, agency.role == "intake_desk")


def ranks_of(wanted: Filter) -> tuple[int, ...]:
    """The ranks of an open case of one urgency: nobody holds it, somebody does; () for any."""
    if wanted.urgency is None or wanted.state != "open":
        return ()
    step = Urgency.emergency - wanted.urgency
    return (step, TAKEN_RANK + step)


def mark_of(text: str) -> Mark | None:
    """The mark that was written like this; None if it is none."""
    rank, _, rest = text.partition(".")
    turn, _, number = rest.partition(".")
    if not all(part.isascii() and part.isdigit() and len(part) < 20 for part in (rank, turn)) or not number:
        return None
    return Mark(int(rank), int(turn), number) if max(int(rank), int(turn)) < COUNTED else None


def bare(text: str) -> str:
    """A text as it is searched: bare small letters and digits, one space before each word."""
    plain = UNSEEN.sub("", unicodedata.normalize("NFC", text)).lower().translate(BARE)
    return " " + BETWEEN.sub(" ", plain).strip()


def speaks_of(texts: Iterable[str], wanted: str) -> bool:
    """Whether each wanted word, or one that begins with it, is in one of these texts, accents or not."""
    every = "".join(map(bare, texts))
    words = bare(wanted).split()
    return bool(words) and all(f" {word}" in every for word in words)
