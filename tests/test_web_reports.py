"""Reports in the page and as files, as people in each role ask for them."""

import csv
from io import BytesIO, StringIO

from docx import Document
from openpyxl import load_workbook

from bot.web.app import ROUTES
from tests.console_office import clerk
from tests.report_cast import OTHER, SON_TAY, cases, fill
from tests.web_house import AtDesk, WebHouse, in_house

PERIOD = "from=2026-11-01&to=2026-12-31"


async def filled(house: WebHouse, here: int = 40, there: int = 3) -> None:
    """Cases in two communes of the province."""
    at = house.clock.now
    await house.desk.do(lambda work: fill(work, cases(here, at)))
    await house.desk.do(lambda work: fill(work, cases(there, at, OTHER)))


@in_house
async def test_the_page_shows_what_a_province_may_see(house: WebHouse) -> None:
    await filled(house)
    desk = await clerk(house, "province_coordinator")
    assert await desk.open(f"/o/reports?{PERIOD}") == 200
    assert "Quảng Ngãi" in desk.page and "Thay đổi so với kỳ trước" in desk.page
    assert "<svg" in desk.page and "style=" not in desk.page and "<style" not in desk.page
    assert "<5" in desk.page, "the three cases of the other commune"
