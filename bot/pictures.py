"""Pictures: decode what people send within limits, make a copy without metadata, keep the original."""

import io
import struct
import zlib

from PIL import Image, ImageOps

from bot.media import MOST_BYTES, mime_of
from handlers.events import Media

MOST_PIXELS = 40_000_000
LONGEST_SIDE = 1600  # pixels of the copy
QUALITY = 85
MOST_PUBLIC = 1024 * 1024  # bytes of a campaign's picture: what Zalo takes, see docs/channels.md
SMALLER = ((1600, 85), (1600, 70), (1200, 70), (800, 60))  # longest side, quality: the first that fits is taken
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
BROKEN = (
    OSError, ValueError, SyntaxError, EOFError, LookupError, TypeError, AttributeError, ArithmeticError,
    RuntimeError, MemoryError, struct.error, zlib.error,
    Image.DecompressionBombError,
)  # fmt: skip  # what Pillow raises for a file that is not what it says


class BadPicture(Exception):
    """This file is not a picture that we can read; take a JPEG, PNG, WEBP or GIF of at most 40 million points."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class PictureTooLarge(Exception):
    """This picture is larger than 20 MB; save it smaller, 1600 pixels wide are enough."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def campaign_picture(data: bytes) -> tuple[bytes, str]:
    """A picture for everybody, and its type: encoded anew without metadata, at most 1600 pixels and 1 MB."""
    if len(data) > MOST_BYTES:
        raise PictureTooLarge
    try:
        flat = flat_of(data)
    except BROKEN:
        raise BadPicture from None
    sizes = (encoded(flat, *size) for size in SMALLER)
    return next((found for found in sizes if len(found) <= MOST_PUBLIC), encoded(flat, 400, 50)), "image/jpeg"


def photo(data: bytes) -> Media:
    """A photo and its copy: a new JPEG of at most 1600 pixels, upright, without place, time or camera."""
    try:
        copy = copy_of(data)
    except BROKEN:
        return Media("photo", data=data, mime=mime_of(data), problem="unreadable")
    return Media("photo", data=data, safe_copy=copy, mime=mime_of(data))


def copy_of(data: bytes) -> bytes:
    """The picture encoded anew. Raises one of BROKEN."""
    return encoded(flat_of(data), LONGEST_SIDE, QUALITY)


def flat_of(data: bytes) -> Image.Image:
    """The picture's pixels alone, upright and no larger than a copy. Raises one of BROKEN."""
    with Image.open(io.BytesIO(data), formats=FORMATS) as image:
        if image.width * image.height > MOST_PIXELS:
            raise ValueError("too many points")
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        return on_white(upright)


def encoded(image: Image.Image, side: int, quality: int) -> bytes:
    """A JPEG of it, no side longer than this."""
    small = image.copy()
    small.thumbnail((side, side))
    out = io.BytesIO()
    small.save(out, "JPEG", quality=quality)
    return out.getvalue()


def on_white(image: Image.Image) -> Image.Image:
    """The picture's pixels alone, on white where it is transparent."""
    layer = image.convert("RGBA")
    paper = Image.new("RGB", layer.size, "white")
    paper.paste(layer, mask=layer.getchannel("A"))
    return paper
