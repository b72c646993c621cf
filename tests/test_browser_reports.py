"""A leader before a meeting, in Chromium: the report is read, its table opened, its files downloaded and opened."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from docx import Document
from openpyxl import load_workbook

from bot.store import Store, Surroundings
from bot.web.seat import COOKIE
from tests.accessible import violations
from tests.browser import Page, Program, browser
from tests.console_office import sit_down
from tests.report_cast import HOUR, OTHER, cases, fill

pytestmark = pytest.mark.browser
SCREENS = ((390, 844), (1280, 800))
WRITING = "/o/reports/write?commune=21340&report=2026-year"
PAGES = ("/o/reports?period=year", "/o/reports/handed", "/o/reports/settings")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Program, Path]]:
    """The program with cases of today."""
    folder = tmp_path_factory.mktemp("reports")
    program = Program(folder)
    program.start()
    store = Store.open(f"sqlite:///{folder / 'data' / 'langnghe.db'}", folder / "data" / "keys.json", Surroundings())
    with store.begin() as connection:
        work = store.work(connection)
        fill(work, cases(120, work.now - 4 * HOUR))
        fill(work, cases(30, work.now - 4 * HOUR, OTHER))
    store.close()
    yield program, folder
    program.stop()


@pytest.fixture
def leader(office: tuple[Program, Path], tmp_path: Path) -> Iterator[Page]:
    """A province coordinator's browser."""
    program, folder = office
    with browser(program.address, tmp_path / "profile") as page:
        sit_down(page, folder, "province_coordinator")
        yield page


def test_a_leader_before_a_meeting(leader: Page) -> None:
    leader.size(1280, 800)
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


def wide(page: Page) -> bool:
    """Whether the page itself scrolls sideways; tables and the menu do so within themselves."""
    return bool(page.run("const page = document.documentElement; return page.scrollWidth > page.clientWidth + 1"))


def fetched(page: Page, kind: str) -> bytes:
    """The file behind a link of the page, with the cookie of this browser."""
    (link,) = [one.get_attribute("href") for one in page.all("a") if f"file.{kind}" in str(one.get_attribute("href"))]
    cookie = page.driver.get_cookie(COOKIE) or {}
    with urlopen(Request(str(link), headers={"Cookie": f"{COOKIE}={cookie['value']}"})) as answer:
        return bytes(answer.read())


@pytest.mark.parametrize("light", ["light", "dark"])
def test_every_page_is_accessible_and_fits(leader: Page, light: str) -> None:
    leader.cdp("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": light}]})
    for width, height in SCREENS:
        leader.size(width, height)
        for path in PAGES:
            leader.open(path)
            assert violations(leader) == [], path
            assert not wide(leader), path


def test_writing_a_report(office: tuple[Program, Path], tmp_path: Path) -> None:
    program, folder = office
    with browser(program.address, tmp_path / "profile") as page:
        sit_down(page, folder, "commune_coordinator")
        page.size(390, 844)
        page.open(WRITING)
        assert violations(page) == [] and not wide(page)
        page.fill("#h-V", "Thiếu người trực đêm.")
        page.press("Lưu và nộp")
        page.press("Bản 1")
        page.sees("Thiếu người trực đêm.")
        assert violations(page) == [] and not wide(page)
