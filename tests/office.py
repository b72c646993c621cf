"""A desk on a real database with a fake channel and a clock, and reactions that count what they were told."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bot.desk import Desk
from bot.desk.flood import LIMITS, Limits
from bot.desk.reactions import Reactions
from bot.desk.rehearsal import Rehearsal
from bot.media import inspect
from bot.metrics import REGISTRY
from bot.store import Store, Surroundings
from bot.store.work import SqlWork
from handlers import channel_health
from handlers.events import Address, FetchResult, Happening, IncomingEvent, Media, OutgoingMessage, Timer
from handlers.house import House
from handlers.urgent import orders
from handlers.work import Work
from tests.fakes import FakeChannel, FakeClock

LAN = Address("webchat", "lan")
NA = Address("webchat", "na")


@dataclass
class Counter:
    """Reactions that echo every message and keep what they were told."""

    heard: list[str] = field(default_factory=list)
    timers: list[Timer] = field(default_factory=list)
    fetched: list[FetchResult] = field(default_factory=list)
    failed: list[OutgoingMessage] = field(default_factory=list)
    seen: list[Happening] = field(default_factory=list)
    delayed: list[OutgoingMessage] = field(default_factory=list)
    torn: str = ""  # the text of a message whose delay is more than this can bear
    urgent: Callable[[IncomingEvent], bool] = lambda event: event.text.startswith("sos")

    def message(self, work: Work, event: IncomingEvent) -> None:
        """`fail…` fails, `later` sets a timer, a photo is fetched, all else is echoed."""
        self.heard.append(event.text)
        person = work.people.at(event.address)
        if event.text.startswith("fail"):
            work.send(OutgoingMessage(f"{event.id}:half", person.id, "half an answer"))
            raise ValueError("on purpose")
        if event.text == "later":
            work.set_timer(Timer(f"wake:{event.id}", work.now + timedelta(minutes=5), "wake", person.id))
        elif event.media:
            work.send(OutgoingMessage(event.id, person.id, act="fetch", ref=event.media.ref, attachment_id="a1"))
        elif event.text == "hide":
            work.send(OutgoingMessage(event.id, person.id, act="clear"))
        else:
            work.send(OutgoingMessage(event.id, person.id, event.text))

    def stumbled(self, work: Work, event: IncomingEvent) -> None:
        """`fail twice` fails here too."""
        if event.text == "fail twice":
            raise ValueError("on purpose")
        work.send(OutgoingMessage(f"{event.id}:stumbled", work.people.at(event.address).id, "a human will read it"))

    def slowed(self, work: Work, event: IncomingEvent) -> None:
        work.send(OutgoingMessage(f"{event.id}:slowed", work.people.at(event.address).id, "slowly"))

    def note(self, work: Work, result: FetchResult) -> None:
        """A file that cannot be read is more than this can bear."""
        if result.media and result.media.problem:
            raise ValueError("on purpose")
        self.fetched.append(result)

    def late(self, work: Work, message: OutgoingMessage) -> None:
        if message.text == self.torn:
            raise ValueError("on purpose")
        self.delayed.append(message)

    def due(self, work: Work, timer: Timer) -> None:
        if timer.kind == "broken":
            raise ValueError("on purpose")
        self.timers.append(timer)
        work.send(OutgoingMessage(timer.key, timer.subject, "wake up"))

    def reactions(self) -> Reactions:
        return Reactions(
            message=self.message,
            stumbled=self.stumbled,
            happened=lambda work, happening: self.seen.append(happening),
            delayed=self.late,
            urgent=lambda event: self.urgent(event),
            orders=orders,
            fetched=self.note,
            due=self.due,
            failed=lambda work, message, problem: self.failed.append(message),
            looked=channel_health.look,
            inspect=inspect,
            slowed=self.slowed,
        )


@dataclass
class Office:
    """The desk with its fake channel, the clock and the reactions above."""

    desk: Desk
    store: Store
    channel: FakeChannel
    clock: FakeClock
    counter: Counter

    async def hear(self, text: str, address: Address = LAN, event_id: str = "") -> None:
        event = IncomingEvent(event_id or f"{address.id}:{text}", address, self.clock.now, text)
        await self.desk.receive(event)

    async def hear_photo(self, ref: str) -> None:
        await self.desk.receive(IncomingEvent(ref, LAN, self.clock.now, media=Media("photo", ref)))

    def texts(self, address: Address = LAN) -> list[str]:
        return [sent.message.text for sent in self.channel.sent if sent.address == address.id]

    async def stage(self, address: Address, *messages: OutgoingMessage) -> None:
        """Write outbox rows for this person; the messages name nobody yet."""

        def write(work: SqlWork) -> None:
            person = work.people.at(address)
            for message in messages:
                work.send(OutgoingMessage(message.key, person.id, message.text, lane=message.lane, wait=message.wait))

        await self.desk.do(write)

    async def problems(self) -> list[str]:
        """Why dead letters died."""
        return await self.desk.do(lambda work: [letter.problem for letter in work.outbox.dead_letters()])

    async def wait_and_deliver(self) -> None:
        """Go to the moment the next thing is due, and do what is due then."""
        if due := await self.desk.next_due():
            self.clock.now = max(due, self.clock.now)
        await self.desk.quiet()

    async def wait_out(self) -> None:
        """The same until nothing is due any more."""
        while await self.desk.next_due():
            await self.wait_and_deliver()


@dataclass(frozen=True)
class Rules:
    """How the desk is set up."""

    rehearsal: Rehearsal | None = None
    limits: Limits = LIMITS
    reactions: Callable[[Counter], Reactions] = Counter.reactions
    house: House = field(default_factory=House)


@contextmanager
def office(url: str, ring_path: Path, rules: Rules | None = None, clock: FakeClock | None = None) -> Iterator[Office]:
    """An open office on this database."""
    rules, clock = rules or Rules(), clock or FakeClock()
    counter, channel = Counter(), FakeChannel("webchat")
    store = Store.open(url, ring_path, Surroundings(rules.house, clock=clock))
    desk = Desk(store, rules.reactions(counter), rules.rehearsal, rules.limits)
    desk.add(channel)
    yield Office(desk, store, channel, clock, counter)
    asyncio.run(desk.stop())
    store.close()


@asynccontextmanager
async def held_up(channel: FakeChannel, *addresses: str) -> AsyncIterator[None]:
    """Sends to these addresses do not return inside the block."""
    gate = asyncio.Event()
    channel.held |= dict.fromkeys(addresses, gate)
    yield
    channel.held.clear()
    gate.set()


def counted(name: str, **labels: str) -> float:
    """How often the metrics counted this."""
    return REGISTRY.get_sample_value(f"langnghe_{name}_total", labels) or 0.0
