"""What a transaction keeps of campaigns: subscriptions, texts, runs, what became of each copy; each a Protocol."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from referral.campaigns import Subscription
from referral.campaigns.runs import Run, State
from referral.records import dataclass


@dataclass(frozen=True, slots=True)
class Kept:
    """What a coordinator decided of one campaign. `text` "": as it comes with the program."""

    name: str
    text: str = ""
    on: bool = False
    changed_by: str = ""
    approved: str = ""  # the fingerprint of the content that a second person approved, and for how many: "HASH:COUNT"
    approved_by: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Recipients of one channel that are alike for its ledger; `last`: day, week or over since they wrote."""

    channel: str
    count: int
    last: str = ""  # "day" (48 hours), "week" (7 days), "over", "" where nothing is counted
    free: int | None = None
    closed: bool = False
    capped: bool = False  # they had as many campaign messages lately as anybody may have


@dataclass(frozen=True, slots=True)
class Figure:
    """So many copies of a run with the same fate."""

    commune: str
    channel: str
    state: str
    reason: str
    paid: bool
    count: int
    delivered: int
    seen: int
    answered: int
    stopped: int


class Subscriptions(Protocol):
    """Who asked for reminders."""

    def of(self, person_id: str) -> Subscription | None: ...
    def save(self, subscription: Subscription) -> None:
        """Keep it; what they asked for themselves ends an earlier stop. `Person.subscribed` follows by itself."""
        ...

    def drop(self, person_id: str) -> None:
        """This way gets no more reminders; nobody said that they want none."""
        ...

    def stopped(self, *who: str) -> bool:
        """Whether one of these, persons or humans, ended their reminders and did not ask again."""
        ...

    def end(self, person_id: str) -> None:
        """No more reminders for this human, on whichever channel; what waits for them is not sent."""
        ...

    def any(self, commune: str = "") -> bool:
        """Whether anybody has subscribed, or anybody of this commune."""
        ...

    def places(self) -> Mapping[tuple[str, str], int]:
        """How many ways there are in each commune and province, by their codes."""
        ...

    def counts(self) -> Mapping[tuple[str, str], int]:
        """How many ways are subscribed, by channel and source."""
        ...

    def sources(self) -> Sequence[tuple[str, str, int]]:
        """How many subscribed in each commune through each poster, list or chat: commune, source, count."""
        ...

    def move(self, before: tuple[str, str], after: tuple[str, str]) -> None:
        """All who are in one commune and province are in another from now on."""
        ...


class Campaigns(Protocol):
    """Texts, years, runs and figures. A run that is read is locked until the commit."""

    def kept(self) -> Mapping[str, Kept]: ...
    def keep(self, kept: Kept) -> None: ...
    def years(self) -> Mapping[int, str]:
        """The text of each year that was edited, see referral.campaigns.years."""
        ...

    def keep_year(self, year: int, text: str) -> None: ...
    def add(self, run: Run) -> bool:
        """Keep a new run; False if this campaign has one for this day, spot and turn."""
        ...

    def save(self, run: Run) -> None: ...
    def run(self, run_id: str) -> Run | None: ...
    def by_number(self, number: str) -> Run | None: ...
    def find(self, number: str) -> Run | None:
        """The same to read: not locked."""
        ...

    def runs(self, states: Sequence[State] = (), campaign: str = "", most: int = 100) -> Sequence[Run]:
        """The newest first. To read: not locked."""
        ...

    def latest(self, campaign: str, spot: str) -> Run | None:
        """The newest run for this spot. To read: not locked."""
        ...

    def of_day(self, campaign: str, day: str) -> Run | None:
        """The newest run of this day that is for no spot. To read: not locked."""
        ...

    def groups(self, run: Run) -> Sequence[Group]:
        """Whom it would reach now; slow for many, so never in a transaction that writes."""
        ...

    def widen(self, run: Run) -> None:
        """It was a pilot and is for everybody from now on: whoever was passed over is looked at again."""
        ...

    def figures(self, run_id: str) -> Sequence[Figure]: ...
    def answered(self, person_id: str, since: datetime) -> str:
        """They did something after a copy that was sent since then: noted once; the campaign's name, or ""."""
        ...

    def first_answer(self, person_id: str, since: datetime) -> str:
        """The campaign whose copy what they do at this moment is the first answer to, or ""; `answered` noted it."""
        ...

    def stopped(self, person_id: str, since: datetime) -> None:
        """They ended their subscription after a copy: noted on the newest."""
        ...

    def add_picture(self, data: bytes, mime: str) -> str:
        """Keep a picture that everybody may see; its hash."""
        ...

    def picture(self, digest: str) -> tuple[bytes, str] | None:
        """The bytes and type of a picture."""
        ...
