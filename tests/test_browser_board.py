"""A coordinator's morning at the board, in Chromium: the map, a commune, a dangerous place that is made safe."""

import http.server
import threading
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import update

from bot.store import Surroundings
from bot.store.tables import hazards
from handlers import incoming
from handlers.console.recording import Seen, record
from handlers.events import Address, IncomingEvent
from handlers.house import House
from referral.staff import OFFICER
from tests.accessible import DAY, NIGHT, SIDEWAYS, ZOOMED, good
from tests.browser import Page, Program, browser
from tests.console_office import beside, sit_down
from tests.store_cast import START

pytestmark = [pytest.mark.browser, pytest.mark.no_cover]

CRIES = (
    "có đứa bé rơi xuống ao nhà bà Tư xã Sơn Tây tỉnh Quảng Ngãi chưa vớt được",
    "bố cháu đang đánh cháu dã man, cháu ở xã Sơn Tây, Quảng Ngãi",
)
PIN = (14.981, 108.361)
SEEN = (
    Seen("pond", "21340", "ao nhà bà Tư, thôn 3", (14.99, 108.35)),
    Seen("manhole", "21292", "trước cổng trường tiểu học", (15.03, 108.47)),
    Seen("well", "21340", "sau nhà văn hoá xóm 2"),
)
HOUSE = House(own_channels=frozenset(("webchat", "officer_page")))
PAGES = ("/o/board", "/o/board?rescues=yes", "/o/hazards", "/o/hazard/new")


def furnish(folder: Path) -> str:
    """Reports of the night and three dangerous places; the number of one that is overdue."""
    with beside(folder, Surroundings(HOUSE)) as work:
        for n, words in enumerate(CRIES):
            incoming.take(work, IncomingEvent(f"e{n}", Address("webchat", f"lan-{n}"), work.now, text=words))
        incoming.take(work, IncomingEvent("pin", Address("webchat", "lan-0"), work.now, point=PIN))
        chief = work.people.at(Address("officer_page", "province_desk-51-1"))
        work.staff.link("province_desk-51-1", chief.id)
        numbers = [record(work, chief.id, seen, OFFICER) for seen in SEEN]
        work.connection.execute(update(hazards).where(hazards.c.number == numbers[0]).values(due_at=START))
        return numbers[0]


@pytest.fixture(scope="module")
def number(program: Program, folder: Path) -> str:
    """A dangerous place of the program that is overdue."""
    return furnish(folder)


@pytest.fixture
def board(tab: Page, folder: Path, number: str) -> tuple[Page, str]:
    """A province coordinator in the browser, and the dangerous place."""
    sit_down(tab, folder, "province_coordinator")
    return tab, number


def see_map(page: Page, part: str) -> None:
    """Go to the map, which comes when it is near the screen, and see this on it."""
    page.run("document.getElementById('map').scrollIntoView({block: 'end'})")
    page.one(f"#map {part}")


def test_a_morning_at_the_board(board: tuple[Page, str]) -> None:
    page, number = board
    page.size(1280, 800)
    page.open("/o/board")
    see_map(page, ".spot")
    page.sees("xã Sơn Tây, Quảng Ngãi", ".board")
    assert page.complaints() == [] and page.run(SIDEWAYS) == 0
    page.size(640, 400)  # as after a zoom to 200 %, without loading it again
    assert page.run("return getComputedStyle(document.getElementById('map')).position") == "relative"
    page.size(1280, 800)
    see_map(page, ".spot")
    page.click("#map .leaflet-control-zoom-in")
    page.press("xã Sơn Tây, Quảng Ngãi")
    assert "/o?commune=21340" in page.visited()[-1] or page.visited()[-1] == "/o"
    page.open("/o/hazards")
    see_map(page, ".pin")
    page.press(number)
    page.press("Báo đã làm xong")
    page.sees("đã làm, chờ xác nhận")
    assert page.complaints() == []


def test_the_pages_are_for_everybody(board: tuple[Page, str]) -> None:
    page, number = board
    page.size(*NIGHT[0])
    for path in (*PAGES, f"/o/hazard/{number}"):
        page.open(path)
        page.one("main h1")
        if "board" in path or path == "/o/hazards":
            see_map(page, "path")
        good(page, path, (NIGHT, DAY, ZOOMED))
        assert page.complaints() == []


def test_the_table_renews_itself_and_works_without_a_map(board: tuple[Page, str]) -> None:
    page, _ = board
    page.open("/o/board")
    see_map(page, ".spot")
    page.run("window.before = document.querySelector('.board')")
    page.run("import('/static/console/board.js').then((board) => board.renew())")
    page.one(".board")
    page.cdp("Emulation.setScriptExecutionDisabled", {"value": True})
    page.open("/o/board")
    page.sees("xã Sơn Tây, Quảng Ngãi", ".board")
    assert not page.all("#map")
    page.cdp("Emulation.setScriptExecutionDisabled", {"value": False})


class Tiles(http.server.BaseHTTPRequestHandler):
    """A map server: the same grey tile everywhere."""

    asked: set[str] = set()  # noqa: RUF012

    def do_GET(self) -> None:
        self.asked.add(self.path)
        picture = BytesIO()
        Image.new("RGB", (256, 256), "#cccccc").save(picture, "PNG")
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.end_headers()
        self.wfile.write(picture.getvalue())

    def log_message(self, *_: object) -> None:
        """It says nothing."""


def test_tiles_come_from_the_named_server_and_from_no_other(tmp_path: Path) -> None:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Tiles)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    named = f"127.0.0.1:{server.server_port}"
    tiles = f"http://{named}/{{z}}/{{x}}/{{y}}.png"
    program = Program(tmp_path, TILES=tiles, TILES_CREDIT="<b>Bản đồ của tỉnh</b>")
    program.start()
    try:
        with browser(program.address, tmp_path / "profile") as page:
            sit_down(page, tmp_path, "province_coordinator")
            page.hosts()
            page.open("/o/board")
            see_map(page, ".leaflet-tile-loaded")
            page.sees("<b>Bản đồ của tỉnh</b>", "#map")
            assert page.complaints() == []
            assert page.hosts() == {named, page.address.removeprefix("http://")}
            assert Tiles.asked and all(path.count("/") == 3 for path in Tiles.asked)
    finally:
        program.stop()
        server.shutdown()
        server.server_close()


ROW = """
  const box = (one) => document.querySelector(`header ${one}`).getBoundingClientRect();
  const [hide, leave] = [box(".hide"), box("[action='/o/logout'] button")];
  return hide.right <= leave.left && Math.abs(hide.top - leave.top) < 8;
"""


def test_on_a_phone_cover_and_leave_stand_side_by_side(tab: Page, folder: Path) -> None:
    sit_down(tab, folder, "auditor")
    tab.size(390, 844)
    tab.open("/o/me")
    assert tab.run(ROW) is True
    assert tab.run("return document.querySelector('header').offsetHeight") < 190  # type: ignore[operator]
