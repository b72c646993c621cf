"""What the web pages need from the rest of the program: receive a happening, run a job in a transaction."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from bot.store.audit_chain import Checked, Row
from bot.store.keyring import KeyRing
from handlers import keeps_accounts
from handlers.events import Address, IncomingEvent, OutgoingMessage, Person
from handlers.keeps import People
from handlers.keeps_accounts import Arrival
from handlers.keeps_records import Line, Wanted
from handlers.work import Work

T = TypeVar("T")


class NotKept(Exception):
    """What was sent could not be stored; nothing was done: send it again with the same id."""


class Unanswered(Exception):
    """The database could not be asked; nothing was done: ask again in a moment."""


class Unsure(Unanswered):
    """The database went silent while it kept what was sent: nobody knows whether it did; look before you repeat it."""


class Mail(Protocol):
    """One message waiting in a person's mailbox. `id` grows; `at` is when it was put there."""

    @property
    def id(self) -> int: ...
    @property
    def at(self) -> datetime: ...
    @property
    def message(self) -> OutgoingMessage: ...


class Mailbox(Protocol):
    """Messages that wait until the person's page has fetched and acknowledged them."""

    def put(self, person_id: str, message: OutgoingMessage) -> int: ...
    def after(self, person_id: str, cursor: int, limit: int) -> Sequence[Mail]:
        """The oldest messages with an id above the cursor."""
        ...

    def drop_until(self, person_id: str, cursor: int) -> None:
        """Forget what was acknowledged: all up to and including the cursor."""
        ...

    def take_back(self, person_id: str, case_id: str) -> bool:
        """Drop what is still there about a case."""
        ...

    def clear(self, person_id: str) -> None: ...


class StaffSession(Protocol):
    """An officer who is logged in on this page."""

    @property
    def officer_id(self) -> str: ...
    @property
    def person_id(self) -> str: ...
    @property
    def csrf(self) -> str: ...
    @property
    def used_at(self) -> datetime:
        """When it was used before now."""
        ...

    @property
    def created_at(self) -> datetime: ...
    @property
    def id(self) -> str:
        """What a list names it by."""
        ...

    @property
    def source_hash(self) -> str: ...
    @property
    def browser(self) -> str: ...
    @property
    def account_id(self) -> str:
        """Whose log-in opened it; "" if a one-time link did."""
        ...

    @property
    def proven_at(self) -> datetime | None:
        """When who sits here last proved who they are."""
        ...


class Logins(Protocol):
    """One-time links and the short sessions that they open."""

    def issue(self, officer_id: str, expires_at: datetime, case_id: str = "") -> str: ...
    def issue_as(self, token: str, officer_id: str, expires_at: datetime) -> None: ...
    def end_links(self, officer_id: str, case_id: str) -> None: ...
    def redeem(self, token: str) -> str:
        """The officer an unused, unexpired link was made for, and use it up; "" if there is none."""
        ...

    def open_session(
        self, officer_id: str, person_id: str, expires_at: datetime, account_id: str = ""
    ) -> tuple[str, str]:
        """Open a session; its secret for the cookie and the secret of its forms."""
        ...

    def session(self, token: str, quiet: bool = False) -> StaffSession | None:
        """Unless it is over; notes the use, but for what an account's open page asks by itself (`quiet`)."""
        ...

    def peek(self, token: str) -> StaffSession | None:
        """The same, writing nothing."""
        ...

    def end(self, token: str) -> None: ...


class Seats(keeps_accounts.Seats, Protocol):
    """The open sessions: where each came from, proving again, ending them."""

    def arrived(self, token: str, arrival: Arrival) -> None:
        """Note where a session that was just opened came from."""
        ...

    def renew(self, token: str, arrival: Arrival) -> str:
        """The session proved itself again: it goes on under a new secret; with the old one only seconds more."""
        ...

    def doubt(self, token: str) -> None:
        """Whoever uses this session must prove again who they are."""
        ...

    def opened_by(self, account_id: str, mark: str) -> bool:
        """Whether a form with this mark opened or renewed a session of this account just now."""
        ...

    def comes_from(self, source_hash: str, source: str) -> bool:
        """Whether a session was opened from this network address; yes if either is not known."""
        ...

    def known_source(self, account_id: str, source: str) -> bool:
        """Whether this account was opened from this network address before, in the last weeks."""
        ...

    def live(self, account_id: str, officer_id: str) -> Sequence[StaffSession]:
        """The open sessions of this account, or of this officer without one, the latest used first."""
        ...

    def end_one(self, account_id: str, officer_id: str, session_id: str) -> bool:
        """End a session that is this account's or this officer's; False if it is not."""
        ...

    def end_others(self, account_id: str, officer_id: str, but: str) -> int:
        """End every session of this account, or of this officer without one, but this; how many."""
        ...


class Hosted(Protocol):
    """Copies of pictures that a platform may fetch for a day."""

    def lend(self, attachment_id: str, person_id: str) -> str:
        """The secret under which this picture's copy lies open to this person from now on."""
        ...

    def lent(self, token: str) -> str: ...
    def is_for(self, token: str, person_id: str) -> bool: ...


class Tokens(Protocol):
    """The accounts that are logged in at a platform."""

    def names(self) -> Sequence[str]: ...


class Log(Protocol):
    """The audit log, as its page shows it."""

    def page(self, wanted: Wanted, before: int = 0, most: int = 50) -> Sequence[Line]:
        """The newest rows of what is wanted; with a number, those before it."""
        ...

    def rows(self) -> Iterator[Row]: ...
    def checked(self) -> Checked | None:
        """When the whole log was last looked at, and what was found."""
        ...

    def keep_checked(self, found: Checked) -> None: ...


class WebPeople(People, Protocol):
    """Persons; looking one up does not make one."""

    def find(self, address: Address) -> Person | None: ...


class WebWork(Work, Protocol):
    """The transaction as the pages see it: the handlers' work, the mailboxes, log-ins, pictures, accounts."""

    @property
    def people(self) -> WebPeople: ...
    @property
    def mailbox(self) -> Mailbox: ...
    @property
    def logins(self) -> Logins: ...
    @property
    def seats(self) -> Seats: ...
    @property
    def hosted(self) -> Hosted: ...
    @property
    def tokens(self) -> Tokens: ...
    @property
    def log(self) -> Log: ...
    @property
    def ring(self) -> KeyRing: ...

    def seen(self, event_id: str) -> bool:
        """Whether a happening with this id was handled before."""
        ...


class WebDesk(Protocol):
    """The way from a page into the program."""

    async def receive(self, event: IncomingEvent) -> None:
        """Handle one happening; returns after the commit, raises NotKept if it must be sent again."""
        ...

    async def do(self, job: Callable[[WebWork], T], key: str = "", first: bool = False) -> T:
        """Run a job in one transaction on the writer thread; `first` passes all that wait."""
        ...

    async def look(self, job: Callable[[WebWork], T]) -> T:
        """Run a job that only reads, in a thread of its own: it waits for no writer and no writer for it."""
        ...
