"""A room for tests of the handlers: the real store on SQLite, everybody linked, events taken one by one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from sqlalchemy import text

from bot.store import Store, Surroundings
from bot.store.work import SqlWork
from flows.fitting import CHANNELS
from handlers import incoming, timers
from handlers.events import Address, Entry, IncomingEvent, OutgoingMessage, Timer
from handlers.house import House
from referral.agencies import Directory
from referral.alerts import Alert
from referral.case import Case
from referral.urgency import Urgency
from tests.cast import OFFICERS, OFFICERS_AT, OWN_CHANNELS, live_directory
from tests.databases import fresh_url
from tests.fakes import FakeClock, seeded_chance

T = TypeVar("T")
LAN = Address("webchat", "lan")
BEATEN = "có người đang đánh cháu bé dã man, xã Sơn Tây, Quảng Ngãi"
DAY = timedelta(days=1)
OURS = House(own_channels=OWN_CHANNELS)


@dataclass
class Room:
    """Take events and look at what was staged."""

    store: Store
    clock: FakeClock = field(default_factory=FakeClock)
    count: int = 0

    def do(self, job: Callable[[SqlWork], T]) -> T:
        """Run something in a transaction."""
        with self.store.begin() as connection:
            return job(self.store.work(connection))

    def hear(self, event: IncomingEvent) -> list[OutgoingMessage]:
        """Take one event and return the messages it led to, which count as delivered."""
        self.count += 1
        event = replace(event, id=event.id or f"e{self.count}", at=self.clock.now)
        self.do(lambda work: incoming.take(work, event))
        return self.deliver()

    def say(self, words: str, address: Address = LAN) -> list[OutgoingMessage]:
        """Somebody writes."""
        return self.hear(IncomingEvent("", address, self.clock.now, text=words))

    def officer(self, name: str, words: str) -> str:
        """An officer writes; returns what they are answered."""
        address = Address(OFFICERS_AT, OFFICERS[name])
        me = self.person(address)
        return "\n".join(message.text for message in self.say(words, address) if message.person_id == me)

    def person(self, address: Address) -> str:
        """The id of whoever is at this address."""
        return self.do(lambda work: work.people.at(address).id)

    def deliver(self) -> list[OutgoingMessage]:
        """Everything that waits to be sent, as if it had been sent."""
        sent: list[OutgoingMessage] = []
        while more := self.do(claimed):
            sent += more
        return sent

    def wake(self, by: timedelta = timedelta()) -> list[OutgoingMessage]:
        """Time passes at once; the messages to which led what is due then, which count as delivered."""
        self.clock.forward(by)
        for timer in self.do(lambda work: list(work.timers.due(work.now, 99))):
            self.do(partial(act, timer=timer))
        return self.deliver()

    def cases(self) -> list[Case]:
        """Every case."""
        return self.do(read_cases)

    def alerts(self) -> list[Alert]:
        """Who was asked about the only case there is."""
        case = the_case(self)
        return list(self.do(lambda work: work.alerts.of(case.id)))

    def entries(self, kind: str) -> list[Entry]:
        """What was written down of this kind in the only case there is."""
        case = the_case(self)
        return [entry for entry in self.do(lambda work: work.history.entries(case.id)) if entry.kind == kind]

    def rows(self) -> dict[str, list[tuple[object, ...]]]:
        """All that settling can write: who was asked, what is to be sent, what is due."""
        return self.do(lambda work: {t: rows_of(work, t) for t in ("alerts", "outbox", "timers", "entries")})


def claimed(work: SqlWork) -> list[OutgoingMessage]:
    """The messages that can be sent now or after their wait, one to each person."""
    parcels = work.outbox.claim(work.now + DAY, tuple(CHANNELS), 1000, timedelta())
    for parcel in parcels:
        work.outbox.sent(parcel.id, "")
    return [parcel.message for parcel in parcels]


def rows_of(work: SqlWork, table: str) -> list[tuple[object, ...]]:
    """A table as it is."""
    return [tuple(row) for row in work.connection.execute(text(f"SELECT * FROM {table} ORDER BY 1, 2"))]


def act(work: SqlWork, timer: Timer) -> None:
    """What the desk does with a timer that is due."""
    if work.timers.take(timer):
        timers.due(work, timer)


def numbered(work: SqlWork, number: str) -> Case:
    """The case with this number."""
    case = work.cases.by_number(number)
    assert case
    return case


def the_case(room: Room) -> Case:
    """The only case there is."""
    (case,) = room.cases()
    return case


def taken(room: Room, name: str = "Công an xã Sơn Tây") -> str:
    """An emergency that this officer has accepted; its number."""
    room.say(BEATEN)
    number = the_case(room).number
    room.officer(name, f"nhận {number}")
    assert the_case(room).urgency == Urgency.emergency
    return number


def read_cases(work: SqlWork) -> list[Case]:
    """Every case, in the order of their ids."""
    ids = work.connection.execute(text("SELECT id FROM cases ORDER BY id")).scalars().all()
    return [case for case_id in ids if (case := work.cases.get(case_id))]


@contextmanager
def room(folder: Path, linked: bool = True, house: House = OURS, live: bool = True) -> Iterator[Room]:
    """A fresh room; its officers can be reached unless told otherwise."""
    clock = FakeClock()
    surroundings = Surroundings(house, clock, seeded_chance(1), live)
    store = Store.open(fresh_url("sqlite", folder), folder / "keys.json", surroundings)
    made = Room(store, clock)
    try:
        made.do(lambda work: move_in(work, live_directory(), linked))
        yield made
    finally:
        store.close()


def move_in(work: SqlWork, directory: Directory, linked: bool) -> None:
    """Fill the directory and give each officer of the cast a way."""
    work.directories.replace(directory.agencies.values(), directory.officers.values())
    for officer in OFFICERS.values() if linked else ():
        work.staff.link(officer, work.people.at(Address(OFFICERS_AT, officer)).id)
