"""A table that was compared is written in small steps, so that chat never waits for a large one."""

from dataclasses import replace
from functools import partial
from typing import Literal, get_args

from aiohttp import web

from bot.table_bytes import Upload
from bot.tables.comparing import Difference, DryRun, Kind, Reader, dry_run
from bot.web.console.stale import version_of
from bot.web.console.writing import DONE, GONE, STALE, Outcome, first
from bot.web.desk import WebWork
from bot.web.parts import PARTS
from bot.web.seat import Seat
from handlers.keeps_directory import KeptTable
from referral.records import dataclass

Written = Outcome | Literal["part", "going"]
PART: Written = "part"  # somebody changed the directory between two steps: some lines are written, others not
GOING: Written = "going"
TRIES = 5  # the directory changes also whenever an officer goes on duty: then what is left is compared anew


@dataclass(frozen=True, slots=True)
class Asked:
    """The table that somebody wants written, the version of the differences they saw, the form's once."""

    table: str
    version: str
    once: str


@dataclass(frozen=True, slots=True)
class Left:
    """What is still to be written, as compared with this version of the directory."""

    run: DryRun
    at: str


def run_of(work: WebWork, seat: Seat, table: KeptTable) -> DryRun:
    """What the table changes now. Raises TableUnreadable and BadHeadings."""
    kind = next(name for name in get_args(Kind) if name == table.kind)
    reader = Reader(seat.grant, work.directory, table.province, seat.officer_id)
    return dry_run(kind, upload_of(table), reader)


def upload_of(table: KeptTable) -> Upload:
    """The file under the name that its kind has here: how people call their files is theirs."""
    return Upload(f"{table.kind}{'.xlsx' if table.workbook else '.csv'}", table.data)


async def written(request: web.Request, seat: Seat, asked: Asked) -> Written:
    """Write the good lines as long as they are among the differences that the page showed."""
    shown: frozenset[Difference] = frozenset()
    for tried in range(TRIES):
        left = await request.app[PARTS].look(lambda work: left_of(work, seat, asked.table))
        if left is None:
            return GONE
        if not tried and asked.version != version_of(*left.run.differences):
            return STALE
        shown = shown or frozenset(left.run.differences)
        if not shown.issuperset(left.run.differences):
            return PART
        outcome = await stepped(request, seat, replace(asked, once="") if tried else asked, left)
        if outcome != STALE:
            return outcome
    return PART


def left_of(work: WebWork, seat: Seat, one: str) -> Left | None:
    """The table compared with the directory as it is now; None if it is not kept any more."""
    at, table = work.directories.version(), work.tables.get(one, seat.actor)
    return Left(run_of(work, seat, table), at) if table else None


async def stepped(request: web.Request, seat: Seat, asked: Asked, left: Left) -> Written:
    """Each step in a transaction; STALE as soon as the directory is not what the table was compared with."""
    steps = left.run.steps

    def job(work: WebWork, at: int) -> Written:
        if at == 0 and asked.once and not first(work, asked.once):
            return DONE
        if work.directories.version() != left.at:
            return STALE
        steps[at](work, seat.actor)
        if at + 1 < len(steps):
            return GOING
        work.tables.drop(asked.table)
        return DONE

    for at in range(len(steps)):
        outcome = await request.app[PARTS].ask(partial(job, at=at))
        if outcome != GOING:
            return outcome
    return DONE
