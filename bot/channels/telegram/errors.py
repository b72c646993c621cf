"""Every error of the client as one of those that say themselves what follows, and what it tells of the platform."""

from collections.abc import Callable, Mapping

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    TelegramError,
)  # fmt: skip

from bot.channels import ChannelDown, ChannelError, PersonGone, Refused, State, Throttled, Unanswered
from bot.channels.telegram.request import Lost, SlowDown, TooLong

FORGOTTEN = (
    "wrong file identifier", "wrong remote file", "wrong file_id", "invalid file_id", "file_reference",
)  # fmt: skip  # words in a 400 that mean: Telegram does not know a file by this name
GONE = (
    "chat not found", "user not found", "user is deactivated", "user_is_blocked", "input_user_deactivated",
    "peer_id_invalid", "chat_id is empty", "chat was deactivated", "bot was kicked", "group chat was upgraded",
)  # fmt: skip  # words in a 400 that mean: nobody will ever read this here
LATER = ("temporarily unavailable", "try again", "internal")  # words in a 400 that pass
TOO_LARGE = ("file is too big",)
PICTURE = (
    *FORGOTTEN, *TOO_LARGE, "photo_invalid", "photo_ext", "photo_save", "photo_crop", "photo_thumb", "photo_content",
    "image_process_failed", "wrong type of", "can't use file of type", "must be non-empty", "too large",
)  # fmt: skip  # words in a 400 that mean: it is the picture, whoever is to see it


class BadPicture(Refused):
    """Telegram takes this picture for nobody. Every other refusal concerns one chat, as one that shows no pictures."""


class NoFile(Exception):
    """Telegram knows no file by this name any more; no error of a channel, for who shows a file uploads it anew."""


def names_no_file(error: TelegramError) -> bool:
    """Whether the file of a call is not there."""
    return any(part in error.message.lower() for part in FORGOTTEN)


def is_of_the_picture(error: TelegramError) -> bool:
    """Whether the picture of a call is refused, and not the chat that it is for."""
    return any(part in error.message.lower() for part in PICTURE)


def bad_request(error: TelegramError) -> ChannelError:
    """A 400: the person is gone, or it passes, or a human must look."""
    words = error.message.lower()
    if any(part in words for part in GONE):
        return PersonGone("Nobody is there any more.")
    if any(part in words for part in LATER):
        return ChannelDown("Telegram cannot do it now.")
    return Refused("too_large" if any(part in words for part in TOO_LARGE) else "Telegram does not take this.")


def throttled(error: TelegramError) -> ChannelError:
    """A 429 with its pause."""
    return Throttled(error.seconds if isinstance(error, SlowDown) else 1.0)


def gone(_: TelegramError) -> ChannelError:
    """A 403."""
    return PersonGone("The person blocked us.")


def lost(_: TelegramError) -> ChannelError:
    """It left, and nothing came back, or a 5xx."""
    return Unanswered("Telegram did not answer.")


def too_long(_: TelegramError) -> ChannelError:
    """More bytes than we take."""
    return Refused("too_large")


# The first row that fits counts; what is in none of them is ChannelDown: no connection, or a 503.
TABLE: Mapping[type[TelegramError], Callable[[TelegramError], ChannelError]] = {
    SlowDown: throttled,
    TooLong: too_long,
    Lost: lost,
    Forbidden: gone,
    BadRequest: bad_request,
}
STATES: Mapping[type[TelegramError], State] = {
    SlowDown: "up",
    TooLong: "up",
    Forbidden: "up",
    BadRequest: "up",
    ChatMigrated: "up",
    InvalidToken: "token_refused",
    EndPointNotFound: "token_refused",
    Conflict: "conflict",
}  # what an error tells of the platform: it answered, so it is up; else it is down


def channel_error(error: TelegramError) -> ChannelError:
    """One of our errors; it quotes nothing of the platform's."""
    found = next((make for kind, make in TABLE.items() if isinstance(error, kind)), None)
    return found(error) if found else ChannelDown("Telegram does not answer.")


def state_after(error: TelegramError) -> State:
    """How the platform stands after this error."""
    return next((state for kind, state in STATES.items() if isinstance(error, kind)), "down")
