"""Bytes of one sealed row are changed, as a failing disk does: that message alone suffers, and it is said loudly."""

import asyncio
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import Table, select, update

from bot.store import Store
from bot.store.health import unreadable
from bot.store.process_tables import inbox
from bot.store.tables import cases, keys, outbox, people
from bot.store.work import SqlWork
from bot.wiring import REACTIONS
from handlers import incoming, stumbling
from handlers.events import Address, IncomingEvent, OutgoingMessage
from referral.case import Case
from tests.cast import OFFICERS, OFFICERS_AT
from tests.office import LAN, NA, Office
from tests.room import BEATEN, room
from tests.room import LAN as HOME
from tests.test_mailing import begin, fates, mailing, state

HER = Address("webchat", "her")


def tear(store: Store, table: Table, row: int = 0, column: str = "sealed") -> None:
    """Flip the last byte of a sealed value."""
    known = table.c.id if "id" in table.c else table.c.subject
    with store.begin() as connection:
        found = connection.execute(select(table).where(table.c[column].is_not(None)).order_by(known)).all()[row]
        value = getattr(found, column)
        torn = value[:-1] + bytes([value[-1] ^ 1])
        connection.execute(update(table).where(known == getattr(found, known.name)).values({column: torn}))


def how_many(store: Store) -> int:
    with store.connection() as connection:
        return unreadable(store.work(connection))


async def stage_two(opened: Office) -> None:
    await opened.stage(LAN, OutgoingMessage("one", "", "one"), OutgoingMessage("two", "", "two"))
    await opened.stage(NA, OutgoingMessage("three", "", "three"))


def test_a_torn_message_stops_no_other(opened: Office) -> None:
    async def play() -> None:
        await stage_two(opened)
        tear(opened.store, outbox)
        await opened.desk.quiet()
        assert await opened.problems() == ["unreadable"]
        assert (await opened.desk.health()).unreadable == 1

    asyncio.run(play())
    assert (opened.texts(), opened.texts(NA)) == (["two"], ["three"])
    assert [message.text for message in opened.counter.failed] == [""], "whoever must hear of it does"


@pytest.mark.parametrize(("table", "column"), [(people, "sealed"), (keys, "wrapped")])
def test_a_torn_person_stops_no_other(opened: Office, table: Table, column: str) -> None:
    async def play() -> None:
        await stage_two(opened)
        tear(opened.store, table, row=row_of(opened.store, table), column=column)
        await opened.desk.quiet()

    asyncio.run(play())
    assert sorted(len(opened.texts(one)) for one in (LAN, NA)) in ([0, 1], [0, 2]), "one of the two, and only one"


def row_of(store: Store, table: Table) -> int:
    """Of the keys that of a person: the standing ones come after."""
    if table is people:
        return 0
    with store.connection() as connection:
        subjects = connection.execute(select(keys.c.subject).order_by(keys.c.subject)).scalars().all()
    return next(n for n, subject in enumerate(subjects) if subject.startswith("person:"))


def test_a_torn_event_is_kept_and_stops_no_other(opened: Office) -> None:
    async def play() -> None:
        now = opened.clock.now
        for n, address in enumerate((LAN, NA)):
            await opened.desk.do(partial(put, IncomingEvent(f"e{n}", address, now, "hello")))
        tear(opened.store, inbox)
        await opened.desk.quiet()
        assert await opened.desk.do(lambda work: work.inbox.count()) == 1, "a human may yet mend it"

    asyncio.run(play())
    assert (opened.texts(), opened.texts(NA)) == ([], ["hello"])
    assert how_many(opened.store) == 1


def test_a_torn_person_stops_no_campaign(url: str, ring_path: Path) -> None:
    async def play() -> None:
        await here.desk.do(begin(5))
        tear(here.store, people)
        await here.desk.quiet()
        assert await here.desk.do(state) == "done"
        assert await here.desk.do(fates) == {("sent", ""): 4, ("failed", "unreadable"): 1}

    with mailing(url, ring_path) as (here, telegram):
        asyncio.run(play())
        assert len(telegram.sent) == 4


def put(event: IncomingEvent, work: SqlWork) -> None:
    work.inbox.put(event, work.now)


def test_who_writes_to_a_torn_case_is_kept_in_a_new_one(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        here.say(BEATEN)
        tear(here.store, cases)
        more = IncomingEvent("more", HOME, here.clock.now, "còn ở đó không")
        with pytest.raises(InvalidTag):
            here.do(lambda work: incoming.take(work, more))
        here.do(lambda work: stumbling.take(work, more))
        numbers = {message.case_id for message in here.deliver()}
        assert here.do(lambda work: len(work.connection.execute(select(cases.c.id)).all())) == 2
        assert any(numbers), "somebody is told of it"
        assert here.say("con sợ lắm", HOME), "and from now on all goes well"


def test_bug_who_writes_to_a_case_that_became_part_of_a_torn_one_was_not_even_stumbled_over(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        here.say(BEATEN)
        here.say(BEATEN, HER)
        part, whole = (here.do(partial(case_of, address=one)) for one in (HOME, HER))
        here.do(lambda work: work.cases.save(replace(part, status="closed", merged_into=whole.id)))
        tear(here.store, cases, row=sorted((part.id, whole.id)).index(whole.id))
        more = IncomingEvent("more", HOME, here.clock.now, "còn ở đó không")
        here.do(lambda work: stumbling.take(work, more))
        assert any(message.case_id for message in here.deliver()), "somebody is told of it"


def case_of(work: SqlWork, address: Address) -> Case:
    """The case that this person reported."""
    return next(iter(work.cases.following(work.people.at(address).id)))


def test_a_torn_case_hides_no_other_of_its_commune(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        here.say(BEATEN)
        tear(here.store, cases)
        told = here.say(BEATEN, HER)
        assert any(message.lane == "urgent" and message.case_id for message in told), "its officers are rung"


def test_a_torn_officer_takes_no_alert_from_the_others(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        whole = {message.person_id for message in here.say(BEATEN) if message.lane == "urgent"}
    (tmp_path / "torn").mkdir()
    with room(tmp_path / "torn") as here:
        officer = here.person(Address(OFFICERS_AT, OFFICERS["Công an xã Sơn Tây"]))
        assert officer in whole
        ids = here.do(lambda work: work.connection.execute(select(people.c.id).order_by(people.c.id)).scalars().all())
        tear(here.store, people, row=ids.index(officer))
        told = here.say(BEATEN)
        assert {message.person_id for message in told if message.lane == "urgent"} == whole - {officer}
        assert any(message.lane == "reply" for message in told), "and its reporter is answered"


def test_a_desk_takes_what_is_written_to_a_torn_case() -> None:
    """The two jobs of an event are tried one after another: see bot/desk/intake.py."""
    assert stumbling.take is REACTIONS.stumbled
