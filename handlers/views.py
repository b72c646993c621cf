"""What an officer may read on a page: the list of cases and one case, already cut to what is permitted."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime

from referral.marked import Piece
from referral.records import dataclass
from referral.timeline import Line
from referral.urgency import Urgency


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One row of an officer's list. `state` is one short sentence in the officer's language."""

    number: str
    urgency: Urgency
    urgency_words: str
    place: str
    opened: str  # local time, "14:05 22/11/2026"
    state: str
    waiting_for_me: bool  # it rings until accepted or declined
    accepted_by_me: bool
    due: str = ""  # what is due next for this officer, and when
    due_at: datetime | None = None


REPORTED = frozenset({"said", "answered", "sent", "replied"})
TALK = frozenset({"asked", "replied", "sending"})
SPOKEN = REPORTED | TALK | {"oa_answered"}  # words and files, as against what was done


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One line of the history as shown: who, when, what kind (words for a person), the text."""

    at: str
    who: str
    kind: str
    text: str
    attachment_id: str = ""
    attachment_words: str = ""  # "ảnh", "ảnh chưa tải được", "ảnh niêm phong"
    attachment_state: str = ""  # "shown", "sealed", "waiting", "failed"
    key: str = ""  # the kind as a key of the section entry_kinds
    told: bool = True  # False: the reporter has not read it yet
    pieces: tuple[Piece, ...] = ()  # the text cut where the machine found evidence; () where it read nothing
    heard: str = ""  # how urgent these words alone are to the machine, in words

    @property
    def reported(self) -> bool:
        """Whether the reporter wrote or sent it: their very words."""
        return self.key in REPORTED

    @property
    def asked(self) -> bool:
        """Whether it belongs to the talk between officer and reporter."""
        return self.key in TALK


@dataclass(frozen=True, slots=True)
class BodyLine:
    """One body that must act and how far it is: the words of its latest alert or acknowledgement."""

    name: str
    state: str
    acknowledged: bool
    instead: bool = False  # by somebody of another agency, in its place


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One legal clock as shown: what must be done, by which source, since when, until when, how far, who was told."""

    title: str
    source: str  # "NĐ 56/2017 Điều 26.3, 12 giờ"
    started: str
    due: str
    state: str
    marks: tuple[str, ...] = ()  # one line for each share of the time that was told or recorded
    late: bool = False
    running: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """Where it happened, to be drawn: the point if there is one, else the middle of the commune."""

    lat: float
    lon: float
    exact: bool
    commune: str = ""  # official code


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case as this officer may see it. Before accepting, `opened_up` is False and content fields are empty."""

    line: CaseLine
    opened_up: bool
    category: str = ""
    reasons: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()  # (label, words)
    entries: tuple[EntryLine, ...] = ()
    bodies: tuple[BodyLine, ...] = ()
    can_accept: bool = False
    pass_targets: tuple[tuple[str, str], ...] = ()  # (agency id, name)
    outcomes: tuple[tuple[str, str], ...] = ()  # (key, words)
    updates: tuple[tuple[str, str], ...] = ()  # (key, words)
    questions: tuple[str, ...] = ()  # what may be asked, as the reporter will read it
    kinds: tuple[str, ...] = ()  # the kinds it may be given, in words
    calls: tuple[tuple[str, str, str], ...] = ()  # (body, number to dial or "", the number in words): for a desk
    opinion: bool = False  # a child waits for an answer
    levels: tuple[tuple[str, str], ...] = ()  # (key, words), but for the one it has
    brief: bool = False  # they were told, not asked: `facts` is what their task needs, there is nothing to accept
    clocks: tuple[ClockLine, ...] = ()
    milestones: tuple[tuple[str, str], ...] = ()  # (key, words) of what running clocks want from this officer
    linked: str = ""  # the numbers of the cases tied to it, in one sentence
    allowed: frozenset[str] = frozenset()  # actions of referral.permissions that this seat may do now
    state: Mapping[str, str] = field(default_factory=dict)  # what forms are about, by aspect: see console.versions
    line_of_time: Line | None = None
    next_asked: tuple[str, ...] = ()  # who is asked next and when, a sentence each
    spot: Spot | None = None
    version: str = ""  # of the triage that read the first message
    judged: str = ""  # the level the machine had found, in words, if an officer set another
    joined: tuple[str, ...] = ()  # the numbers of cases that were merged into this one
    joined_to: str = ""  # the number of the case that this one was merged into
