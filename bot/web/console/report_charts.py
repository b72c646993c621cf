"""Bars for a table, as SVG in the page: no script, no style of its own, the numbers stand beside it in words."""

import re
from collections.abc import Sequence

from markupsafe import Markup

WIDTH = 360  # so that its letters are as large as the text beside it, on a phone too
ROW, MARGIN = 30, 70
HEAD = re.compile(r"<svg [^>]*>")
FIXED = re.compile(r' font-family="[^"]*"')


def bars(rows: Sequence[tuple[str, int]]) -> Markup:
    """One bar for each row; nothing where there is nothing to draw."""
    if not any(number for _, number in rows):
        return Markup("")
    import leather  # with the first chart: it brings much that a start has no use for

    chart = leather.Chart()
    chart.add_bars([(number, short(words)) for words, number in rows])
    chart.add_x_scale(0, top(max(number for _, number in rows)))
    height = ROW * len(rows) + MARGIN
    drawn = FIXED.sub("", chart.to_svg(width=WIDTH, height=height))
    head = f'<svg class="chart" viewBox="0 0 {WIDTH} {height}" aria-hidden="true" focusable="false">'
    return Markup(HEAD.sub(head, drawn, count=1))  # leather escapes its words


def short(words: str) -> str:
    """A label that leaves room for the bar."""
    return words if len(words) <= 22 else f"{words[:21]}…"


def top(number: int) -> int:
    """Where the axis ends: a round number with four even steps."""
    step = 1
    while 4 * step < number:
        step = next(size for size in (2 * step, 5 * step // 2, 5 * step) if size > step)
    return 4 * step
