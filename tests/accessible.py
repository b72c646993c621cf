"""What breaks WCAG 2.2 A and AA on the page that is open, as axe sees it, and what fits no screen or no finger."""

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
NIGHT: Screen = ((320, 640), "dark")  # the desk at 400 %, and the smallest phone
DAY: Screen = (DESKTOP, "light")
PHONE_WIDE = 500  # CSS pixels
ZOOMED: Screen = ((640, 400), "light")  # the desk at 200 %
SIDEWAYS = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """
const controls = "button, select, summary, textarea, input:not([type=hidden]), .button, nav a, [role=button]";
const under = (one) => (["checkbox", "radio"].includes(one.type) || one.closest("label.way") ? one.labels[0] : one);
const small = ({ width, height }) => Math.min(width, height) < 43.5;
const there = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest(".hidden, .skip");
const found = [...document.querySelectorAll(controls)].filter(there).map(under);
return found.filter((one) => small(one.getBoundingClientRect())).map((one) => one.outerHTML.slice(0, 150));
"""


def scheme(page: Page, name: str) -> None:
    """The page by day ("light") or by night ("dark")."""
    page.cdp("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": name}]})


def good(page: Page, what: str = "", screens: Sequence[Screen] = (NIGHT, DAY)) -> None:
    """Nothing that axe finds, nothing wider than the screen but what scrolls in itself, nothing too small to touch."""
    for size, mode in screens:
        page.size(*size)
        scheme(page, mode)
        assert violations(page) == [], (what, size, mode)
        assert page.run(SIDEWAYS) == 0, (what, size, mode)
        small = page.run(SMALL)
        assert small == [] or size[0] > PHONE_WIDE, (what, small)


def violations(page: Page) -> list[str]:
    """Each rule that is broken, with where."""
    if not page.run("return !!window.axe"):
        page.run(AXE.read_text("utf-8"))
    found: list[str] = page.driver.execute_async_script(LOOK.replace("RULES", json.dumps(RULES)))
    return found
