"""From a poster to a reminder in headless Chromium: scan, read, open the chat, press Gửi, read the answer."""

from collections.abc import Iterator

import pytest

from tests.browser import DESKTOP, PHONE, Page, until

pytestmark = [pytest.mark.browser, pytest.mark.no_cover]

WORDS = "đăng ký 21340 truong-thcs-son-tay"
PATH = "/dk/21340/truong-thcs-son-tay"


@pytest.fixture
def passer_by(tab: Page) -> Iterator[Page]:
    """Somebody who scans the poster with a telephone, in a new tab; afterwards nothing was wrong on any page."""
    tab.driver.switch_to.new_window("tab")
    tab.size(*PHONE)
    yield tab
    assert tab.complaints() == []
    assert tab.hosts() <= {tab.address.removeprefix("http://")}


def typed(page: Page) -> str:
    """What stands in the box."""
    return str(page.run("return document.getElementById('words').value"))


def test_from_the_poster_to_the_answer_in_two_presses(passer_by: Page) -> None:
    passer_by.open(PATH)
    passer_by.sees("Xã Sơn Tây, Quảng Ngãi")
    passer_by.press("Mở trang chat")
    passer_by.one("#words")
    assert typed(passer_by) == WORDS and not passer_by.all("#log li")
    passer_by.click(".send")
    passer_by.sees(WORDS, "#log .me")
    passer_by.one("#log .us")
    assert typed(passer_by) == "" and "viet" not in passer_by.driver.current_url
    passer_by.driver.refresh()
    passer_by.sees(WORDS, "#log .me")
    assert typed(passer_by) == "" and len(passer_by.all("#log .me")) == 1


def test_nothing_is_sent_before_somebody_presses(passer_by: Page) -> None:
    passer_by.open("/?viet=%3Cb%3Exin%20ch%C3%A0o%3C%2Fb%3E")
    passer_by.sees("<b>xin chào</b>", "#typed")
    assert typed(passer_by) == "<b>xin chào</b>"
    passer_by.driver.refresh()
    until(lambda: typed(passer_by) == "<b>xin chào</b>", "a reload keeps what was not sent")
    assert not passer_by.all("#log li")


@pytest.mark.parametrize("size", [PHONE, DESKTOP, (320, 480), (180, 320)], ids=str)
@pytest.mark.parametrize("path", [PATH, "/dk/21340?lang=en", "/dk/00226", "/?viet=%C4%91%C4%83ng%20k%C3%BD%2021340"])
def test_no_page_is_wider_than_the_screen(tab: Page, path: str, size: tuple[int, int]) -> None:
    tab.size(*size)
    tab.open(path)
    assert tab.wide() == ""
