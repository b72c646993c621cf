"""A transaction reads once what it holds, and what it knows is what the database holds after the commit."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from bot.store import Store
from bot.store.alerts import columns
from bot.store.remembering import READINGS
from bot.store.statements import READY
from bot.store.tables import alerts, timers
from bot.store.work import SqlWork
from flows.model import Session
from handlers.events import Timer
from referral.accused import accused
from referral.jurisdiction.resolver import resolve
from referral.likeness import own_words
from referral.triage.judge import triage
from referral.triage.rescue import about_friend
from tests.store_cast import ALERT, CASE, LAN, MINUTE, RECEIPT, START, meet, open_case

SESSION = Session("report", answers={"place": "cạnh ao"}, case_id=CASE.id)


@contextmanager
def working(store: Store) -> Iterator[SqlWork]:
    """One transaction."""
    with store.begin() as connection:
        yield store.work(connection)


def test_what_was_saved_is_what_is_read_in_and_after_the_transaction(store: Store) -> None:
    open_case(store)
    answered = replace(ALERT, answer="accepted", answered_at=START + MINUTE)
    with working(store) as work:
        person = replace(work.people.at(LAN), seen_at=START, contact="any", traces=("1", "2"))
        work.people.save(person)
        work.people.save_session(person.id, SESSION)
        case = work.cases.get(CASE.id)
        assert case and work.alerts.of(case.id) == []
        work.cases.save(changed := replace(case, facts={"story": "…"}, warned=False))
        work.alerts.add(case.id, replace(ALERT, n=2))
        work.alerts.add(case.id, ALERT)
        work.alerts.save(case.id, answered)
        inside = everything(work, person.id)
    with working(store) as work:
        assert inside == everything(work, person.id)
    assert inside == (person, SESSION, changed, [answered, replace(ALERT, n=2)], RECEIPT)


def everything(work: SqlWork, person_id: str) -> tuple[object, ...]:
    """A person and a case with all that belongs to them."""
    of_person = work.people.get(person_id), work.people.session(person_id)
    return *of_person, work.cases.get(CASE.id), work.alerts.of(CASE.id), work.cases.receipt(CASE.id)


def test_what_is_held_is_read_once(store: Store) -> None:
    person = meet(store)
    open_case(store)
    with working(store) as work:
        assert work.people.get(person.id) is not work.people.get(person.id)  # not held: somebody may change it
        assert work.people.at(LAN) is work.people.get(person.id)
        assert work.cases.by_number(CASE.number) is work.cases.get(CASE.id)


def test_staff_changes_are_seen_at_once(store: Store) -> None:
    with working(store) as work:
        person = work.people.at(LAN)
        work.staff.set_gone(person.id, True)
        assert work.people.get(person.id) == replace(person, gone=True)
        work.people.save(replace(person, contact="any"))  # a copy from before: `gone` stays
        assert work.people.get(person.id) == replace(person, gone=True, contact="any")


def test_what_was_erased_is_not_known_any_more(store: Store) -> None:
    with working(store) as work:
        person = work.people.at(LAN)
        work.cases.add(CASE, RECEIPT)
        work.cases.follow(CASE.id, person.id)
        work.people.save_session(person.id, SESSION)
        work.cases.erase(CASE.id)
        assert work.cases.get(CASE.id) is None and work.people.session(person.id) is None
        work.people.erase(person.id)
        assert work.people.get(person.id) is None


def test_a_fault_of_the_database_is_told_without_the_values(store: Store) -> None:
    with working(store) as work:
        work.set_timer(Timer("một lời kể", START, "settle"))
        with pytest.raises(IntegrityError) as fault, work.connection.begin_nested():
            row = {"key": "một lời kể", "due_at": START, "kind": "settle", "subject": "một người"}
            work.timers._t.run(insert(timers), **row)
    assert "một người" not in str(fault.value)


def test_statements_are_compiled_once(store: Store) -> None:
    meet(store)
    known = len(READY)
    meet(store)
    assert len(READY) == known


def test_alerts_read_before_their_case_was_held_are_read_again(store: Store) -> None:
    open_case(store)
    with working(store) as work:
        assert work.alerts.of(CASE.id) == []
        work.connection.execute(insert(alerts), [{"case_id": CASE.id, **columns(ALERT)}])  # as another process would
        assert work.alerts.of(CASE.id) == []  # to read: once is enough
        assert work.cases.get(CASE.id)
        assert work.alerts.of(CASE.id) == [ALERT]


def test_nothing_that_was_read_outlives_an_erasure(store: Store) -> None:
    open_case(store)
    own_words("ao sau đình", "")
    triage("ao sau đình")
    accused("ao sau đình")
    resolve("ao sau đình")
    about_friend(["ao sau đình"])
    with working(store) as work:
        work.cases.erase(CASE.id)
    assert {reading.cache_info().currsize for reading in READINGS} == {0}
