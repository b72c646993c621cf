"""What the store tests store: persons, a case, a directory; invented, with every field set; and how SQLite looks."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Executable, event

from bot.store import Store
from handlers.events import Address, Entry, OutgoingMessage, Person
from referral.agencies import Agency, Officer
from referral.alerts import Alert
from referral.case import Case
from referral.urgency import Urgency

START = datetime(2026, 11, 22, 7, 0, 0, 123456, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LAN = Address("webchat", "trình-duyệt-của-Lan")
RECEIPT = "0123456789012345"

CASE = Case(
    id="case-1",
    number="LN-7K3FQ",
    category="physical_violence",
    urgency=Urgency.urgent,
    opened_at=START,
    commune="14773",
    province="38",
    candidates=("14773", "14776"),
    avoid=frozenset({"police"}),
    excluded=frozenset({"police-9", "officer-9"}),
    named=frozenset({"officer-8"}),
    cleared=frozenset({"desk"}),
    avoid_asked=True,
    hold_until=START + 2 * MINUTE,
    passed_to=("desk",),
    merged_into="case-0",
    absorbed=("case-2",),
    contested=1,
    needs_human=True,
    warned=True,
    outcome="helped",
    legal_ground="save_a_life",
    triage_version="1",
    judged=Urgency.emergency,
    facts={"place": "cạnh ao nhà bà Tư", "callback": "0912345678"},
    reasons=("có chữ “đánh”",),
)
ENTRY = Entry("said", START, "reporter", "ba em lại đánh em rồi", told=False)
ALERT = Alert(1, "police-1", "officer-1", Urgency.urgent, START, START + MINUTE)
AGENCIES = (
    Agency("desk", "Trực ban", "intake_desk", phone="0987654321", phone_confirmed=True),
    Agency("police-1", "Công an xã", "police", ("14773", "14776"), "38", sample=True),
)
OFFICERS = (
    Officer("officer-1", "police-1", "Cán bộ Một"),
    Officer("officer-2", "desk", "Cán bộ Hai", deputy=True, on_duty=False),
)


def meet(store: Store, address: Address = LAN) -> Person:
    """Make this person known."""
    with store.begin() as connection:
        return store.work(connection).people.at(address)


def open_case(store: Store, case: Case = CASE, receipt: str = RECEIPT) -> None:
    """Store a case."""
    with store.begin() as connection:
        store.work(connection).cases.add(case, receipt)


def found_directory(store: Store) -> None:
    """Store the agencies and officers."""
    with store.begin() as connection:
        store.work(connection).directories.replace(AGENCIES, OFFICERS)


def send(store: Store, *messages: OutgoingMessage) -> bool:
    """Stage messages; whether any was new."""
    with store.begin() as connection:
        work = store.work(connection)
        for message in messages:
            work.send(message)
        return work.staged


def plan_of(store: Store, statement: Executable, values: Mapping[str, object]) -> list[str]:
    """The steps in which SQLite would do it."""
    with store.connection() as connection:
        event.listen(connection, "before_cursor_execute", explain, retval=True)
        return [row[-1] for row in connection.execute(statement, values).cursor.fetchall()]


def explain(*call: Any) -> tuple[str, Any]:
    """Ask for the plan of a statement in its place."""
    _connection, _cursor, statement, parameters, *_ = call
    return f"EXPLAIN QUERY PLAN {statement}", parameters
