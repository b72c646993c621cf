"""What a message of ours looks like to the Bot API: the parameters of sendMessage and sendPhoto, with its buttons."""

from collections.abc import Mapping

from bot.channels.telegram.buttons import button_data, rows
from flows.fitting import CHANNELS
from flows.model import Wants
from handlers.events import OutgoingMessage

Markup = Mapping[str, object]

SHARES: Mapping[Wants, tuple[str, str]] = {  # what the key says, in both languages, and what it shares
    "place": ("📍 Gửi vị trí / Share location", "request_location"),
    "phone": ("📱 Gửi số của tôi / Share my number", "request_contact"),
}
MOST_UNITS = 4096  # Telegram counts units of UTF-16: an emoji is two
NO_KEYS: Markup = {"remove_keyboard": True}  # so that no key of an earlier question stays behind


def parameters(chat: str, message: OutgoingMessage) -> dict[str, object]:
    """All that sendMessage is told, None for nothing; the words are plain text, so nothing in them is markup."""
    return {
        "chat_id": chat,
        "text": within(message.text),
        "reply_markup": markup(message),
        "link_preview_options": {"is_disabled": True},
        "protect_content": message.guarded or None,
        "disable_notification": message.lane == "bulk" or None,
    }


def captioned(message: OutgoingMessage) -> dict[str, object]:
    """The same for sendPhoto, without the photo: the words stand under it."""
    said = parameters("", message)
    del said["link_preview_options"]
    return {"caption": said.pop("text"), **said}


def is_shown(message: OutgoingMessage) -> bool:
    """Whether it has a picture, and words that a picture can bear."""
    return bool(message.picture) and units(message.text) <= CHANNELS["telegram"].caption


def units(text: str) -> int:
    """How long Telegram counts a text."""
    return len(text.encode("utf-16-le", "replace")) // 2


def within(text: str) -> str:
    """The text as long as Telegram takes it, counted as Telegram does: rather without its end than not at all."""
    return text.encode("utf-16-le", "replace")[: 2 * MOST_UNITS].decode("utf-16-le", "ignore")


def markup(message: OutgoingMessage) -> Markup:
    """Buttons under the message; keys instead of the keyboard where a place or a number may be shared."""
    if message.wants:
        return keyboard(message)
    return inline(message) if message.buttons else NO_KEYS


def keyboard(message: OutgoingMessage) -> Markup:
    """Keys that disappear after one press; the plain ones write their words."""
    words, share = SHARES[message.wants]
    plain = [[{"text": text} for _, text in row] for row in rows(message.buttons)]
    return {"keyboard": [[{"text": words, share: True}], *plain], "resize_keyboard": True, "one_time_keyboard": True}


def inline(message: OutgoingMessage) -> Markup:
    """Buttons that know the question they answer."""
    return {"inline_keyboard": [[key(message, *button) for button in row] for row in rows(message.buttons)]}


def key(message: OutgoingMessage, index: int, words: str) -> dict[str, str]:
    """One button."""
    return {"text": words, "callback_data": button_data(message.question, words, index)}
