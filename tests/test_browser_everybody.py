"""The citizens' pages, and the officer's, for people without a mouse, without sight or on a small screen."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from tests.accessible import NIGHT, good
from tests.browser import DESKTOP, PHONE, Page, browser, until
from tests.console_office import sit_down
from tests.keyboard import walk
from tests.test_browser_places import at_the_place
from tests.test_browser_queue import report, waiting

pytestmark = [pytest.mark.browser, pytest.mark.no_cover]

AROUND = ("/dk/21340", "/dk/00226?lang=en", "/bang-cuu-chuong", "/khong-co", "/o/login?t=x", "/o")
LISTEN = """
window.heard = [];
const added = (record) => [...record.addedNodes].map((one) => one.textContent);
new MutationObserver((seen) => window.heard.push(...seen.flatMap(added)))
  .observe(document.querySelector(arguments[0]), { childList: true, subtree: true });
"""
FOCUSED = "return document.activeElement.id"
ONLINE = "dispatchEvent(new Event('online'))"
LINE = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}


@pytest.fixture
def lan(tab: Page) -> Iterator[Page]:
    """Somebody new at the chat page, in a tab of her own; afterwards nothing was wrong in it."""
    first = tab.driver.current_window_handle
    tab.driver.switch_to.new_window("tab")
    tab.size(*PHONE)
    tab.open("/")
    yield tab
    assert tab.complaints() == []
    tab.driver.close()
    tab.driver.switch_to.window(first)


@pytest.fixture
def officer(tab: Page, folder: Path) -> Page:
    """The officer at the list, on a phone."""
    sit_down(tab, folder, "officer")
    tab.size(*PHONE)
    tab.open("/o")
    return tab


def listen(page: Page, css: str) -> None:
    """From now on keep what a screen reader would read aloud of this part."""
    page.driver.execute_script(LISTEN, css)


def times_heard(page: Page, words: str) -> int:
    """How often these words were read aloud."""
    heard = page.run("return window.heard")
    assert isinstance(heard, list)
    return sum(words in one for one in heard)


def roles(page: Page) -> dict[str, list[str]]:
    """The names of the parts of the page by their role, as Chromium tells them a screen reader."""
    found: dict[str, list[str]] = {}
    nodes = page.cdp("Accessibility.getFullAXTree", {})["nodes"]
    assert isinstance(nodes, list)
    for node in nodes:
        if not node["ignored"]:
            found.setdefault(node["role"]["value"], []).append(node.get("name", {}).get("value", ""))
    return found


def test_the_chat_is_for_everybody(lan: Page) -> None:
    good(lan, "at first")
    at_the_place(lan)
    for button in ("#plus", "#place"):
        lan.click(button)
    lan.one("#asking-yes")
    good(lan, "all of it open")
    for size in (PHONE, DESKTOP):
        lan.size(*size)
        forth = walk(lan)
        assert "Thoát nhanh" in " ".join(forth[:3])
        assert {"Chụp ảnh", "Chọn ảnh", "Gửi vị trí", "remember"} <= set(forth)
        walk(lan, back=True)
    lan.open("/?lang=en")
    good(lan, "English", [NIGHT])
    assert "Tiếng Việt" in roles(lan)["link"]


def test_the_form_without_a_script_is_for_everybody(lan: Page) -> None:
    lan.cdp("Network.setBlockedURLs", {"urls": ["*/static/wire.js*"]})
    lan.open("/")
    lan.fill("#words", "xin chào")
    lan.press("Gửi lời viết ở ô dưới")
    lan.one("#newest")
    good(lan, "answered")
    walk(lan)
    lan.run("document.querySelector('.composer [name=once]').value = '?'")
    lan.fill("#words", "xin chào")
    lan.press("Gửi")
    lan.one("#problem")
    good(lan, "refused", [NIGHT])
    lan.complaints()  # the status of the page
    lan.cdp("Network.setBlockedURLs", {"urls": []})


@pytest.mark.parametrize("path", AROUND)
def test_the_pages_around_the_chat(tab: Page, path: str) -> None:
    tab.driver.delete_all_cookies()
    tab.open(path)
    good(tab, path)
    walk(tab)
    tab.complaints()  # the status of the page


def test_each_line_is_read_aloud_once(lan: Page) -> None:
    listen(lan, "[role=log]")
    lan.fill("#words", "xin chào")
    lan.click(".send")
    lan.sees("đã gửi", "#log .me")
    lan.one("#log .us .choices")
    assert times_heard(lan, "xin chào") == times_heard(lan, "đã gửi") == 1
    assert times_heard(lan, lan.texts("#log .me .meta")[0]) == 0  # the hour is not said again
    assert all(times_heard(lan, words) == 1 for words in lan.texts("#log .us .bubble"))
    assert roles(lan)["log"] == ["Cuộc trò chuyện"]


def test_what_fails_is_read_aloud_at_once_and_once(lan: Page) -> None:
    lan.cdp("Network.emulateNetworkConditions", {"offline": True, **LINE})
    listen(lan, "#line")
    lan.fill("#words", "xin chào")
    lan.click(".send")
    lan.sees("Chưa gửi được tin", "#line")
    assert "alert" in roles(lan)
    for _ in range(3):
        lan.run(ONLINE)
        until(lan.complaints, "it was tried again")
    assert times_heard(lan, "Chưa gửi được tin") == 1
    lan.cdp("Network.emulateNetworkConditions", {"offline": False, **LINE})
    lan.run(ONLINE)
    lan.gone("#line")
    lan.complaints()


def test_the_focus_comes_back_from_what_was_opened(lan: Page) -> None:
    lan.click("#plus")
    lan.click("#place")
    until(lambda: lan.run(FOCUSED) == "asking-yes", "the question has the focus")
    lan.press("Thôi")
    assert lan.run(FOCUSED) == "plus"
    lan.run("document.querySelector('#picture').focus()")
    lan.click("#plus")
    assert lan.run(FOCUSED) == "plus"


def test_the_list_is_for_who_cannot_see_it(officer: Page, tmp_path: Path) -> None:
    with browser(officer.address, tmp_path / "reporter") as lan:
        report(lan)
        until(lambda: waiting(officer), "the alert is in the list")
        (number,) = waiting(officer)
        until(lambda: number in str(officer.run("return document.querySelector('#told').textContent")), "it is told")
    assert roles(officer)["alert"] and "Tin mới" in roles(officer)["log"]
    officer.click(".filter > summary")
    for back in (False, True):
        walk(officer, back)
    officer.open(f"/o/case/{number}")
    officer.press("Nhận việc này")
    officer.one("#note")
    for back in (False, True):
        walk(officer, back)


def test_the_cover_gives_the_focus_back(officer: Page) -> None:
    officer.fill("#command", "danh")
    officer.keys(Keys.ESCAPE, Keys.ESCAPE)
    officer.one("#uncover")
    assert walk(officer) == ["Mở lại"]
    officer.click("#uncover")
    assert officer.run(FOCUSED) == "command"
