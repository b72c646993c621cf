"""What a transaction keeps, topic by topic, as the handlers see it: each a Protocol that the store fulfils."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from flows.model import Session
from handlers.events import Address, Attachment, DataRequest, Entry, Media, Person
from referral.agencies import Agency, Officer
from referral.alerts import Alert, AlertAnswer
from referral.case import Case
from referral.deadlines import Clock, Mark
from referral.follow_up import Survey
from referral.hazards import Hazard
from referral.telling import Telling


class People(Protocol):
    """Persons and where each stands in a conversation."""

    def at(self, address: Address) -> Person:
        """The person at this address, locked; made if we never met."""
        ...

    def find(self, address: Address) -> Person | None:
        """The person at this address, not locked; None if we never met."""
        ...

    def get(self, person_id: str) -> Person | None: ...
    def save(self, person: Person) -> None: ...
    def session(self, person_id: str) -> Session | None: ...
    def save_session(self, person_id: str, session: Session | None) -> None:
        """Keep where the person stands; None ends the conversation."""
        ...

    def unfollow_closed(self, person_id: str) -> None:
        """From now on this person follows open cases only."""
        ...

    def erase(self, person_id: str) -> None:
        """Forget who this was: address, session and all mail, also what waits. Cases stay."""
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
    def alerted(self, officer_id: str, most: int = 1000) -> Sequence[Case]:
        """Open cases in which this officer was asked, first those that wait for an answer; not more than `most`."""
        ...

    def told(self, officer_id: str) -> Sequence[Case]:
        """Open cases of which this officer was told without being asked, in the same order."""
        ...

    def answered(self, officer_id: str, answer: AlertAnswer) -> Sequence[str]:
        """The ids of open cases in which an alert of this officer has this answer; nothing is opened or locked."""
        ...

    def open_ids(self) -> Sequence[str]:
        """Every open case. To read: not locked."""
        ...

    def hidden_from(self, officer: Officer, agency: Agency) -> Sequence[str]:
        """The ids of cases, open or closed, of which this officer of this agency must not know. To read: not locked."""
        ...

    def of_agency(self, agency_id: str, most: int) -> Sequence[Case]:
        """Open cases in which this agency was asked, the most urgent first. To read: not locked."""
        ...

    def receipt(self, case_id: str) -> str:
        """The receipt's sixteen digits, for its owner in session only."""
        ...

    def follow(self, case_id: str, person_id: str) -> None:
        """Link a person who reported or showed the receipt."""
        ...

    def following(self, person_id: str) -> Sequence[Case]:
        """The open cases that this person reported or follows, the newest first."""
        ...

    def emergencies_beside(self, case_id: str, since: datetime) -> Sequence[Case]:
        """Other emergencies opened since then by the same source, the oldest first. To read: not locked."""
        ...

    def beside(self, case: Case, kinds: Sequence[str], since: datetime) -> Sequence[Case]:
        """At most 20 other open cases of its commune, of up to three kinds, opened since then. To read: not locked."""
        ...

    def erase(self, case_id: str) -> None:
        """Destroy what can be read of the case; dates and counts stay."""
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

    def mark_told(self, case_id: str, shown_at: datetime | None = None) -> None:
        """All entries have been read by the reporter; by who showed the receipt then: status, and what came later."""
        ...

    def mark_file(self, case_id: str, attachment_id: str, shown: bool) -> None:
        """Whether the reporter was shown this file."""
        ...

    def mark_untold(self, case_id: str, place: int) -> None:
        """The entry at this place, counted from 1, did not reach the reporter: it waits for their return."""
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


class Tellings(Protocol):
    """Who was told of a case without being asked to take it."""

    def of(self, case_id: str) -> Sequence[Telling]: ...
    def add(self, case_id: str, telling: Telling) -> bool:
        """Keep that this officer was told, once for each body and reason; whether it is new."""
        ...

    def drop(self, case_id: str, officer_id: str) -> None:
        """What this officer was to know never reached them."""
        ...


class Clocks(Protocol):
    """Legal clocks of a subject ("case:<id>" or "request:<id>"), and what was told of them. Ids and moments only."""

    def of(self, subject: str) -> Sequence[Clock]: ...
    def save(self, subject: str, changed: Sequence[Clock]) -> None: ...
    def mark(self, subject: str, mark: Mark) -> None:
        """Keep what was told at a share of the time; what was recorded once stays as it is."""
        ...

    def marks(self, subject: str) -> Sequence[Mark]: ...
    def shorter(self, province: str) -> Mapping[str, str]:
        """The waits that a province has made shorter, by name of the rule."""
        ...


class Requests(Protocol):
    """Requests about personal data."""

    def add(self, request: DataRequest) -> None: ...
    def save(self, request: DataRequest) -> None: ...
    def get(self, request_id: str) -> DataRequest | None: ...
    def of_person(self, person_id: str) -> Sequence[DataRequest]:
        """What this person asked for, the oldest first."""
        ...

    def every(self) -> Sequence[DataRequest]:
        """All requests, the oldest first; without words if who asked was erased since."""
        ...


class Links(Protocol):
    """Cases that an officer said are one incident; each stays whole."""

    def of(self, case_id: str) -> Sequence[str]:
        """The ids of the other cases tied to this one."""
        ...

    def tie(self, case_id: str, other_id: str, officer_id: str) -> None: ...
    def untie(self, case_id: str) -> None: ...


class Hazards(Protocol):
    """Dangerous places, and which cases are about them."""

    def add(self, hazard: Hazard) -> None: ...
    def save(self, hazard: Hazard) -> None: ...
    def get(self, hazard_id: str) -> Hazard | None: ...
    def by_number(self, number: str) -> Hazard | None: ...
    def of_case(self, case_id: str) -> Hazard | None: ...
    def listed(self, commune: str = "", province: str = "", every: bool = False) -> Sequence[Hazard]:
        """The places of an area that are open or fixed and not yet confirmed; `every`: whatever became of them."""
        ...

    def cases(self, hazard_id: str) -> Sequence[str]:
        """The ids of the cases about a place, the first report first."""
        ...

    def join(self, hazard_id: str, case_id: str) -> None: ...
    def leave(self, case_id: str) -> None:
        """The case is about no place any more; a place that nobody reported is forgotten."""
        ...


class Surveys(Protocol):
    """What reporters tapped after the end of their case. No words, for statistics."""

    def of(self, case_id: str) -> Survey | None:
        """The newest survey of the case."""
        ...

    def save(self, case_id: str, survey: Survey) -> None: ...
