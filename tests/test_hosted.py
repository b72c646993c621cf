"""Pictures that lie open for a day: only their copies, only by their secret, while who they are for may see them."""

import re
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.channels.zalo_bot.setting_up import lent
from bot.store import Store
from bot.store.hosted import LENT_FOR
from bot.store.retention import forget
from bot.store.tables import hosted
from bot.store.vault import Safe
from bot.store.work import SqlWork
from bot.web.hosted import lend_to, lent_copy, link_to
from handlers.events import Address, Attachment, Entry, Media, OutgoingMessage
from handlers.speaking import SILENT
from tests.fakes import FakeClock
from tests.store_cast import CASE, RECEIPT, START
from tests.web_house import WebHouse, in_house

COPY, ORIGINAL = b"\xff\xd8\xff the copy", b"\xff\xd8\xff with its place and time"
PHOTO = Media("photo", data=ORIGINAL, safe_copy=COPY, mime="image/jpeg")
MEDIA = {
    "photo": PHOTO,
    "broken": Media("photo", data=ORIGINAL, problem="unreadable"),
    "voice": Media("voice", data=b"OggS", mime="audio/ogg"),
}


LAN, NA = Address("zalo_bot", "5f3a90c1d2e4b6a80c17"), Address("zalo_bot", "6a3a90c1d2e4b6a80c18")
PUBLIC = "https://langnghe.example"


def keep(work: SqlWork) -> None:
    """A case with files that an officer sent, which two people follow."""
    work.cases.add(CASE, RECEIPT)
    for name, media in MEDIA.items():
        work.history.add_attachment(Attachment(name, CASE.id, media.kind, "stored", True, media.mime), media)
        work.history.record(CASE.id, Entry("sending", START, "officer-1", "", name))
    for address in (LAN, NA):
        work.cases.follow(CASE.id, work.people.at(address).id)


def lend(work: SqlWork, name: str = "photo", address: Address = LAN) -> str:
    """Lend it to whom we say."""
    return lend_to(work, work.people.at(address).id, name)


def set_contact(work: SqlWork, contact: str) -> None:
    """Lan hides, withdraws, or is back."""
    work.people.save(replace(work.people.at(LAN), contact=contact))


def copy_after(store: Store, token: str) -> bytes | None:
    with store.connection() as connection:
        return lent_copy(store.work(connection), token)


@pytest.fixture
def token(store: Store) -> str:
    """The secret of the photo."""
    with store.begin() as connection:
        work = store.work(connection)
        keep(work)
        return lend(work)


def test_a_copy_lies_open_for_a_day(store: Store, clock: FakeClock, token: str) -> None:
    assert re.fullmatch("[0-9a-f]{48}", token)
    assert [copy_after(store, token) for _ in range(3)] == [COPY] * 3
    clock.forward(LENT_FOR - timedelta(seconds=1))
    assert copy_after(store, token) == COPY
    clock.forward(timedelta(seconds=1))
    assert copy_after(store, token) is None


def test_only_a_hash_of_the_secret_is_kept_and_not_for_long(store: Store, clock: FakeClock, token: str) -> None:
    with store.begin() as connection:
        (row,) = connection.execute(hosted.select()).all()
        assert token not in str(row)
        forget(connection, clock())
        assert len(connection.execute(hosted.select()).all()) == 1
        forget(connection, clock() + LENT_FOR)
        assert not connection.execute(hosted.select()).all()


def test_nothing_but_the_copy_of_a_photo(store: Store, token: str) -> None:
    with store.begin() as connection:
        work = store.work(connection)
        assert [lend(work, name) for name in ("broken", "voice", "none", "")] == [""] * 4
        others = [work.hosted.lend(name, work.people.at(LAN).id) for name in ("broken", "voice", "none")]
    assert [copy_after(store, other) for other in (*others, token[:-1], "", "0" * 48)] == [None] * 6


def test_it_is_lent_only_for_somebody_who_may_see_it(store: Store) -> None:
    with store.begin() as connection:
        work = store.work(connection)
        keep(work)
        assert lend(work, address=Address("zalo_bot", "a stranger")) == lend_to(work, "nobody", "photo") == ""
        work.history.add_attachment(Attachment("later", CASE.id, "photo", "stored", True, PHOTO.mime), PHOTO)
        work.history.record(CASE.id, Entry("sending", START, "officer-1", "", "later", told=False))
        assert lend(work, "later") == "", "it was not shown yet"
        work.history.mark_told(CASE.id)
        assert lend(work, "later")


@pytest.mark.parametrize("contact", sorted(SILENT))
def test_who_hid_or_withdrew_has_it_no_more_and_only_they(store: Store, contact: str, token: str) -> None:
    with store.begin() as connection:
        work = store.work(connection)
        other = lend(work, address=NA)
        set_contact(work, contact)
    assert (copy_after(store, token), copy_after(store, other)) == (None, COPY)
    with store.begin() as connection:
        work = store.work(connection)
        assert lend(work) == ""
        set_contact(work, "")
    assert copy_after(store, token) == COPY, "they are back"


def test_an_erased_case_has_no_copy(store: Store, token: str) -> None:
    with store.begin() as connection:
        Safe(connection, store.vault).erase(f"case:{CASE.id}")
    assert copy_after(store, token) is None


def test_a_rotated_lookup_key_does_not_close_it(store: Store, ring_path: Path, token: str) -> None:
    store.rotate_lookup(ring_path)
    assert copy_after(store, token) == COPY


@in_house
async def test_whoever_has_the_address_gets_the_picture_again_and_again(house: WebHouse) -> None:
    await house.desk.do(keep)
    token, browser = await house.desk.do(lend), await house.new_browser()
    for _ in range(3):
        answer = await browser.get(link_to("", token))
        assert (answer.status, await answer.read(), answer.content_type) == (200, COPY, "image/jpeg")
        assert answer.headers["Cache-Control"] == "private" and "Set-Cookie" not in answer.headers
        assert CASE.id not in str(answer.headers) and CASE.number not in str(answer.headers)
    assert (await browser.head(link_to("", token))).status == 200
    for contact, status in (("hidden", 404), ("", 200)):
        await house.desk.do(partial(set_contact, contact=contact))
        assert (await browser.get(link_to("", token))).status == status
    house.clock.forward(LENT_FOR)
    assert (await browser.get(link_to("", token))).status == 404


@in_house
async def test_all_that_is_not_there_looks_the_same(house: WebHouse) -> None:
    await house.desk.do(keep)
    voice = await house.desk.do(lambda work: work.hosted.lend("voice", work.people.at(LAN).id))
    browser = await house.new_browser()
    answers = [await browser.get(f"/f/{asked}") for asked in (voice, "0" * 48, "x", "%00", "0" * 4000)]
    assert {(answer.status, await answer.read(), answer.content_type) for answer in answers} == {
        (404, b"", "application/octet-stream")
    }
    assert (await browser.post(f"/f/{voice}")).status == 404


@in_house
async def test_the_channel_is_told_the_whole_address(house: WebHouse) -> None:
    await house.desk.do(keep)
    lan = await house.desk.do(lambda work: work.people.at(LAN).id)
    message = OutgoingMessage("k", lan, "Người phụ trách gửi một ảnh.", attachment_id="photo")
    assert re.fullmatch(rf"{PUBLIC}/f/[0-9a-f]{{48}}", await lent(house.desk, PUBLIC, message))
    for not_theirs in (replace(message, person_id="nobody"), replace(message, attachment_id="voice")):
        assert await lent(house.desk, PUBLIC, not_theirs) == ""
