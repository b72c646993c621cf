"""A picture with its words for many people: uploaded for the first of them; the words alone if it cannot be shown."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from telegram import InputFile

from bot.channels import Begin, Refused, at_once
from bot.channels.fields import Fields
from bot.channels.telegram.content import photo
from bot.channels.telegram.errors import BadPicture, NoFile
from bot.channels.telegram.pictures import Pictures
from bot.channels.telegram.posting import Ready, ready
from bot.channels.telegram.sending import captioned, parameters
from bot.log import log_of
from handlers.events import Lane, OutgoingMessage
from referral.records import dataclass

TRIES = 3  # the name may be forgotten once, and be somebody else's new one
FILE_NAME = "hinh.jpg"

log = log_of("telegram")


@dataclass(frozen=True, slots=True)
class Turn:
    """How a call waits until it may leave, and who is asked then."""

    lane: Lane
    begin: Begin = at_once


Say = Callable[[str, Turn], Awaitable[Fields]]


@dataclass(frozen=True, slots=True)
class Hands:
    """How the channel hands a call over; both follow a chat that moved and raise the errors of a channel."""

    post: Callable[[str, Turn, Ready], Awaitable[Fields]]
    upload: Callable[[str, Turn, Mapping[str, object]], Awaitable[Fields]]  # sendPhoto with a file


class Showing:
    """One message with a picture."""

    def __init__(self, hands: Hands, pictures: Pictures, message: OutgoingMessage) -> None:
        self._hands = hands
        self._pictures = pictures
        self._digest = message.picture
        self._caption = captioned(message)
        self._words = ready("sendMessage", parameters("", replace(message, picture="")))
        self._named = "", self._words  # Telegram's name of the picture, and the call that shows it
        self._shown = True  # False once the picture itself was not there or not taken

    async def to(self, address: str, turn: Turn) -> Fields:
        """Show it, or say the words; Telegram's answer."""
        try:
            if self._shown:
                return await self._picture(address, turn)
        except Refused:
            log.warning("picture_refused")
        return await self._hands.post(address, turn, self._words)

    async def _picture(self, address: str, turn: Turn) -> Fields:
        """Show it. Raises Refused if that cannot be."""
        for _ in range(TRIES):
            name = await self._pictures.name(self._digest)
            try:
                found = await (self._by_name(address, turn, name) if name else self._first(address, turn))
            except NoFile:
                await self._pictures.forget(self._digest, name)
                continue
            if found is not None:
                return found
        raise Refused("Telegram keeps no picture of ours.")

    async def _by_name(self, address: str, turn: Turn, name: str) -> Fields:
        if self._named[0] != name:
            self._named = name, ready("sendPhoto", {**self._caption, "photo": name})
        return await self._hands.post(address, turn, self._named[1])

    async def _first(self, address: str, turn: Turn) -> Fields | None:
        """Upload it, shown to this person; None if somebody was faster."""
        async with self._pictures.turn():
            if await self._pictures.name(self._digest):
                return None
            sent = await self._uploaded(address, turn)
            if shown := photo(sent):
                await self._pictures.keep(self._digest, shown.ref.removeprefix("photo:"))
            return sent

    async def _uploaded(self, address: str, turn: Turn) -> Fields:
        data = await self._pictures.bytes_of(self._digest)
        try:
            if not data:
                raise BadPicture("There is no such picture.")
            photo_of_ours = {**self._caption, "photo": InputFile(data, filename=FILE_NAME)}
            return await self._hands.upload(address, turn, photo_of_ours)
        except BadPicture:
            self._shown = False  # else each of many would upload it in vain
            raise
