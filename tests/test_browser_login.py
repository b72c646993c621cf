"""An administrator's day in headless Chromium: invited, logs in, invites somebody, closes an account."""

import re
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from tests.accessible import DAY, NIGHT, ZOOMED, good
from tests.browser import Page, Program
from tests.console_login import PASSWORD, code_at

pytestmark = [pytest.mark.browser, pytest.mark.no_cover]


def invitation(program: Program, name: str) -> str:
    """The path of a new administrator's invitation."""
    command = [sys.executable, "-m", "bot", "admin", "create", name]
    said = subprocess.run(command, env=program._env, capture_output=True, text=True, check=True).stdout
    return said[said.index("/o/invite") :].strip()


def phone_code(secret: str, step: int = 0) -> str:
    """What the phone shows; tests need more than one in half a minute."""
    return code_at(secret, datetime.fromtimestamp(datetime.now(tz=UTC).timestamp() + 30 * step, UTC))


def right(page: Page) -> None:
    """Nothing breaks WCAG and nothing is too wide, by night, at 200 %, and at the desk where it goes on."""
    good(page, page.driver.current_url, (NIGHT, ZOOMED, DAY))


def test_an_administrator_from_the_invitation_to_the_first_account(program: Program, tab: Page) -> None:
    tab.open(invitation(program, "quan.tri"))
    right(tab)
    tab.fill("#password", "ngắn")
    tab.fill("#again", "ngắn")
    tab.press("Tiếp tục")
    tab.one("#wrong")
    right(tab)
    tab.fill("#password", PASSWORD)
    tab.fill("#again", PASSWORD)
    tab.press("Tiếp tục")
    tab.one(".qr svg")
    right(tab)
    secret = re.sub(r"\s", "", tab.text(".secret"))
    tab.fill("#code", phone_code(secret))
    tab.press("Xong")
    tab.one(".codes")
    right(tab)
    tab.open("/o/login?to=/o/accounts")
    right(tab)
    tab.fill("#name", "quan.tri")
    tab.fill("#password", PASSWORD)
    tab.press("Tiếp tục")
    tab.one("#code")
    right(tab)
    tab.fill("#code", phone_code(secret, 1))
    tab.press("Vào trang trực")
    tab.one("table")
    right(tab)
    tab.open("/o/accounts/new")
    right(tab)
    tab.fill("#name", "kiem.tra")
    tab.run("document.querySelector('#role').value = 'auditor'")
    tab.press("Thêm và tạo liên kết mời")
    tab.one(".handed")
    right(tab)
    for path in ("/o/accounts/roles", "/o/me", "/o/again"):
        tab.open(path)
        right(tab)
    tab.open("/o/accounts")
    tab.press("kiem.tra")
    tab.one(".acts")
    tab.press("Đóng tài khoản")
    tab.one(".good")
    tab.open("/o/me")
    tab.press("Thoát")
    tab.one("a.button.main")
    tab.open("/o/accounts")
    right(tab)
