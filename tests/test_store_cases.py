"""Cases, their history and alerts: kept whole, found three ways, gone when erased."""

from dataclasses import replace
from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import select

from bot.store import Store
from bot.store.tables import cases
from bot.store.vault import Erased
from handlers.events import Address, Attachment, Media, OutgoingMessage
from referral.urgency import Urgency
from tests.fakes import FakeClock
from tests.store_cast import ALERT, CASE, ENTRY, LAN, MINUTE, RECEIPT, START, meet, open_case, send

PHOTO = Attachment("photo-1", CASE.id, "photo", "waiting")


def test_a_case_is_found_three_ways_and_kept_whole(store: Store) -> None:
    open_case(store)
    with store.connection() as connection:
        found = store.work(connection).cases
        assert found.get(CASE.id) == found.by_number(CASE.number) == found.by_receipt(RECEIPT) == CASE
        assert found.receipt(CASE.id) == RECEIPT


def test_a_case_that_is_not_there(store: Store) -> None:
    with store.connection() as connection:
        found = store.work(connection).cases
        assert found.get("x") is found.by_number("LN-22222") is found.by_receipt("1" * 16) is None


def test_saving_counts_the_version(store: Store) -> None:
    open_case(store)
    worse = replace(CASE, urgency=Urgency.emergency, status="closed", hold_until=None, facts={})
    with store.begin() as connection:
        store.work(connection).cases.save(worse)
    with store.connection() as connection:
        assert store.work(connection).cases.get(CASE.id) == worse
        assert connection.execute(select(cases.c.version, cases.c.urgency)).one() == (2, 4)


def test_a_case_just_stored_is_found_in_the_same_transaction(store: Store) -> None:
    with store.begin() as connection:
        work = store.work(connection)
        work.cases.add(CASE, RECEIPT)
        assert work.cases.by_receipt(RECEIPT) == CASE
        assert store.work(connection).cases.get(CASE.id) == CASE


def test_cases_an_officer_was_asked_about_come_most_urgent_then_oldest_first(store: Store) -> None:
    for n, (urgency, age, status) in enumerate([(1, 9, "open"), (3, 1, "open"), (3, 2, "open"), (4, 5, "closed")]):
        case = replace(CASE, id=f"c{n}", number=f"LN-{n}", urgency=Urgency(urgency))
        case = replace(case, opened_at=START - timedelta(hours=age), status="open" if status == "open" else "closed")
        open_case(store, case, f"{n:016d}")
        with store.begin() as connection:
            alerts = store.work(connection).alerts
            alerts.add(case.id, ALERT)
            alerts.add(case.id, replace(ALERT, n=2))
    with store.connection() as connection:
        found = store.work(connection).cases
        assert [case.id for case in found.alerted("officer-1")] == ["c2", "c1", "c0"]
        assert found.alerted("officer-2") == []


def test_followers_come_last_active_first(store: Store) -> None:
    open_case(store)
    people = [meet(store, Address("webchat", name)) for name in ("một", "hai", "ba")]
    with store.begin() as connection:
        work = store.work(connection)
        for person in people:
            work.cases.follow(CASE.id, person.id)
            work.cases.follow(CASE.id, person.id)
        work.people.save(replace(people[1], seen_at=START + MINUTE))
        work.people.save(replace(people[2], seen_at=START - MINUTE))
        ids = [people[n].id for n in (1, 0, 2)]
        assert work.cases.followers(CASE.id) == ids


def test_history_keeps_its_order_and_what_was_told(store: Store) -> None:
    open_case(store)
    lines = [ENTRY, replace(ENTRY, kind="note", actor="officer-1", text="đã gọi"), replace(ENTRY, attachment_id="a")]
    with store.begin() as connection:
        for line in lines:
            store.work(connection).history.record(CASE.id, line)
    with store.begin() as connection:
        history = store.work(connection).history
        assert history.entries(CASE.id) == lines
        assert (history.count(CASE.id), history.count("x")) == (3, 0)
        assert history.untold(CASE.id) == lines
        history.record(CASE.id, replace(ENTRY, told=True))
        assert history.untold(CASE.id) == lines
        history.mark_told(CASE.id)
        assert all(line.told for line in history.entries(CASE.id)) and not history.untold(CASE.id)
        assert history.entries("x") == []


