"""Pictures that lie open for a day: only their copies, only by their secret, as often as a platform asks."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.zalo_bot.setting_up import lent
from bot.store import Store
from bot.store.hosted import LENT_FOR
from bot.store.retention import forget
from bot.store.tables import hosted
from bot.store.vault import Safe
from bot.store.work import SqlWork
from bot.web.hosted import lend, link_to
from handlers.events import Attachment, Media
from tests.fakes import FakeClock
from tests.store_cast import CASE, RECEIPT
from tests.web_house import WebHouse, in_house

COPY, ORIGINAL = b"\xff\xd8\xff the copy", b"\xff\xd8\xff with its place and time"
PHOTO = Media("photo", data=ORIGINAL, safe_copy=COPY, mime="image/jpeg")
MEDIA = {
    "photo": PHOTO,
    "broken": Media("photo", data=ORIGINAL, problem="unreadable"),
    "voice": Media("voice", data=b"OggS", mime="audio/ogg"),
}


def keep(work: SqlWork) -> None:
    """A case with files."""
    work.cases.add(CASE, RECEIPT)
    for name, media in MEDIA.items():
        work.history.add_attachment(Attachment(name, CASE.id, media.kind, "stored", True, media.mime), media)


def copy_after(store: Store, token: str) -> bytes | None:
    with store.connection() as connection:
        return store.work(connection).hosted.copy(token)


@pytest.fixture
def token(store: Store) -> str:
    """The secret of the photo."""
    with store.begin() as connection:
        work = store.work(connection)
        keep(work)
        return work.hosted.lend("photo")


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
        others = [work.hosted.lend(name) for name in ("broken", "voice", "none")]
    assert [copy_after(store, other) for other in (*others, token[:-1], "", "0" * 48)] == [None] * 6


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
    token, browser = await lend(house.desk, "photo"), await house.new_browser()
    for _ in range(3):
        answer = await browser.get(link_to("", token))
        assert (answer.status, await answer.read(), answer.content_type) == (200, COPY, "image/jpeg")
        assert answer.headers["Cache-Control"] == "private" and "Set-Cookie" not in answer.headers
        assert CASE.id not in str(answer.headers) and CASE.number not in str(answer.headers)
    assert (await browser.head(link_to("", token))).status == 200
    house.clock.forward(LENT_FOR)
    assert (await browser.get(link_to("", token))).status == 404


@in_house
async def test_all_that_is_not_there_looks_the_same(house: WebHouse) -> None:
    await house.desk.do(keep)
    voice, browser = await lend(house.desk, "voice"), await house.new_browser()
    answers = [await browser.get(f"/f/{asked}") for asked in (voice, "0" * 48, "x", "%00", "0" * 4000)]
    assert {(answer.status, await answer.read(), answer.content_type) for answer in answers} == {
        (404, b"", "application/octet-stream")
    }
    assert (await browser.post(f"/f/{voice}")).status == 404


@in_house
async def test_the_channel_is_told_the_whole_address(house: WebHouse) -> None:
    await house.desk.do(keep)
    url = await lent(house.desk, "https://langnghe.example", "photo")
    assert re.fullmatch(r"https://langnghe\.example/f/[0-9a-f]{48}", url)
