"""Pictures of campaigns: what may become one, and that everybody can see it, in every channel of ours."""

import asyncio
import io
import random
from dataclasses import replace

import pytest
from PIL import Image

from bot import pictures
from bot.channels.page import Page
from bot.channels.terminal import Terminal
from bot.pictures import LONGEST_SIDE, MOST_PUBLIC, BadPicture, PictureTooLarge, campaign_picture
from flows.fitting import CHANNELS
from handlers.events import Address, OutgoingMessage
from tests.test_pictures import SECRET, png_claiming, with_metadata
from tests.web_house import WebHouse, citizen, in_house

TOLD = OutgoingMessage("campaign:r:p", "p", "Rào ao lại hôm nay.", ("Ngừng nhắc",), lane="bulk")


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def noise(width: int, height: int) -> bytes:
    """A picture that does not compress."""
    found = Image.frombytes("RGB", (width, height), random.Random(7).randbytes(width * height * 3))
    out = io.BytesIO()
    found.save(out, "PNG")
    return out.getvalue()


def test_a_picture_for_everybody_tells_nothing_of_who_took_it() -> None:
    data, mime = campaign_picture(with_metadata(6))
    assert mime == "image/jpeg" and SECRET not in data and not opened(data).getexif()
    assert opened(data).size == (40, 60), "upright"


def test_it_is_as_small_as_every_platform_wants() -> None:
    data, _ = campaign_picture(noise(2000, 1000))
    assert len(data) <= MOST_PUBLIC and max(opened(data).size) <= LONGEST_SIDE
    again, _ = campaign_picture(data)
    assert len(again) <= MOST_PUBLIC


def test_one_that_no_quality_makes_small_is_made_tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_PUBLIC", 10)
    assert max(opened(campaign_picture(noise(900, 600))[0]).size) == 400


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"\xff\xd8\xff rubbish", png_claiming(60_000, 60_000)])
def test_what_is_no_picture_says_so(data: bytes) -> None:
    with pytest.raises(BadPicture, match="JPEG, PNG, WEBP or GIF"):
        campaign_picture(data)


def test_what_is_too_large_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_BYTES", 10)
    with pytest.raises(PictureTooLarge, match="1600"):
        campaign_picture(with_metadata())


@in_house
async def test_everybody_may_see_it_and_keep_it(house: WebHouse) -> None:
    data, mime = campaign_picture(with_metadata())
    digest = await house.desk.do(lambda work: work.campaigns.add_picture(data, mime))
    browser = await house.new_browser()
    answer = await browser.get(f"/c/{digest}")
    assert (answer.status, answer.content_type, await answer.read()) == (200, "image/jpeg", data)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    for other in ("0" * 32, digest.upper(), digest[:-1], "..%2Fstatic", "x"):
        missing = await browser.get(f"/c/{other}")
        assert (missing.status, await missing.read(), missing.headers["Cache-Control"]) == (404, b"", "no-store")


@in_house
async def test_our_pages_are_told_of_it(house: WebHouse) -> None:
    lan = await citizen(house)
    await lan.say("xin chào")
    await lan.hear_until("Lắng Nghe")
    address = Address("webchat", f"web:{lan.token}")
    person = await house.desk.do(lambda work: work.people.at(address))
    page = Page("webchat", house.desk, house.parts.hub)
    await page.send(address.id, replace(TOLD, person_id=person.id, picture="ab" * 16))
    heard = await lan.hear_until(TOLD.text)
    assert (heard["picture"], heard["buttons"]) == ("ab" * 16, ["Ngừng nhắc"])


@pytest.mark.parametrize("name", ["webchat", "officer_page", "terminal", "telegram", "zalo_oa", "zalo_bot"])
def test_every_channel_but_templates_shows_pictures(name: str) -> None:
    assert CHANNELS[name].caption > 0 == CHANNELS["zns"].caption


def test_a_terminal_says_where_it_is() -> None:
    shown: list[str] = []
    terminal = Terminal("terminal", lambda _, message: shown.append(message.text), "https://langnghe.example")
    asyncio.run(terminal.send("terminal", replace(TOLD, picture="ab" * 16)))
    asyncio.run(terminal.send("terminal", TOLD))
    assert shown == [f"{TOLD.text}\n[hình: https://langnghe.example/c/{'ab' * 16}]", TOLD.text]
