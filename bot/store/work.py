"""One transaction as the handlers see it, on SQL."""

from collections.abc import Sequence
from copy import copy
from dataclasses import field
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from bot.store.accounts import SqlAccounts
from bot.store.alarms import SqlAlarms
from bot.store.alerts import SqlAlerts
from bot.store.audit import SqlAudit
from bot.store.board import SqlBoard
from bot.store.campaign_copies import SqlCopies
from bot.store.campaign_detours import SqlDetours
from bot.store.campaign_progress import SqlProgress
from bot.store.campaigns import SqlCampaigns
from bot.store.cases import SqlCases
from bot.store.channel_health import SqlChannels
from bot.store.clocks import SqlClocks
from bot.store.counted import SqlCounted
from bot.store.credentials import SqlCredentials
from bot.store.directory import Directories, DirectoryCache
from bot.store.duty import SqlDuty
from bot.store.guidance import SqlGuidance, SqlTables
from bot.store.hazards import SqlHazards
from bot.store.history import SqlHistory
from bot.store.hosted import SqlHosted
from bot.store.inbox import SqlInbox
from bot.store.kept_figures import SqlKeptFigures
from bot.store.keyring import KeyRing
from bot.store.leases import SqlLeases
from bot.store.ledger import SqlLedger
from bot.store.links import SqlLinks
from bot.store.logins import SqlLogins
from bot.store.mailbox import SqlMailbox
from bot.store.matrices import SqlMatrices
from bot.store.merges import SqlMerges
from bot.store.outbox import SqlOutbox
from bot.store.people import SqlPeople
from bot.store.queue import SqlQueue
from bot.store.queue_views import SqlViews
from bot.store.receipts import SqlReceipts
from bot.store.records import SqlRetention
from bot.store.report_tokens import SqlApiTokens
from bot.store.reports import SqlReports
from bot.store.request_steps import SqlRequestSteps
from bot.store.requests import SqlRequests
from bot.store.seats import SqlSeats
from bot.store.staff import SqlStaff
from bot.store.subscription_lists import SqlLists
from bot.store.subscriptions import SqlSubscriptions
from bot.store.surveys import SqlSurveys
from bot.store.tables import events
from bot.store.tellings import SqlTellings
from bot.store.timers import SqlTimers
from bot.store.tokens import SqlTokens
from bot.store.transaction import Transaction
from bot.store.uploads import SqlUploads
from bot.store.upsert import once
from handlers.events import Audit, OutgoingMessage, Timer
from handlers.house import House
from handlers.work import Chance, Work
from referral.agencies import Directory
from referral.records import dataclass

FIRST_TIME = once(events, "hash")
SEEN = select(events.c.hash).where(events.c.hash.in_(bindparam("hashes", expanding=True)))


@dataclass(frozen=True, slots=True)
class Premises:
    """What does not change from one transaction to the next."""

    house: House = field(default_factory=House)
    directory: DirectoryCache = field(default_factory=DirectoryCache)


