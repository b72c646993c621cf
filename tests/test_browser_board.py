"""A coordinator's morning at the board, in Chromium: the map, a commune, a dangerous place that is made safe."""

import http.server
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import update

from bot.store import Store, Surroundings
from bot.store.tables import hazards
from handlers import incoming
from handlers.console.recording import Seen, record
from handlers.events import Address, IncomingEvent
from handlers.house import House
from referral.staff import OFFICER
from tests.accessible import violations
from tests.browser import Page, Program, browser
from tests.console_office import sit_down
from tests.store_cast import START

pytestmark = pytest.mark.browser

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
    data = folder / "data"
    store = Store.open(f"sqlite:///{data / 'langnghe.db'}", data / "keys.json", Surroundings(HOUSE))
    try:
        with store.begin() as connection:
            work = store.work(connection)
            for n, words in enumerate(CRIES):
                address = Address("webchat", f"lan-{n}")
                incoming.take(work, IncomingEvent(f"e{n}", address, work.now, text=words))
            incoming.take(work, IncomingEvent("pin", Address("webchat", "lan-0"), work.now, point=PIN))
            chief = work.people.at(Address("officer_page", "province_desk-51-1"))
            work.staff.link("province_desk-51-1", chief.id)
            numbers = [record(work, chief.id, seen, OFFICER) for seen in SEEN]
            work.connection.execute(update(hazards).where(hazards.c.number == numbers[0]).values(due_at=START))
            return numbers[0]
    finally:
        store.close()


@contextmanager
def at_the_board(tmp_path: Path) -> Iterator[tuple[Page, str]]:
    """A province coordinator in a browser on the running program, and a dangerous place."""
    program = Program(tmp_path)
    program.start()
    try:
        number = furnish(tmp_path)
        with browser(program.address, tmp_path / "profile") as page:
            sit_down(page, tmp_path, "province_coordinator")
            yield page, number
    finally:
        program.stop()


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Page, str]]:
    """The same for all tests that need nothing else."""
    with at_the_board(tmp_path_factory.mktemp("board")) as found:
        yield found


def see_map(page: Page, part: str) -> None:
    """Go to the map, which comes when it is near the screen, and see this on it."""
    page.run("document.getElementById('map').scrollIntoView({block: 'end'})")
    page.one(f"#map {part}")


def fits(page: Page) -> bool:
    """Whether the page is not wider than the screen; the map and tables scroll in themselves."""
    return bool(page.run("return document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1"))


def test_a_morning_at_the_board(board: tuple[Page, str]) -> None:
    page, number = board
    page.size(1280, 800)
    page.open("/o/board")
    see_map(page, ".spot")
    page.sees("xã Sơn Tây, Quảng Ngãi", ".board")
    assert page.complaints() == [] and fits(page)
    page.size(640, 400)  # as after a zoom to 200 %, without loading it again
    assert page.run("return getComputedStyle(document.getElementById('map')).position") == "relative"
    page.size(1280, 800)
    page.click("#map .leaflet-control-zoom-in")
    page.press("xã Sơn Tây, Quảng Ngãi")
    assert "/o?commune=21340" in page.visited()[-1] or page.visited()[-1] == "/o"
    page.open("/o/hazards")
    see_map(page, ".pin")
    page.press(number)
    page.press("Báo đã làm xong")
    page.sees("đã làm, chờ xác nhận")
    assert page.complaints() == []


@pytest.mark.parametrize("dark", [False, True])
def test_the_pages_are_for_everybody(board: tuple[Page, str], dark: bool) -> None:
    shots = os.environ.get("BOARD_SHOTS", "")
    page, number = board
    page.cdp(
        "Emulation.setEmulatedMedia",
        {"features": [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]},
    )
    for width, height in ((1280, 800), (390, 844), (640, 400)):  # the last is 1280 at 200 %
        page.size(width, height)
        for n, path in enumerate((*PAGES, f"/o/hazard/{number}")):
            page.open(path)
            page.one("main h1")
            if "board" in path or path == "/o/hazards":
                see_map(page, "path")
            assert violations(page) == [], (path, width)
            assert fits(page), (path, width)
            assert page.complaints() == []
            if shots:
                page.driver.save_screenshot(f"{shots}/{n}-{width}-{'dark' if dark else 'light'}.png")


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


def test_tiles_come_from_the_named_server_and_from_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Tiles)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    named = f"127.0.0.1:{server.server_port}"
    monkeypatch.setenv("LANGNGHE_TILES", f"http://{named}/{{z}}/{{x}}/{{y}}.png")
    monkeypatch.setenv("LANGNGHE_TILES_CREDIT", "<b>Bản đồ của tỉnh</b>")
    try:
        with at_the_board(tmp_path) as (page, _):
            page.hosts()
            page.open("/o/board")
            see_map(page, ".leaflet-tile-loaded")
            page.sees("<b>Bản đồ của tỉnh</b>", "#map")
            assert page.complaints() == []
            assert page.hosts() == {named, page.address.removeprefix("http://")}
            assert Tiles.asked and all(path.count("/") == 3 for path in Tiles.asked)
    finally:
        server.shutdown()
        server.server_close()


ROW = """
  const box = (one) => document.querySelector(`header .${one}`).getBoundingClientRect();
  const [hide, leave] = [box("hide"), box("leave")];
  return hide.right <= leave.left && Math.abs(hide.top - leave.top) < 8;
"""


def test_on_a_phone_cover_and_leave_stand_side_by_side(tmp_path: Path) -> None:
    with at_the_board(tmp_path) as (page, _):
        sit_down(page, tmp_path, "auditor")
        page.size(390, 844)
        page.open("/o/me")
        assert page.run(ROW) is True
        assert page.run("return document.querySelector('header').offsetHeight") < 190  # type: ignore[operator]
