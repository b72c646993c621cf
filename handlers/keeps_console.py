"""What a transaction keeps for the console: each a Protocol that the store fulfils."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from referral.agencies import Agency, Officer
from referral.merging import Merge
from referral.records import dataclass
from referral.reports.figures import CaseFigure, HazardFigure
from referral.reports.periods import Deadlines, Schedule
from referral.reports.scope import Place, Scope


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at figures: from whom a case may be hidden. Neither, who is no officer."""

    officer: Officer | None = None
    agency: Agency | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wrote under the headings of a commune's report, by the heading's key."""

    commune: str
    name: str  # "2027-half"
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Handed:
    """A commune's report as it was handed in; `content` is JSON and sealed."""

    id: str
    commune: str
    province: str
    name: str  # "2027-half"
    by: str
    content: str
    version: int = 0
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Maker:
    """Who made a token, and where they worked then: it is over once any of it is not so any more."""

    account: str
    officer: str
    agency: str
    role: str  # of the agency


@dataclass(frozen=True, slots=True)
class TokenGrant:
    """What a token opens: the figures of a place, as the officer who made it may see them."""

    title: str
    place: Place
    maker: Maker
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class TokenLine:
    """A token in a list; the secret itself is kept nowhere."""

    id: int
    grant: TokenGrant
    used_at: datetime | None
    revoked: bool


class Merges(Protocol):
    """Cases that became part of others, and that it was undone."""

    def add(self, merge: Merge) -> None: ...
    def of(self, case_id: str) -> Merge | None:
        """The merge of this case that was not undone."""
        ...

    def undo(self, merge: Merge, officer_id: str) -> None:
        """The case stands by itself again; who joined the followers of the other one through it leaves them."""
        ...


class Counted(Protocol):
    """What reports count. Nothing is locked; whatever is hidden from the viewer is left out."""

    def cases(self, scope: Scope, viewer: Viewer) -> Sequence[CaseFigure]: ...
    def hazards(self, scope: Scope, viewer: Viewer) -> Sequence[HazardFigure]: ...
    def reached(self, scope: Scope) -> Mapping[str, int]:
        """How many copies of campaigns were sent to each commune."""
        ...


class Reports(Protocol):
    """Deadlines, drafts, what was handed in, layouts."""

    def deadlines(self, province: str) -> Schedule: ...
    def set_deadlines(self, province: str, deadlines: Mapping[int, Deadlines]) -> None:
        """Each from its year on."""
        ...

    def lock(self, commune: str, name: str) -> None:
        """From here to the end of the transaction nobody else writes this report."""
        ...

    def draft(self, commune: str, name: str) -> Mapping[str, str]:
        """The words under the headings, by the heading's key; none if nothing was written."""
        ...

    def save_draft(self, draft: Draft, by: str) -> None: ...
    def hand_in(self, handed: Handed) -> Handed:
        """Keep a report; it gets the next version."""
        ...

    def handed(self, report_id: str) -> Handed | None: ...
    def versions(self, commune: str, name: str) -> Sequence[Handed]:
        """Every version of a commune's report, the newest first."""
        ...

    def handed_in(self, province: str, name: str) -> Mapping[str, datetime]:
        """When each commune of a province handed this report in last."""
        ...

    def layout(self, province: str) -> bytes:
        """The layout that was uploaded for a province, else for all; b"" if none was."""
        ...

    def set_layout(self, province: str, data: bytes, by: str) -> None:
        """From now on this one; without data ours."""
        ...


class ApiTokens(Protocol):
    """Who may read figures as JSON."""

    def make(self, grant: TokenGrant, token: str, made_by: str) -> None: ...
    def find(self, token: str) -> TokenLine | None:
        """The token with this secret; None if there is none, or it is over or revoked. Writes nothing."""
        ...

    def used(self, token_id: int) -> None:
        """Note that it was used now."""
        ...

    def of(self, province: str) -> Sequence[TokenLine]:
        """The tokens of a province, "" for all, the newest first."""
        ...

    def revoke(self, token_id: int) -> None: ...
