"""What a button carries in its 64 bytes, written when it is sent and read when it is pressed."""

import re

from bot.channels.fields import Fields, fields, items, text

MOST_BYTES = 64
INDEX = re.compile(r"#\d{1,3}")
LONG_WORDS = 18  # characters from which a button wants a row of its own on a small telephone


def button_data(question: str, words: str, index: int) -> str:
    """The question and the words; the button's number instead of words that are too long."""
    for data in (f"{question}\n{words}", f"{question}\n#{index}"):
        if len(data.encode()) <= MOST_BYTES:
            return data
    return f"\n#{index}"  # no question of ours is that long


def pressed(query: Fields) -> tuple[str, str]:
    """The question and the words of the button that was pressed; "" for words that are not there any more."""
    data = text(query.get("data"))
    question, _, words = data.rpartition("\n")
    return question, words_on(query, data) if INDEX.fullmatch(words) else words


def words_on(query: Fields, data: str) -> str:
    """The words on the button that carries this data, in the message it stands under."""
    markup = fields(fields(query.get("message")).get("reply_markup"))
    keys = [fields(key) for row in items(markup.get("inline_keyboard")) for key in items(row)]
    return next((text(key.get("text")) for key in keys if key.get("callback_data") == data), "")


def rows(buttons: tuple[str, ...]) -> list[tuple[tuple[int, str], ...]]:
    """The buttons with their numbers, two in a row, or one where the words are long."""
    width = 1 if any(len(words) > LONG_WORDS for words in buttons) else 2
    numbered = tuple(enumerate(buttons))
    return [numbered[start : start + width] for start in range(0, len(numbered), width)]
