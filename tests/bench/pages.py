"""The chat page and the console on a slow line: bytes on the wire, seconds until they can be used, in real Chromium.

The slow line is Chromium's own emulation: 400 ms of latency, 400 kbit/s down and up ("slow 3G"). First visit: nothing
is kept yet; again: the files kept by their hash are there. "Usable": the document is parsed and its scripts have run.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.browser import PHONE, Page, Program, browser
from tests.console_office import sit_down

SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
BYTES, SECONDS = 60 * 1024, 2.0
SEEN = """
const [page] = performance.getEntriesByType("navigation");
const news = (one) => one.name.includes("/o/live") || one.name.includes("/o/poll");
const files = performance.getEntriesByType("resource").filter((one) => !news(one));
const bytes = [page, ...files].reduce((sum, one) => sum + one.transferSize, 0);
return [bytes, page.domContentLoadedEventEnd / 1000];
"""


@dataclass(frozen=True, slots=True)
class Visit:
    """What one visit cost: bytes over the wire with headers, seconds until the page can be used."""

    size: int
    seconds: float


def paths(page: Page) -> list[str]:
    """The parts of the menu of who sits here, and their own page."""
    page.open("/o")
    found = page.run("return [...document.querySelectorAll('.menu a')].map((one) => one.getAttribute('href'))")
    assert isinstance(found, list)
    return [*(found or ["/o"]), "/o/me"]


def visit(page: Page, path: str) -> Visit:
    """Go there and read what Chromium measured."""
    page.open(path)
    found = page.run(SEEN)
    assert isinstance(found, list)
    return Visit(int(found[0]), float(found[1]))


def line(path: str, first: Visit, again: Visit) -> str:
    """One row of the table; what is missed is marked."""
    heavy = " !" if first.size > BYTES else ""
    slow = " !" if first.seconds > SECONDS else ""
    return (
        f"{path:<24} {first.size / 1024:7.1f} KB{heavy:<2} {first.seconds:5.2f} s{slow:<2}"
        f" {again.size / 1024:7.1f} KB {again.seconds:5.2f} s"
    )


def measure(page: Page, addresses: Sequence[str], who: str) -> None:
    """A row for each of these pages."""
    for path in addresses:
        page.cdp("Network.enable", {})
        page.cdp("Network.clearBrowserCache", {})
        page.cdp("Network.emulateNetworkConditions", SLOW_3G)
        print(line(path, visit(page, path), visit(page, path)), who)


def main() -> None:
    """The chat page, and every part of the menu in each role that sees another one, first and again."""
    print(f"{'page':<24} {'first visit':>22} {'again':>18}   (must: {BYTES // 1024} KB, {SECONDS} s)")
    with tempfile.TemporaryDirectory() as name:
        program = Program(Path(name))
        program.start()
        with browser(program.address, Path(name) / "reporter") as page:
            page.size(*PHONE)
            measure(page, ["/"], "reporter")
        for role in ("province_coordinator", "administrator", "auditor"):
            with browser(program.address, Path(name) / role) as page:
                page.size(*PHONE)
                sit_down(page, Path(name), role)
                measure(page, paths(page), role)
        program.stop()


if __name__ == "__main__":
    main()
