"""Everything that can be broken on purpose: each breaks it, waits, and mends it again."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random

from tests.faults.corrupt import tear_a_case, tear_a_message
from tests.faults.crew import MEGABYTE, Crew, Member
from tests.faults.evidence import Broken, Spared
from tests.faults.ground import Disk, PostgreSQL
from tests.faults.network import Network
from tests.faults.people import Town

STALL = 18.0  # seconds; longer than a lease
AWAY = 12.0  # longer than a send may last
MOMENT = 3.0
TWICE, FEW, MANY = 2, 4, 20


@dataclass(slots=True)
class Field:
    """Where it all happens; `missing` says what cannot be injected here, and why."""

    crew: Crew
    town: Town
    network: Network
    disk: Disk
    url: str
    chance: Random
    server: PostgreSQL | None = None
    missing: dict[str, str] = field(default_factory=dict)
    spared: list[Spared] = field(default_factory=list)
    on_disk: asyncio.Lock = field(default_factory=asyncio.Lock)  # a frozen disk can be neither filled nor written to

    def member(self) -> Member:
        return self.chance.choice(self.crew.members)

    @asynccontextmanager
    async def broken(self, what: str) -> AsyncIterator[None]:
        """While this lasts a send may have gone out without being written down."""
        since = time.monotonic()
        try:
            yield
        finally:
            self.crew.broken.append(Broken(what, since - 1.0, time.monotonic() + 1.0))


async def kill(field: Field) -> None:
    await field.member().end()


async def stall(field: Field) -> None:
    """A process stands still for longer than its lease, then goes on as if nothing had been."""
    one = field.member()
    async with field.broken(f"{one.name} stalled"):
        one.send(signal.SIGSTOP)
        await asyncio.sleep(STALL)
        one.send(signal.SIGCONT)


async def database_restart(field: Field) -> None:
    assert field.server
    async with field.on_disk, field.broken("database away"):
        await asyncio.to_thread(field.server.crash)
        await asyncio.sleep(field.chance.uniform(0.5, MOMENT))
        await asyncio.to_thread(field.server.start)


async def full_disk(field: Field) -> None:
    async with field.on_disk, field.broken("disk full"):
        await asyncio.to_thread(field.disk.fill)
        await asyncio.sleep(2 * MOMENT)
        await asyncio.to_thread(field.disk.free)
        if field.server:
            await asyncio.to_thread(field.server.start)


async def slow_disk(field: Field) -> None:
    """Writes hang for a moment, again and again."""
    ill = field.server or field.disk
    async with field.on_disk, field.broken("disk hangs"):
        for _ in range(FEW):
            try:
                await asyncio.to_thread(ill.freeze)
                await asyncio.sleep(field.chance.uniform(0.5, MOMENT))
            finally:
                await asyncio.to_thread(ill.thaw)
            await asyncio.sleep(0.5)


def network_loss(line: str) -> Callable[[Field], Awaitable[None]]:
    async def lose(field: Field) -> None:
        since = time.monotonic()
        field.network.cut(line)
        try:
            await asyncio.sleep(AWAY)
        finally:
            field.network.mend(line)
            until = time.monotonic() + AWAY  # TCP hands over what we gave up, after as long again at most
            field.crew.broken.append(Broken(f"no line to {line}", since - 1.0, until, line))

    return lose


async def refuse(field: Field) -> None:
    await field.town.telegram.shut()
    await asyncio.sleep(MOMENT)
    await field.town.telegram.reopen()


async def server_errors(field: Field) -> None:
    field.town.telegram.fail("sendMessage", status=502, times=MANY)
    field.town.zalo.fail(status=502, method="/message", times=FEW)


async def too_many(field: Field) -> None:
    field.town.telegram.fail("sendMessage", status=429, retry_after=2, times=FEW)
    field.town.zalo.fail(-32, method="/message", times=TWICE)


async def hang(field: Field) -> None:
    field.town.telegram.hang("sendMessage", times=FEW)
    field.town.zalo.hang("/message", times=TWICE)
    await asyncio.sleep(AWAY)
    field.town.telegram.release()
    field.town.zalo.release()


async def slow_answers(field: Field) -> None:
    """What is sent is there at once, but the answer comes after we have given up."""
    field.town.telegram.latency = AWAY
    await asyncio.sleep(MOMENT)
    field.town.telegram.latency = 0.0


async def lost_answers(field: Field) -> None:
    field.town.telegram.lose("sendMessage", times=FEW)
    field.town.zalo.lose("/message", times=TWICE)


async def doubled_pushes(field: Field) -> None:
    field.town.telegram.duplicate(MANY)
    field.town.zalo.webhook.twists.add("duplicate", MANY)


async def reordered_pushes(field: Field) -> None:
    field.town.zalo.webhook.twists.add("reorder", FEW)


def clock_step(seconds: float) -> Callable[[Field], Awaitable[None]]:
    async def step(field: Field) -> None:
        """The clock of one host jumps, and is set right after a while."""
        one = field.member()
        one.clock.write_text(str(seconds), "ascii")
        await asyncio.sleep(AWAY)
        one.clock.write_text("0", "ascii")

    return step


async def little_memory(field: Field) -> None:
    one = field.member()
    async with field.broken(f"{one.name} starved"):
        one.starve(2 * MEGABYTE)
        await asyncio.sleep(2 * MOMENT)
        one.feed()


async def torn_message(field: Field) -> None:
    """Platforms fail for a moment, so that something waits; then bytes of it are changed."""
    async with field.on_disk:
        field.town.telegram.fail("sendMessage", status=502, times=MANY)
        for _ in range(MANY):
            if number := await asyncio.to_thread(tear_a_message, field.url):
                field.spared.append(Spared(number))
                return
            await asyncio.sleep(0.2)
    field.missing["torn message"] = "no alert waited when it was tried"


async def torn_case(field: Field) -> None:
    async with field.on_disk:
        number = await asyncio.to_thread(tear_a_case, field.url, field.chance)
    if number:
        field.spared.append(Spared(number))
    else:
        field.missing["torn case"] = "there was no case yet"


INJECTIONS: Mapping[str, Callable[[Field], Awaitable[None]]] = {
    "kill": kill,
    "stall": stall,
    "database restart": database_restart,
    "full disk": full_disk,
    "slow disk": slow_disk,
    "network loss telegram": network_loss("telegram"),
    "network loss zalo": network_loss("zalo"),
    "connection refused": refuse,
    "5xx": server_errors,
    "429": too_many,
    "hang": hang,
    "slow answers": slow_answers,
    "lost answers": lost_answers,
    "doubled pushes": doubled_pushes,
    "reordered pushes": reordered_pushes,
    "clock ahead": clock_step(25.0),
    "clock behind": clock_step(-25.0),
    "little memory": little_memory,
    "torn message": torn_message,
    "torn case": torn_case,
}


def schedule(names: list[str], seconds: float, chance: Random) -> list[tuple[float, str]]:
    """When what is broken: each at least once, in a new order each round, a round in every minute and a half."""
    rounds = max(1, round(seconds / 90))
    found: list[tuple[float, str]] = []
    for n in range(rounds):
        order = chance.sample(names, len(names))
        step = seconds / rounds / max(len(order), 1)
        begin = n * seconds / rounds
        found += [(begin + (i + chance.random()) * step, name) for i, name in enumerate(order)]
    return found
