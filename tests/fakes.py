"""One fake for each thing outside: the clock, a channel, translations. They keep what they hear and fail when told."""

import asyncio
import random
import unicodedata
from base64 import b64decode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from bot.chance import Chance
from bot.channels import ChannelDown, NotNow, OutOfReach, PersonGone, Refused, State, Throttled
from bot.desk.flood import Limit, Limits
from flows.fitting import CHANNELS, SMALLEST
from handlers.events import Media, OutgoingMessage
from tests.cast import OWN_CHANNELS

UNLIMITED = Limits(*[Limit(1, timedelta())] * 3)  # for what is nothing but a flood
AFTERNOON = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)  # 14:00 in Vietnam
PHOTO = b64decode(  # one white dot, a valid PNG
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4//8/AAX+Av4N70a4AAAAAElFTkSuQmCC"
)

MOODS: dict[str, Callable[[], Exception]] = {
    "down": lambda: ChannelDown("The platform does not answer."),
    "throttled": lambda: Throttled(30),
    "refusing": lambda: Refused("The platform refuses."),
    "window": lambda: OutOfReach("The window is closed."),  # a template goes through it
    "quota": lambda: NotNow(3600),
}


def pretended(locale: str, text: str) -> str:
    """A translation of every text, so that one that was never translated is seen: it keeps its accents."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return text if locale == "vi" else "".join(letter for letter in plain if not unicodedata.combining(letter))


def seeded_chance(seed: int) -> Chance:
    """The same draws every time; anybody can guess them."""
    return Chance(random.Random(seed).randrange)


class FakeClock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime = AFTERNOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, by: timedelta) -> None:
        """Let time pass."""
        self.now += by


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that reached an address, in the order of arrival; a clearing is a message with that act."""

    address: str
    message: OutgoingMessage


class FakeChannel:
    """Keeps what was sent. `mood` names one of MOODS or is empty; `gone` are addresses that left.

    `remain` is how many messages it still takes until the mood is "quota"; None: any number.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.limits = CHANNELS.get(name, SMALLEST)
        self.own = name in OWN_CHANNELS
        self.templates: frozenset[str] = frozenset()
        self.remain: int | None = None
        self.sent: list[Sent] = []
        self.mood = ""
        self.ailment: State | Literal[""] = ""  # how it says it stands, whatever its mood
        self.warnings: Sequence[str] = ()
        self.gone: set[str] = set()
        self.files: dict[str, Media] = {}
        self.held: dict[str, asyncio.Event] = {}  # by address: sends wait until it is set
        self.given: dict[str, list[str]] = {}  # by address: the ids of what arrived there
        self._arrivals = 0
        self._arrived = asyncio.Event()

    async def send(self, address: str, message: OutgoingMessage) -> str:
        self._meet(address, message.act)
        if address in self.held:
            await self.held[address].wait()
        self._count()
        self.sent.append(Sent(address, message))
        self._arrived.set()
        self._arrivals += 1
        self.given.setdefault(address, []).append(f"{self.name}-{self._arrivals}")
        return f"{self.name}-{self._arrivals}"

    async def arrivals(self, count: int) -> None:
        """Wait until so many messages have arrived; TimeoutError after 20 s."""
        async with asyncio.timeout(20):
            while len(self.sent) < count:
                self._arrived.clear()
                await self._arrived.wait()

    def state(self) -> State:
        return self.ailment or ("down" if self.mood == "down" else "up")

    def problems(self) -> Sequence[str]:
        return self.warnings

    async def clear(self, address: str, _traces: Sequence[str]) -> None:
        self._meet(address)
        self.sent.append(Sent(address, OutgoingMessage(key="", person_id="", act="clear")))

    async def retract(self, address: str, message: OutgoingMessage, _traces: Sequence[str]) -> None:
        self._meet(address)
        self.sent.append(Sent(address, OutgoingMessage(key="", person_id="", act="retract")))

    async def fetch(self, ref: str) -> Media:
        """The file kept under this reference; Refused if there is none."""
        self._meet(ref)
        if ref not in self.files:
            raise Refused("There is no such file.")
        return self.files[ref]

    def _count(self) -> None:
        if self.remain == 0:
            raise MOODS["quota"]()
        self.remain = None if self.remain is None else self.remain - 1

    def _meet(self, address: str, act: str = "say") -> None:
        if self.mood and (self.mood, act) != ("window", "notice"):
            raise MOODS[self.mood]()
        if address in self.gone:
            raise PersonGone("The person left.")
