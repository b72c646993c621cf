"""What is to be sent, in lanes: staged by a transaction, claimed for a while, then sent, tried again or dead."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from pydantic import TypeAdapter
from sqlalchemy import bindparam, delete, exists, or_, select, text, update

from bot.store.columns import AnyRow, UtcTime
from bot.store.letters import DeadLetter, Torn, dead_letter
from bot.store.pending import BEHIND, MANY_WAIT, POSTPONED, QUEUED, SENDING, free, next_free, oldest, released
from bot.store.people import PRIVATE
from bot.store.people import place as person_place
from bot.store.people import subject as person_subject
from bot.store.statements import Rows
from bot.store.tables import ERASED, PENDING, outbox
from bot.store.traces import TRACES, TRACES_ABOUT
from bot.store.transaction import Transaction
from bot.store.upsert import once
from bot.store.vault import UNREADABLE
from handlers.events import SEVERAL, Address, Lane, OutgoingMessage
from referral.records import dataclass

LANES = {"urgent": 0, "reply": 1, "fetch": 2, "bulk": 3}
SUBJECT = "mail"
FETCH_LEASE = timedelta(seconds=75)  # a download may take a minute
MESSAGES = TypeAdapter(OutgoingMessage)

STAGE = once(outbox, "key")
CLAIM = (
    update(outbox)
    .where(outbox.c.id == bindparam("this"))
    .values(state="sending", attempts=outbox.c.attempts + 1, due_at=bindparam("until"), problem="")
)
SAVE = update(outbox).where(outbox.c.id == bindparam("this"))
DEAD = select(outbox).where(outbox.c.state == "dead").order_by(outbox.c.id)
SEEN = update(outbox).where(outbox.c.state == "dead").values(state="seen", sealed=None)
UNLESS_ERASED = SAVE.where(outbox.c.problem != ERASED)  # nothing more is kept of it
ARRIVED = UNLESS_ERASED.returning(BEHIND)
AGAIN = SAVE.where(outbox.c.state == "sending")  # not what was let go meanwhile
CLAIMED = bindparam("claimed", type_=UtcTime)
MINE = AGAIN.where(or_(CLAIMED.is_(None), outbox.c.due_at == CLAIMED))  # nobody claimed it after us
RETRY = MINE.values(state="queued")
UNTRIED = MINE.values(state="queued", attempts=outbox.c.attempts - 1, problem=POSTPONED)
TORN = select(outbox.c.person_id, outbox.c.case_id).where(outbox.c.id == bindparam("this"))
KEY = select(outbox.c.key).where(outbox.c.id == bindparam("this"))
LET_ONE_GO = AGAIN.values(state="seen", sealed=None)
LET_GO = (  # what is on its way to them is not tried again; a clearing waits for replies, so those may stay
    update(outbox)
    .where(outbox.c.person_id == bindparam("this"), SENDING)
    .where(or_(outbox.c.lane == LANES["urgent"], outbox.c.lane == LANES["bulk"]))
    .values(state="seen", sealed=None)
)
DROP = (  # what takes something back still does
    delete(outbox)
    .where(outbox.c.person_id == bindparam("this"), QUEUED)
    .where(outbox.c.lane != LANES["fetch"], outbox.c.act != "retract")
)
later = outbox.alias("later")
TAKEN_BACK = exists().where(  # what could not be sent and is being taken back is not tried again
    later.c.person_id == outbox.c.person_id,
    later.c.case_id == outbox.c.case_id,
    later.c.act == "retract",
    later.c.id > outbox.c.id,
    text(f"later.{PENDING}"),
)
FORGET = delete(outbox).where(outbox.c.id == bindparam("this"), outbox.c.case_id != "", TAKEN_BACK)
TAKE_BACK = delete(outbox).where(
    outbox.c.person_id == bindparam("this"),
    or_(outbox.c.case_id == bindparam("about"), outbox.c.case_id == SEVERAL),
    QUEUED,
    or_(outbox.c.act == "say", outbox.c.act == "notice"),
)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message claimed to be sent now. `attempts` counts this one."""

    id: int
    person_id: str
    address: Address
    message: OutgoingMessage
    attempts: int
    at: datetime  # when it was written
    officer_id: str = ""  # for an officer, "" for a citizen
    until: datetime | None = None  # our lease: with it nothing is put back that another process has claimed since


