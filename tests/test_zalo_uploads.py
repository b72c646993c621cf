"""Files as Zalo takes them."""

import io

import pytest
from PIL import Image

from bot.channels import Refused
from bot.channels.zalo_oa import uploads
from bot.channels.zalo_oa.uploads import MOST_FILE, packed
from tests.fakes import PHOTO


def moving(frames: int = 2) -> bytes:
    """A picture that moves."""
    out = io.BytesIO()
    still = [Image.new("RGB", (40, 30), color) for color in ("red", "blue") * frames]
    still[0].save(out, "GIF", save_all=True, append_images=still[1:])
    return out.getvalue()


def test_what_is_small_enough_goes_as_it_is() -> None:
    assert packed(PHOTO, "image/png").file.data == PHOTO and packed(PHOTO, "image/png").file.name == "file.png"
    gif = packed(moving(), "image/gif")
    assert (gif.kind, gif.size, gif.file.name) == ("gif", (40, 30), "file.gif")
    assert packed(b"a,b", "text/csv").kind == "file"


@pytest.mark.parametrize(
    ("data", "mime"),
    [(b"%PDF" + b"0" * MOST_FILE, "application/pdf"), (b"MZ", "application/x-msdownload"), (b"?", "image/gif"),
     (b"0" * (MOST_FILE + 1), "image/gif"), (b"0" * (MOST_FILE + 1), "image/jpeg"), (b"x", "")],
)  # fmt: skip
def test_what_zalo_never_takes_is_refused(data: bytes, mime: str) -> None:
    with pytest.raises(Refused):
        packed(data, mime)


def test_a_picture_that_cannot_be_made_small_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_IMAGE", 10)
    monkeypatch.setitem(uploads.MOST, "image", 10)
    with pytest.raises(Refused, match="too_large"):
        packed(PHOTO, "image/png")
