"""The writer: nothing is answered before its commit, a fault undoes one job alone, a key keeps its order."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from typing import Any, TypeVar

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, OperationalError

from bot.caught import Broken
from bot.store import Store
from bot.store.statements import driver
from bot.store.work import SqlWork
from bot.writer import BUSY, PACES, Pace, Writer, WriterStopped
from handlers.events import Address, OutgoingMessage
from tests.office import counted

T = TypeVar("T")
WAIT = 20  # seconds until a test gives up; none waits that long when it passes


class Busy(Exception):
    """What a database says when another transaction is in the way."""

    sqlstate = "40P01"
    sqlite_errorcode = 5


class WatchedStore:
    """A store that counts its commits; those with the numbers in `failures` fail; `lasting` are its `durable`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.commits = 0
        self.failures: dict[int, Exception] = {}
        self.lasting: list[bool] = []

    @contextmanager
    def begin(self, *, durable: bool = True) -> Iterator[Connection]:
        self.lasting.append(durable)
        with self._store.begin(durable=durable) as connection:
            yield connection
            self.commits += 1
            if self.commits in self.failures:
                raise self.failures[self.commits]

    def work(self, connection: Connection) -> SqlWork:
        return self._store.work(connection)


@pytest.fixture
def watched(store: Store) -> WatchedStore:
    return WatchedStore(store)


@pytest.fixture
def pokes() -> list[int]:
    return []


@pytest.fixture
def writer(store: Store, watched: WatchedStore, pokes: list[int]) -> Iterator[Writer]:
    started = Writer(watched, PACES[store.dialect], lambda: pokes.append(1))
    yield started
    started.stop()


@pytest.fixture
def grouping(watched: WatchedStore) -> Iterator[Writer]:
    """One thread that serves up to eight jobs with one commit."""
    started = Writer(watched, Pace(threads=1, batch=8), lambda: None)
    yield started
    started.stop()


def remember(event: str) -> Callable[[SqlWork], bool]:
    """A job that writes; True if it was the first with this event."""
    return lambda work: work.first_time(event)


def append(numbers: list[int], n: int, work: SqlWork) -> None:
    numbers.append(n)


def fail(work: SqlWork) -> None:
    work.first_time("of the failing job")
    raise ValueError("on purpose")


class Gate:
    """A job that keeps its thread busy until it is opened, so that others queue behind it."""

    def __init__(self) -> None:
        self._entered, self._opened = threading.Event(), threading.Event()

    def __call__(self, work: SqlWork) -> None:
        self._entered.set()
        assert self._opened.wait(WAIT)

    def entered(self) -> None:
        assert self._entered.wait(WAIT)

    def open(self) -> None:
        self._opened.set()


def run(writer: Writer, job: Callable[[SqlWork], T]) -> T:
    """Run one job and wait for it."""
    return asyncio.run(writer.do(job))


async def together(
    writer: Writer, *jobs: Callable[[SqlWork], object], first: range = range(0), large: range = range(0)
) -> list[Any]:
    """What became of jobs that waited in one line at the same moment; those with these numbers go first, or alone."""
    async with held(writer):
        tasks = [asyncio.create_task(writer.do(job, first=n in first, large=n in large)) for n, job in enumerate(jobs)]
        await asyncio.sleep(0)  # now they wait
    return await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def held(writer: Writer) -> AsyncIterator[None]:
    """The thread is busy inside the block, so that all else waits."""
    gate = Gate()
    opened = asyncio.create_task(writer.do(gate))
    await asyncio.to_thread(gate.entered)
    yield
    gate.open()
    await opened


def test_what_was_answered_is_committed(writer: Writer, store: Store) -> None:
    assert run(writer, remember("one"))
    with store.begin() as connection:
        assert not store.work(connection).first_time("one")


def test_a_fault_rolls_back_its_own_job_alone(writer: Writer) -> None:
    before, failing, after = asyncio.run(together(writer, remember("before"), fail, remember("after")))
    assert before is True and after is True
    assert isinstance(failing, ValueError) and str(failing) == "on purpose"
    assert run(writer, remember("of the failing job")), "it must have been rolled back"
    assert not run(writer, remember("before"))


class Panic(BaseException):
    """What a library written in another language may raise."""


def give_up_badly(kind: type[BaseException], work: SqlWork) -> None:
    work.first_time("of the failing job")
    raise kind


@pytest.mark.parametrize("kind", [Panic, StopIteration])
def test_not_even_a_panic_ends_the_thread_or_leaves_others_waiting(kind: type[BaseException], writer: Writer) -> None:
    job = partial(give_up_badly, kind)
    broken, after = asyncio.run(together(writer, job, remember("after")))
    assert isinstance(broken, Broken) and after is True
    assert run(writer, remember("of the failing job")), "it must have been rolled back"


