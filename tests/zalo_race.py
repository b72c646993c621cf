"""A process that exchanges tokens when others do, round for round: what the 1,000 refreshes are made of."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Protocol

from bot.channels.zalo_oa.oauth import App, OAuth
from bot.channels.zalo_oa.refreshing import Refreshing
from bot.channels.zalo_oa.tokens import Tokens
from bot.channels.zalo_oa.wire import Wire
from bot.desk import Desk
from bot.store import Store, Surroundings
from bot.wiring import REACTIONS
from tests.fakes import FakeClock

WAIT = 120.0  # seconds at the barrier until a race is given up
ROUND = timedelta(hours=21)
POLL = 0.002


class Gate(Protocol):
    """Where all processes wait for each other."""

    def wait(self, timeout: float | None = None) -> int: ...


class Results(Protocol):
    """Where each process puts what it found."""

    def put(self, item: list[str]) -> None: ...


@dataclass(frozen=True, slots=True)
class Track:
    """What the runners are told."""

    url: str
    ring: Path
    app: App
    account: str
    rounds: int


def run(track: Track, gate: Gate, results: Results) -> None:
    """One runner: the tokens it got, round for round."""
    results.put(asyncio.run(raced(track, gate)))


async def raced(track: Track, gate: Gate) -> list[str]:
    clock = FakeClock()
    store = Store.open(track.url, track.ring, Surroundings(clock=clock))
    desk, wire, found = Desk(store, REACTIONS), Wire(), list[str]()
    tokens = Tokens(desk, Refreshing(desk, OAuth(track.app, wire), POLL))
    for _ in range(track.rounds):
        clock.forward(ROUND)
        failed = await tokens.of(track.account)
        await asyncio.to_thread(gate.wait, WAIT)
        found.append(await tokens.instead_of(track.account, failed))
        await asyncio.to_thread(gate.wait, WAIT)
    await wire.close()
    await desk.stop()
    store.close()
    return found


async def race(track: Track, runners: int = 2) -> Sequence[list[str]]:
    """Let so many processes race; what each got."""
    return await asyncio.to_thread(raced_by, track, runners)


def raced_by(track: Track, runners: int) -> Sequence[list[str]]:
    context = get_context("spawn")
    gate, results = context.Barrier(runners), context.Queue()
    processes = [context.Process(target=run, args=(track, gate, results)) for _ in range(runners)]
    for process in processes:
        process.start()
    found = [results.get(timeout=WAIT + track.rounds) for _ in processes]
    for process in processes:
        process.join(WAIT)
    results.close()
    results.join_thread()
    return found