class SqlOutbox:
    """The outbox: `stage` for the handlers, the rest for the desk."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction
        self.staged = False  # True once there may be something to claim that was not there before
        self.torn: list[Torn] = []  # what this transaction wanted to claim and could not open

    def stage(self, message: OutgoingMessage) -> None:
        """Write a row; the same key again does nothing."""
        hashes = self._t.ring.hashes("message", message.key)
        if self._t.known_by_older_key(outbox.c.key, hashes):
            return
        sealed = self._t.safe.seal(SUBJECT, place("sealed", hashes[0]), MESSAGES.dump_json(message))
        if self._t.found(STAGE, key=hashes[0], sealed=sealed, **self._columns(message)):
            self.staged = True

    def drop(self, person_id: str) -> None:
        """Forget what still waits to be said to this person."""
        self._t.run(DROP, this=person_id)
        self._t.run(LET_GO, this=person_id)

    def take_back(self, person_id: str, case_id: str) -> None:
        """Forget what still waits to be said to this person about a case."""
        self._t.run(TAKE_BACK, this=person_id, about=case_id)

    def claim(
        self, now: datetime, channels: Sequence[str], limit: int, lease: timedelta, last: Lane = "bulk"
    ) -> Sequence[Parcel]:
        """What may be sent now of the lanes down to `last`, urgent first. Commit before sending.

        After the lease others may claim it again. One that cannot be opened becomes a dead letter and stops no other.
        """
        rows = self._free(tuple(channels), now=now, most=limit, last=LANES[last])
        until = [now + (FETCH_LEASE if row.act == "fetch" else lease) for row in rows]
        self._t.run_many(CLAIM, [{"this": row.id, "until": end} for row, end in zip(rows, until, strict=True)])
        opened = zip(map(self._opened, rows), until, strict=True)
        return [replace(parcel, until=end) for parcel, end in opened if parcel]

    def _free(self, channels: tuple[str, ...], most: int, last: int, now: datetime) -> Sequence[AnyRow]:
        """The first that may be sent, wherever they stand."""
        rows = self._t.run(free(channels), now=now, most=most, last=last).all()
        if len(rows) == most or self._t.run(MANY_WAIT, last=last).scalar() is None:
            return rows
        return self._t.run(free(channels, by_line=True), now=now, most=most, last=last).all()

    def release(self, channels: Sequence[str]) -> None:
        """What a process that died was sending on these channels may be claimed at once, without waiting out its lease.

        Only for a store that no other process delivers from.
        """
        self._t.run(released(tuple(channels)), now=self._t.now)

    def sent(self, parcel_id: int, platform_id: str) -> None:
        """It arrived: forget what it said, and keep the platform's id of it, unless it was erased meanwhile."""
        sealed_id = self._t.safe.seal(SUBJECT, place("platform_id", str(parcel_id)), platform_id.encode())
        hashed = self._t.ring.hash("trace", platform_id) if platform_id else None
        values = {"state": "sent", "sealed": None, "platform_id": sealed_id, "trace_hash": hashed, "problem": ""}
        self.staged |= bool(self._t.run(ARRIVED, this=parcel_id, **values).scalar())

    def retry(self, parcel_id: int, due_at: datetime, claimed: datetime | None = None) -> None:
        """Try again then, unless it was taken back meanwhile, or claimed by another since the lease until `claimed`."""
        self._t.run(RETRY, this=parcel_id, claimed=claimed, due_at=due_at)
        self._waits_again(parcel_id)

    def postpone(self, parcel_id: int, due_at: datetime, claimed: datetime | None = None) -> None:
        """Send it then: this was no try, and what comes later passes it. Unless taken back or claimed meanwhile."""
        self._t.run(UNTRIED, this=parcel_id, claimed=claimed, due_at=due_at)
        self._waits_again(parcel_id)

    def turn(self, parcel_id: int, message: OutgoingMessage, claimed: datetime | None = None) -> None:
        """Send this at once in its place, in the same row; unless it was taken back or claimed meanwhile."""
        spot = place("sealed", self._t.run(KEY, this=parcel_id).scalar_one())
        sealed = self._t.safe.seal(SUBJECT, spot, MESSAGES.dump_json(message))
        self._t.run(MINE, this=parcel_id, claimed=claimed, **fresh(self._t.now), act=message.act, sealed=sealed)
        self._waits_again(parcel_id)

    def let_go(self, parcel_id: int) -> None:
        """It was claimed and need not be said any more: forget what it said; its key stays taken."""
        self._t.run(LET_ONE_GO, this=parcel_id)
        self.staged = True

    def dead(self, parcel_id: int, problem: str) -> None:
        """It will never arrive; `problem` is one word, never content. Later messages go on."""
        self._t.run(UNLESS_ERASED, this=parcel_id, state="dead", problem=problem)
        self.staged = True

    def dead_letters(self) -> Sequence[DeadLetter]:
        return [dead_letter(row) for row in self._t.run(DEAD)]

    def seen(self) -> None:
        """A human has looked at the dead letters there are."""
        self._t.run(SEEN)

    def next_due(self, channels: Sequence[str]) -> datetime | None:
        """When the next message may be claimed (or claimed again): ask when a claim came back empty."""
        return self._t.run(next_free(tuple(channels)), now=self._t.now).scalar()

    def traces(self, person_id: str, since: datetime, limit: int) -> Sequence[str]:
        """The platform's ids of what was sent to this person since then, the newest first."""
        return self._platform_ids(self._t.run(TRACES, this=person_id, since=since, most=limit))

    def traces_about(self, person_id: str, case_id: str, limit: int) -> Sequence[str]:
        """The platform's ids of what was sent to this person about a case, the newest first."""
        return self._platform_ids(self._t.run(TRACES_ABOUT, this=person_id, about=case_id, most=limit))

    def _platform_ids(self, rows: Rows) -> Sequence[str]:
        spots = [(place("platform_id", str(row.id)), row.platform_id) for row in rows]
        found = [self._t.safe.open(SUBJECT, spot, sealed).decode() for spot, sealed in spots]
        return [trace for trace in found if trace]

    def oldest_urgent_unsent(self, channels: Sequence[str]) -> datetime | None:
        """Since when the longest waiting urgent message of these channels waits."""
        return self._t.run(oldest(tuple(channels)), lane=LANES["urgent"]).scalar()

    def _waits_again(self, parcel_id: int) -> None:
        """It is looked for in its time; what is being taken back is forgotten instead."""
        self._t.run(FORGET, this=parcel_id)
        self.staged = True

    def _columns(self, message: OutgoingMessage) -> dict[str, object]:
        return {
            "person_id": message.person_id,
            "lane": LANES[message.lane],
            "act": message.act,
            "case_id": message.case_id,
            "state": "queued",
            "attempts": 0,
            "at": self._t.now,
            "due_at": self._t.now + message.wait,
            "problem": "",
        }

    def _opened(self, row: AnyRow) -> Parcel | None:
        """The message of a row; None if it, or its address, was changed since it was sealed."""
        try:
            return self._parcel(row)
        except UNREADABLE:
            self.dead(row.id, "unreadable")
            found = self._t.run(TORN, this=row.id).one()
            self.torn.append(Torn(row.id, found.person_id, found.case_id))
            return None

    def _parcel(self, row: AnyRow) -> Parcel:
        subject = person_subject(row.person_id)
        self._t.safe.hold(subject, row)
        private = self._t.safe.open(subject, person_place(row.person_id), row.sealed_person)
        address = Address(row.channel, PRIVATE.validate_json(private).id)
        message = MESSAGES.validate_json(self._t.safe.open(SUBJECT, place("sealed", row.key), row.sealed))
        return Parcel(row.id, row.person_id, address, message, row.attempts + 1, row.at, row.officer_id)


def fresh(now: datetime) -> dict[str, object]:
    """What a row is that was not tried yet."""
    return {"state": "queued", "attempts": 0, "due_at": now}


def place(column: str, row: str) -> str:
    """Where a message's sealed bytes belong: what it says to its key, the platform's id of it to its number."""
    return f"outbox.{column}/{row}"
