"""Photos: copies without metadata, bombs and rubbish kept but not opened."""

import io
import random
import struct
import zlib

import pytest
from PIL import Image

from bot.media import MOST_BYTES, inspect
from bot.pictures import LONGEST_SIDE

SECRET = b"10.7626 N 106.6602 E"


def encoded(image: Image.Image, form: str, **options: object) -> bytes:
    """An image as a file of this format."""
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def with_metadata(orientation: int = 1) -> bytes:
    """A JPEG, 60 by 40, whose metadata tells a place."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = SECRET.decode()
    return encoded(Image.new("RGB", (60, 40), "red"), "JPEG", exif=exif)


def png_claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims to be this large."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"")), (b"IEND", b""))
    parts = [struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in chunks]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_photo_gets_a_copy_and_keeps_its_bytes(form: str) -> None:
    data = encoded(Image.new("RGB", (60, 40), "red"), form)
    media = inspect(data, "photo")
    assert media.data == data
    assert media.mime == f"image/{form.lower()}"
    assert media.safe_copy is not None
    assert media.problem == ""


def test_the_copy_tells_no_place() -> None:
    data = with_metadata()
    media = inspect(data, "photo")
    assert SECRET in data
    assert media.safe_copy is not None
    assert SECRET not in media.safe_copy
    assert not Image.open(io.BytesIO(media.safe_copy)).getexif()


def test_the_copy_stands_upright() -> None:
    copy = inspect(with_metadata(orientation=6), "photo").safe_copy
    assert copy is not None
    assert Image.open(io.BytesIO(copy)).size == (40, 60)


def test_the_copy_is_small() -> None:
    copy = inspect(encoded(Image.new("RGB", (3000, 1500)), "JPEG"), "photo").safe_copy
    assert copy is not None
    assert max(Image.open(io.BytesIO(copy)).size) == LONGEST_SIDE


def test_transparency_becomes_white() -> None:
    copy = inspect(encoded(Image.new("RGBA", (8, 8), (0, 0, 0, 0)), "PNG"), "photo").safe_copy
    assert copy is not None
    assert Image.open(io.BytesIO(copy)).convert("RGB").getpixel((4, 4)) == (255, 255, 255)


@pytest.mark.parametrize("size", [(7000, 6000), (20_000, 20_000), (2**31 - 1, 2**31 - 1)])
def test_a_bomb_is_kept_closed(size: tuple[int, int]) -> None:
    media = inspect(png_claiming(*size), "photo")
    assert (media.problem, media.safe_copy) == ("unreadable", None)
    assert media.data


@pytest.mark.parametrize("data", [b"", b"no photo", b"\xff\xd8\xff", b"<svg/>", b"%!PS-Adobe", with_metadata()[:200]])
def test_what_is_no_photo_is_kept(data: bytes) -> None:
    media = inspect(data, "photo")
    assert (media.data, media.problem, media.safe_copy) == (data, "unreadable", None)


def test_broken_photos_never_raise() -> None:
    chance = random.Random(5)
    whole = [encoded(Image.new("RGB", (30, 20), "blue"), form) for form in ("JPEG", "PNG", "WEBP", "GIF")]
    for n in range(400):
        data = bytearray(whole[n % 4])
        for _ in range(1 + n % 6):
            data[chance.randrange(len(data))] = chance.randrange(256)
        assert inspect(bytes(data), "photo").problem in ("", "unreadable")


def test_too_large_is_not_opened() -> None:
    assert inspect(b"\0" * (MOST_BYTES + 1), "photo").problem == "too_large"


@pytest.mark.parametrize(
    ("start", "mime"),
    [
        (b"OggS", "audio/ogg"),
        (b"\x1a\x45\xdf\xa3", "audio/webm"),
        (b"\xff\xf1", "audio/aac"),
        (b"\xff\xf9", "audio/aac"),
    ],
)
def test_recordings_are_known_by_their_beginning(start: bytes, mime: str) -> None:
    media = inspect(start + b"...", "voice")
    assert (media.mime, media.problem) == (mime, "")


def test_what_is_no_recording_is_kept() -> None:
    media = inspect(b"hello", "voice")
    assert (media.data, media.problem) == (b"hello", "unreadable")
