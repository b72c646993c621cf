"""A city for random lives: the stage of our plays, asked after every step whether our promises hold."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from sqlalchemy import select, text

from bot.store.tables import alerts, cases, clocks, timers
from bot.store.work import SqlWork
from handlers import officer_pages
from handlers.access import officer_of, relation_to
from handlers.details import case_lines
from handlers.events import Address
from handlers.settle import settle
from referral.alerts import MAY_FOLLOW
from referral.case import Case
from tests.cast import OFFICERS, OFFICERS_AT
from tests.databases import fresh_url
from tests.script import Said
from tests.stage import Opening, Stage

T = TypeVar("T")
ANSWER = "play-"  # how the key of an answer begins: with the id of what was written
SETTLED = ("alerts", "outbox", "timers", "entries", "cases")  # all that settling can write


@dataclass
class City:
    """One stage, the loop it lives in, and everything that ever reached anybody."""

    folder: tempfile.TemporaryDirectory[str] = field(default_factory=tempfile.TemporaryDirectory)
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    reached: Counter[tuple[str, str]] = field(default_factory=Counter)  # who, key of an alert
    latest: list[Said] = field(default_factory=list)
    answers: Mapping[tuple[str, int], str] = field(default_factory=dict)  # of each alert, as they were last looked at
    clocks: frozenset[tuple[str, str, int]] = frozenset()  # the same of legal clocks: subject, name, run

    def __post_init__(self) -> None:
        place = Path(self.folder.name)
        self.stage = Stage(fresh_url("sqlite", place), place / "keys.json", Opening())
        self.run(self.stage.open())

    def close(self) -> None:
        self.run(self.stage.close())
        self.loop.close()
        self.folder.cleanup()

    def run(self, job: Coroutine[object, object, T]) -> T:
        return self.loop.run_until_complete(job)

    def do(self, job: Callable[[SqlWork], T]) -> T:
        """Run something in a transaction of its own."""
        with self.stage.store.begin() as connection:
            return job(self.stage.store.work(connection))

    def act(self, act: Callable[..., Awaitable[None]], *words: str, dies: bool = False) -> None:
        """Do one thing and let everything that follows from it happen."""
        self.latest = self.run(self._acted(act, words, dies))
        self.reached.update((said.name, said.message.key) for said in self.latest if said.message.key[:6] == "alert:")

    async def _acted(self, act: Callable[..., Awaitable[None]], words: tuple[str, ...], dies: bool) -> list[Said]:
        return [said async for moment in self.stage.acted(act, words, dies) for said in moment]

    def move_clock(self, by: timedelta) -> None:
        """The server's clock is set."""
        self.stage.clock.forward(by)

    def quiet(self) -> bool:
        """Whether nothing at all is due within the hour: time may pass in great steps."""
        due = self.run(self.stage.desk.next_due())
        return due is None or due > self.stage.clock.now + timedelta(hours=1)

    def numbers(self) -> Sequence[str]:
        """The numbers of all cases, in the order they were opened."""
        query = select(cases.c.number).order_by(cases.c.opened_at, cases.c.number)
        return self.do(lambda work: list(work.connection.execute(query).scalars()))


# What must hold after every step. Each raises AssertionError, with no content in its words.


def somebody_is_responsible(work: SqlWork) -> None:
    """Each open case has a holder, or somebody who is asked, or a moment at which it is looked at again."""
    wakes = due_times(work)
    for case in open_cases(work):
        held = any(a.answer == "accepted" and a.officer in work.directory.officers for a in work.alerts.of(case.id))
        assert held or case.id in wakes, f"{case.number}: nobody has it, and nobody will look"
        assert case.id not in wakes or wakes[case.id] > work.now, f"{case.number}: its timer is overdue"


def due_times(work: SqlWork) -> Mapping[str, datetime]:
    """When each case is looked at again."""
    rows = work.connection.execute(select(timers).where(timers.c.kind == "settle"))
    return {row.subject: row.due_at for row in rows}


def open_cases(work: SqlWork) -> Sequence[Case]:
    ids = work.connection.execute(select(cases.c.id).where(cases.c.status == "open")).scalars().all()
    return [case for case in map(work.cases.get, ids) if case]


def the_excluded_see_nothing(work: SqlWork, latest: Sequence[Said]) -> None:
    """Nothing of a case reaches, or can be read by, whoever must not know of it.

    What answers their own typing says the number back; tests/test_conflict_paths.py holds that against no such case.
    """
    people = {name: work.people.at(Address(OFFICERS_AT, officer)) for name, officer in OFFICERS.items()}
    for case in open_cases(work):
        for name, person in people.items():
            officer = officer_of(work, person)
            if officer is None or relation_to(work, officer, case) != "excluded":
                continue
            told = [said.message for said in latest if said.name == name and case.number in said.message.text]
            assert all(message.key.startswith(ANSWER) for message in told), f"{case.number}: was told"
            assert case.number not in {line.number for line in case_lines(work, person)}
            assert officer_pages.case_view(work, person.id, case.number) is None


def answers_of(work: SqlWork) -> Mapping[tuple[str, int], str]:
    """What became of each alert, by its case and number."""
    rows = work.connection.execute(select(alerts.c.case_id, alerts.c.n, alerts.c.answer))
    return {(case, n): answer for case, n, answer in rows}


def answers_follow(before: Mapping[tuple[str, int], str], now: Mapping[tuple[str, int], str]) -> None:
    """No alert is lost, and each answer may follow the one before; of one step several may be seen as one."""
    for alert, answer in before.items():
        assert now[alert] == answer or now[alert] in REACHED[answer], f"{answer!r} became {now[alert]!r}"


def reached_from(answer: str) -> frozenset[str]:
    """What may become of an answer in the end."""
    after = {str(name): names for name, names in MAY_FOLLOW.items()}
    found, ahead = set[str](), [answer]
    while ahead:
        new = set(after[ahead.pop()]) - found
        found |= new
        ahead += new
    return frozenset(found)


REACHED = {str(answer): reached_from(answer) for answer in MAY_FOLLOW}


def clocks_of(work: SqlWork) -> frozenset[tuple[str, str, int]]:
    """All legal clocks that were ever begun."""
    rows = work.connection.execute(select(clocks.c.subject, clocks.c.name, clocks.c.run))
    return frozenset((subject, name, run) for subject, name, run in rows)


def settling_twice_is_once(work: SqlWork) -> None:
    """Settling a case that was settled changes nothing."""
    for case in open_cases(work)[:1]:
        settle(work, case)
        before = rows_of(work)
        settle(work, case)
        assert rows_of(work) == before, f"{case.number}: settling again changed something"


def rows_of(work: SqlWork) -> Mapping[str, Sequence[tuple[object, ...]]]:
    """All that settling can write."""
    return {
        table: [tuple(row) for row in work.connection.execute(text(f"SELECT * FROM {table} ORDER BY 1, 2"))]
        for table in SETTLED
    }
