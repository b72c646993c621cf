"""Somebody on Zalo: composes the updates the platform would send, and reads what reached their chat."""

from typing import TYPE_CHECKING

from tests.zalo_bot_fake.calls import Json, Sent
from tests.zalo_bot_fake.methods import now

if TYPE_CHECKING:
    from tests.zalo_bot_fake.server import FakeZaloBot

PATIENCE = 20.0


class ZaloPerson:
    """A private chat with the bot; `id` is the person's and the chat's. Every action returns the update as sent."""

    def __init__(self, fake: "FakeZaloBot", chat_id: str) -> None:
        self.id = chat_id
        self._fake = fake

    def say(self, text: str) -> Json:
        return self.send("text", text=text, message_type="CHAT_MESSAGE")

    def send_photo(self, data: bytes, caption: str = "", named: str = "") -> Json:
        """A picture; the documents name it `photo`, what was captured elsewhere `photo_url`."""
        more = {"caption": caption} if caption else {}
        named = named or ("photo" if self._fake.other_name else "photo_url")
        return self.send("image", message_type="CHAT_PHOTO", **{named: self._fake.keep_file(data)}, **more)

    def send_voice(self, data: bytes) -> Json:
        return self.send("voice", voice_url=self._fake.keep_file(data), message_type="CHAT_VOICE")

    def send_sticker(self) -> Json:
        sticker = {"sticker": "bfe458bf64fa8da4d4eb", "url": "https://zalo-api.zadn.vn/sticker"}
        return self.send("sticker", message_type="CHAT_STICKER", **sticker)

    def send_unsupported(self) -> Json:
        """A link, a file, a place, or anything of a person whom Zalo protects."""
        return self.send("unsupported")

    def send(self, kind: str, **content: object) -> Json:
        """An update of this kind with this content, put to the bot."""
        update = self.update(kind, **content)
        self._fake.bot.said.append(update)
        self._fake.bot.updates.put(update)
        return update

    def update(self, kind: str, **content: object) -> Json:
        """An update of this kind with this content; not sent."""
        message = {
            "message_id": self._fake.bot.new_id(),
            "date": now(),
            "chat": {"id": self.id, "chat_type": "PRIVATE"},
            "from": {"id": self.id, "display_name": "Người", "is_bot": False},
            **content,
        }
        return {"event_name": f"message.{kind}.received", "message": message}

    def block(self) -> None:
        """Nobody can write to this chat any more; the platform tells the bot only when it tries."""
        self._fake.bot.strangers.add(self.id)

    def unblock(self) -> None:
        self._fake.bot.strangers.discard(self.id)

    def heard(self) -> list[str]:
        """The words of all messages that reached this chat, in order."""
        return [message.text for message in self._fake.sent(self.id)]

    async def hears(self, words: str, patience: float = PATIENCE) -> Sent:
        """The first message with these words, now or soon. Raises TimeoutError."""
        await self._fake.until(lambda: any(words in text for text in self.heard()), patience)
        return next(message for message in self._fake.sent(self.id) if words in message.text)
