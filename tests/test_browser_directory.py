"""A day of the administrator in Chromium: a table with a bad line, a text to sign, on a phone, in the dark."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.accessible import violations
from tests.browser import DESKTOP, Page, Program, browser, missing
from tests.console_office import sit_down

pytestmark = [pytest.mark.browser, pytest.mark.skipif(bool(missing()), reason=f"needs {missing()}")]
PHONE = (390, 844)
PAGES = {
    "list": "/o/directory",
    "agency": "/o/directory/agency/police-21340",
    "officer": "/o/directory/officer/police-21340-1",
    "tables": "/o/directory/tables",
    "coverage": "/o/directory/coverage?province=51",
    "days": "/o/directory/days?year=2027",
    "matrix": "/o/directory/matrix?province=51",
    "texts": "/o/guidance",
    "text": "/o/guidance/text/not-breathing",
    "numbers": "/o/guidance/numbers?province=51",
}
TABLE = (
    "mã,tên,vai trò,nơi,điện thoại,đã gọi thử\n"
    'ca-1,Công an xã Sơn Tây,công an,"Xã Sơn Tây, Quảng Ngãi",0900000001,có\n'
    "ca-2,Công an,không rõ,khắp nơi,912345678,có\n"
)
SHOTS = os.environ.get("SHOTS", "")  # a folder for screenshots, to look at
WIDE = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Program, Path]]:
    folder = tmp_path_factory.mktemp("console")
    running = Program(folder)
    running.start()
    yield running, folder
    running.stop()


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "dark"), (DESKTOP, "light")])
def test_each_page_is_accessible_and_fits(
    program: tuple[Program, Path], size: tuple[int, int], scheme: str, tmp_path: Path
) -> None:
    running, folder = program
    with browser(running.address, tmp_path / "profile") as page:
        page.size(*size)
        sit_down(page, folder, "administrator")
        page.cdp("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
        found: dict[str, object] = {}
        for name, path in PAGES.items():
            page.open(path)
            found[name] = (violations(page), page.run(WIDE))
            if SHOTS:
                page.driver.save_screenshot(str(Path(SHOTS) / f"{name}-{size[0]}-{scheme}.png"))
        assert {name: one for name, one in found.items() if one != ([], 0)} == {}


def test_a_day_of_the_administrator(program: tuple[Program, Path], tmp_path: Path) -> None:
    running, folder = program
    file = tmp_path / "coquan.csv"
    file.write_text(TABLE, "utf-8")
    with browser(running.address, tmp_path / "profile") as page:
        page.size(*DESKTOP)
        sit_down(page, folder, "administrator")
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
