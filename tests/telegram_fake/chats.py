"""The chats as Telegram knows them: what the bot sent, who blocked it, the files, the queries that may be answered."""

import time
from dataclasses import dataclass, field

from tests.telegram_fake.answers import bad, blocked
from tests.telegram_fake.calls import Json, Sent, Upload

BOT = {"id": 42, "is_bot": True, "first_name": "Lắng Nghe", "username": "lang_nghe_test_bot"}
CAN = {
    "can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False,
    "can_connect_to_business": False, "has_main_web_app": False,
}  # fmt: skip


@dataclass(slots=True)
class Chats:
    """All chats of one bot."""

    sent: list[Sent] = field(default_factory=list)
    blocked: set[int] = field(default_factory=set)
    files: dict[str, Upload] = field(default_factory=dict)
    queries: set[str] = field(default_factory=set)
    commands: list[Json] = field(default_factory=list)
    _last_id: int = 0

    def new_id(self) -> int:
        """A number never given before in this world."""
        self._last_id += 1
        return self._last_id

    def keep_file(self, upload: Upload) -> str:
        """Telegram's id of this file."""
        file_id = f"file-{self.new_id()}"
        self.files[file_id] = upload
        return file_id

    def add(self, message: Sent) -> None:
        """A message reaches its chat. Raises ApiError if the person blocked the bot."""
        if message.chat_id in self.blocked:
            raise blocked()
        self.sent.append(message)

    def find(self, chat_id: int, message_id: object, words: str) -> Sent:
        """The bot's message with this number, still there. Raises ApiError with these words."""
        for message in self.sent:
            if (message.chat_id, message.message_id) == (chat_id, message_id) and not message.deleted:
                return message
        raise bad(words)


def chat_of(chat_id: int) -> Json:
    """A chat as it stands in a message; groups have numbers below zero."""
    if chat_id < 0:
        return {"id": chat_id, "type": "supergroup", "title": "Nhóm"}
    return {"id": chat_id, "type": "private", "first_name": "Người"}


def message_json(message: Sent) -> Json:
    """What a send method returns."""
    found: Json = {
        "message_id": message.message_id,
        "from": BOT,
        "chat": chat_of(message.chat_id),
        "date": int(time.time()),
    }
    if message.inline:
        found["reply_markup"] = message.markup
    return found
