"""A leader before a meeting, in Chromium: the report is read, its table opened, its files downloaded and opened."""

from io import BytesIO
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from docx import Document
from openpyxl import load_workbook

from bot.web.seat import COOKIE
from tests.accessible import NIGHT, good
from tests.browser import DESKTOP, Page, Program
from tests.console_office import beside, sit_down
from tests.report_cast import HOUR, OTHER, cases, fill

pytestmark = [pytest.mark.browser, pytest.mark.no_cover]
WRITING = "/o/reports/write?commune=21340&report=2026-year"
PAGES = ("/o/reports?period=year", "/o/reports/handed", "/o/reports/settings")


@pytest.fixture(scope="module")
def filled(program: Program, folder: Path) -> None:
    """Cases of today."""
    with beside(folder) as work:
        fill(work, cases(120, work.now - 4 * HOUR))
        fill(work, cases(30, work.now - 4 * HOUR, OTHER))


@pytest.fixture
def leader(tab: Page, folder: Path, filled: None) -> Page:
    """A province coordinator's browser."""
    sit_down(tab, folder, "province_coordinator")
    return tab


def test_a_leader_before_a_meeting(leader: Page) -> None:
    leader.size(*DESKTOP)
    leader.open("/o/reports?period=year")
    leader.sees("Thay đổi so với kỳ trước")
    assert "150" in leader.text(".leader")
    leader.sees("xâm hại", "#q-kind table")
    leader.click("#q-outcome summary")
    leader.sees("Trẻ đã được giúp", "#q-outcome table")
    assert leader.all("#q-kind svg .series rect")
    sheet = load_workbook(BytesIO(fetched(leader, "xlsx")))["Tổng quan"]
    assert ("Số tin", 150) in [row[:2] for row in sheet.iter_rows(values_only=True)]
    document = Document(BytesIO(fetched(leader, "docx")))
    assert any("Quảng Ngãi" in line.text for line in document.paragraphs)
    assert ["Số tin", "150"] in [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert leader.complaints() == []


def fetched(page: Page, kind: str) -> bytes:
    """The file behind a link of the page, with the cookie of this browser."""
    (link,) = [one.get_attribute("href") for one in page.all("a") if f"file.{kind}" in str(one.get_attribute("href"))]
    cookie = page.driver.get_cookie(COOKIE) or {}
    with urlopen(Request(str(link), headers={"Cookie": f"{COOKIE}={cookie['value']}"})) as answer:
        return bytes(answer.read())


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_accessible_and_fits(leader: Page, path: str) -> None:
    leader.open(path)
    good(leader, path)


def test_writing_a_report(tab: Page, folder: Path, filled: None) -> None:
    sit_down(tab, folder, "commune_coordinator")
    tab.open(WRITING)
    good(tab, "empty", [NIGHT])
    tab.fill("#h-V", "Thiếu người trực đêm.")
    tab.press("Lưu và nộp")
    tab.press("Bản 1")
    tab.sees("Thiếu người trực đêm.")
    good(tab, "handed in", [NIGHT])