def test_a_fault_surfaces_even_if_the_whole_transaction_is_lost_and_harms_no_other(grouping: Writer) -> None:
    def lose(work: SqlWork) -> None:
        driver(work.connection).execute("ROLLBACK", ())
        raise ValueError("on purpose")

    before, failing, after = asyncio.run(together(grouping, remember("before"), lose, remember("after")))
    assert before is True and after is True
    assert isinstance(failing, ValueError)
    assert not run(grouping, remember("before")) and not run(grouping, remember("after"))


def test_a_fault_of_the_database_rolls_back_its_own_job_alone(grouping: Writer) -> None:
    def unknown(work: SqlWork) -> None:
        work.connection.execute(text("SELECT nothing FROM nowhere"))

    before, failing, after = asyncio.run(together(grouping, remember("before"), unknown, remember("after")))
    assert before is True and after is True
    assert isinstance(failing, DBAPIError)


def test_after_a_failed_commit_each_job_runs_alone(grouping: Writer, watched: WatchedStore) -> None:
    watched.failures = {2: RuntimeError("the disk is full")}  # the first is the gate's
    assert all(asyncio.run(together(grouping, *(remember(f"event {n}") for n in range(3)))))
    assert watched.commits == 5, "the gate, the failed group, then three alone"


def test_a_commit_that_keeps_failing_is_told_to_who_waits(writer: Writer, watched: WatchedStore) -> None:
    watched.failures = {1: RuntimeError("the disk is full")}
    with pytest.raises(RuntimeError):
        run(writer, remember("lost"))
    assert run(writer, remember("lost"))


def test_a_collision_is_tried_again(writer: Writer, watched: WatchedStore) -> None:
    watched.failures = {n: OperationalError("COMMIT", {}, Busy()) for n in (1, 2)}
    assert run(writer, remember("tried three times"))
    assert watched.commits == 3


def test_a_collision_inside_a_job_is_tried_again(writer: Writer) -> None:
    tries: list[int] = []

    def job(work: SqlWork) -> bool:
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("SELECT", {}, Busy())
        return work.first_time("third time")

    assert run(writer, job)
    assert len(tries) == 3


def test_a_key_keeps_its_order(writer: Writer) -> None:
    seen: dict[str, list[int]] = {"a": [], "b": [], "c": []}

    async def play() -> None:
        await asyncio.gather(*(writer.do(partial(append, seen[key], n), key) for n in range(20) for key in seen))

    asyncio.run(play())
    assert all(order == list(range(20)) for order in seen.values())


def test_what_goes_first_passes_all_that_wait_and_keeps_its_order(grouping: Writer) -> None:
    order: list[int] = []
    asyncio.run(together(grouping, *(partial(append, order, n) for n in range(30)), first=range(20, 30)))
    assert order == [*range(20, 30), *range(20)]


def test_what_is_large_shares_no_commit_and_all_others_may_pass_it_once(
    grouping: Writer, watched: WatchedStore
) -> None:
    order: list[int] = []
    asyncio.run(
        together(grouping, *(partial(append, order, n) for n in range(20)), first=range(15, 20), large=range(3))
    )
    assert order == [0, *range(15, 20), 3, 4, 5, 1, *range(6, 14), 2, 14], "batches of eight between them"
    assert watched.commits == 1 + 6, "the gate, three large ones, three batches"


def test_it_says_when_it_is_busy(grouping: Writer) -> None:
    async def play() -> None:
        async with held(grouping):
            waiting = asyncio.gather(*(grouping.do(remember(str(n))) for n in range(BUSY)))
            await asyncio.sleep(0)
            assert grouping.busy
        await waiting

    asyncio.run(play())
    assert not grouping.busy


def test_commits_and_jobs_are_counted(grouping: Writer) -> None:
    before = [counted("commits"), counted("jobs", outcome="done"), counted("jobs", outcome="failed")]
    asyncio.run(together(grouping, remember("one"), fail))
    after = [counted("commits"), counted("jobs", outcome="done"), counted("jobs", outcome="failed")]
    assert [now - then for then, now in zip(before, after, strict=True)] == [2, 2, 1]


def test_jobs_that_wait_share_a_commit(grouping: Writer, watched: WatchedStore) -> None:
    assert all(asyncio.run(together(grouping, *(remember(f"event {n}") for n in range(16)))))
    assert watched.commits == 3, "the gate, then two full batches"


def test_a_job_nobody_waits_for_any_more_is_not_begun(writer: Writer) -> None:
    ran: list[int] = []

    async def play() -> None:
        async with held(writer):
            given_up = asyncio.create_task(writer.do(lambda work: ran.append(1)))
            await asyncio.sleep(0)
            given_up.cancel()
            await asyncio.wait({given_up})
        await writer.do(remember("afterwards"))

    asyncio.run(play())
    assert not ran


