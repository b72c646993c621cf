"""Telegram in a play: what people do becomes the platform's own updates, what we say goes over the real wire."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.pacing import Pacing
from bot.channels.telegram.reading import read_update
from bot.desk import Desk
from handlers.events import Address, IncomingEvent, Media, OutgoingMessage, Presence
from tests.cast import ALL
from tests.fakes import PHOTO, FakeClock
from tests.script import Said
from tests.telegram_fake import FakeTelegram, Json, Sent, Upload

BOT = "42"
NUMBERS = {name: 1001 + place for place, name in enumerate(ALL)}  # who has which number there
NAMES = {number: name for name, number in NUMBERS.items()}
LOST = "a lost photo"
FAILING = {"down": 502, "throttled": 429, "refusing": 400}
ALWAYS = 10**6


@dataclass(frozen=True, slots=True)
class StageTime:
    """The play's time as an event loop tells it."""

    clock: FakeClock

    def time(self) -> float:
        return self.clock.now.timestamp()

    def call_later(self, delay: float, callback: Callable[[], None]) -> object:
        return asyncio.get_running_loop().call_later(delay, callback)


class TelegramStage:
    """The fake platform of one play; it outlives the deaths of the program."""

    def __init__(self) -> None:
        self.fake = FakeTelegram(f"{BOT}:TEST")
        self._shown = 0

    def channel(self, desk: Desk, clock: FakeClock) -> Telegram:
        """The real channel, in the time of the play."""
        return Telegram(self.fake.token, self.fake.api, Pacing(StageTime(clock)), desk)

    def address(self, name: str) -> Address:
        """Where somebody is there."""
        return Address("telegram", str(NUMBERS[name]))

    async def read(self, name: str, event: IncomingEvent) -> IncomingEvent:
        """The same event, gone through an update of the platform and our reading of it."""
        person, at = self.fake.person(NUMBERS[name]), event.at
        body = person.message(**dict(self._content(event)))
        dated = body | ({"date": int(at.timestamp())} if at else {})
        changed = {"edit_date": int(at.timestamp())} if event.edited and at else {}
        return self._event({"edited_message" if event.edited else "message": dated | changed})

    async def press(self, name: str, button: str, at: datetime) -> IncomingEvent:
        """A press on the newest message that had the button: a query, or for a key under the input its words."""
        found = [sent for sent in self.fake.sent(NUMBERS[name]) if button in sent.buttons]
        if not found or not found[-1].inline:
            return await self.read(name, IncomingEvent("", self.address(name), at, button))
        person, sent = self.fake.person(NUMBERS[name]), found[-1]
        key = next(key for key in sent.raw_buttons() if key["text"] == button)
        under = person.message(reply_markup=sent.markup)
        return self._event({"callback_query": {"id": "q", "from": person.user(), "message": under, **data_of(key)}})

    async def contact(self, name: str, own: bool, at: datetime) -> IncomingEvent:
        """Somebody shares a card, their own or another person's."""
        number = NUMBERS[name]
        card = {"phone_number": "+84912345678", "first_name": "Người", "user_id": number if own else number + 1}
        body = self.fake.person(number).message(contact=card) | {"date": int(at.timestamp())}
        return self._event({"message": body})

    async def sticker(self, name: str, at: datetime) -> IncomingEvent:
        """Somebody sends a sticker."""
        body = self.fake.person(NUMBERS[name]).message(sticker={"file_id": "s", "emoji": "😢"})
        return self._event({"message": body | {"date": int(at.timestamp())}})

    async def presence(self, name: str, here: bool) -> Presence:
        """Somebody blocks the bot, or lets it in again, and the platform tells it."""
        (self.fake.unblock if here else self.fake.block)(NUMBERS[name])
        person = self.fake.person(NUMBERS[name])
        body = person.message(new_chat_member={"status": "member" if here else "kicked"})
        found = read_update({"update_id": 1, "my_chat_member": body}, BOT).event
        assert isinstance(found, Presence)
        return found

    def set_mood(self, mood: str) -> None:
        """The platform fails from now on, or works again."""
        self.fake.faults.clear()
        if mood:
            self.fake.fail(status=FAILING[mood], retry_after=30, times=ALWAYS)

    def heard(self) -> list[Said]:
        """What reached people since the last time; what was removed again counts as cleared."""
        fresh, self._shown = self.fake.calls[self._shown :], len(self.fake.calls)
        sent = {id(message.call): message for message in self.fake.sent()}
        return [
            Said(NAMES[call.chat_id], said)
            for call in fresh
            if call.status == 200
            for said in shown(call.method, sent.get(id(call)))
        ]

    def _event(self, update: Json) -> IncomingEvent:
        found = read_update({"update_id": 1, **update}, BOT).event
        assert isinstance(found, IncomingEvent)
        return found

    def _content(self, event: IncomingEvent) -> Iterator[tuple[str, object]]:
        """What the message of the platform holds."""
        if event.text:
            yield ("caption" if event.media else "text"), event.text
        if event.point:
            yield "location", {"latitude": event.point[0], "longitude": event.point[1]}
        if event.media:
            file = self._file(event.media)
            yield event.media.kind, [file] if event.media.kind == "photo" else file

    def _file(self, media: Media) -> Json:
        """The file as the platform keeps it; a lost one is kept by nobody."""
        data = media.data or PHOTO
        kept = LOST if media.ref == LOST else self.fake.chats.keep_file(Upload("file", media.mime, data))
        return {"file_id": kept, "file_size": len(data)}


def data_of(key: Json) -> Json:
    """What the button carries."""
    return {"data": key["callback_data"]}


def shown(method: str, sent: Sent | None) -> Iterator[OutgoingMessage]:
    """What the person sees of a call."""
    if sent:
        yield OutgoingMessage("", "", sent.text, tuple(sent.buttons))
    elif method.lower() == "deletemessages":
        yield OutgoingMessage("", "", act="clear")
