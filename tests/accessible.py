"""axe in the browser: what breaks WCAG 2.2 A and AA on the page that is open."""

import json
from importlib.resources import files

from tests.browser import Page

AXE = files("axe_playwright_python").joinpath("axe.min.js")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
LOOK = """
const done = arguments[arguments.length - 1];
axe.run(document, RULES).then((found) => done(found.violations.map((one) =>
  one.id + ": " + one.nodes.map((node) => node.target.join(" ")).join(", "))));
"""


def violations(page: Page) -> list[str]:
    """Each rule that is broken, with where."""
    page.run(AXE.read_text("utf-8"))
    found: list[str] = page.driver.execute_async_script(LOOK.replace("RULES", json.dumps(RULES)))
    return found
