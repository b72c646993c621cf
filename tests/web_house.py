"""The web side as it runs in production, on a fresh database, with browsers that speak HTTP to it."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from html import unescape
from pathlib import Path

from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from bot.channels.page import Page
from bot.desk import Desk
from bot.opening import OWN_CHANNELS
from bot.store import Store, Surroundings
from bot.store.work import SqlWork
from bot.web.app import make_app
from bot.web.parts import WebParts, WebSettings
from bot.wiring import REACTIONS
from handlers.events import Address
from handlers.house import House
from referral.sample import sample_directory
from tests.databases import fresh_url
from tests.fakes import FakeClock, pretended, seeded_chance
from tests.markup import faults

OFFICER = "police-21340-1"  # of the commune in DROWNING
DROWNING = "có đứa bé rơi xuống ao nhà bà Tư xã Sơn Tây tỉnh Quảng Ngãi chưa vớt được"
QUICK = WebSettings(poll_seconds=5, reply_seconds=1)
Browser = TestClient[web.Request, web.Application]


@dataclass(frozen=True, slots=True)
class WebHouse:
    """The running program and a way to open browsers on it."""

    desk: Desk
    clock: FakeClock
    parts: WebParts
    new_browser: Callable[[], Awaitable[Browser]]


Scene = Callable[[WebHouse], Awaitable[None]]


def in_house(scene: Scene, pages: WebSettings = QUICK) -> Callable[[Path], None]:
    """A test that runs in a house of its own."""

    def run(tmp_path: Path) -> None:
        asyncio.run(play(scene, tmp_path, pages))

    return run


async def play(scene: Scene, tmp_path: Path, pages: WebSettings = QUICK) -> None:
    """Open the house, run the scene, close everything."""
    async with open_house(tmp_path, pages) as house:
        await scene(house)


@asynccontextmanager
async def open_house(tmp_path: Path, pages: WebSettings = QUICK) -> AsyncIterator[WebHouse]:
    """The program on a fresh SQLite database with the sample directory, delivering and ticking."""
    clock = FakeClock()
    surroundings = Surroundings(House(own_channels=OWN_CHANNELS), clock, seeded_chance(3))
    store = Store.open(fresh_url("sqlite", tmp_path), tmp_path / "keys.json", surroundings)
    desk = Desk(store, REACTIONS)
    parts = WebParts(desk, pretended, clock, lambda: False, settings=pages)
    desk.add(Page("webchat", desk, parts.hub))
    desk.add(Page("officer_page", desk, parts.hub))
    await desk.do(move_in)
    await desk.start()
    async with AsyncExitStack() as stack:
        server = TestServer(make_app(parts))
        await stack.enter_async_context(server)
        yield WebHouse(desk, clock, parts, partial(new_browser, stack, server))
    await desk.stop()
    store.close()


class Read(ClientResponse):
    """An answer; a page over which a screen reader would stumble is a wrong one, whatever the test is about."""

    async def text(self, encoding: str | None = None, errors: str = "strict") -> str:
        words = await super().text(encoding, errors)
        assert self.content_type != "text/html" or faults(words) == [], (self.url.path, faults(words))
        return words


async def new_browser(stack: AsyncExitStack, server: TestServer) -> Browser:
    """A browser with cookies of its own."""
    return await stack.enter_async_context(TestClient(server, response_class=Read))


def move_in(work: SqlWork) -> None:
    """The sample agencies and officers, each of whom has been at the page before."""
    sample = sample_directory()
    work.directories.replace(sample.agencies.values(), sample.officers.values())
    for officer_id in sample.officers:
        work.staff.link(officer_id, work.people.at(Address("officer_page", officer_id)).id)


class Citizen:
    """Somebody at the chat page, as its script speaks HTTP."""

    def __init__(self, browser: Browser, token: str) -> None:
        self.browser = browser
        self.token = token
        self.cursor = 0
        self._said = 0

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def say(self, text: str, **more: object) -> int:
        """Send a message and return the status."""
        self._said += 1
        return await self.send({"id": f"message-{self._said}", "text": text, **more})

    async def send(self, body: object) -> int:
        """Send this JSON and return the status."""
        answer = await self.browser.post("/chat/send", json=body, headers=self.headers)
        return answer.status

    async def hear(self) -> list[dict[str, object]]:
        """Wait for the next messages and acknowledge the ones before."""
        answer = await self.browser.get(f"/chat/poll?after={self.cursor}", headers=self.headers)
        messages: list[dict[str, object]] = (await answer.json())["messages"]
        self.cursor = max((int(str(m["id"])) for m in messages), default=self.cursor)
        return messages

    async def hear_until(self, words: str) -> dict[str, object]:
        """The first message with these words."""
        while True:
            messages = await self.hear()
            assert messages, f"never heard: {words}"
            for message in messages:
                if words in str(message["text"]):
                    return message


async def citizen(house: WebHouse) -> Citizen:
    """Somebody opens the chat page."""
    browser = await house.new_browser()
    answer = await browser.post("/chat/start")
    return Citizen(browser, (await answer.json())["token"])


class AtDesk:
    """An officer at the page, as a browser without scripts would use it."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.page = ""

    async def open(self, path: str) -> int:
        """Load a page and return the status."""
        answer = await self.browser.get(path)
        self.page = unescape(await answer.text())
        return answer.status

    async def submit(self, path: str, **fields: str) -> int:
        """Send a form of the page that is open, follow to the next page, return its status."""
        hidden = {name: self.hidden(name) for name in ("csrf", "once")}
        answer = await self.browser.post(path, data={**hidden, **fields})
        self.page = unescape(await answer.text())
        return answer.status

    def hidden(self, name: str) -> str:
        """The first hidden field with this name."""
        found = re.search(f'name="{name}" value="([^"]*)"', self.page)
        assert found, f"no field {name}"
        return found[1]

    def numbers(self) -> list[str]:
        """The case numbers on the page, each once, in order."""
        return list(dict.fromkeys(re.findall(r"LN-[0-9A-Z]{5}", self.page)))


async def officer(house: WebHouse, officer_id: str = OFFICER) -> AtDesk:
    """An officer logs in with a fresh link."""
    at_desk = AtDesk(await house.new_browser())
    assert await log_in(house, at_desk, officer_id) == 200
    return at_desk


async def log_in(house: WebHouse, at_desk: AtDesk, officer_id: str = OFFICER) -> int:
    """Use a fresh link; the status of the page that follows."""
    expires = house.clock.now + timedelta(hours=1)
    token = await house.desk.do(lambda work: work.logins.issue(officer_id, expires))
    answer = await at_desk.browser.post("/o/login", data={"t": token})
    at_desk.page = unescape(await answer.text())
    return answer.status
