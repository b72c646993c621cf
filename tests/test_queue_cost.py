"""What a coordinator's queue costs where the agency was asked about many cases that lie elsewhere."""

import sqlite3
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from bot.store import Store
from bot.store.queue import SHOWN, branches, in_order
from bot.store.tables import alerts, cases
from referral.agencies import Agency, Officer
from referral.queue import Filter, Reach, reach_of
from referral.staff import Grant, area_of
from tests.store_cast import START

DESK = Agency("province-1", "Trực tỉnh", "province_desk", (), "1")
OFFICER = Officer("province-1-1", DESK.id, "Cán bộ")
SQLITE = pytest.mark.parametrize("url", ["sqlite"], indirect=True)  # PostgreSQL decides by its figures
FEW, MANY, MOST = 200, 2000, 50


def coordinates() -> Reach:
    """What the coordinator of the province reaches."""
    grant = Grant("province_coordinator", DESK.id, area_of("province_coordinator", DESK))
    return reach_of(OFFICER, DESK, grant, "see_line")


def fill(store: Store, first: int, count: int) -> None:
    """So many open cases in the province, and as many in another one for which its desk was asked."""
    rows = [
        {
            "id": f"{n:06}", "number": f"LN-{n:06}", "category": "disaster", "status": "open", "commune": "",
            "province": str(1 + n % 2), "opened_at": START, "urgency": 3, "version": 1, "receipt_hash": f"{n:06}",
            "source": "", "sealed": b"x", "sealed_receipt": b"x", "queue_rank": 1, "queue_turn": n,
        }
        for n in range(2 * first, 2 * (first + count))
    ]  # fmt: skip
    asked = {"n": 1, "body": DESK.id, "officer": "province-1-2", "urgency": 3, "sent_at": START, "answer": ""}
    due = START + timedelta(minutes=5)
    with store.begin() as connection:
        connection.execute(insert(cases), rows)
        elsewhere = [row["id"] for row in rows if row["province"] == "2"]
        connection.execute(insert(alerts), [{**asked, "case_id": one, "due_at": due} for one in elsewhere])


def cost(store: Store) -> int:
    """Of a count that stops, in tens of steps of SQLite's machine."""
    steps = list[None]()
    with store.connection() as connection:
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        raw.set_progress_handler(lambda: steps.append(None), 10)
        assert store.work(connection).queue.count(coordinates(), Filter(), MOST) == MOST
        raw.set_progress_handler(None, 0)
    return len(steps)


@SQLITE
def test_a_count_that_stops_does_not_look_at_all_that_the_agency_was_asked_about(store: Store) -> None:
    fill(store, 0, FEW)
    few = cost(store)
    fill(store, FEW, MANY)
    assert cost(store) < 2 * few


@SQLITE
def test_what_lies_elsewhere_is_found_without_reading_an_alert_or_a_case(store: Store) -> None:
    with store.connection() as connection:
        asked = branches(coordinates(), Filter(), store.work(connection).queue._t)[-1]
        query = in_order(select(*SHOWN).where(asked), None, MOST)
        made = query.compile(store.database.engine, compile_kwargs={"literal_binds": True})
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {made}")]
    for index in ("ix_alerts_body (body=?)", "ix_cases_queue_id (id=? AND queue_rank>? AND queue_rank<?)"):
        assert any(f"USING COVERING INDEX {index}" in step for step in plan), plan
