"""What a step costs at 1,000 people and cases and at 1,000,000 and 100,000: `python -m tests.bench.growth`.

Both are open in one process and take the same groups of events in turn: the mood of the machine meets both.
"""

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import process_time

from bot.store import Store
from bot.store.savepoint import mark
from bot.wiring import warm
from handlers import incoming
from handlers.events import Address, IncomingEvent
from tests.bench import ours, queue, seeding
from tests.bench.goals import Goal, tell
from tests.bench.script import FIRST_CHAT, PEOPLE, STEPS, words
from tests.databases import drop, fresh_url

SIZES = ((1000, 1000), (1_000_000, 100_000))  # people, cases
MOST = 1.5
BATCH = 20
Size = tuple[int, int]


@contextmanager
def filled(kind: str, size: Size) -> Iterator[Store]:
    """A store with so many people and cases, and the directory of the benchmark."""
    with tempfile.TemporaryDirectory() as folder:
        url = fresh_url(kind, Path(folder))
        store = ours.open_store(Path(folder), url)
        seeding.seed(store, size[0])
        queue.seed(store, size[1])
        yield store
        store.close()
        drop(url)


def events(store: Store, first: int, step: str) -> list[IncomingEvent]:
    """What everybody of one round says next."""
    chats = range(FIRST_CHAT + first, FIRST_CHAT + first + PEOPLE)
    said = [(f"{step}:{chat}", Address("telegram", str(chat)), words(chat, step)) for chat in chats]
    return [IncomingEvent(id=one, address=address, at=store.now(), text=story) for one, address, story in said]


def taken(store: Store, said: list[IncomingEvent]) -> float:
    """The processor milliseconds of one event, in groups with one commit each as the writer does it."""
    begin = process_time()
    for n in range(0, len(said), BATCH):
        with store.begin() as connection:
            for at, event in enumerate(said[n : n + BATCH]):
                work = store.work(connection)
                mark(connection, first=not at)
                incoming.take(work, event)
    return (process_time() - begin) * 1000 / len(said)


def measured(stores: list[Store], rounds: int) -> list[float]:
    """The mean cost of a step in each store; the first round only warms up."""
    found: list[list[float]] = [[] for _ in stores]
    for turn in range(rounds + 1):
        for step in STEPS:
            for costs, store in zip(found, stores, strict=True):
                cost = taken(store, events(store, turn * PEOPLE, step))
                costs += [cost] if turn else []
    return [sum(costs) / len(costs) for costs in found]


def main(kinds: list[str], sizes: tuple[Size, ...], rounds: int) -> None:
    """Measure and print a line for each database."""
    warm()
    for kind in kinds:
        with ExitStack() as stack:
            stores = [stack.enter_context(filled(kind, size)) for size in sizes]
            costs = measured(stores, rounds)
        ratio = costs[-1] / costs[0]
        size = f"{sizes[-1][0]:,} people and {sizes[-1][1]:,} cases"
        tell([Goal(f"{kind}: a step with {size} / with {sizes[0][0]:,}", ratio, MOST)])
        for (people, cases), cost in zip(sizes, costs, strict=True):
            print(f"  {people:>9,} people, {cases:>7,} cases: {cost:.2f} ms of processor")


if __name__ == "__main__":
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--people", type=int, default=SIZES[1][0])
    reader.add_argument("--cases", type=int, default=SIZES[1][1])
    reader.add_argument("--rounds", type=int, default=6)
    reader.add_argument("--postgresql", action="store_true")
    given = reader.parse_args()
    chosen = ["sqlite", "postgresql"] if given.postgresql else ["sqlite"]
    main(chosen, (SIZES[0], (given.people, given.cases)), given.rounds)
