"""Every part of the console as every role finds it in its menu: accessible, quiet, within the phone."""

from pathlib import Path

import pytest

from referral.staff import ALL_ROLES, Role
from tests.accessible import NIGHT, good
from tests.browser import Page
from tests.console_office import sit_down

pytestmark = [pytest.mark.browser, pytest.mark.no_cover]

MENU = "return [...document.querySelectorAll('.menu a')].map((one) => one.getAttribute('href'))"


@pytest.mark.parametrize("role", ALL_ROLES)
def test_every_part_of_the_menu(tab: Page, folder: Path, role: Role) -> None:
    sit_down(tab, folder, role)
    tab.open("/o")
    menu = tab.run(MENU)
    assert isinstance(menu, list)
    for path in [*(menu or ["/o"]), "/o/me"]:
        looked_at(tab, path)


def looked_at(page: Page, path: str) -> None:
    """Open it and find nothing wrong."""
    page.open(path)
    page.one("#main h1, #main h2")
    good(page, path, [NIGHT])
    assert page.complaints() == [], path
    page.open(path + ("&" if "?" in path else "?") + "lang=en")
    assert page.complaints() == [], path
