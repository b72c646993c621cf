"""What a transaction keeps about personal data: how long it lives, what is held, what was erased and what stays."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from referral.case import Case
from referral.records import dataclass
from referral.reports.figures import CaseFigure
from referral.reports.scope import Scope
from referral.retention import Kind, Periods
from referral.rights import Step
from referral.staff import Area


@dataclass(frozen=True, slots=True)
class Changed:
    """How long a kind lives here, by whom and why; until `begins` it still lives `before` days."""

    kind: Kind
    days: int
    at: datetime
    by: str
    reason: str
    before: int = 0
    begins: datetime | None = None  # None: at once


@dataclass(frozen=True, slots=True)
class Hold:
    """A case that stays whatever its age."""

    case_id: str
    at: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Erasure:
    """The proof that something was erased. `ids_hash` is a digest of what it was.

    `why`: "retention", a request's id, "repeated", or the reason of a deployer.
    """

    at: datetime
    by: str
    why: str
    kind: str
    many: int
    ids_hash: str
    key_gone: bool  # the keys were destroyed, so that no copy of the database tells anything either
    id: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows of the audit log: every filter that is empty lets all pass."""

    actors: frozenset[str] | None = None  # None: anybody
    beginnings: tuple[str, ...] = ()  # of the action
    case_id: str = ""
    since: datetime | None = None
    until: datetime | None = None
    province: str = ""  # of the case; of rows about no case those of `province_actors` only
    province_actors: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the audit log, with the number of its case."""

    id: int
    at: datetime
    actor: str
    action: str
    detail: str
    number: str


class Retention(Protocol):
    """How long kinds of data live, and what is due to be forgotten."""

    def periods(self) -> Periods:
        """The days that a deployer set and that count by now."""
        ...

    def changes(self) -> Sequence[Changed]: ...
    def set_period(self, changed: Changed) -> None: ...
    def hold(self, hold: Hold) -> None: ...
    def release(self, case_id: str) -> None: ...
    def held(self, case_id: str) -> Hold | None:
        """Why this case, or the one that it is one with by a merge, stays."""
        ...

    def holds(self) -> Sequence[Hold]: ...
    def due(self, kind: Kind, before: datetime, most: int) -> Sequence[str]:
        """The ids of things of this kind that are older than this.

        Never of a case that is open, or held, or asked for in a request, or part of one that lives on.
        """
        ...

    def count(self, kind: Kind, before: datetime) -> int: ...
    def forget(self, kind: Kind, ids: Sequence[str]) -> None:
        """Erase things of a kind that needs nothing else done: not "case" and not "person"."""
        ...

    def erased(self, kind: Kind) -> Sequence[str]:
        """The ids of every case or person that was erased."""
        ...

    def apart(self, kind: Kind, one: str, job: Callable[[], None]) -> bool:
        """Do this for one thing alone: damaged, it is undone, logged without content and tried another night."""
        ...

    def last_at(self, case_id: str) -> datetime | None:
        """When the last line was written about a case."""
        ...

    def key_gone(self, subjects: Sequence[str]) -> bool:
        """Whether no data key of these is left."""
        ...

    def prove(self, erasure: Erasure) -> Erasure:
        """Keep the proof; the same with its number."""
        ...

    def erasures(self, before: int = 0, most: int = 50) -> Sequence[Erasure]:
        """The newest first; with a number, those before it."""
        ...


class KeptFigures(Protocol):
    """Figures of cases whose content is gone."""

    def keep(self, figure: CaseFigure, hidden: frozenset[str]) -> None:
        """Keep what a report counts of a case that is about to be erased, and from whom it stays hidden."""
        ...

    def kept(self, scope: Scope, hidden_from: Sequence[str]) -> Sequence[CaseFigure]:
        """Of cases reported in this scope, without those hidden from one of these hashes."""
        ...


class RequestSteps(Protocol):
    """What officers did about a request for data."""

    def of(self, request_id: str) -> Sequence[Step]: ...
    def add(self, request_id: str, step: Step) -> None: ...
    def newest(self, area: Area, most: int) -> Sequence[Case]:
        """The newest cases of an area, opened to look for words; not locked. Whether one may be seen is asked after."""
        ...

    def cases_of(self, person_id: str) -> Sequence[str]:
        """The ids of the cases that this person reported or follows, also closed ones, the newest first."""
        ...
