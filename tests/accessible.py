"""What breaks WCAG 2.2 A and AA on the page that is open, as axe sees it, and what does not fit the screen."""

import json
from collections.abc import Sequence
from importlib.resources import files

from tests.browser import DESKTOP, Page

AXE = files("axe_playwright_python").joinpath("axe.min.js")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
LOOK = """
const done = arguments[arguments.length - 1];
axe.run(document, RULES).then((found) => done(found.violations.map((one) =>
  one.id + ": " + one.nodes.map((node) => node.target.join(" ")).join(", "))));
"""


Screen = tuple[tuple[int, int], str]
NIGHT: Screen = ((390, 844), "dark")
DAY: Screen = (DESKTOP, "light")
ZOOMED: Screen = ((640, 400), "light")  # the desk at 200 %
SIDEWAYS = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"


def scheme(page: Page, name: str) -> None:
    """The page by day ("light") or by night ("dark")."""
    page.cdp("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": name}]})


def good(page: Page, what: str = "", screens: Sequence[Screen] = (NIGHT, DAY)) -> None:
    """Nothing that axe finds, nothing wider than the screen but what scrolls in itself: tables, menus, maps."""
    for size, mode in screens:
        page.size(*size)
        scheme(page, mode)
        assert violations(page) == [], (what, size, mode)
        assert page.run(SIDEWAYS) == 0, (what, size, mode)


def violations(page: Page) -> list[str]:
    """Each rule that is broken, with where."""
    if not page.run("return !!window.axe"):
        page.run(AXE.read_text("utf-8"))
    found: list[str] = page.driver.execute_async_script(LOOK.replace("RULES", json.dumps(RULES)))
    return found
