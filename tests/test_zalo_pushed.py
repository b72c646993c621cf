"""What the fake Zalo pushes, which was written without a look at our reading, and what our hook makes of it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.zalo_oa.signature import Keys
from bot.channels.zalo_oa.webhook import PATH, Around, Webhook
from bot.web.hooks import HOOKS, hook_routes
from handlers.events import IncomingEvent, Presence, Receipt, TakeOver, Withdrawal
from tests.desk_book import DeskBook
from tests.fakes import PHOTO
from tests.zalo_fake import FakeZalo, Person
from tests.zalo_fake.twists import ECHOES, TWISTS

MARK = "ba em lại đánh em rồi"
OAS = ("2847561930475610283", "1928374650192837465")


@dataclass(frozen=True, slots=True)
class Platform:
    """The fake, and the desk behind our hook."""

    fake: FakeZalo
    desk: DeskBook

    @property
    def lan(self) -> Person:
        return self.fake.person("Lan")

    @property
    def statuses(self) -> list[int]:
        """What our hook answered, in order."""
        return [post.status for post in self.fake.webhook.posts]

    async def said(self) -> list[IncomingEvent]:
        """What people said, once nothing is on its way."""
        await self.fake.webhook.quiet()
        return [event for event in self.desk.stored if isinstance(event, IncomingEvent)]


def pushed(scene: Callable[[Platform], Coroutine[None, None, None]]) -> Callable[[], None]:
    """A test with the fake that pushes to our hook."""

    async def play() -> None:
        async with platform() as made:
            await scene(made)

    return lambda: asyncio.run(play())


@asynccontextmanager
async def platform() -> AsyncIterator[Platform]:
    async with FakeZalo(oas=OAS) as fake:
        desk, app = DeskBook(), web.Application()
        hook = Webhook(desk, Keys(fake.app_id, fake.oa_secret), around=Around(fake.hours.now, oas=lambda: OAS))
        app.add_routes(hook_routes())
        app[HOOKS] = {"zalo_oa": hook}
        async with TestServer(app) as server:
            fake.hook_url = str(server.make_url(PATH))
            yield Platform(fake, desk)
            await fake.webhook.quiet()


@pushed
async def test_all_that_a_person_can_send(zalo: Platform) -> None:
    lan = zalo.lan
    lan.say(MARK)
    lan.photo(PHOTO, "đây")
    lan.gif(PHOTO)
    lan.voice(b"x")
    lan.video(b"x")
    lan.file(b"x")
    lan.file(b"x", "quay.mp4")
    lan.sticker()
    lan.location(15.1, 108.8, "Cầu Trà Khúc")
    lan.link("https://mxh.example/x", "xem")
    lan.card("0900000000")
    said = await zalo.said()
    kinds = [event.media.kind if event.media else "" for event in said]
    assert kinds == ["", "photo", "photo", "voice", "video", "document", "video", "", "", "", ""]
    assert [event.text for event in said if event.text] == [MARK, "đây", "Cầu Trà Khúc", "xem\nhttps://mxh.example/x"]
    assert [event.unread for event in said if event.unread] == ["other", "contact"]
    assert [event.point for event in said if event.point] == [(15.1, 108.8)]
    assert {event.address.id for event in said} == {f"{OAS[0]}:{lan.id}"}
    assert set(zalo.statuses) == {200}


@pushed
async def test_all_that_happens_beside_words(zalo: Platform) -> None:
    lan, admin = zalo.lan, zalo.fake.admin()
    lan.follow()
    lan.chat_now()
    for newer in (True, False):
        lan.submit(newer)
        await zalo.said()
        zalo.fake.forward(timedelta(seconds=1))
    admin.say(lan, "Chào bạn")
    admin.hand_back(lan)
    lan.withdraw()
    lan.unfollow()
    said, rest = await zalo.said(), zalo.desk.stored
    assert [event.phone for event in said] == ["0900000000"] * 2 and not any(event.text for event in said)
    presences = [(event.here, event.greet) for event in rest if isinstance(event, Presence)]
    assert sorted(presences) == [(False, False), (True, True), (True, True)]
    assert [event.back for event in rest if isinstance(event, TakeOver)] == [False, True]
    assert len([event for event in rest if isinstance(event, Withdrawal)]) == 1
    assert {event.address.id for event in rest} == {f"{OAS[0]}:{lan.id}"}


@pushed
async def test_receipts_in_all_four_shapes(zalo: Platform) -> None:
    scene = zalo.lan.scene()
    shapes = [(by_user, array) for by_user in (False, True) for array in (False, True)]
    for number, (by_user, array) in enumerate(shapes):
        zalo.fake.push(scene.seen([f"m{number}"], by_user, array))
    await zalo.said()
    receipts = [event for event in zalo.desk.stored if isinstance(event, Receipt)]
    assert sorted(event.message_ids for event in receipts) == [(f"m{number}",) for number in range(4)]
    assert {(event.mark, event.address.id) for event in receipts} == {("seen", f"{OAS[0]}:{zalo.lan.id}")}


@pushed
async def test_two_accounts_behind_one_app(zalo: Platform) -> None:
    for oa in OAS:
        zalo.fake.person("Lan", oa).say(MARK)
    said = await zalo.said()
    assert sorted(event.address.id.partition(":")[0] for event in said) == sorted(OAS)
    assert len({event.address for event in said}) == 2


OUTCOMES: Mapping[str, tuple[int, int]] = {  # twist -> what the hook answers, how many messages are stored
    "forged_mac": (403, 0),
    "oa_mac": (200, 1),
    "unsigned": (200, 0),
    "duplicate": (200, 1),
    "huge": (413, 0),
    "int_ids": (200, 1),
    "nfd": (200, 1),
    "mixed": (200, 1),
    "skew": (200, 1),
    "ahead": (200, 1),
    "elsewhere": (200, 1),
    "expired": (200, 1),
}


def test_every_twist_that_can_be_pushed_alone_is_here() -> None:
    assert set(OUTCOMES) == set(TWISTS) - {"late", "reorder"} - ECHOES


@pytest.mark.parametrize("name", OUTCOMES)
def test_what_goes_wrong_with_an_event(name: str) -> None:
    @pushed
    async def scene(zalo: Platform) -> None:
        zalo.fake.webhook.twists.add(name)
        zalo.lan.photo(PHOTO, MARK)
        said, (status, stored) = await zalo.said(), OUTCOMES[name]
        assert [event.text for event in said] == [MARK] * stored
        assert {event.address.id for event in said} <= {f"{OAS[0]}:{zalo.lan.id}"}
        assert set(zalo.statuses) == {status}

    scene()


@pytest.mark.parametrize("name", ["late", "reorder"])
def test_what_comes_late_has_its_own_time(name: str) -> None:
    @pushed
    async def scene(zalo: Platform) -> None:
        zalo.fake.webhook.twists.add(name)
        zalo.lan.say("một")
        zalo.fake.forward(timedelta(minutes=1))
        zalo.lan.say("hai")
        await zalo.said()
        zalo.fake.webhook.deliver_held()
        said = await zalo.said()
        assert [event.text for event in said] == ["hai", "một"]
        moments = [event.at for event in said if event.at]
        assert moments[0] - moments[1] >= timedelta(minutes=1)

    scene()


@pushed
async def test_what_is_not_kept_comes_again_on_the_ladder(zalo: Platform) -> None:
    zalo.desk.failing = {MARK: 3}
    zalo.lan.say(MARK)
    await zalo.said()
    while await zalo.fake.webhook.step():
        pass
    assert zalo.statuses == [503, 503, 503, 200]
    assert [post.headers.get("num_retry", "") for post in zalo.fake.webhook.posts] == ["", "1", "2", "3"]
    assert zalo.desk.words == [MARK]


@pushed
async def test_the_consoles_probes(zalo: Platform) -> None:
    zalo.fake.webhook.probe()
    zalo.fake.webhook.probe(signed=True)
    zalo.fake.webhook.probe(body=b'{"event_name":"test"}')
    await zalo.said()
    assert zalo.statuses == [200] * 3 and zalo.desk.stored == []
