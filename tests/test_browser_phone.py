"""The console on a phone: how much of the screen its header takes, and that what matters is in sight."""

from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from tests.browser import PHONE, Page
from tests.console_office import beside, sit_down

pytestmark = [pytest.mark.browser, pytest.mark.no_cover]

IN_SIGHT = """
const box = document.querySelector(arguments[0]).getBoundingClientRect();
return box.height > 0 && box.left >= 0 && box.right <= innerWidth && box.top >= 0 && box.bottom <= innerHeight;
"""
KEYBOARD = (360, 380)  # what its keyboard leaves of the screen
ZOOMED = (180, 320)  # 200 %
SAID = "Đã gặp bà ngoại, cháu ổn định"


def in_sight(page: Page, css: str) -> bool:
    """Whether the whole of it is on the screen."""
    return page.driver.execute_script(IN_SIGHT, css) is True


def test_a_quarter_of_the_screen_is_enough_for_the_header(tab: Page, folder: Path) -> None:
    sit_down(tab, folder, "officer")
    tab.size(*PHONE)
    tab.open("/o")
    tab.one("#bell")
    for part in ("#bell", "#hide", ".duty", "[action='/o/logout'] button", ".menu [aria-current]"):
        assert in_sight(tab, part), part
    assert tab.run("return document.querySelector('header').offsetHeight") <= PHONE[1] / 4  # type: ignore[operator]
    tab.size(*ZOOMED)
    assert tab.run("return document.querySelector('.name').offsetWidth") > ZOOMED[0] / 2  # type: ignore[operator]


def test_the_menu_shows_where_one_is(tab: Page, folder: Path) -> None:
    sit_down(tab, folder, "province_coordinator")
    tab.size(*PHONE)
    tab.open("/o/rights")
    assert in_sight(tab, ".menu [aria-current]")


def test_who_writes_at_the_end_of_a_page_sees_that_the_session_is_over(tab: Page, folder: Path) -> None:
    sit_down(tab, folder, "officer")
    tab.size(*KEYBOARD)
    tab.open("/o")
    tab.click("#command")
    tab.keys(SAID)
    with beside(folder) as work:
        work.logins.end(tab.driver.get_cookie("ln_staff")["value"])  # type: ignore[index]
    tab.sees("Phiên trực đã hết", "#line")
    assert tab.run("return scrollY") != 0 and in_sight(tab, "#line")
    tab.keys(Keys.ENTER)
    tab.one("#unsent")
    wide = tab.run("return document.querySelector('#unsent').offsetWidth / document.querySelector('.card').clientWidth")
    assert SAID in str(tab.run("return document.querySelector('#unsent').value"))
    assert isinstance(wide, float) and wide > 0.8
