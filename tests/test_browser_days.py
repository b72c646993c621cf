"""What stands on a page that stays open, or is opened again, says of which day it is."""

import re
from pathlib import Path

import pytest

from handlers.events import Address, OutgoingMessage
from tests.browser import Page, until
from tests.console_office import SEATS, beside, sit_down

pytestmark = [pytest.mark.browser, pytest.mark.no_cover]

HOUR, DAY = r"\d\d:\d\d", r" \d\d/\d\d"
LAST_WEEK = """
const kept = JSON.parse(sessionStorage.bt);
kept.lines[0].at -= 7 * 24 * 3600 * 1000;
sessionStorage.bt = JSON.stringify(kept);
"""


def test_a_notice_says_its_day_as_it_comes_and_after_a_reload(tab: Page, folder: Path) -> None:
    sit_down(tab, folder, "officer")
    tab.open("/o/me")
    for words in ("Lời thứ nhất.", "Lời thứ hai."):
        with beside(folder) as work:
            officer = work.people.at(Address("officer_page", SEATS["officer"])).id
            work.mailbox.put(officer, OutgoingMessage(words, officer, words))
        tab.sees(words, "#news")
        assert all(re.fullmatch(HOUR + DAY + r"/\d{4}", said) for said in tab.texts("#news time"))
        tab.open("/o/me")
        tab.sees(words, "#news")


def test_the_chat_says_the_day_of_what_is_not_of_today(tab: Page) -> None:
    tab.open("/")
    tab.fill("#words", "xin chào")
    tab.click(".send")
    until(lambda: len(tab.texts("#log .meta")) > 1, "an answer")
    assert all(re.match(HOUR + r"($| ·)", said) for said in tab.texts("#log .meta"))
    tab.run(LAST_WEEK)
    tab.driver.refresh()
    first, second, *_ = tab.texts("#log .meta")
    assert re.match(HOUR + DAY + " · đã gửi", first) and re.fullmatch(HOUR, second)
