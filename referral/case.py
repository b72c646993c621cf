"""A case: what is known of one child in danger, from the first message that means something."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import Literal

from referral.records import dataclass
from referral.urgency import Urgency

Status = Literal["open", "closed"]


@dataclass(frozen=True, slots=True)
class Handover:
    """An officer gives a case away entirely; until the receiver accepts they still hold it."""

    giver: str  # officer id
    receiver: str  # agency id
    at: datetime


@dataclass(frozen=True, slots=True)
class Case:
    """One case. `facts`, `reasons` are content: encrypted at rest, never in a log or an alert on a lock screen."""

    id: str
    number: str  # LN-7K3FQ: random and unordered, so that it tells nothing
    category: str  # one of referral.triage.CATEGORIES
    urgency: Urgency
    opened_at: datetime  # receipt counts from the first message
    status: Status = "open"
    commune: str = ""  # official code of the commune of the incident, "" while unknown
    province: str = ""  # official code, "" while unknown
    candidates: tuple[str, ...] = ()  # commune codes that fit while it is not clear which
    avoid: frozenset[str] = frozenset()  # agency roles that must not learn of it, see referral.agencies.ROLES
    excluded: frozenset[str] = frozenset()  # ids of agencies and officers that must not learn of it
    named: frozenset[str] = frozenset()  # the same because of a name alone, until the reporter was asked about it
    cleared: frozenset[str] = frozenset()  # ids that were in `named`, and the reporter said that it is somebody else
    avoid_asked: bool = False  # True once the reporter has answered who should not learn of it
    hold_until: datetime | None = None  # an alert that is no emergency waits for that answer until then
    desk_first: datetime | None = None  # until then, or its word, only the intake desk is rung: a flood of cries
    verified: bool = False  # an officer has found that it is true
    pranks: int = 0  # how many earlier reports of this person were closed as untrue
    passed_to: tuple[str, ...] = ()  # agency ids that an officer handed the case to
    handing: tuple[Handover, ...] = ()  # hand-overs that the receiver has not accepted yet
    contested: int = 0  # how often the reporter said that it is not over
    contest_level: int = 0  # how high that made it go: a level of referral.plan.LEVELS
    closed_level: int = 0  # the level of whoever closed it last
    merged_into: str = ""  # id of the case that this one became part of; it rests until that is undone
    absorbed: tuple[str, ...] = ()  # ids of the cases that became part of this one
    needs_human: bool = False  # an unopened voice message or photo, or somebody who asked for a human
    warned: bool = False  # the reporter was told that nobody has accepted
    desk_told: bool = False  # the reporter was told that only a desk has accepted, nobody there
    outcome: str = ""  # key of referral.case.OUTCOMES once closed
    legal_ground: str = "child_at_risk"  # key of referral.rights.GROUNDS
    triage_version: str = ""
    judged: Urgency | None = None  # how urgent the machine had found it before an officer set the level, if one did
    facts: Mapping[str, str] = field(default_factory=dict)  # answers by name: place, callback, child_age …
    reasons: tuple[str, ...] = ()  # why this urgency, in words a person can check


OUTCOMES = ("helped", "answered", "no_danger_found", "moved_to_other_body", "not_found", "prank")
