"""Every part of the console as every role finds it in its menu: accessible, quiet, within the phone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from referral.staff import ALL_ROLES, Role
from tests.accessible import violations
from tests.browser import PHONE, Page, Program, browser
from tests.console_office import sit_down

pytestmark = pytest.mark.browser

MENU = "return [...document.querySelectorAll('.menu a')].map((one) => one.getAttribute('href'))"
SIDEWAYS = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Program]]:
    """The program, running, and its folder."""
    folder = tmp_path_factory.mktemp("program")
    program = Program(folder)
    program.start()
    yield folder, program
    program.stop()


@pytest.mark.parametrize("role", ALL_ROLES)
def test_every_part_of_the_menu(place: tuple[Path, Program], tmp_path: Path, role: Role) -> None:
    folder, program = place
    with browser(program.address, tmp_path) as page:
        page.size(*PHONE)
        page.cdp("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "dark"}]})
        sit_down(page, folder, role)
        page.open("/o")
        menu = page.run(MENU)
        assert isinstance(menu, list)
        for path in [*(menu or ["/o"]), "/o/me"]:
            looked_at(page, path)


def looked_at(page: Page, path: str) -> None:
    """Open it and find nothing wrong."""
    page.open(path)
    page.one("#main h1, #main h2")
    assert violations(page) == [], path
    assert page.run(SIDEWAYS) == 0, path
    assert page.complaints() == [], path
    page.open(path + ("&" if "?" in path else "?") + "lang=en")
    assert page.complaints() == [], path
