"""What a platform tells of a message after it was sent: kept once, never backwards, for its own person only."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from bot.store import Store
from bot.store.retention import FIXED, forget
from bot.store.tables import outbox, uploads
from bot.store.work import SqlWork
from bot.web.desk import NotKept
from handlers import happenings, incoming, officer_pages
from handlers.events import Address, IncomingEvent, Mark, OutgoingMessage, Receipt
from handlers.receipts import TooEarly
from tests.cast import OFFICERS, OFFICERS_AT
from tests.fakes import FakeClock
from tests.office import Office, Rules, counted, office
from tests.room import BEATEN, LAN, Room, the_case

PHONE = Address("zns", "84000000001")
WEB = Address("webchat", "lan")
NA = Address("zalo_oa", "1:2002")
MINUTE = timedelta(minutes=1)


def do(store: Store, job: Callable[[SqlWork], object]) -> None:
    with store.begin() as connection:
        job(store.work(connection))


def send(store: Store, key: str, platform_id: str, to: Address = PHONE) -> None:
    """A message that the platform has taken under this id."""

    def sent(work: SqlWork) -> None:
        work.send(OutgoingMessage(key, work.people.at(to).id, "một dòng"))
        (parcel,) = work.outbox.claim(work.now, ("zns", "zalo_oa"), 9, MINUTE)
        work.outbox.sent(parcel.id, platform_id)

    do(store, sent)


def tell(store: Store, mark: Mark, *ids: str, of: Address = PHONE) -> None:
    """The platform's word on some messages."""
    do(store, lambda work: happenings.happened(work, Receipt("r", of, work.now, mark, ids)))


def known(store: Store, key: str) -> Mark | None:
    with store.connection() as connection:
        return store.work(connection).receipts.of(key)


def times(store: Store) -> tuple[object, object]:
    """When the only message arrived and was seen."""
    with store.connection() as connection:
        (row,) = connection.execute(select(outbox.c.delivered_at, outbox.c.seen_at)).all()
        return row.delivered_at, row.seen_at


def test_a_message_arrives_and_is_seen(store: Store, clock: FakeClock) -> None:
    send(store, "k", "m1")
    assert known(store, "k") is None and known(store, "never sent") is None
    tell(store, "delivered", "m1")
    arrived = clock.now
    assert known(store, "k") == "delivered"
    clock.forward(MINUTE)
    tell(store, "seen", "m1")
    clock.forward(MINUTE)
    again: tuple[Mark, ...] = ("delivered", "seen")
    for mark in again:
        tell(store, mark, "m1", "m1")
    assert known(store, "k") == "seen" and times(store) == (arrived, arrived + MINUTE)


def test_what_was_seen_has_arrived(store: Store, clock: FakeClock) -> None:
    send(store, "k", "m1")
    tell(store, "seen", "m1")
    clock.forward(MINUTE)
    tell(store, "delivered", "m1")
    assert known(store, "k") == "seen" and times(store) == (clock.now - MINUTE, clock.now - MINUTE)


def test_one_word_marks_several_and_unknown_ones_are_let_go(store: Store) -> None:
    send(store, "k1", "m1")
    send(store, "k2", "m2")
    tell(store, "seen", "m1", "nobody's", "m2")
    tell(store, "seen")
    assert known(store, "k1") == known(store, "k2") == "seen"


def test_what_was_seen_before_we_wrote_down_that_it_was_sent_must_be_told_again(url: str, ring_path: Path) -> None:
    rules = Rules(reactions=lambda counter: replace(counter.reactions(), happened=happenings.happened))
    seen = Receipt("r", WEB, None, "seen", ("webchat-1",))

    async def play(here: Office) -> Mark | None:
        await here.stage(WEB, OutgoingMessage("k", "", "một dòng"))
        (parcel,) = await here.desk.do(lambda work: work.outbox.claim(work.now, ("webchat",), 9, MINUTE))
        before = counted("jobs", outcome="failed")
        with pytest.raises(NotKept):
            await here.desk.notice(seen)
        assert counted("jobs", outcome="failed") == before, "nothing of ours is wrong: nobody need look"
        await here.desk.do(lambda work: work.outbox.sent(parcel.id, "webchat-1"))
        await here.desk.notice(seen)
        return await here.desk.do(lambda work: work.receipts.of("k"))

    with office(url, ring_path, rules) as opened:
        assert asyncio.run(play(opened)) == "seen"


