"""Suggestions while one types a place, in headless Chromium: by keys, by finger, and from nobody else."""

from collections.abc import Iterator

import pytest
from selenium.webdriver.common.keys import Keys

from tests.browser import PHONE, Page, Program, browser

pytestmark = [pytest.mark.browser, pytest.mark.no_cover]

BOX = "#log .finder input"
FIRST = "#log .finder li"


@pytest.fixture(scope="module")
def lan(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Somebody at the chat page of the running program; afterwards nothing was wrong in it."""
    program = Program(tmp_path_factory.mktemp("program"))
    program.start()
    try:
        with browser(program.address, tmp_path_factory.mktemp("reporter")) as page:
            page.size(*PHONE)
            yield page
            assert page.complaints() == []
            assert page.hosts() <= {page.address.removeprefix("http://")}
    finally:
        program.stop()


def at_the_place(lan: Page) -> None:
    """Somebody new who could not say the commune at first."""
    lan.open("/")
    lan.fill("#words", "2")
    lan.click(".send")
    lan.press("Chỗ nước nguy hiểm")
    lan.sees("Ở đâu?", "#log")
    lan.fill("#words", "gần gốc đa")
    lan.click(".send")
    lan.one(BOX)


def test_a_province_then_an_old_name_by_keys_alone(lan: Page) -> None:
    at_the_place(lan)
    lan.click(BOX)
    lan.keys("kon tum")
    lan.sees("Quảng Ngãi", FIRST)
    assert lan.run(f"return document.querySelector('{BOX}').getAttribute('aria-expanded')") == "true"
    lan.keys(Keys.ARROW_DOWN)
    assert lan.run(f"return document.querySelector('{FIRST}').getAttribute('aria-selected')") == "true"
    marked = lan.run(f"return document.querySelector('{BOX}').getAttribute('aria-activedescendant')")
    assert marked == lan.run(f"return document.querySelector('{FIRST}').id")
    lan.keys(Keys.ENTER)
    lan.sees("Xã hay phường nào của Quảng Ngãi?", "#log")
    lan.click(BOX)
    lan.keys("son long")
    lan.sees("xã Sơn Tây, Quảng Ngãi", FIRST)
    assert lan.wide() == ""
    lan.keys(Keys.ARROW_UP, Keys.ENTER)
    lan.sees("Tôi hiểu nơi đó thuộc xã Sơn Tây, Quảng Ngãi", "#log")
    lan.gone(BOX)


def test_a_suggestion_is_pressed_and_any_other_name_is_sent_as_it_is(lan: Page) -> None:
    lan.driver.switch_to.new_window("tab")
    lan.size(*PHONE)
    at_the_place(lan)
    lan.fill(BOX, "không có đâu")
    lan.sees("Chưa thấy tên nào khớp", ".finder")
    lan.click(BOX)
    lan.keys(Keys.CONTROL, "a")
    lan.keys(Keys.NULL)
    lan.run(f"document.querySelector('{BOX}').value = ''")
    lan.keys("quang ngai")
    lan.click(FIRST)
    lan.sees("Xã hay phường nào của Quảng Ngãi?", "#log")
    lan.fill(BOX, "thôn 3 xã Sơn Long")
    lan.click("#log .finder button")
    lan.sees("Tôi hiểu nơi đó thuộc xã Sơn Tây, Quảng Ngãi", "#log")
