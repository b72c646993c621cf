"""A list of subscribers, chunk by chunk, each in a transaction of its own: a death loses and doubles nothing."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import field
from itertools import islice
from pathlib import Path

from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.store import Store
from bot.store.passing import passing
from bot.store.subscription_lists import Fate, Listed
from bot.subscription_lines import Bad, listed_in
from bot.subscription_seen import Seen, nothing_seen
from bot.subscription_table import read_list
from referral.records import dataclass

AT_ONCE = 200  # some 40 ms: what a server beside us may have to wait
PAUSE = 0.02  # seconds between two chunks: a server beside us writes in them
TRIES = 5


@dataclass(slots=True)
class Taken:
    """What became of a list."""

    fates: Counter[Fate] = field(default_factory=Counter)
    repeated: int = 0
    bad: int = 0


@dataclass(frozen=True, slots=True)
class Intake:
    """How a list is taken. `tell` hears of each bad line, `moved` how far it is."""

    store: Store
    consent: str
    write: bool
    tell: Callable[[Bad], None]
    moved: Callable[[int], None]


def take(intake: Intake, file: Path) -> Taken:
    """Take the good lines of a file; the same file again changes nothing. Raises BadListHeadings."""
    taken = Taken()
    with nothing_seen() as seen:
        lines = good_lines(intake, file, seen, taken)
        while chunk := tuple(islice(lines, AT_ONCE)):
            taken.fates += put(intake, chunk)
            intake.moved(chunk[-1].line)
            if intake.write:
                time.sleep(PAUSE)
    return taken


def good_lines(intake: Intake, file: Path, seen: Seen, taken: Taken) -> Iterator[Listed]:
    """The lines that can be taken, each address once; the others are told and counted."""
    now, ring = intake.store.now(), intake.store.vault.ring
    for row in read_list(file):
        found = listed_in(row, now)
        if isinstance(found, Bad):
            taken.bad += 1
            intake.tell(found)
        elif seen.is_new(ring.hash("address", f"{found.address.channel}:{found.address.id}")):
            yield found
        else:
            taken.repeated += 1


def put(intake: Intake, chunk: Sequence[Listed]) -> Counter[Fate]:
    """One chunk in one transaction, tried again when it met another one: somebody wrote to us for the first time."""
    for pause in (0.05 * n for n in range(1, TRIES)):
        try:
            return transact(intake, chunk)
        except DBAPIError as problem:
            if not isinstance(problem, IntegrityError) and not passing(problem):
                raise
            time.sleep(pause)
    return transact(intake, chunk)


def transact(intake: Intake, chunk: Sequence[Listed]) -> Counter[Fate]:
    opened = intake.store.begin if intake.write else intake.store.connection
    with opened() as connection:
        return intake.store.work(connection).lists(intake.consent).put(chunk, intake.write)
