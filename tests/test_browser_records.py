"""An auditor's day and a coordinator's hour with personal data, in headless Chromium, on a telephone and a desk."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store import Store, Surroundings
from handlers.events import Address, DataRequest
from tests.accessible import violations
from tests.browser import DESKTOP, PHONE, Page, Program, browser
from tests.console_office import sit_down

pytestmark = pytest.mark.browser
REQUEST = "request-1"
SHOTS = os.environ.get("LANGNGHE_SHOTS", "")  # a folder for pictures of every page


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("program")


@pytest.fixture(scope="module")
def program(folder: Path) -> Iterator[Program]:
    """The program, running, with somebody who asked for the data of a child."""
    running = Program(folder)
    running.start()
    data = folder / "data"
    store = Store.open(f"sqlite:///{data / 'langnghe.db'}", data / "keys.json", Surroundings())
    with store.begin() as connection:
        work = store.work(connection)
        person = work.people.at(Address("webchat", "guardian"))
        work.requests.add(DataRequest(REQUEST, person.id, work.now, "see", "child"))
    store.close()
    yield running
    running.stop()


@pytest.fixture
def page(program: Program, tmp_path: Path) -> Iterator[Page]:
    with browser(program.address, tmp_path / "clerk") as opened:
        yield opened
        assert opened.hosts() <= {program.address.removeprefix("http://")}


def looks_right(page: Page, name: str) -> None:
    """Nothing scrolls sideways but tables, nothing is wrong for axe, by day and by night."""
    for size, (width, height) in (("phone", PHONE), ("desk", DESKTOP)):
        page.size(width, height)
        assert page.run("return document.scrollingElement.scrollWidth <= innerWidth"), f"{name} {size}"
        for scheme in ("light", "dark"):
            page.cdp("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
            assert violations(page) == [], f"{name} {size} {scheme}"
            if SHOTS:
                page.driver.save_screenshot(f"{SHOTS}/{name}-{size}-{scheme}.png")


def test_an_auditors_day(page: Page, folder: Path) -> None:
    sit_down(page, folder, "auditor")
    page.open("/o/audit")
    page.press("Kiểm tra ngay")
    page.sees("Nguyên vẹn đến dòng")
    page.fill("#who", "Cô auditor")
    page.press("Tìm")
    page.sees("Xem nhật ký", "table")
    looks_right(page, "audit")
    page.open("/o/audit?since=x")
    page.sees("Ngày chưa đúng")
    looks_right(page, "audit-wrong")


def test_a_coordinators_hour_with_personal_data(page: Page, folder: Path) -> None:
    sit_down(page, folder, "province_coordinator")
    for path, name in (
        ("/o/rights", "rights"), (f"/o/rights/{REQUEST}", "request"), ("/o/rights/retention", "retention"),
        ("/o/rights/erasures", "erasures"),
    ):  # fmt: skip
        page.open(path)
        looks_right(page, name)
    page.open("/o/rights")
    page.fill("#words", "không có ai")
    page.press("Tìm")
    page.sees("Không có vụ việc nào")
    looks_right(page, "search")
