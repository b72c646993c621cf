"""The writer: nothing is answered before its commit, a fault undoes one job alone, a key keeps its order."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from functools import partial

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from bot.store import Store
from bot.store.work import SqlWork
from bot.writer import BUSY, PACES, Pace, Writer, WriterStopped
from handlers.events import Address, OutgoingMessage
from tests.office import counted

WAIT = 20  # seconds until a test gives up; none waits that long when it passes


class Busy(Exception):
    """What a database says when another transaction is in the way."""

    sqlstate = "40P01"
    sqlite_errorcode = 5


class WatchedStore:
    """A store that counts its commits; those with the numbers in `failures` fail."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.commits = 0
        self.failures: dict[int, Exception] = {}

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        with self._store.begin() as connection:
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


def together(writer: Writer, *jobs: Callable[[SqlWork], object]) -> list[Future[object]]:
    """Submit jobs so that they wait in one queue at the same moment."""
    gate = Gate()
    first = writer.submit("", gate)
    gate.entered()
    futures = [writer.submit("", job) for job in jobs]
    gate.open()
    first.result(WAIT)
    return futures


def test_what_was_answered_is_committed(writer: Writer, store: Store) -> None:
    assert writer.submit("a", remember("one")).result(WAIT)
    with store.begin() as connection:
        assert not store.work(connection).first_time("one")


def test_a_fault_rolls_back_its_own_job_alone(writer: Writer) -> None:
    before, failing, after = together(writer, remember("before"), fail, remember("after"))
    assert before.result(WAIT) and after.result(WAIT)
    with pytest.raises(ValueError, match="on purpose"):
        failing.result(WAIT)
    assert writer.submit("", remember("of the failing job")).result(WAIT), "it must have been rolled back"
    assert not writer.submit("", remember("before")).result(WAIT)


def test_after_a_failed_commit_each_job_runs_alone(grouping: Writer, watched: WatchedStore) -> None:
    watched.failures = {2: RuntimeError("the disk is full")}  # the first is the gate's
    for answer in together(grouping, *(remember(f"event {n}") for n in range(3))):
        assert answer.result(WAIT)
    assert watched.commits == 5, "the gate, the failed group, then three alone"


def test_a_commit_that_keeps_failing_is_told_to_who_waits(writer: Writer, watched: WatchedStore) -> None:
    watched.failures = {1: RuntimeError("the disk is full")}
    with pytest.raises(RuntimeError):
        writer.submit("", remember("lost")).result(WAIT)
    assert writer.submit("", remember("lost")).result(WAIT)


def test_a_collision_is_tried_again(writer: Writer, watched: WatchedStore) -> None:
    watched.failures = {n: OperationalError("COMMIT", {}, Busy()) for n in (1, 2)}
    assert writer.submit("", remember("tried three times")).result(WAIT)
    assert watched.commits == 3


def test_a_collision_inside_a_job_is_tried_again(writer: Writer) -> None:
    tries: list[int] = []

    def job(work: SqlWork) -> bool:
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("SELECT", {}, Busy())
        return work.first_time("third time")

    assert writer.submit("", job).result(WAIT)
    assert len(tries) == 3


def test_a_key_keeps_its_order(writer: Writer) -> None:
    seen: dict[str, list[int]] = {"a": [], "b": [], "c": []}
    answers = [writer.submit(key, partial(append, seen[key], n)) for n in range(20) for key in seen]
    for answer in answers:
        answer.result(WAIT)
    assert all(order == list(range(20)) for order in seen.values())


def test_what_goes_first_passes_all_that_wait_and_keeps_its_order(grouping: Writer) -> None:
    order: list[int] = []
    gate = Gate()
    answers: list[Future[None]] = [grouping.submit("", gate)]
    gate.entered()
    answers += [grouping.submit("", partial(append, order, n), first=n >= 20) for n in range(30)]
    gate.open()
    for answer in answers:
        answer.result(WAIT)
    assert order == [*range(20, 30), *range(20)]


def test_it_says_when_it_is_busy(grouping: Writer) -> None:
    gate = Gate()
    first = grouping.submit("", gate)
    gate.entered()
    waiting = [grouping.submit("", remember(str(n))) for n in range(BUSY)]
    assert grouping.busy
    gate.open()
    first.result(WAIT)
    for answer in waiting:
        answer.result(WAIT)
    assert not grouping.busy


def test_commits_and_jobs_are_counted(grouping: Writer) -> None:
    before = [counted("commits"), counted("jobs", outcome="done"), counted("jobs", outcome="failed")]
    for answer in together(grouping, remember("one"), fail):
        answer.exception(WAIT)
    after = [counted("commits"), counted("jobs", outcome="done"), counted("jobs", outcome="failed")]
    assert [now - then for then, now in zip(before, after, strict=True)] == [2, 2, 1]


def test_jobs_that_wait_share_a_commit(grouping: Writer, watched: WatchedStore) -> None:
    for answer in together(grouping, *(remember(f"event {n}") for n in range(16))):
        assert answer.result(WAIT)
    assert watched.commits == 3, "the gate, then two full batches"


def test_a_job_nobody_waits_for_any_more_is_not_begun(writer: Writer) -> None:
    ran: list[int] = []
    gate = Gate()
    first = writer.submit("", gate)
    gate.entered()
    given_up = writer.submit("", lambda work: ran.append(1))
    assert given_up.cancel()
    gate.open()
    first.result(WAIT)
    writer.submit("", remember("afterwards")).result(WAIT)
    assert not ran


def test_stopping_finishes_what_waits_and_takes_no_more(writer: Writer) -> None:
    waiting = [writer.submit(str(n), remember(f"event {n}")) for n in range(50)]
    writer.stop()
    assert all(answer.result(0) for answer in waiting)
    with pytest.raises(WriterStopped, match="after the start"):
        writer.submit("", remember("too late"))
    writer.stop()


def test_it_can_be_awaited(writer: Writer) -> None:
    assert asyncio.run(writer.do(remember("awaited")))


def test_nothing_staged_pokes_nobody(writer: Writer, pokes: list[int]) -> None:
    writer.submit("", remember("quiet")).result(WAIT)
    assert not pokes


def test_what_was_staged_pokes_once_after_the_commit(writer: Writer, pokes: list[int]) -> None:
    def stage(work: SqlWork) -> None:
        work.send(OutgoingMessage("key", work.people.at(Address("webchat", "lan")).id, "hello"))
        assert not pokes

    writer.submit("", stage).result(WAIT)
    assert pokes == [1]