def test_who_gives_up_while_the_job_runs_changes_nothing(writer: Writer) -> None:
    async def play() -> None:
        gate = Gate()
        given_up = asyncio.create_task(writer.do(gate))
        await asyncio.to_thread(gate.entered)
        given_up.cancel()
        await asyncio.wait({given_up})
        gate.open()
        assert await writer.do(remember("afterwards"))

    asyncio.run(play())


def test_a_loop_that_closed_meanwhile_stops_nobody(writer: Writer) -> None:
    gate = Gate()

    async def leave() -> None:
        left.append(asyncio.create_task(writer.do(gate)))
        await asyncio.to_thread(gate.entered)

    left: list[asyncio.Task[None]] = []
    asyncio.run(leave())
    gate.open()
    assert run(writer, remember("afterwards"))


def test_stopping_finishes_what_waits_and_takes_no_more(writer: Writer) -> None:
    async def play() -> None:
        waiting = [asyncio.create_task(writer.do(remember(f"event {n}"), str(n))) for n in range(50)]
        await asyncio.sleep(0)
        await asyncio.to_thread(writer.stop)
        assert all(await asyncio.gather(*waiting))
        with pytest.raises(WriterStopped, match="after the start"):
            await writer.do(remember("too late"))

    asyncio.run(play())
    writer.stop()


def test_nothing_staged_pokes_nobody(writer: Writer, pokes: list[int]) -> None:
    run(writer, remember("quiet"))
    assert not pokes


def test_what_was_staged_pokes_once_after_the_commit(writer: Writer, pokes: list[int]) -> None:
    def watched_stage(work: SqlWork) -> None:
        stage(work)
        assert not pokes

    run(writer, watched_stage)
    assert pokes == [1]


def stage(work: SqlWork) -> None:
    work.send(OutgoingMessage("key", work.people.at(Address("webchat", "lan")).id, "hello"))


def test_who_stands_by_runs_with_what_staged_something_and_with_nothing_else(
    writer: Writer, watched: WatchedStore
) -> None:
    async def play() -> None:
        ready = asyncio.create_task(writer.stand_by(remember("ready")))
        await asyncio.sleep(0)
        await writer.do(remember("quiet"))
        assert not ready.done()
        await writer.do(stage)
        assert await ready
        assert watched.commits == 2

    asyncio.run(play())
    assert not run(writer, remember("ready"))


def test_who_stands_by_runs_when_called_also_by_who_called_before(writer: Writer) -> None:
    async def play() -> None:
        ready = asyncio.create_task(writer.stand_by(remember("first")))
        await asyncio.sleep(0)
        writer.call()
        assert await ready
        await writer.do(stage)
        assert await writer.stand_by(remember("second"))

    asyncio.run(play())


def test_the_fault_of_who_stands_by_undoes_nothing_but_its_own(writer: Writer, watched: WatchedStore) -> None:
    async def play() -> None:
        ready = asyncio.create_task(writer.stand_by(fail))
        await asyncio.sleep(0)
        await writer.do(stage)
        with pytest.raises(ValueError, match="on purpose"):
            await ready

    asyncio.run(play())
    assert watched.commits == 1
    assert run(writer, remember("of the failing job")), "it must have been rolled back"
    assert run(writer, lambda work: work.outbox.next_due(["webchat"])), "what was staged is there"


def test_after_a_failed_commit_who_stood_by_runs_alone_too(writer: Writer, watched: WatchedStore) -> None:
    watched.failures = {1: RuntimeError("the disk is full")}

    async def play() -> None:
        ready = asyncio.create_task(writer.stand_by(remember("ready")))
        await asyncio.sleep(0)
        await writer.do(stage)
        assert await ready

    asyncio.run(play())
    assert watched.commits == 3, "the failed one, then two alone"


def test_who_stood_by_and_gave_up_is_not_begun(writer: Writer) -> None:
    async def play() -> None:
        given_up = asyncio.create_task(writer.stand_by(remember("given up")))
        await asyncio.sleep(0)
        given_up.cancel()
        await asyncio.wait({given_up})
        await writer.do(stage)
        assert await writer.do(remember("given up"))

    asyncio.run(play())


def test_one_job_that_must_last_makes_its_whole_commit_last(grouping: Writer, watched: WatchedStore) -> None:
    held = threading.Event()

    async def play() -> None:
        first = asyncio.create_task(grouping.do(lambda _: held.wait(WAIT), durable=False))
        while not watched.lasting:  # noqa: ASYNC110  it is at work, alone
            await asyncio.sleep(0.01)
        behind = [asyncio.create_task(grouping.do(remember(str(n)), durable=n == 1)) for n in range(3)]
        await asyncio.sleep(0)
        held.set()
        await asyncio.gather(first, *behind)

    asyncio.run(play())
    assert watched.lasting == [False, True]