def test_while_something_else_is_sent_what_is_known_is_marked(store: Store, clock: FakeClock) -> None:
    send(store, "k", "m1")

    def sending(work: SqlWork) -> None:
        work.send(OutgoingMessage("k2", work.people.at(PHONE).id, "một dòng"))
        work.outbox.claim(work.now, ("zns",), 9, MINUTE)

    do(store, sending)
    tell(store, "delivered", "m1", "m1")
    assert known(store, "k") == "delivered"
    with pytest.raises(TooEarly):
        tell(store, "seen", "m1", "nobody's")
    assert known(store, "k") == "delivered", "all of it comes again"
    clock.forward(MINUTE)
    tell(store, "seen", "m1", "nobody's")
    assert known(store, "k") == "seen", "whoever was sending is not any more"


def test_only_messages_of_that_person_are_marked(store: Store) -> None:
    send(store, "k", "m1", NA)
    tell(store, "seen", "m1")
    assert known(store, "k") is None
    with store.connection() as connection:
        assert store.work(connection).people.find(PHONE) is None, "a receipt makes nobody known"
    send(store, "k2", "m2")
    tell(store, "seen", "m1")
    assert known(store, "k") is None


def test_a_receipt_is_found_after_the_lookup_key_was_changed(store: Store, ring_path: Path) -> None:
    send(store, "k", "m1")
    store.rotate_lookup(ring_path)
    tell(store, "seen", "m1")
    assert known(store, "k") == "seen"


def test_uploads_are_forgotten_when_the_platform_forgets_them(store: Store, clock: FakeClock) -> None:
    with store.begin() as connection:
        connection.execute(insert(uploads).values(hash="h", sealed=b"x", at=clock.now))
        forget(connection, clock.now + FIXED["uploads"])
        assert connection.execute(select(uploads)).all()
        forget(connection, clock.now + FIXED["uploads"] + MINUTE)
        assert not connection.execute(select(uploads)).all()


def police(here: Room) -> str:
    """How far the police are, as whoever has taken the case reads it."""
    way, number = here.person(Address(OFFICERS_AT, OFFICERS["UBND xã"])), the_case(here).number
    view = here.do(lambda work: officer_pages.case_view(work, way, number))
    assert view
    return next(body.state for body in view.bodies if "Công an" in body.name)


def alerted(here: Room, platform_id: str) -> None:
    """The police have an alert that nobody has answered; another body has accepted."""
    here.do(lambda work: incoming.take(work, IncomingEvent("cry", LAN, work.now, text=BEATEN)))
    here.do(lambda work: all_sent(work, platform_id))
    here.officer("UBND xã", f"nhận {the_case(here).number}")


def all_sent(work: SqlWork, platform_id: str) -> None:
    """Everything that waits is sent; of whomever it is, the platform's id says so."""
    for parcel in work.outbox.claim(work.now, (OFFICERS_AT, "webchat"), 99, MINUTE):
        work.outbox.sent(parcel.id, f"{platform_id}:{parcel.address.id}")


def test_whoever_holds_the_case_reads_that_an_alert_was_seen_but_not_answered(here: Room) -> None:
    alerted(here, "alert")
    me = Address(OFFICERS_AT, OFFICERS["Công an xã Sơn Tây"])
    assert police(here) == "đã báo lúc 14:00"
    marks: dict[Mark, str] = {"delivered": "tin đã tới máy", "seen": "tin đã xem"}
    for mark, words in marks.items():
        receipt = Receipt(mark, me, None, mark, (f"alert:{me.id}",))
        here.do(lambda work, receipt=receipt: happenings.happened(work, receipt))  # type: ignore[misc]
        assert police(here) == f"đã báo lúc 14:00, {words}, chưa trả lời"
    here.officer("Công an xã Sơn Tây", f"nhận {the_case(here).number}")
    assert "nhận lúc" in police(here)
