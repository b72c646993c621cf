"""Two hundred people who report, answer and add something; half write on the page, half on Telegram."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from aiohttp import ClientError, ClientSession, ClientTimeout

from tests.telegram_fake import FakeTelegram, Sent, TelegramPerson

PLACES = (
    "xã Sơn Tây, Quảng Ngãi", "phường Bỉm Sơn, Thanh Hóa", "phường Vĩnh Yên, Phú Thọ", "phường Vĩnh Phúc, Phú Thọ",
    "xã Trà Leng, Đà Nẵng", "xã Trà Tập, Đà Nẵng", "xã Trà Linh, Đà Nẵng", "xã Trà Vân, Đà Nẵng",
    "phường Sóc Trăng, Cần Thơ", "phường Phú Lợi, Cần Thơ", "phường Mỹ Xuyên, Cần Thơ",
)  # fmt: skip
REPORT = "có đứa bé rơi xuống ao số {tag} {place}, chưa vớt được"
BUTTON = "Còn"
MORE = "bé mặc áo đỏ, chữ thêu {tag}"
TRY_AGAIN = 0.1
PATIENCE = ClientTimeout(total=40)  # longer than a poll lasts
ANSWER_SECONDS = 120


class Progress:
    """How many messages were answered so far; somebody may wait for a number of them."""

    def __init__(self) -> None:
        self.count = 0
        self._more = asyncio.Event()

    def step(self) -> None:
        self.count += 1
        self._more.set()

    async def reach(self, count: int) -> None:
        while self.count < count:
            self._more.clear()
            await self._more.wait()


class Talker(Protocol):
    """Somebody who talks to the program; `tag` is in all their words and in nobody else's."""

    tag: str

    async def say(self, text: str) -> None:
        """Returns when the platform has it."""
        ...

    async def press(self, button: str) -> None:
        """Press it on the latest message that has it."""
        ...

    def heard(self) -> int:
        """How many messages arrived so far."""
        ...

    async def hear(self, count: int) -> None:
        """Wait until so many have arrived."""
        ...

    async def hear_button(self, button: str) -> None:
        """Wait until a message offers this button."""
        ...


async def converse(talker: Talker, place: str, progress: Progress) -> None:
    """Report; press the button; add something. Each time wait for an answer."""
    async with asyncio.timeout(ANSWER_SECONDS):
        await talker.say(REPORT.format(tag=talker.tag, place=place))
        await talker.hear_button(BUTTON)
        progress.step()
        before = talker.heard()
        await talker.press(BUTTON)
        await talker.hear(before + 1)
        progress.step()
        before = talker.heard()
        await talker.say(MORE.format(tag=talker.tag))
        await talker.hear(before + 1)
        progress.step()


@dataclass(slots=True)
class Mail:
    """A message as the page shows it."""

    id: int
    buttons: list[str]
    question: str
    text: str = ""
    at: float = 0.0


@dataclass(slots=True)
class PageTalker:
    """Somebody at the chat page: sends with the same id until it is kept, polls with a cursor; `n` tells them apart."""

    client: ClientSession
    url: str
    tag: str
    n: int
    token: str = ""
    mails: list[Mail] = field(default_factory=list)
    _said: int = 0
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    async def say(self, text: str) -> None:
        await self._send({"text": text})

    async def press(self, button: str) -> None:
        mail = next(mail for mail in reversed(self.mails) if button in mail.buttons)
        await self._send({"text": button, "question": mail.question})

    def heard(self) -> int:
        return len(self.mails)

    async def hear(self, count: int) -> None:
        await self._until(lambda: len(self.mails) >= count)

    async def hear_button(self, button: str) -> None:
        await self._until(lambda: any(button in mail.buttons for mail in self.mails))

    async def listen(self) -> None:
        """Poll, until cancelled."""
        while True:
            cursor = self.mails[-1].id if self.mails else 0
            found = await self._ask("GET", f"/chat/poll?after={cursor}")
            messages = found.get("messages", [])
            assert isinstance(messages, list)
            now = time.monotonic()
            self.mails += [Mail(int(m["id"]), m["buttons"], m["question"], m["text"], now) for m in messages]
            self._news.set()

    async def open(self) -> None:
        """Open the page."""
        self.token = str((await self._ask("POST", "/chat/start"))["token"])

    async def _send(self, said: dict[str, str]) -> None:
        self._said += 1
        message = {"id": f"message-{self.tag}-{self._said}", **said}
        assert (await self._ask("POST", "/chat/send", message))["kept"] == message["id"]

    async def _ask(self, method: str, path: str, body: dict[str, str] | None = None) -> dict[str, object]:
        """Ask until it answers well, as the page does."""
        while True:
            try:
                async with self.client.request(method, self.url + path, json=body, headers=self._headers()) as answer:
                    assert answer.status in {200, 503}
                    if answer.status == 200:
                        found: dict[str, object] = await answer.json()
                        return found
            except (ClientError, TimeoutError):
                pass  # it is dead just now
            await asyncio.sleep(TRY_AGAIN)

    def _headers(self) -> dict[str, str]:
        """Each page from an address of its own."""
        own = {"X-Forwarded-For": f"10.1.1.{self.n}"}
        return own | ({"Authorization": f"Bearer {self.token}"} if self.token else {})

    async def _until(self, happened: Callable[[], bool]) -> None:
        while not happened():
            self._news.clear()
            await self._news.wait()


@dataclass(slots=True)
class TelegramTalker:
    """Somebody on Telegram, whose servers outlive our death; they wait `patience` seconds for each answer."""

    fake: FakeTelegram
    person: TelegramPerson
    tag: str
    patience: float = ANSWER_SECONDS

    async def say(self, text: str) -> None:
        self.person.say(text)

    async def press(self, button: str) -> None:
        self.person.press(next(message for message in reversed(self._messages()) if button in message.buttons), button)

    def heard(self) -> int:
        return len(self._messages())

    async def hear(self, count: int) -> None:
        await self.fake.until(lambda: self.heard() >= count, self.patience)

    async def hear_button(self, button: str) -> None:
        await self.fake.until(lambda: any(button in m.buttons for m in self._messages()), self.patience)

    def _messages(self) -> list[Sent]:
        return self.fake.sent(self.person.id)
