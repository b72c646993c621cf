"""Somebody on Telegram: composes the updates the platform would send, and reads what reached their chat."""

import time
from typing import TYPE_CHECKING

from tests.telegram_fake.calls import Json, Sent, Upload
from tests.telegram_fake.chats import BOT, chat_of, message_json

if TYPE_CHECKING:
    from tests.telegram_fake.server import FakeTelegram

PATIENCE = 20.0
PHOTO_WIDTHS = (90, 800)  # pixels


class TelegramPerson:
    """A private chat with the bot; `id` is the person's and the chat's. Every action returns the update as sent."""

    def __init__(self, fake: "FakeTelegram", number: int, locale: str = "vi") -> None:
        self.id = number
        self._fake = fake
        self._locale = locale
        self._latest: Json = {}

    def say(self, text: str, **more: object) -> Json:
        """Write a message; a word that begins with a slash is marked as a command, as the platform does."""
        if text.startswith("/"):
            mark = {"type": "bot_command", "offset": 0, "length": len(text.split()[0])}
            more = {"entities": [mark], **more}
        return self.send(text=text, **more)

    def start(self, code: str = "") -> Json:
        """Press Start, maybe behind a deep link."""
        return self.say(f"/start {code}".strip())

    def press(self, message: Sent, words: str) -> Json:
        """Press the button with these words: an inline one asks the bot, one under the input writes its words."""
        key = next((key for key in message.raw_buttons() if key["text"] == words), None)
        assert key is not None, f"no such button, only {message.buttons}"
        return self._query(message, key) if message.inline else self.say(words)

    def share_location(self, latitude: float, longitude: float, **more: object) -> Json:
        return self.send(location={"latitude": latitude, "longitude": longitude, **more})

    def send_contact(self, phone: str, *, own: bool = True, name: str = "Người") -> Json:
        """Share a card: one's own, or that of somebody else."""
        card: Json = {"phone_number": phone, "first_name": name}
        return self.send(contact=card | {"user_id": self.id if own else self.id + 1})

    def send_photo(self, data: bytes, caption: str = "") -> Json:
        """A photo as Telegram sends it: the same in several sizes, the largest last."""
        sizes = [self._file(Upload("photo.jpg", "image/jpeg", data)) | {"width": w, "height": w} for w in PHOTO_WIDTHS]
        return self.send(photo=sizes, **captioned(caption))

    def send_voice(self, data: bytes, seconds: int = 3) -> Json:
        voice = self._file(Upload("voice.oga", "audio/ogg", data))
        return self.send(voice=voice | {"duration": seconds, "mime_type": "audio/ogg"})

    def send_video(self, data: bytes, caption: str = "") -> Json:
        video = self._file(Upload("video.mp4", "video/mp4", data))
        shape = {"width": 320, "height": 240, "duration": 3, "mime_type": "video/mp4"}
        return self.send(video=video | shape, **captioned(caption))

    def send_document(self, data: bytes, name: str = "tep.pdf", mime: str = "application/pdf") -> Json:
        return self.send(document=self._file(Upload(name, mime, data)) | {"file_name": name, "mime_type": mime})

    def edit(self, text: str) -> Json:
        """Change the words of the latest message."""
        assert self._latest, "nothing was said yet"
        changed = self._latest | {"text": text, "edit_date": int(time.time())}
        return self._fake.put({"edited_message": changed})

    def block(self) -> Json:
        """Block the bot; the platform tells it."""
        self._fake.block(self.id)
        return self._membership("member", "kicked")

    def unblock(self) -> Json:
        self._fake.unblock(self.id)
        return self._membership("kicked", "member")

    def send(self, **content: object) -> Json:
        """A message with this content, put to the bot."""
        self._latest = self.message(**content)
        return self._fake.put({"message": self._latest})

    def message(self, **content: object) -> Json:
        """A message with this content; not sent."""
        return {
            "message_id": self._fake.chats.new_id(),
            "from": self.user(),
            "chat": chat_of(self.id),
            "date": int(time.time()),
            **content,
        }

    def user(self) -> Json:
        return {"id": self.id, "is_bot": False, "first_name": "Người", "language_code": self._locale}

    def heard(self) -> list[str]:
        """The words of all messages that reached this chat, in order."""
        return [message.text for message in self._fake.sent(self.id)]

    async def hears(self, words: str, patience: float = PATIENCE) -> Sent:
        """The first message with these words, now or soon. Raises TimeoutError."""
        await self._fake.until(lambda: any(words in text for text in self.heard()), patience)
        return next(message for message in self._fake.sent(self.id) if words in message.text)

    def _query(self, message: Sent, key: Json) -> Json:
        query = f"query-{self._fake.chats.new_id()}"
        self._fake.chats.queries.add(query)
        told = message_json(message) | {"text": message.text}
        asked = {"id": query, "from": self.user(), "message": told, "chat_instance": str(self.id)}
        return self._fake.put({"callback_query": asked | {"data": key["callback_data"]}})

    def _file(self, upload: Upload) -> Json:
        file_id = self._fake.chats.keep_file(upload)
        return {"file_id": file_id, "file_unique_id": f"u-{file_id}", "file_size": len(upload.data)}

    def _membership(self, before: str, after: str) -> Json:
        change: Json = {"chat": chat_of(self.id), "from": self.user(), "date": int(time.time())}
        standing = {"user": BOT, "until_date": 0}
        change |= {"old_chat_member": {**standing, "status": before}, "new_chat_member": {**standing, "status": after}}
        return self._fake.put({"my_chat_member": change})


def captioned(caption: str) -> Json:
    return {"caption": caption} if caption else {}
