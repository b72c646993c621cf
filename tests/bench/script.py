"""What the people of the benchmark say, as Telegram would bring it; the same words to every contender."""

import json

STEPS = (
    "xin chào",
    "ba em lại đánh em rồi, em {age} tuổi",
    "Không rõ",
    "Không có",
    "xã Sơn Tây, Quảng Ngãi",
    "bỏ qua",
    "9",
    "không",
)  # a report from the first word to its last question
PEOPLE = 40  # at once
TOKEN = "7000000000:bench"
FIRST_CHAT = 100_000_000
NOON = 1_795_000_000  # seconds since 1970, one more with each update


def update(number: int, chat: int, text: str) -> bytes:
    """A text message of a private chat in the shape of the Bot API, composed by hand."""
    person = {"id": chat, "is_bot": False, "first_name": "Lan", "language_code": "vi"}
    words = text.format(age=6 + chat % 11)  # not everybody says the same, so nothing gains by remembering words
    message = {
        "message_id": number,
        "from": person,
        "chat": {"id": chat, "first_name": "Lan", "type": "private"},
        "date": NOON + number,
        "text": words,
    }
    return json.dumps({"update_id": number, "message": message}).encode()
