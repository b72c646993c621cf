"""An officer's night on a phone, in headless Chromium: alert, marked words, question and answer, cover, hand-over."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from tests.accessible import NIGHT, SIDEWAYS, good, scheme, violations
from tests.browser import Page, Program, browser, until
from tests.console_office import sit_down

pytestmark = [pytest.mark.browser, pytest.mark.no_cover]

TOLD = "bố dượng đánh cháu bé 9 tuổi chảy máu ở xã Sơn Tây tỉnh Quảng Ngãi, đang đánh"
SEEN_UNDER = "return Array.from(document.body.children).filter((one) => one.id !== 'cover' && one.offsetParent).length"


@pytest.fixture
def lan(program: Program, tmp_path: Path) -> Iterator[Page]:
    with browser(program.address, tmp_path / "reporter") as page:
        yield page


@pytest.fixture
def officer(tab: Page, folder: Path) -> Page:
    sit_down(tab, folder, "officer")
    tab.size(*NIGHT[0])
    scheme(tab, "dark")
    return tab


def test_an_officers_night(lan: Page, officer: Page) -> None:
    number = report(lan, officer)
    officer.click(f'.case[data-number="{number}"] button')
    officer.click(f'.case[data-number="{number}"]:not(.wait) a')
    officer.one("mark")
    officer.one("svg.time")
    right(officer)
    note_and_ask(lan, officer)
    cover(officer)
    hand_over(officer)
    officer.open(f"/o/case/{number}/print")
    officer.sees("Mật – chỉ người có trách nhiệm")
    right(officer)
    assert officer.complaints() == []
    assert officer.hosts() <= {officer.address.removeprefix("http://")}


def report(lan: Page, officer: Page) -> str:
    """A report, and its number on the officer's list."""
    officer.open("/o")
    lan.open("/")
    lan.fill("#words", TOLD)
    lan.click(".send")
    officer.one(".case.wait .number")
    return officer.texts(".case.wait .number")[0].split()[-1]


def right(page: Page) -> None:
    """Nothing that axe finds, nothing wider than the screen, also at 200 %."""
    page.size(195, 422)
    assert page.run(SIDEWAYS) == 0
    good(page, screens=(NIGHT,))


def note_and_ask(lan: Page, officer: Page) -> None:
    """A note that only officers read, a question whose answer arrives while the page is open."""
    officer.fill("#note", "đã gọi trưởng thôn")
    officer.click("form:has(#note) button")
    officer.sees("đã gọi trưởng thôn", "#history")
    officer.fill("#ask", "Cháu đang ở đâu?")
    officer.click("form:has(#ask) button")
    lan.sees("Cháu đang ở đâu?", "#log")
    lan.fill("#words", "cháu trốn sau nhà")
    lan.click(".send")
    officer.sees("cháu trốn sau nhà", "#talk")


def cover(officer: Page) -> None:
    """Covered at once, through a reload, and back with what was being written."""
    title = officer.driver.title
    officer.fill("#note", "đang viết dở")
    officer.keys(Keys.ESCAPE, Keys.ESCAPE)
    until(lambda: officer.driver.title == "Bảng cửu chương", "the page is covered")
    assert officer.run(SEEN_UNDER) == 0 and "LN-" not in officer.text()
    assert officer.run("return Array.from(document.body.children).every((one) => one.id === 'cover' || one.inert)")
    assert violations(officer) == []
    officer.click("#uncover")
    assert officer.driver.title == title
    assert officer.run("return document.getElementById('note').value") == "đang viết dở"
    officer.click("#hide")
    officer.driver.refresh()
    officer.sees("2 × 2 = 4")
    assert officer.run(SEEN_UNDER) == 0 and officer.driver.title == "Bảng cửu chương"
    officer.click("#uncover")
    officer.one("mark")


def hand_over(officer: Page) -> None:
    """Given away entirely: it stays theirs until the receiver accepts."""
    officer.click("details:has(#receiver) summary")
    officer.run("document.getElementById('receiver').selectedIndex = 1")
    officer.fill("#why-give", "gần hơn")
    officer.click("form:has(#receiver) button")
    officer.sees("gần hơn", "#history")