def test_a_receipt_tells_the_status_and_what_comes_after(store: Store) -> None:
    open_case(store)
    later = ENTRY.at + timedelta(minutes=1)
    lines = [
        replace(ENTRY, kind="asked", told=False),
        replace(ENTRY, kind="status", told=False),
        replace(ENTRY, kind="asked", at=later, told=False),
    ]
    with store.begin() as connection:
        history = store.work(connection).history
        for line in lines:
            history.record(CASE.id, line)
        history.mark_told(CASE.id, ENTRY.at)
        assert history.untold(CASE.id) == lines[:1]
        history.mark_told(CASE.id)
        assert history.untold(CASE.id) == []


def test_an_attachment_waits_then_is_stored(store: Store) -> None:
    open_case(store)
    stored = replace(PHOTO, state="stored", shown=True, mime="image/jpeg", problem="")
    media = Media("photo", data=b"original", safe_copy=b"copy", mime="image/jpeg")
    with store.begin() as connection:
        history = store.work(connection).history
        history.add_attachment(PHOTO, None)
        assert history.attachments(CASE.id) == [PHOTO]
        assert history.media(PHOTO.id) == Media("photo")
        history.save_attachment(stored, media)
    with store.begin() as connection:
        history = store.work(connection).history
        assert history.attachment(PHOTO.id) == stored
        history.save_attachment(replace(stored, shown=False), None)
        assert history.media(PHOTO.id) == media
        assert (history.attachment("x"), history.media("x")) == (None, None)


def test_alerts_are_kept_whole_and_answered(store: Store) -> None:
    open_case(store)
    answered = replace(ALERT, answer="accepted", answered_at=START + MINUTE)
    with store.begin() as connection:
        alerts = store.work(connection).alerts
        alerts.add(CASE.id, replace(ALERT, n=2))
        alerts.add(CASE.id, ALERT)
        alerts.save(CASE.id, answered)
    with store.connection() as connection:
        assert store.work(connection).alerts.of(CASE.id) == [answered, replace(ALERT, n=2)]


def test_an_erased_case_is_not_there(store: Store, clock: FakeClock) -> None:
    open_case(store)
    person = meet(store)
    send(store, OutgoingMessage("m", person.id, "về việc của em", case_id=CASE.id))
    with store.begin() as connection:
        work = store.work(connection)
        work.cases.follow(CASE.id, person.id)
        work.history.record(CASE.id, ENTRY)
        work.history.add_attachment(PHOTO, Media("photo", data=b"original"))
        work.alerts.add(CASE.id, ALERT)
    with store.begin() as connection:
        store.work(connection).cases.erase(CASE.id)
    with store.begin() as connection:
        work = store.work(connection)
        assert work.cases.get(CASE.id) is work.cases.by_receipt(RECEIPT) is None
        assert work.cases.alerted("officer-1") == []
        assert work.history.entries(CASE.id) == ()
        assert work.history.media(PHOTO.id) == Media("photo")
        assert work.cases.followers(CASE.id) == []
        assert work.outbox.claim(clock.now, ["webchat"], 9, MINUTE) == []
        with pytest.raises(Erased):
            work.cases.receipt(CASE.id)
        with pytest.raises(Erased):
            work.history.record(CASE.id, ENTRY)


def test_two_who_add_to_a_case_at_once_lose_nothing(store: Store) -> None:
    open_case(store, replace(CASE, facts={}))

    def add(name: str) -> None:
        with store.begin() as connection:
            work = store.work(connection)
            if case := work.cases.get(CASE.id):
                work.cases.save(replace(case, facts={**case.facts, name: "x"}))

    threads = [Thread(target=add, args=(name,)) for name in ("a", "b", "c")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.connection() as connection:
        case = store.work(connection).cases.get(CASE.id)
    assert case and set(case.facts) == {"a", "b", "c"}


def test_erasing_a_case_leaves_the_person(store: Store) -> None:
    person = meet(store)
    open_case(store)
    with store.begin() as connection:
        store.work(connection).cases.erase(CASE.id)
    assert meet(store, LAN) == person
