"""The transaction as the handlers see it: what can be read and what can be staged."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from handlers.events import Audit, OutgoingMessage, Timer
from handlers.house import House
from handlers.keeps import (
    Alerts,
    Cases,
    Clocks,
    Hazards,
    History,
    Links,
    People,
    Requests,
    Surveys,
    Tellings,
)
from handlers.keeps_campaigns import Campaigns, Subscriptions
from handlers.keeps_channels import Channels, Ledger, Receipts
from handlers.keeps_console import Accounts, Queue, SavedViews
from handlers.keeps_staff import Duty, Logins, Staff
from referral.agencies import Directory


class Chance(Protocol):
    """Everything random: from `secrets` in production, from a seed in a play."""

    def id(self) -> str:
        """An id nobody can guess (at least 96 bits)."""
        ...

    def number(self) -> str:
        """A case number, LN- and five letters or digits that cannot be misread."""
        ...

    def receipt(self) -> str:
        """Sixteen digits (53 bits), without separators."""
        ...

    def code(self) -> str:
        """An invite code of eight letters or digits that cannot be misread."""
        ...


class Work(Protocol):
    """One transaction: what is staged in it commits or vanishes together. `now` does not move inside it."""

    @property
    def now(self) -> datetime: ...
    @property
    def house(self) -> House: ...
    @property
    def directory(self) -> Directory: ...
    @property
    def chance(self) -> Chance: ...
    @property
    def people(self) -> People: ...
    @property
    def cases(self) -> Cases: ...
    @property
    def history(self) -> History: ...
    @property
    def alerts(self) -> Alerts: ...
    @property
    def tellings(self) -> Tellings: ...
    @property
    def clocks(self) -> Clocks: ...
    @property
    def requests(self) -> Requests: ...
    @property
    def links(self) -> Links: ...
    @property
    def hazards(self) -> Hazards: ...
    @property
    def staff(self) -> Staff: ...
    @property
    def duty(self) -> Duty: ...
    @property
    def surveys(self) -> Surveys: ...
    @property
    def logins(self) -> Logins: ...
    @property
    def ledger(self) -> Ledger: ...
    @property
    def receipts(self) -> Receipts: ...
    @property
    def channels(self) -> Channels: ...
    @property
    def subscriptions(self) -> Subscriptions: ...
    @property
    def campaigns(self) -> Campaigns: ...
    @property
    def accounts(self) -> Accounts: ...
    @property
    def queue(self) -> Queue: ...
    @property
    def views(self) -> SavedViews: ...

    def first_time(self, event_id: str) -> bool:
        """True once for each event id, for as long as a platform may repeat it (30 days)."""
        ...

    def send(self, message: OutgoingMessage) -> None:
        """Write an outbox row; the same key again does nothing."""
        ...

    def unsend(self, person_id: str) -> None:
        """Drop what waits to be sent to a person who hides."""
        ...

    def take_back(self, person_id: str, case_id: str) -> None:
        """Drop what waits for this person about a case, and what a page of ours still holds of it."""
        ...

    def set_timer(self, timer: Timer) -> None: ...
    def drop_timer(self, key: str) -> None: ...
    def timers_of(self, kind: str) -> Sequence[Timer]:
        """The timers of this kind, whenever they are due."""
        ...

    def audit(self, actor: str, action: str, case_id: str = "", detail: str = "") -> None:
        """Write an audit row: who did or read what, `detail` in plain words. Never content."""
        ...

    def audited(self, case_id: str) -> Sequence[Audit]:
        """Who did or read what of a case, in the order it happened."""
        ...
