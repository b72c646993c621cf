"""The transaction as the handlers see it: what can be read and what can be staged."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from flows.model import Session
from handlers.events import (
    Address,
    Attachment,
    Audit,
    Entry,
    House,
    Media,
    OutgoingMessage,
    Person,
    Timer,
)  # fmt: skip
from referral.agencies import Directory
from referral.alerts import Alert
from referral.case import Case


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


class People(Protocol):
    """Persons and where each stands in a conversation."""

    def at(self, address: Address) -> Person:
        """The person at this address, locked; made if we never met."""
        ...

    def get(self, person_id: str) -> Person | None: ...
    def save(self, person: Person) -> None: ...
    def session(self, person_id: str) -> Session | None: ...
    def save_session(self, person_id: str, session: Session | None) -> None:
        """Keep where the person stands; None ends the conversation."""
        ...


class Cases(Protocol):
    """Cases, found by id, number or receipt. What is read is locked until the commit."""

    def add(self, case: Case, receipt: str, source: str = "") -> None:
        """A new case. `source` is where it came from; only its keyed hash is kept, for a day."""
        ...

    def get(self, case_id: str) -> Case | None: ...
    def by_number(self, number: str) -> Case | None: ...
    def by_receipt(self, receipt: str) -> Case | None: ...
    def save(self, case: Case) -> None: ...
    def alerted(self, officer_id: str) -> Sequence[Case]:
        """Open cases in which this officer was asked, the most urgent and oldest first."""
        ...

    def receipt(self, case_id: str) -> str:
        """The receipt's sixteen digits, for its owner in session only."""
        ...

    def follow(self, case_id: str, person_id: str) -> None:
        """Link a person who reported or showed the receipt."""
        ...

    def followed(self, person_id: str) -> Case | None:
        """The newest open case that this person reported or follows."""
        ...

    def emergencies_beside(self, case_id: str, since: datetime) -> Sequence[Case]:
        """Other emergencies opened since then by the same source, the oldest first. To read: not locked."""
        ...

    def followers(self, case_id: str) -> Sequence[str]:
        """Person ids linked to the case, the most recently active first."""
        ...


class History(Protocol):
    """The append-only history of a case and its attachments."""

    def record(self, case_id: str, entry: Entry) -> None: ...
    def entries(self, case_id: str) -> Sequence[Entry]: ...
    def untold(self, case_id: str) -> Sequence[Entry]:
        """The entries the reporter has not read."""
        ...

    def count(self, case_id: str) -> int:
        """How many entries there are."""
        ...

    def mark_told(self, case_id: str) -> None:
        """All entries of the case have been read by the reporter."""
        ...

    def add_attachment(self, attachment: Attachment, media: Media | None) -> None: ...
    def save_attachment(self, attachment: Attachment, media: Media | None) -> None: ...
    def attachment(self, attachment_id: str) -> Attachment | None: ...
    def attachments(self, case_id: str) -> Sequence[Attachment]: ...
    def media(self, attachment_id: str) -> Media | None:
        """The bytes: `data` the original, `safe_copy` what may be shown."""
        ...


class Alerts(Protocol):
    """Who was asked to take a case, and what they answered."""

    def of(self, case_id: str) -> Sequence[Alert]: ...
    def add(self, case_id: str, alert: Alert) -> None: ...
    def save(self, case_id: str, alert: Alert) -> None: ...


class Staff(Protocol):
    """Officers: invitations, linked ways, duty."""

    def invite(self, code: str, officer_id: str, expires_at: datetime) -> None: ...
    def redeem(self, code: str) -> str:
        """The officer id an unexpired, unused code was made for, and use it up; "" if there is none."""
        ...

    def link(self, officer_id: str, person_id: str) -> None: ...
    def used(self, officer_id: str, person_id: str) -> None:
        """This way was the officer's last: alerts prefer it."""
        ...

    def set_duty(self, officer_id: str, on_duty: bool) -> None: ...
    def set_gone(self, person_id: str, gone: bool) -> None:
        """Whether this person, officer or not, blocked us; a way that is gone is no way."""
        ...


class Logins(Protocol):
    """Links that log an officer in."""

    def issue(self, officer_id: str, expires_at: datetime, case_id: str = "") -> str:
        """The secret of a link that logs this officer in once, to a case if one is named."""
        ...

    def end_links(self, officer_id: str, case_id: str) -> None:
        """The unused links of this officer to this case lead nowhere from now on."""
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
    def staff(self) -> Staff: ...
    @property
    def logins(self) -> Logins: ...

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
    def audit(self, actor: str, action: str, case_id: str = "") -> None:
        """Write an audit row: who did or read what. Never content."""
        ...

    def audited(self, case_id: str) -> Sequence[Audit]:
        """Who did or read what of a case, in the order it happened."""
        ...
