"""What is to be sent, in lanes: staged by a transaction, claimed for a while, then sent, tried again or dead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import TypeAdapter
from sqlalchemy import Integer, bindparam, delete, exists, func, select, text, update

from bot.store.people import KEY_OF_PERSON, PRIVATE
from bot.store.people import place as person_place
from bot.store.people import subject as person_subject
from bot.store.tables import PENDING, AnyRow, UtcTime, keys, outbox, people
from bot.store.transaction import Transaction
from bot.store.upsert import once
from handlers.events import Address, Lane, OutgoingMessage

LANES = {"urgent": 0, "reply": 1, "fetch": 2, "bulk": 3}
SUBJECT = "mail"
FETCH_LEASE = timedelta(seconds=75)  # a download may take a minute
MESSAGES = TypeAdapter(OutgoingMessage)

earlier = outbox.alias("earlier")
IS_PENDING = text(f"outbox.{PENDING}")
IN_FRONT = exists().where(  # of the same lane to the same person: messages to one person keep their order
    earlier.c.person_id == outbox.c.person_id,
    earlier.c.lane == outbox.c.lane,
    earlier.c.id < outbox.c.id,
    text(f"earlier.{PENDING}"),
)
ON_CHANNELS = people.c.channel.in_(bindparam("channels", expanding=True))
STAGE = once(outbox, "key")
FREE = (
    select(
        outbox.c.id, outbox.c.key, outbox.c.act, outbox.c.person_id, outbox.c.sealed, outbox.c.attempts,
        outbox.c.at, people.c.channel, people.c.officer_id, people.c.sealed.label("sealed_person"),
        keys.c.ring_key, keys.c.wrapped,
    )
    .select_from(outbox.join(people).join(keys, KEY_OF_PERSON))
    .where(IS_PENDING, outbox.c.due_at <= bindparam("now"), ON_CHANNELS, ~IN_FRONT)
    .where(outbox.c.lane <= bindparam("last", LANES["bulk"], Integer))
    .order_by(outbox.c.lane, outbox.c.id)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(of=outbox, skip_locked=True)
)  # fmt: skip
CLAIM = (
    update(outbox)
    .where(outbox.c.id.in_(bindparam("ids", expanding=True)))
    .values(state="sending", attempts=outbox.c.attempts + 1, due_at=bindparam("until"))
)
KEY = select(outbox.c.key).where(outbox.c.id == bindparam("this"))
SAVE = update(outbox).where(outbox.c.id == bindparam("this"))
DEAD = select(outbox).where(outbox.c.state == "dead").order_by(outbox.c.id)
RELEASE = (
    update(outbox)
    .where(outbox.c.state == "sending", outbox.c.person_id.in_(select(people.c.id).where(ON_CHANNELS)))
    .values(due_at=bindparam("now", type_=UtcTime))
)
SEEN = update(outbox).where(outbox.c.state == "dead").values(state="seen", sealed=None)
NEXT = select(func.min(outbox.c.due_at)).select_from(outbox.join(people)).where(IS_PENDING, ON_CHANNELS, ~IN_FRONT)
DROP = delete(outbox).where(
    outbox.c.person_id == bindparam("this"), outbox.c.state == "queued", outbox.c.lane != LANES["fetch"]
)
TRACES = (
    select(outbox.c.key, outbox.c.platform_id)
    .where(outbox.c.person_id == bindparam("this"), outbox.c.state == "sent", outbox.c.platform_id.is_not(None))
    .where(outbox.c.at >= bindparam("since", type_=UtcTime))
    .order_by(outbox.c.id.desc())
    .limit(bindparam("most", type_=Integer))
)
OLDEST_URGENT = select(func.min(outbox.c.at)).where(IS_PENDING, outbox.c.lane == LANES["urgent"])


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


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that will not be sent: a human must look. Without its content."""

    id: int
    person_id: str
    case_id: str
    at: datetime
    attempts: int
    problem: str


class SqlOutbox:
    """The outbox: `stage` for the handlers, the rest for the desk."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction
        self.staged = False  # True once this transaction wrote a new row

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

    def claim(
        self, now: datetime, channels: Sequence[str], limit: int, lease: timedelta, last: Lane = "bulk"
    ) -> Sequence[Parcel]:
        """What may be sent now of the lanes down to `last`, urgent first. Commit before sending.

        After the lease others may claim it again.
        """
        rows = self._t.run(FREE, now=now, channels=list(channels), most=limit, last=LANES[last]).all()
        for act, until in ((False, now + lease), (True, now + FETCH_LEASE)):
            if ids := [row.id for row in rows if (row.act == "fetch") == act]:
                self._t.run(CLAIM, ids=ids, until=until)
        return [self._parcel(row) for row in rows]

    def release(self, channels: Sequence[str]) -> None:
        """What a process that died was sending on these channels may be claimed at once, without waiting out its lease.

        Only for a store that no other process delivers from.
        """
        self._t.run(RELEASE, channels=list(channels), now=self._t.now)

    def sent(self, parcel_id: int, platform_id: str) -> None:
        """It arrived: forget what it said."""
        key = self._t.run(KEY, this=parcel_id).scalar_one()
        sealed_id = self._t.safe.seal(SUBJECT, place("platform_id", key), platform_id.encode())
        self._t.run(SAVE, this=parcel_id, state="sent", sealed=None, platform_id=sealed_id, problem="")

    def retry(self, parcel_id: int, due_at: datetime) -> None:
        """Try again then."""
        self._t.run(SAVE, this=parcel_id, state="queued", due_at=due_at)

    def dead(self, parcel_id: int, problem: str) -> None:
        """It will never arrive; `problem` is one word, never content. Later messages go on."""
        self._t.run(SAVE, this=parcel_id, state="dead", problem=problem)

    def dead_letters(self) -> Sequence[DeadLetter]:
        return [dead_letter(row) for row in self._t.run(DEAD)]

    def seen(self) -> None:
        """A human has looked at the dead letters there are."""
        self._t.run(SEEN)

    def next_due(self, channels: Sequence[str]) -> datetime | None:
        """When the next message may be claimed (or claimed again): ask when a claim came back empty."""
        return self._t.run(NEXT, channels=list(channels)).scalar()

    def traces(self, person_id: str, since: datetime, limit: int) -> Sequence[str]:
        """The platform's ids of what was sent to this person since then, the newest first."""
        rows = self._t.run(TRACES, this=person_id, since=since, most=limit)
        found = [self._t.safe.open(SUBJECT, place("platform_id", row.key), row.platform_id).decode() for row in rows]
        return [trace for trace in found if trace]

    def oldest_urgent_unsent(self) -> datetime | None:
        """Since when the longest waiting urgent message waits."""
        return self._t.run(OLDEST_URGENT).scalar()

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

    def _parcel(self, row: AnyRow) -> Parcel:
        subject = person_subject(row.person_id)
        self._t.safe.hold(subject, row)
        private = self._t.safe.open(subject, person_place(row.person_id), row.sealed_person)
        address = Address(row.channel, PRIVATE.validate_json(private).id)
        message = MESSAGES.validate_json(self._t.safe.open(SUBJECT, place("sealed", row.key), row.sealed))
        return Parcel(row.id, row.person_id, address, message, row.attempts + 1, row.at, row.officer_id)


def dead_letter(row: AnyRow) -> DeadLetter:
    """The dead letter of a row."""
    return DeadLetter(row.id, row.person_id, row.case_id, row.at, row.attempts, row.problem)


def place(column: str, key: str) -> str:
    """Where a message's sealed bytes belong."""
    return f"outbox.{column}/{key}"
