"""What somebody without a mouse meets on the page that is open: where Tab stops, is it seen, and what is left out."""

from tests.browser import Page

MOST = 300  # presses: no page has so many places to stop
TAB = {"type": "rawKeyDown", "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}
SHIFT = 8
BEGIN = """
const usable = "a[href], button, input, select, textarea, summary, audio[controls], [tabindex]";
const open = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.matches(":disabled, [inert] *");
window.left = new Set([...document.querySelectorAll(usable)].filter((one) => one.tabIndex >= 0 && open(one)));
window.stops = new Set();
document.body.tabIndex = -1;
document.body.focus();
document.body.removeAttribute("tabindex");
"""
STOP = """
const one = document.activeElement;
const again = window.stops.has(one) && one !== window.latest;
if (one === document.body || again) return null;
window.stops.add(window.latest = one);
const alike = (other) => other === one || (one.type === "radio" && other.name === one.name && other.form === one.form);
[...window.left].filter(alike).forEach((other) => window.left.delete(other));
const shown = one.closest("label.way") || one;
const style = getComputedStyle(shown);
const [first] = shown.getClientRects();
const middle = (from, to, most) => (Math.max(from, 0) + Math.min(to, most)) / 2;
const [x, y] = [middle(first.left, first.right, innerWidth), middle(first.top, first.bottom, innerHeight)];
const hit = document.elementFromPoint(x, y);
return {
  name: (one.ariaLabel || shown.innerText || one.id || one.name).trim(),
  ringed: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
  seen: Boolean(hit) && (shown.contains(hit) || (hit.contains(shown) && !hit.matches("body, html"))),
};
"""
LEFT = "return [...window.left].filter((one) => one.checkVisibility()).map((one) => one.outerHTML)"


def walk(page: Page, back: bool = False) -> list[str]:
    """The names of the places where Tab stops, in order: each is seen and marked, none is left out, the way ends."""
    page.run(BEGIN)
    stops: list[str] = []
    stop = step(page, back) or step(page, back)  # the first may only bring the focus back into the page
    while stop:
        assert stop["ringed"] and stop["seen"], (page.driver.current_url, stop)
        stops.append(str(stop["name"]))
        assert len(stops) < MOST, f"no way out of {stops[-1]}"
        stop = step(page, back)
    left = page.run(LEFT)
    assert left == [], (page.driver.current_url, left)
    return stops


def step(page: Page, back: bool) -> dict[str, object] | None:
    """Press Tab, with Shift to go back: where one is now, unless outside of the page or where one has been."""
    page.cdp("Input.dispatchKeyEvent", {**TAB, "modifiers": SHIFT if back else 0})
    stop = page.run(STOP)
    return stop if isinstance(stop, dict) else None
