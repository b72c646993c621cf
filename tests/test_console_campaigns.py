"""Campaigns at the console: the year, writing one, seeing it, whose it is to change."""

from tests.console_office import clerk
from tests.web_house import AtDesk, WebHouse, in_house

DAM = {
    "name": "ao_lang", "title": "Ao làng", "topic": "drowning", "when": "7 days before 1 June", "at": "8:30",
    "days": "2", "spread": "60", "vi": "Rào ao ở {commune}.", "en": "Fence the ponds in {commune}.", "act": "save",
}  # fmt: skip


async def write(at_desk: AtDesk, path: str = "/o/campaigns/new", **more: str) -> int:
    """Fill in the composer and press a button."""
    assert await at_desk.open(path) == 200
    return await at_desk.submit(path, version=at_desk.hidden("version"), **{**DAM, **more})


@in_house
async def test_a_campaign_is_written_seen_and_found_in_its_year(house: WebHouse) -> None:
    staff = await clerk(house, "campaign_staff")
    assert await write(staff) == 200
    assert "Ao làng" in staff.page and "Rào ao ở xã Sơn Tây, Quảng Ngãi." in staff.page
    assert await staff.open("/o/campaigns?year=2027&topic=drowning") == 200
    assert "25/05" in staff.page and 'href="/o/campaigns/ao_lang"' in staff.page


@in_house
async def test_every_mistake_is_said_and_nothing_typed_is_lost(house: WebHouse) -> None:
    staff = await clerk(house, "campaign_staff")
    wrong = {
        "when": "hôm qua",
        "at": "25:00",
        "days": "x",
        "vi": "Chào {ten}",
        "link": "http://a",
        "communes": "xã Không",
    }
    assert await write(staff, **wrong) == 400
    for typed in wrong.values():
        assert typed in staff.page
    for said in ("Chưa đọc được ngày", "Viết giờ như", "từ 1 đến 31", "có chỗ { }", "https://", "Không tìm thấy xã"):
        assert said in staff.page
