"""The figures come from the tables, and none names a person or a place."""

from dataclasses import replace

from bot.metrics import REGISTRY
from bot.store import Store
from bot.store.figures import Figures, figures, figures_of
from handlers.events import OutgoingMessage
from referral.urgency import Urgency
from tests.fakes import FakeClock
from tests.store_cast import ALERT, CASE, MINUTE, START, meet, open_case, send

LABELS = {"channel", "fate", "outcome", "lane", "le", "what", "variant"}


def measured(store: Store, clock: FakeClock) -> Figures:
    with store.connection() as connection:
        return figures(connection, clock.now)


def test_nothing_yet(store: Store, clock: FakeClock) -> None:
    lanes, steps = ("urgent", "reply", "fetch", "bulk"), (u.name for u in Urgency)
    assert measured(store, clock) == Figures(dict.fromkeys(lanes, 0), dict.fromkeys(steps, 0), 0, None)
    assert figures_of(store).unanswered == 0


def test_messages_cases_and_alerts_are_counted(store: Store, clock: FakeClock) -> None:
    person = meet(store).id
    send(store, *(OutgoingMessage(f"u{n}", person, "gọi ngay", lane="urgent") for n in range(2)))
    open_case(store)
    open_case(store, replace(CASE, id="case-2", number="LN-22222", status="closed"), "1" * 16)
    with store.begin() as connection:
        work = store.work(connection)
        work.alerts.add("case-1", ALERT)
        work.alerts.add("case-1", replace(ALERT, n=2, sent_at=START + MINUTE))
        work.alerts.add("case-1", replace(ALERT, n=3, body="desk", sent_at=START - MINUTE))
        work.alerts.add("case-1", replace(ALERT, n=4, body="desk", answer="accepted", answered_at=START))
        work.alerts.add("case-2", replace(ALERT, sent_at=START - MINUTE))
    clock.forward(5 * MINUTE)
    found = measured(store, clock)
    assert (found.waiting["urgent"], found.waiting["reply"]) == (2, 0)
    assert (found.open_cases["urgent"], sum(found.open_cases.values())) == (1, 1)
    assert (found.unanswered, found.oldest_unanswered) == (2, 5 * MINUTE)


def test_labels_are_kinds() -> None:
    labels = {label for metric in REGISTRY.collect() for sample in metric.samples for label in sample.labels}
    assert labels <= LABELS
