"""Look at what people send: what it is by its first bytes, and whether it can be read."""

from handlers.events import Media, MediaKind

MOST_BYTES = 20 * 1024 * 1024  # the most that Telegram gives to a bot; our own page takes less

# How a file begins (offset, bytes) -> what it is. Sources: RFC 9649 (WEBP), ISO/IEC 14496-12 (ftyp), RFC 3533 (Ogg),
# the Matroska and PNG specifications, ISO/IEC 13818-7 (ADTS).
BEGINNINGS = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF8", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftyphei", "image/heic"),
    (4, b"ftypmif1", "image/heic"),
    (0, b"\x1a\x45\xdf\xa3", "audio/webm"),
    (0, b"OggS", "audio/ogg"),
    (8, b"WAVE", "audio/wav"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf1", "audio/aac"),  # ADTS, MPEG-4 without checksum; the next is MPEG-2
    (0, b"\xff\xf9", "audio/aac"),
    (4, b"ftyp", "audio/mp4"),
)


def inspect(data: bytes, kind: MediaKind) -> Media:
    """The media with its type; a photo also with a copy. What cannot be read is kept and says so in `problem`."""
    if len(data) > MOST_BYTES:
        return Media(kind, data=data, problem="too_large")
    if kind == "photo":
        from bot.pictures import photo  # with the library for pictures

        return photo(data)
    mime = mime_of(data)
    if kind == "video":
        mime = mime.replace("audio/", "video/")  # sound and film share their containers
    readable = kind == "document" or mime.startswith(("audio/", "video/"))
    return Media(kind, data=data, mime=mime, problem="" if readable else "unreadable")


def mime_of(data: bytes) -> str:
    """What the file is by its first bytes, "application/octet-stream" if we do not know."""
    known = (mime for offset, start, mime in BEGINNINGS if data.startswith(start, offset))
    return next(known, "application/octet-stream")
