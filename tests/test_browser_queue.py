"""The queue in headless Chromium: an officer at night, a coordinator in the morning, keys, and axe."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.accessible import DAY, NIGHT, Screen, good, violations
from tests.browser import DESKTOP, Page, Program, browser, until
from tests.console_office import sit_down

pytestmark = [pytest.mark.browser, pytest.mark.no_cover]

DROWNING = "có đứa bé rơi xuống ao nhà bà Tư xã Sơn Tây tỉnh Quảng Ngãi chưa vớt được"


@pytest.fixture(scope="module")
def reporter(program: Program, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The browser of those who report."""
    with browser(program.address, tmp_path_factory.mktemp("reporter")) as page:
        page.open("/")
        yield page


def report(reporter: Page) -> None:
    """Somebody says that a child is in the water."""
    reporter.open("/")
    reporter.fill("#words", DROWNING)
    reporter.click(".send")
    reporter.sees(DROWNING, "#log .me")


def waiting(page: Page) -> list[str]:
    """The numbers of the cases that wait for an answer."""
    return [row.split()[-1] for row in page.texts(".case.wait .number")]


def streams(page: Page) -> bool:
    """Whether the page has its stream of news, and never waited at the poll."""
    asked = page.run("return performance.getEntriesByType('resource').map((one) => one.name)")
    return isinstance(asked, list) and all("wait=no" in one for one in asked if "/o/poll" in one)


def test_an_officer_at_night(tab: Page, reporter: Page, folder: Path) -> None:
    sit_down(tab, folder, "officer")
    tab.size(*DESKTOP)
    tab.open("/o")
    tab.run("window.neverLoadedAnew = true")
    report(reporter)
    until(lambda: waiting(tab), "the alert is on the page")
    until(lambda: tab.driver.title.startswith("(1"), "the badge in the title")
    assert tab.run("return window.neverLoadedAnew") is True and streams(tab)
    (number,) = waiting(tab)
    tab.click("h2")
    tab.keys("j")
    assert tab.run("return document.activeElement.closest('.case').dataset.number") == number
    tab.keys("a")
    until(lambda: not waiting(tab), "it waits no more")
    tab.one(f'.case[data-number="{number}"] .mine')
    until(lambda: not tab.driver.title.startswith("(1"), "the badge is gone")
    assert tab.complaints() == []


def test_keys_do_nothing_in_a_field_and_can_be_turned_off(tab: Page, folder: Path) -> None:
    sit_down(tab, folder, "officer")
    tab.size(*DESKTOP)
    tab.open("/o")
    tab.click("h2")
    tab.keys("/")
    assert tab.run("return document.activeElement.id") == "words"
    tab.keys("j?a/")
    assert tab.run("return document.activeElement.value") == "j?a/" and not tab.all("dialog[open]")
    tab.open("/o")
    tab.click("h2")
    tab.keys("?")
    tab.one("dialog[open]")
    assert violations(tab) == []
    tab.click("#keys-on")
    tab.click("dialog button")
    tab.click("h2")
    tab.keys("j")
    assert not tab.run("return document.activeElement.closest('.case')")
    tab.click(".filter > summary")
    tab.click("#keys-open")
    tab.click("#keys-on")
    tab.click("dialog button")


def test_a_coordinator_in_the_morning(tab: Page, reporter: Page, folder: Path) -> None:
    report(reporter)
    sit_down(tab, folder, "province_coordinator")
    tab.size(*DESKTOP)
    tab.open("/o")
    until(lambda: tab.texts(".case .number"), "the province's cases")
    tab.click(".filter > summary")
    tab.run("document.getElementById('kind').value = 'drowning_now'")
    tab.click(".choose .main")
    tab.sees("Kết quả lọc")
    assert "kind=drowning_now" in tab.driver.current_url and tab.texts(".case .number")
    tab.click(".filter > summary")
    tab.fill("#view-name", "Đuối nước")
    tab.press("Lưu")
    tab.sees("Đuối nước", ".saved")
    tab.open("/o")
    tab.press("Đuối nước")
    tab.sees("Kết quả lọc")
    tab.click(".filter > summary")
    tab.fill("#words", "ba tu")
    tab.press("Tìm")
    tab.sees("Đã xem nội dung")
    assert tab.texts(".case .number") and "ba" not in tab.driver.current_url.removeprefix(tab.address)
    tab.complaints()


@pytest.mark.parametrize("screen", [DAY, NIGHT, ((195, 422), "light")], ids=["desktop", "phone", "zoomed"])
def test_the_pages_are_accessible_and_never_too_wide(tab: Page, reporter: Page, folder: Path, screen: Screen) -> None:
    if screen == DAY:
        report(reporter)
    sit_down(tab, folder, "province_coordinator", "intake_desk-1")
    for path in ("/o?province=51&kind=drowning_now", "/o?since=x", "/o"):
        tab.open(path)
        good(tab, path, [screen])
    tab.click(".filter > summary")
    good(tab, "filter", [screen])
    tab.fill("#words", "bà Tư")
    tab.press("Tìm")
    tab.sees("Đã xem nội dung")
    good(tab, "found", [screen])
    tab.complaints()
