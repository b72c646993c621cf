"""Who was told of a case: kept once for each body and reason, found in the lists of open cases, gone from no one."""

from dataclasses import replace

from sqlalchemy import text

from bot.store import Store
from handlers.events import OutgoingMessage
from referral.telling import Telling
from tests.store_cast import ALERT, CASE, MINUTE, RECEIPT, START, found_directory, meet, open_case

TOLD = Telling("police-1", "officer-1", "know", START)


def test_a_telling_is_kept_once_for_each_body_and_reason(store: Store) -> None:
    open_case(store)
    with store.begin() as connection:
        work = store.work(connection)
        assert work.tellings.of(CASE.id) == []
        again, other = replace(TOLD, at=START + MINUTE), replace(TOLD, mode="supervise", at=START + MINUTE)
        assert [work.tellings.add(CASE.id, telling) for telling in (TOLD, again, other)] == [True, False, True]
    with store.connection() as connection:
        assert store.work(connection).tellings.of(CASE.id) == [TOLD, other]
    with store.begin() as connection:
        work = store.work(connection)
        work.tellings.drop(CASE.id, "officer-1")
        assert work.tellings.of(CASE.id) == [other], "who supervises was told of something that happened"


def test_a_told_case_is_listed_while_it_is_open(store: Store) -> None:
    open_case(store)
    open_case(store, replace(CASE, id="case-2", number="LN-AAAAA"), RECEIPT[::-1])
    with store.begin() as connection:
        work = store.work(connection)
        work.alerts.add("case-2", ALERT)
        work.tellings.add(CASE.id, TOLD)
        assert [case.id for case in work.cases.told("officer-1")] == [CASE.id]
        assert [case.id for case in work.cases.alerted("officer-1")] == ["case-2"]
        assert work.cases.told("officer-2") == []
        work.cases.save(replace(CASE, status="closed"))
        assert work.cases.told("officer-1") == []


def test_what_was_told_is_unreadable_once_the_case_is_erased(store: Store) -> None:
    open_case(store)
    found_directory(store)
    person = meet(store)
    with store.begin() as connection:
        work = store.work(connection)
        work.staff.link("officer-1", person.id)
        work.tellings.add(CASE.id, TOLD)
        work.mailbox.put(person.id, OutgoingMessage("k", person.id, "LN-7K3FQ", case_id=CASE.id))
        work.cases.erase(CASE.id)
        assert connection.execute(text("SELECT sealed FROM mailbox")).scalars().all() == [None]
