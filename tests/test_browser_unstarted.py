"""The chat page until its script starts, and where it never does, as on an old phone or a line that broke off."""

from collections.abc import Iterator

import pytest

from tests.browser import PHONE, Page, until

pytestmark = [pytest.mark.browser, pytest.mark.no_cover]

IN_SIGHT = """
const box = document.getElementById("unstarted").getBoundingClientRect();
const [above, below] = ["#scroll", "#composer"].map((one) => document.querySelector(one).getBoundingClientRect().top);
return box.height > 0 && box.top >= above && box.bottom <= below;
"""

ASKED = """
return performance.getEntriesByType("resource").map((one) => one.name).filter((one) => one.endsWith(".js")).sort();
"""
NAMED = """
return [...document.querySelectorAll("link[rel=modulepreload], script[src]")].map((one) => one.href || one.src).sort();
"""


@pytest.fixture
def unstarted(tab: Page) -> Iterator[Page]:
    """The page on a phone; a script of ours may look at it, its own do not run."""
    tab.cdp("Network.setBlockedURLs", {"urls": ["*/static/wire.js*"]})
    tab.size(*PHONE)
    tab.open("/")
    yield tab
    tab.cdp("Network.setBlockedURLs", {"urls": []})


def test_it_says_whom_to_call_and_no_word_is_lost(unstarted: Page) -> None:
    until(lambda: unstarted.all("#unstarted"), "it is said")
    assert "gọi 111" in unstarted.text("#unstarted")
    assert unstarted.run(IN_SIGHT) is True
    unstarted.fill("#words", "chồng em đánh con")
    unstarted.click(".send")
    assert unstarted.run("return document.getElementById('words').value") == "chồng em đánh con"
    assert unstarted.visited()[-1] == "/"


def test_what_was_written_reaches_us_all_the_same(unstarted: Page) -> None:
    unstarted.fill("#words", "chồng em đánh con")
    unstarted.press("Gửi lời viết ở ô dưới")
    unstarted.sees("chồng em đánh con", "#newest")
    unstarted.sees("111", "#newest ~ li")
    unstarted.fill("#words", "ẩn")
    unstarted.press("Gửi")
    unstarted.sees("9 × 9 = 81")


def test_the_quick_exit_works(unstarted: Page) -> None:
    unstarted.click("#exit")
    unstarted.sees("9 × 9 = 81")


def test_once_it_starts_nothing_of_it_is_seen(tab: Page) -> None:
    tab.open("/")
    assert tab.all("#unstarted") == []
    tab.fill("#words", "xin chào")
    tab.click(".send")
    tab.sees("xin chào", "#log .me")


def test_on_a_slow_line_no_module_waits_for_another(tab: Page) -> None:
    tab.open("/")
    assert tab.run(ASKED) == tab.run(NAMED)
