"""What one message of Telegram holds: words, a place, a picture or recording, one's own number, or none of these."""

from collections.abc import Mapping

from bot.channels.fields import LONGEST_TEXT, Fields, fields, identity, items, number, point, text
from handlers.events import Media, MediaKind, Unread

MOST_BYTES = 20 * 1024 * 1024  # what Telegram lets a bot download
FILES: Mapping[str, MediaKind] = {  # in this order: an animation is also named as a document
    "voice": "voice",
    "audio": "voice",
    "video": "video",
    "video_note": "video",
    "animation": "video",
    "document": "document",
}
# A picture sent "as a file" is read like one sent as a photo: only so it gets a copy without its metadata, which
# tells the place of a child's home. The same holds for a recording.
BY_TYPE: Mapping[str, MediaKind] = {"image": "photo", "audio": "voice", "video": "video"}
SERVICE = (
    "new_chat", "left_chat", "delete_chat", "group_chat", "supergroup_chat", "channel_chat", "message_auto_delete",
    "migrate_", "pinned_", "invoice", "successful_payment", "refunded_payment", "users_shared", "chat_shared",
    "connected_website", "write_access", "passport_", "proximity_", "boost_", "chat_background", "forum_topic",
    "general_forum", "giveaway", "video_chat", "web_app_data", "gift", "unique_gift", "paid_message", "chat_owner",
)  # fmt: skip  # how the keys begin of messages that Telegram writes itself


def words_of(message: Fields) -> str:
    """The text, the caption, and the name of a place."""
    venue = fields(message.get("venue"))
    place = ", ".join(filter(None, (text(venue.get("title")), text(venue.get("address")))))
    said = (text(message.get("text")), text(message.get("caption")), place)
    return "\n".join(part for part in said if part.strip())[:LONGEST_TEXT]


def point_of(message: Fields) -> tuple[float, float] | None:
    """The place that was sent, as a pin or as a named place."""
    return point(message.get("location")) or point(fields(message.get("venue")).get("location"))


def media_of(message: Fields) -> Media | None:
    """The first photo, recording, film or file."""
    found = (photo(message), *(file_of(message, name) for name in FILES))
    return next((media for media in found if media), None)


def photo(message: Fields) -> Media | None:
    """The largest size of a photo that we may download."""
    sizes = [fields(size) for size in items(message.get("photo"))]
    sizes = sorted((size for size in sizes if text(size.get("file_id"))), key=pixels)
    allowed = [size for size in sizes if size_of(size) <= MOST_BYTES]
    return media("photo", (allowed or sizes)[-1]) if sizes else None


def pixels(size: Fields) -> int:
    """How large a size of a photo is."""
    return (number(size.get("width")) or 0) * (number(size.get("height")) or 0)


def size_of(file: Fields) -> int:
    """The bytes of a file, 0 if Telegram does not say."""
    return number(file.get("file_size")) or 0


def file_of(message: Fields, name: str) -> Media | None:
    """The recording, film or file under this name."""
    file = fields(message.get(name))
    if not text(file.get("file_id")):
        return None
    main_type = text(file.get("mime_type")).partition("/")[0]
    return media(BY_TYPE.get(main_type, "document") if name == "document" else FILES[name], file)


def media(kind: MediaKind, file: Fields) -> Media:
    """What is downloaded later, or is too large for that."""
    problem = "too_large" if size_of(file) > MOST_BYTES else ""
    return Media(kind, ref=f"{kind}:{text(file.get('file_id'))}", problem=problem)


def phone_of(message: Fields, sender: str) -> str:
    """The sender's own number; people can pass on the card of somebody else."""
    card = fields(message.get("contact"))
    return text(card.get("phone_number"))[:40] if identity(card.get("user_id")) == sender else ""


def unread(message: Fields, taken: bool) -> Unread:
    """What we could not take, given whether we took anything."""
    if "contact" in message and not taken:
        return "contact"
    return "" if taken else "other"


def is_service(message: Fields) -> bool:
    """Whether Telegram wrote this itself: somebody joined, something was pinned."""
    return any(isinstance(key, str) and key.startswith(SERVICE) for key in message)
