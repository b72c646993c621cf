"""A day of the administrator in Chromium: a table with a bad line, a text to sign, on a phone, in the dark."""

from pathlib import Path

import pytest

from tests.accessible import good, violations
from tests.browser import Page
from tests.console_office import sit_down

pytestmark = [pytest.mark.browser, pytest.mark.no_cover]

PAGES = (
    "/o/directory",
    "/o/directory/agency/police-21340",
    "/o/directory/officer/police-21340-1",
    "/o/directory/tables",
    "/o/directory/coverage?province=51",
    "/o/directory/days?year=2027",
    "/o/directory/matrix?province=51",
    "/o/guidance",
    "/o/guidance/text/not-breathing",
    "/o/guidance/numbers?province=51",
)
TABLE = (
    "mã,tên,vai trò,nơi,điện thoại,đã gọi thử\n"
    'ca-1,Công an xã Sơn Tây,công an,"Xã Sơn Tây, Quảng Ngãi",0900000001,có\n'
    "ca-2,Công an,không rõ,khắp nơi,912345678,có\n"
)


@pytest.fixture
def page(tab: Page, folder: Path) -> Page:
    sit_down(tab, folder, "administrator")
    return tab


@pytest.mark.parametrize("path", PAGES)
def test_each_page_is_accessible_and_fits(page: Page, path: str) -> None:
    page.open(path)
    good(page, path)


def test_a_day_of_the_administrator(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "coquan.csv"
    file.write_text(TABLE, "utf-8")
    import_with_a_bad_line(page, file)
    page.open("/o/guidance/text/breathing")
    fill(page, "name", "BS. Mẫu")
    fill(page, "function", "Trạm y tế mẫu")
    page.run("document.querySelector('form[action$=\"/sign\"] button').click()")
    page.sees("Đã ký: BS. Mẫu")


def import_with_a_bad_line(page: Page, file: Path) -> None:
    """Send the table, read the bad line, write the good one."""
    page.open("/o/directory/tables")
    page.driver.find_element("id", "file").send_keys(str(file))
    page.run("document.querySelector('form[enctype] button').click()")
    page.sees("1 dòng lỗi")
    assert violations(page) == []
    page.run("document.querySelector('main form[method=post] button').click()")
    page.sees("Đã ghi các dòng tốt.")


def fill(page: Page, name: str, words: str) -> None:
    """Type into a field."""
    page.driver.find_element("id", name).send_keys(words)
