"""Persons and sessions: found by address, kept whole, met once even by two at a time."""

from dataclasses import replace
from threading import Thread

from bot.store import Store
from flows.model import Session
from handlers.events import Address, OutgoingMessage
from tests.fakes import FakeClock
from tests.store_cast import LAN, MINUTE, START, meet, send

SESSION = Session(
    flow="report",
    answers={"place": "xã Sơn Long"},
    order=("place",),
    done=frozenset({"say:1", "do:open_case"}),
    asked="age",
    question="q1",
    options=("14773", "14776"),
    misses=2,
    case_id="case-1",
)


def test_a_person_is_met_once(store: Store) -> None:
    assert meet(store) == meet(store)
    assert meet(store).id != meet(store, Address("telegram", LAN.id)).id


def test_a_person_is_kept_whole(store: Store) -> None:
    person = replace(
        meet(store),
        locale="en",
        last_event_at=START,
        seen_at=START + MINUTE,
        contact="sau 8 giờ tối",
        told_clearing=True,
        receipt_misses=3,
    )
    with store.begin() as connection:
        store.work(connection).people.save(person)
    with store.connection() as connection:
        assert store.work(connection).people.get(person.id) == person
        assert store.work(connection).people.get("nobody") is None


def test_looking_somebody_up_makes_nobody(store: Store) -> None:
    with store.begin() as connection:
        assert store.work(connection).people.find(LAN) is None
    person = meet(store)
    with store.connection() as connection:
        assert store.work(connection).people.find(LAN) == person


def test_saving_does_not_undo_a_link(store: Store) -> None:
    person = meet(store)
    with store.begin() as connection:
        work = store.work(connection)
        work.people.save(replace(person, officer_id="officer-1"))
        assert work.people.get(person.id) == person


def test_a_session_is_kept_whole_and_ends(store: Store) -> None:
    person = meet(store)
    with store.begin() as connection:
        people = store.work(connection).people
        assert people.session(person.id) is None
        people.save_session(person.id, Session("report"))
        people.save_session(person.id, SESSION)
    with store.begin() as connection:
        people = store.work(connection).people
        assert people.session(person.id) == SESSION
        people.save_session(person.id, None)
        assert people.session(person.id) is None


def test_two_who_meet_somebody_new_at_once_meet_one_person(store: Store) -> None:
    ids: list[str] = []
    meetings = [Thread(target=lambda: ids.append(meet(store).id)) for _ in range(4)]
    for meeting in meetings:
        meeting.start()
    for meeting in meetings:
        meeting.join()
    assert len(ids) == 4 and len(set(ids)) == 1


def test_an_erased_person_is_a_stranger(store: Store, clock: FakeClock) -> None:
    person = meet(store)
    send(store, OutgoingMessage("m1", person.id, "chào em"))
    with store.begin() as connection:
        work = store.work(connection)
        work.people.save_session(person.id, SESSION)
        work.mailbox.put(person.id, OutgoingMessage("m2", person.id, "chào em"))
        work.people.erase(person.id)
    with store.begin() as connection:
        work = store.work(connection)
        assert work.people.get(person.id) is None
        assert work.people.session(person.id) is None
        assert work.mailbox.after(person.id, 0, 9) == []
        assert work.outbox.claim(clock.now, ["webchat"], 9, MINUTE) == []
        assert work.people.at(LAN).id != person.id
