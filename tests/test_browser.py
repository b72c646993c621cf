"""Reporter and officer side by side in headless Chromium, on the real program, through the whole job."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image
from selenium.webdriver.common.keys import Keys

from tests.browser import DESKTOP, PHONE, Page, Program, browser, until

pytestmark = [pytest.mark.browser, pytest.mark.no_cover]

DROWNING = "có đứa bé rơi xuống ao nhà bà Tư xã Sơn Long chưa vớt được"
TRIAL = "BẢN THỬ, không có ai trực: gọi 111 / 113 / 114"
POLICE = "police-21340-1"
ZOOMED = {PHONE: (180, 320), DESKTOP: (640, 400)}  # 200 %: half the CSS pixels
VIETNAMESE = re.compile("[à-ãè-êìíò-õùúýăđĩũơưạ-ỹ]", re.IGNORECASE)
NAMES = ("Lắng Nghe", "Tiếng Việt")


@pytest.fixture(scope="module")
def reporters(program: Program, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The browser of those who report."""
    with browser(program.address, tmp_path_factory.mktemp("reporter")) as page:
        yield page


@pytest.fixture(scope="module")
def officers(program: Program, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The officer's browser, on duty at the list."""
    with browser(program.address, tmp_path_factory.mktemp("officer")) as page:
        log_in(page, program)
        yield page


@pytest.fixture
def lan(reporters: Page) -> Iterator[Page]:
    """Somebody new at the chat page, in a tab of her own; afterwards nothing was wrong in it."""
    with new_tab(reporters):
        reporters.size(*PHONE)
        reporters.open("/")
        yield reporters
        nothing_wrong(reporters)


@pytest.fixture
def officer(officers: Page) -> Iterator[Page]:
    """The officer at the list; afterwards nothing was wrong on the page."""
    officers.size(*DESKTOP)
    officers.open("/o")
    yield officers
    nothing_wrong(officers)


@contextmanager
def new_tab(page: Page) -> Iterator[None]:
    """A tab without history or memory, closed afterwards."""
    first = page.driver.current_window_handle
    page.driver.switch_to.new_window("tab")
    yield
    page.driver.close()
    page.driver.switch_to.window(first)


def nothing_wrong(page: Page) -> None:
    """No error, no breach of the policy, nothing asked of another host."""
    assert page.complaints() == []
    assert page.hosts() <= {page.address.removeprefix("http://")}


def log_in(page: Page, program: Program) -> None:
    """With a new one-time link."""
    page.open(program.link(POLICE))
    page.press("Vào trực")
    page.sees("Việc đang theo")


def report(lan: Page, officer: Page, words: str = DROWNING) -> str:
    """Lan reports; the number of the case when the officer's list shows that it waits."""
    known = set(waiting(officer))
    say(lan, words)
    until(lambda: set(waiting(officer)) - known, "a new case waits")
    (number,) = set(waiting(officer)) - known
    return number


def waiting(officer: Page) -> list[str]:
    """The numbers of the cases that wait for an answer."""
    return [row.split()[-1] for row in officer.texts(".case.wait .number")]


def accept(officer: Page, number: str) -> None:
    """Press Nhận in the case's row and open its page."""
    officer.click(f'.case[data-number="{number}"] button')
    officer.click(f'.case[data-number="{number}"]:not(.wait) a')
    officer.one(".history")


def say(lan: Page, words: str) -> None:
    """Write and send."""
    lan.fill("#words", words)
    lan.click(".send")
    lan.sees(words, "#log .me")


def said(page: Page, words: str, css: str = "#log .bubble") -> int:
    """How many times this is on the page."""
    return sum(words in text for text in page.texts(css))


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_whole_job(lan: Page, officer: Page, program: Program, size: tuple[int, int]) -> None:
    log_in(officer, program)
    for page in (lan, officer):
        page.size(*size)
    number = report(lan, officer)
    lan.sees("GỌI NGAY 114", "#log")
    lan.sees(TRIAL, "#log")
    assert officer.all(f'.case[data-number="{number}"][data-rings]')
    if not officer.all("#bell[aria-pressed=true]"):
        officer.click("#bell")
    officer.one("#bell.ringing[aria-pressed=true]")
    assert officer.driver.title.startswith("(")
    accept(officer, number)
    lan.sees("đã nhận lúc", "#log")
    write_to_each_other(lan, officer)
    for page in (lan, officer):
        for width, height in (size, ZOOMED[size]):
            page.size(width, height)
            assert page.wide() == ""
    officer.size(*size)
    close(officer)
    lan.sees("trẻ đã được giúp", "#log")


def write_to_each_other(lan: Page, officer: Page) -> None:
    """A note, a question and its answer, an update."""
    officer.fill("#note", "Đã gọi trưởng thôn.")
    officer.press("Ghi")
    officer.sees("Đã gọi trưởng thôn.", ".history")
    officer.fill("#ask", "Bé đã lên bờ chưa?")
    officer.press("Hỏi")
    lan.sees("Bé đã lên bờ chưa?", "#log")
    say(lan, "Dạ rồi, bé khóc được rồi")
    officer.sees("bé khóc được rồi", ".history")
    officer.press("Đang trên đường")
    lan.sees("đang trên đường", "#log")
    assert said(lan, "trưởng thôn") == 0


def close(officer: Page) -> None:
    """Close the case with the first outcome."""
    officer.press("Khép việc này")
    officer.click(".option")
    officer.press("Khép")
    officer.sees("Việc đang theo")


def test_quick_replies_photo_and_place(lan: Page, officer: Page, tmp_path: Path) -> None:
    lan.stand(15.0105, 108.3523)  # in the hills of Sơn Tây
    number = report(lan, officer)
    lan.click("#plus")
    lan.click("#place")
    lan.click("#asking-yes")
    lan.sees("thuộc xã Sơn Tây, Quảng Ngãi", "#log")  # the pin says which of the two was meant
    lan.click("#log .choices button")
    Image.new("RGB", (40, 30), "teal").save(tmp_path / "pond.jpg")
    lan.click("#plus")
    lan.driver.find_element("id", "picture").send_keys(str(tmp_path / "pond.jpg"))
    lan.one("#log .me img")
    accept(officer, number)
    officer.one(".history img")
    officer.run("document.querySelector('.history img').scrollIntoView()")  # it is loaded when it comes near
    until(lambda: officer.run("return document.querySelector('.history img').naturalWidth") == 40, "the photo")
    officer.one("dd a[href^='geo:15.0']")


def test_a_recording_is_in_sight_until_it_is_sent_and_thoi_closes_what_was_said(lan: Page, tmp_path: Path) -> None:
    with (tmp_path / "large.jpg").open("wb") as large:
        large.truncate(13 * 1024 * 1024)
    lan.click("#plus")
    lan.driver.find_element("id", "picture").send_keys(large.name)
    lan.sees("Tệp lớn quá 12 MB", "#asking")
    lan.press("Thôi")
    lan.gone("#asking:not([hidden])")
    lan.click("#voice")
    lan.sees("Đang ghi âm", "#asking")
    lan.one("#plus:disabled")  # it would hide that we listen
    lan.press("Dừng và gửi")
    lan.sees("Tin thoại", "#log .me")
    lan.one("#plus:enabled")


def test_reload_keeps_what_was_said_once(lan: Page) -> None:
    say(lan, "xin chào")
    lan.one("#log .us")
    before = lan.text("#log .bubble")
    for _ in range(2):
        lan.driver.refresh()
        lan.sees("xin chào", "#log")
        assert lan.text("#log .bubble") == before


def test_a_death_while_sending_loses_and_doubles_nothing(lan: Page, officer: Page, program: Program) -> None:
    number = report(lan, officer)
    accept(officer, number)
    lan.fill("#words", "cháu mặc áo đỏ")
    lan.click(".send")
    program.kill()
    say(lan, "nước sâu lắm")
    lan.one("#log .waiting")
    program.start()
    lan.gone("#log .waiting")
    lan.complaints(), officer.complaints()  # the connection was refused, as it should be
    officer.open(f"/o/case/{number}")
    for words in ("cháu mặc áo đỏ", "nước sâu lắm"):
        assert said(lan, words) == said(officer, words, ".history .said") == 1


def test_quick_exit_leaves_no_trace(lan: Page) -> None:
    lan.click(".language")
    lan.sees("Quick exit")
    say(lan, "xin chào")
    lan.one("#log .us")
    lan.click("#exit")
    lan.sees("9 × 9 = 81")
    assert [path for path in lan.visited() if path != "blank"] == ["/bang-cuu-chuong"]
    assert lan.run("return [sessionStorage.length, localStorage.length, document.cookie]") == [0, 0, ""]


def test_a_used_link_says_how_to_get_a_new_one(officer: Page, program: Program) -> None:
    link = program.link(POLICE)
    for words in ("Việc đang theo", "mở một liên kết mới trong chat"):
        officer.open(link)
        officer.press("Vào trực")
        officer.sees(words)
    assert "410" in "".join(officer.complaints())  # the console names the status of the page


def test_the_english_page_is_english(lan: Page) -> None:
    lan.open("/?lang=en")
    say(lan, "hello")
    lan.one("#log .us")
    lan.click("#plus")
    spoken = lan.text() + str(lan.run(SPOKEN_ONLY))
    for name in NAMES:
        spoken = spoken.replace(name, "")
    assert VIETNAMESE.findall(spoken) == [], spoken


SPOKEN_ONLY = """
const words = (one) => [one.ariaLabel, one.placeholder, one.title, one.textContent].join(" ");
const named = [...document.querySelectorAll("[aria-label], [placeholder], [title], .hidden, #texts")];
return named.map(words).join(" ");
"""


def test_keys_alone_are_enough(lan: Page) -> None:
    lan.size(*DESKTOP)
    lan.driver.refresh()
    for keys in (Keys.TAB, Keys.ENTER, DROWNING, Keys.ENTER):
        lan.keys(keys)
    lan.one("#log .choices button")
    lan.tab_back_to("#log .choices button")
    lan.keys(Keys.ENTER)
    until(lambda: len(lan.all("#log .me")) == 2, "the quick reply was said")
    assert lan.visited() == ["blank", "/"]
    for _ in range(2):
        lan.keys(Keys.ESCAPE)
    lan.sees("9 × 9 = 81")