class SqlWork:
    """`handlers.work.Work`; what it does not name (`inbox`, `outbox`, `tokens`, …) is for the program."""

    def __init__(self, transaction: Transaction, premises: Premises) -> None:
        self._t = transaction
        self._premises = premises
        self.page_locale = "vi"
        self.directories = Directories(transaction, premises.directory)
        self.people = SqlPeople(transaction)
        self.cases = SqlCases(transaction)
        self.history = SqlHistory(transaction)
        self.hosted = SqlHosted(transaction)
        self.alerts = SqlAlerts(transaction)
        self.tellings = SqlTellings(transaction)
        self.clocks = SqlClocks(transaction)
        self.requests = SqlRequests(transaction)
        self.links = SqlLinks(transaction)
        self.hazards = SqlHazards(transaction)
        self.staff = SqlStaff(transaction, self.directories)
        self.duty = SqlDuty(transaction, self.directories)
        self.surveys = SqlSurveys(transaction)
        self.inbox = SqlInbox(transaction)
        self.outbox = SqlOutbox(transaction)
        self.timers = SqlTimers(transaction)
        self.leases = SqlLeases(transaction)
        self.mailbox = SqlMailbox(transaction)
        self.logins = SqlLogins(transaction)
        self.ledger = SqlLedger(transaction)
        self.receipts = SqlReceipts(transaction)
        self.tokens = SqlTokens(transaction)
        self.uploads = SqlUploads(transaction)
        self.channels = SqlChannels(transaction)
        self.alarms = SqlAlarms(transaction)
        self.subscriptions = SqlSubscriptions(transaction)
        self.campaigns = SqlCampaigns(transaction, premises.house)
        self.copies = SqlCopies(transaction, premises.house.channels)
        self.detours = SqlDetours(transaction, premises.house.channels)
        self.progress = SqlProgress(transaction)
        self.matrices = SqlMatrices(transaction, self.directories)
        self.accounts = SqlAccounts(transaction)
        self.merges = SqlMerges(transaction)
        self.credentials = SqlCredentials(transaction)
        self.seats = SqlSeats(transaction)
        self.guidance = SqlGuidance(transaction, self.directories)
        self.tables = SqlTables(transaction)
        self.queue = SqlQueue(transaction)
        self.views = SqlViews(transaction)
        self.log = SqlAudit(transaction)
        self.retention = SqlRetention(transaction)
        self.figures = SqlKeptFigures(transaction)
        self.request_steps = SqlRequestSteps(transaction)
        self.counted = SqlCounted(transaction, self.figures)
        self.reports = SqlReports(transaction)
        self.api_tokens = SqlApiTokens(transaction)

    def told_in(self, locale: str) -> "SqlWork":
        """The same transaction, told in this language: for what one page shows, never for what is sent."""
        told = copy(self)
        told.page_locale = locale
        return told

    def lists(self, consent: str) -> SqlLists:
        """Subscribers from a list; `consent` says where they agreed."""
        return SqlLists(self._t, consent)

    @property
    def board(self) -> SqlBoard:
        """Counts and lists for the board."""
        return SqlBoard(self._t, self.directory)

    @property
    def connection(self) -> Connection:
        return self._t.connection

    @property
    def now(self) -> datetime:
        return self._t.now

    @property
    def ring(self) -> KeyRing:
        return self._t.ring

    @property
    def house(self) -> House:
        return self.directories.house()

    @property
    def chance(self) -> Chance:
        return self._t.chance

    @property
    def directory(self) -> Directory:
        return self.directories.read()

    @property
    def staged(self) -> bool:
        """Whether the outbox may have something to claim that it had not before this transaction."""
        return self.outbox.staged

    def first_time(self, event_id: str) -> bool:
        """True once for each event id, until `retention.forget` drops it."""
        hashes = self._t.ring.hashes("event", event_id)
        if self._t.known_by_older_key(events.c.hash, hashes):
            return False
        return self._t.found(FIRST_TIME, hash=hashes[0], at=self.now)

    def seen(self, event_id: str) -> bool:
        """Whether `first_time` was asked about this one before."""
        hashes = self._t.ring.hashes("event", event_id)
        return self.connection.execute(SEEN, {"hashes": hashes}).first() is not None

    def send(self, message: OutgoingMessage) -> None:
        """Write an outbox row; the same key again does nothing."""
        self.outbox.stage(message)

    def unsend(self, person_id: str) -> None:
        """Drop what waits to be said to a person who hides; downloads go on."""
        self.outbox.drop(person_id)

    def take_back(self, person_id: str, case_id: str) -> None:
        """Drop what waits for this person about a case, and what a page of ours still holds of it."""
        self.outbox.take_back(person_id, case_id)
        self.mailbox.take_back(person_id, case_id)

    def set_timer(self, timer: Timer) -> None:
        self.timers.set(timer)

    def drop_timer(self, key: str) -> None:
        self.timers.drop(key)

    def timers_of(self, kind: str) -> Sequence[Timer]:
        """The timers of this kind, whenever they are due."""
        return self.timers.of_kind(kind)

    def audit(self, actor: str, action: str, case_id: str = "", detail: str = "") -> None:
        """Write an audit row: who did or read what, `detail` in plain words. Never content."""
        self.log.add(actor, action, case_id, detail)

    def audited(self, case_id: str) -> Sequence[Audit]:
        """Who did or read what of a case, in the order it happened."""
        return self.log.of_case(case_id)


def as_work(work: SqlWork) -> Work:
    """The same, so that mypy proves that the handlers' contract is kept."""
    return work
