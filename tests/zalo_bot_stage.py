"""The Zalo Bot Platform in a play: what people do becomes its updates, what we say goes over the real wire."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from bot.channels.telegram.pacing import Pacing
from bot.channels.zalo_bot.channel import ZaloBot
from bot.channels.zalo_bot.client import Client
from bot.channels.zalo_bot.reading import read_update
from bot.channels.zalo_bot.setting_up import lent
from bot.desk import Desk
from handlers.events import Address, IncomingEvent, Media, OutgoingMessage, Presence
from tests.cast import ALL
from tests.fakes import PHOTO, FakeClock
from tests.script import Said
from tests.telegram_stage import LOST, StageTime
from tests.zalo_bot_fake import FakeZaloBot, Sent
from tests.zalo_bot_fake.methods import BOT

CHATS = {name: f"{4097 + place:020x}" for place, name in enumerate(ALL)}  # who has which chat there
NAMES = {chat: name for name, chat in CHATS.items()}
FAILING = {"down": 502, "throttled": 429, "refusing": 400}
ALWAYS = 10**6
PUBLIC = "https://langnghe.example"


class ZaloBotStage:
    """The fake platform of one play; it outlives the deaths of the program."""

    def __init__(self) -> None:
        self.fake = FakeZaloBot()
        self.fake.bot.fetches = ()  # no web server plays along
        self._shown = 0

    def channel(self, desk: Desk, clock: FakeClock) -> ZaloBot:
        """The real channel, in the time of the play."""
        client = Client(self.fake.token, self.fake.api)
        return ZaloBot(client, partial(lent, desk, PUBLIC), ("127.0.0.1",), Pacing(StageTime(clock)))

    def address(self, name: str) -> Address:
        """Where somebody is there."""
        return Address("zalo_bot", CHATS[name])

    async def read(self, name: str, event: IncomingEvent) -> IncomingEvent:
        """The same event, gone through an update of the platform and our reading of it."""
        kind, content = self._content(event)
        update = self.fake.person(CHATS[name]).update(kind, **content)
        message = update["message"]
        assert isinstance(message, dict)
        dated = {"date": int(event.at.timestamp() * 1000)} if event.at else {}
        found = read_update({**update, "message": message | dated}, str(BOT["id"])).event
        assert found
        return found

    async def press(self, name: str, button: str, at: datetime) -> IncomingEvent:
        """There are no buttons: somebody writes the words of a choice."""
        return await self.read(name, IncomingEvent("", self.address(name), at, button))

    async def contact(self, name: str, own: bool, at: datetime) -> IncomingEvent:
        """A card arrives as something that the platform does not hand on."""
        return await self.sticker(name, at)

    async def sticker(self, name: str, at: datetime) -> IncomingEvent:
        """Somebody sends a sticker."""
        return await self.read(name, IncomingEvent("", self.address(name), at))

    async def presence(self, name: str, here: bool) -> Presence | None:
        """Somebody leaves or is back; the platform tells it to nobody."""
        person = self.fake.person(CHATS[name])
        (person.unblock if here else person.block)()
        return None

    def set_mood(self, mood: str) -> None:
        """The platform fails from now on, or works again."""
        self.fake.faults.waiting.clear()
        if mood:
            wait = 30 if mood == "throttled" else 0
            self.fake.fail(status=FAILING[mood], retry_after=wait, times=ALWAYS)

    def heard(self) -> list[Said]:
        """What reached people since the last time."""
        sent = self.fake.sent()
        fresh, self._shown = sent[self._shown :], len(sent)
        return [Said(NAMES[message.chat_id], said) for message in fresh for said in shown(message)]

    def _content(self, event: IncomingEvent) -> tuple[str, dict[str, object]]:
        """The kind of the platform's message, and what it holds; a place and a card are told as nothing readable."""
        if event.media:
            named = {"photo": ("image", "photo_url"), "voice": ("voice", "voice_url")}[event.media.kind]
            caption = {"caption": event.text} if event.text else {}
            return named[0], {named[1]: self._file(event.media), **caption}
        return ("text", {"text": event.text}) if event.text else ("unsupported", {})

    def _file(self, media: Media) -> str:
        """Where the file lies; a lost one lies nowhere."""
        if media.ref == LOST:
            return f"{self.fake.api}/files/lost"
        return self.fake.keep_file(media.data or PHOTO)


def shown(sent: Sent) -> Iterator[OutgoingMessage]:
    """What the person sees of a message."""
    yield OutgoingMessage("", "", sent.text, attachment_id="photo" if sent.photo else "")
