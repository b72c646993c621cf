"""What is not there, is over or may not be known is answered after the same work: counted, not timed."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from argon2 import extract_parameters
from sqlalchemy import event

from bot.passwords import dummy, hashed
from bot.store import Store
from bot.store.work import SqlWork
from tests.room import room
from tests.test_conflict_paths import HOLDER, NEVER, told
from tests.web_house import OFFICER, WebHouse, in_house

DAY = timedelta(days=1)
KIND = re.compile(r"\s*(\w+)(?:.*?\b(?:FROM|INTO|UPDATE)\s+(\w+))?", re.DOTALL | re.IGNORECASE)


@contextmanager
def questions(store: Store) -> Iterator[list[str]]:
    """What SQLite is asked meanwhile: each statement's verb and first table, without its values."""
    asked: list[str] = []

    def note(statement: str) -> None:
        verb, table = KIND.match(statement).groups("")  # type: ignore[union-attr]
        asked.append(f"{verb} {table}")

    def watch(raw: object, *_: object) -> None:
        raw.set_trace_callback(note)  # type: ignore[attr-defined]

    engines = store.database.engine, store.database.readers
    for engine in engines:
        event.listen(engine, "checkout", watch)
    try:
        yield asked
    finally:
        for engine in engines:
            event.remove(engine, "checkout", watch)


def test_a_name_that_nobody_has_costs_the_same_hash() -> None:
    assert extract_parameters(dummy()) == extract_parameters(hashed("any password"))


def test_a_receipt_that_may_not_be_known_costs_what_none_costs(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        shut = told(here)
        cost = []
        for receipt in ("1" * 16, shut.receipt, "2" * 16, shut.receipt):
            with questions(here.store) as asked:
                assert here.officer(HOLDER, receipt)
            here.officer(HOLDER, "dừng")
            cost.append(asked)
        assert cost[0] and cost[0] == cost[1] == cost[2] == cost[3]
        for number in (NEVER, shut.case.number):
            with questions(here.store) as asked:
                assert here.officer(HOLDER, f"xem {number}")
            cost.append(asked)
        assert cost[-2] == cost[-1]


@in_house
async def test_what_is_over_costs_what_never_was_costs(house: WebHouse) -> None:
    def links(work: SqlWork) -> list[str]:
        made = [work.logins.issue(OFFICER, work.now + DAY) for _ in range(2)]
        work.logins.redeem(made[0])
        return made

    used, late = await house.desk.do(links)
    house.clock.forward(DAY)
    store = house.desk._store
    never = "f" * len(used)
    costs = {}
    for name, token in (("used", used), ("late", late), ("never", never)):
        with questions(store) as asked:
            answer = await (await house.new_browser()).post("/o/login", data={"t": token})
        costs[name] = (answer.status, [line for line in asked if "logins" in line])
    assert costs["used"] == costs["late"] == costs["never"] and costs["never"][0] == 410
