"""An administrator's day in headless Chromium: invited, logs in, invites somebody, closes an account."""

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.second_factor import code_at
from tests.accessible import violations
from tests.browser import DESKTOP, PHONE, Page, Program, browser
from tests.console_login import PASSWORD

FITS = "return document.documentElement.scrollWidth <= document.documentElement.clientWidth"  # tables scroll inside
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The program, running."""
    running = Program(tmp_path_factory.mktemp("program"))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def page(program: Program, tmp_path: Path) -> Iterator[Page]:
    """A browser that knows nobody."""
    with browser(program.address, tmp_path / "profile") as found:
        found.size(*DESKTOP)
        yield found


def invitation(program: Program, name: str) -> str:
    """The path of a new administrator's invitation."""
    command = [sys.executable, "-m", "bot", "admin", "create", name]
    said = subprocess.run(command, env=program._env, capture_output=True, text=True, check=True).stdout
    return said[said.index("/o/invite") :].strip()


def phone_code(secret: str, step: int = 0) -> str:
    """What the phone shows; tests need more than one in half a minute."""
    return code_at(secret, datetime.fromtimestamp(datetime.now(tz=UTC).timestamp() + 30 * step, UTC))


def good(page: Page) -> None:
    """Nothing breaks WCAG and nothing is wider than a phone or a page at 200 %."""
    for size in (DESKTOP, PHONE, (640, 400)):
        page.size(*size)
        assert violations(page) == [] and page.run(FITS), size
    page.size(*DESKTOP)


def test_an_administrator_from_the_invitation_to_the_first_account(program: Program, page: Page) -> None:
    page.open(invitation(program, "quan.tri"))
    good(page)
    page.fill("#password", "ngắn")
    page.fill("#again", "ngắn")
    page.press("Tiếp tục")
    page.one("#wrong")
    good(page)
    page.fill("#password", PASSWORD)
    page.fill("#again", PASSWORD)
    page.press("Tiếp tục")
    page.one(".qr svg")
    good(page)
    secret = re.sub(r"\s", "", page.text(".secret"))
    page.fill("#code", phone_code(secret))
    page.press("Xong")
    page.one(".codes")
    good(page)
    page.open("/o/login?to=/o/accounts")
    good(page)
    page.fill("#name", "quan.tri")
    page.fill("#password", PASSWORD)
    page.press("Tiếp tục")
    page.one("#code")
    good(page)
    page.fill("#code", phone_code(secret, 1))
    page.press("Vào trang trực")
    page.one("table")
    good(page)
    page.open("/o/accounts/new")
    good(page)
    page.fill("#name", "kiem.tra")
    page.run("document.querySelector('#role').value = 'auditor'")
    page.press("Thêm và tạo liên kết mời")
    page.one(".handed")
    good(page)
    for path in ("/o/accounts/roles", "/o/me", "/o/again"):
        page.open(path)
        good(page)
    page.open("/o/accounts")
    page.press("kiem.tra")
    page.one(".acts")
    page.press("Đóng tài khoản")
    page.one(".good")
    page.open("/o/me")
    page.press("Thoát")
    page.one("a.button.main")
    page.open("/o/accounts")
    good(page)
