"""The pictures of docs/referral.md, drawn from the data themselves: matrix, ladder, clocks and states.

`python -m tests.drawings` writes them; a test says when they are old.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from html import escape
from pathlib import Path

from flows.words import category_words
from referral.alerts import MAY_FOLLOW
from referral.calendar import Calendar, parse_wait
from referral.case import Case
from referral.clock import VIETNAM
from referral.clock_rules import shipped_rules
from referral.matrix import MODES, shipped_matrix
from referral.plan import plan
from referral.roles import OFFICES
from referral.triage import CATEGORIES
from referral.urgency import Urgency
from tests.cast import live_directory

FOLDER = Path(__file__).parents[1] / "docs" / "drawings"
INK, FAINT, PAPER = "#1f2933", "#cbd2d9", "#ffffff"
COLOURS = {"act": "#b91c1c", "know": "#2563eb", "supervise": "#a16207"}
MONDAY = datetime(2026, 11, 16, 9, tzinfo=VIETNAM)
LEFT, COLUMN, ROW = 190, 46, 24


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something is drawn, in pixels from the left and from the top."""

    x: float
    y: float


def text(at: Spot, words: str, more: str = "") -> str:
    """Words on one line."""
    return f'<text x="{at.x:g}" y="{at.y:g}" {more}>{escape(words)}</text>'


def box(at: Spot, width: float, height: float, more: str) -> str:
    """A rectangle."""
    return f'<rect x="{at.x:g}" y="{at.y:g}" width="{width:g}" height="{height:g}" rx="4" {more}/>'


def line(start: Spot, end: Spot, more: str = f'stroke="{FAINT}"') -> str:
    """A straight line."""
    return f'<line x1="{start.x:g}" y1="{start.y:g}" x2="{end.x:g}" y2="{end.y:g}" {more}/>'


def svg(width: float, height: float, title: str, parts: Iterable[str]) -> str:
    """A whole picture; `title` is what a reader who cannot see it hears."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" viewBox="0 0 {width:g} {height:g}" role="img" '
        f'font-family="sans-serif" font-size="12" fill="{INK}"><title>{escape(title)}</title>'
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        f'<path d="M0 0L8 4L0 8z" fill="{INK}"/></marker></defs>'
    )
    ground = box(Spot(0, 0), width, height, f'fill="{PAPER}"')
    return "\n".join([head, ground, *parts, "</svg>", ""])


# The matrix: a row for each kind of case, a column for each role.


def matrix() -> str:
    """Who acts (filled), acts on a condition (ring), knows, supervises."""
    height = 170 + ROW * len(CATEGORIES) + 40
    width = LEFT + COLUMN * len(OFFICES) + 60
    parts = [*column_heads(height), *rows_of_matrix(), *legend(height - 18)]
    return svg(width, height, "The referral matrix: kinds of cases and who must act, know or supervise", parts)


def column_heads(height: float) -> Iterator[str]:
    """The roles, standing on their heads to save room."""
    for n, office in enumerate(OFFICES.values()):
        x = LEFT + COLUMN * n + COLUMN / 2
        yield line(Spot(x, 150), Spot(x, height - 45))
        yield text(Spot(x + 4, 145), office.said[0], f'transform="rotate(-45 {x + 4:g} 145)"')


def rows_of_matrix() -> Iterator[str]:
    """The kinds of cases with a mark in each cell."""
    shipped = shipped_matrix().rows()
    for n, category in enumerate(CATEGORIES):
        y = 170 + ROW * n
        yield text(Spot(8, y + 4), category_words(category))
        for mode in MODES:
            for cell in shipped[mode].get(category, ()):
                x = LEFT + COLUMN * list(OFFICES).index(cell.role) + COLUMN / 2
                yield mark(Spot(x + 12 * MODES.index(mode) - 6, y), mode, bool(cell.only_if))


def mark(at: Spot, mode: str, conditional: bool) -> str:
    """One cell: filled, or a ring where a condition must hold."""
    fill = PAPER if conditional else COLOURS[mode]
    return f'<circle cx="{at.x:g}" cy="{at.y:g}" r="5" fill="{fill}" stroke="{COLOURS[mode]}" stroke-width="2"/>'


def legend(y: float) -> Iterator[str]:
    """What the marks mean."""
    for n, (mode, words) in enumerate(
        {
            "act": "acts, must acknowledge",
            "know": "knows, in office hours",
            "supervise": "supervises, told of a breach",
        }.items()
    ):
        yield mark(Spot(20 + 220 * n, y - 4), mode, False)
        yield text(Spot(32 + 220 * n, y), words)
    yield mark(Spot(680, y - 4), "act", True)
    yield text(Spot(692, y), "on a condition")


# The ladder: whom we ask for one body, in order, in the sample directory.

CASE = Case("", "LN-7K3FQ", "physical_violence", Urgency.emergency, MONDAY, commune="21340", province="51")


def ladder() -> str:
    """The rungs of the first body of an emergency, with the patience between them."""
    directory = live_directory()
    staff = {key: replace(officer, ways=("way",)) for key, officer in directory.officers.items()}
    made = plan(CASE, replace(directory, officers=staff), shipped_matrix())
    rungs = made.duties[0].ladder
    agencies = [directory.agencies[staff[officer].agency].name for officer in rungs]
    wait = f"{int(made.patience.wall.total_seconds() / 60)} min"
    height = 46 * len(rungs) + 20
    return svg(560, height, "The ladder of one body", rungs_of(agencies, [staff[r].deputy for r in rungs], wait))


def rungs_of(agencies: Sequence[str], deputies: Sequence[bool], wait: str) -> Iterator[str]:
    """A box for each rung, and an arrow to the next."""
    for n, (agency, deputy) in enumerate(zip(agencies, deputies, strict=True)):
        y = 10 + 46 * n
        yield box(Spot(120, y), 380, 28, f'fill="{PAPER}" stroke="{INK}"')
        yield text(Spot(132, y + 19), f"{agency} · {'deputy' if deputy else 'on duty'}")
        yield text(Spot(20, y + 19), "asked at once" if not n else f"+ {n * int(wait.split()[0])} min")
        if n:
            yield line(Spot(310, y - 18), Spot(310, y), f'stroke="{INK}" marker-end="url(#tip)"')


# The clocks: how long each runs from a Monday morning, with its marks.


def clocks() -> str:
    """A bar for each rule; office time and wall time in different colours."""
    rules = list(shipped_rules().values())
    parts = [part for n, rule in enumerate(rules) for part in bar(n, rule.title, rule.article, rule.within)]
    return svg(930, 60 + 44 * len(rules), "Legal clocks from receipt on a Monday at 9", [*days(len(rules)), *parts])


def width_of(within: str) -> float:
    """How long a bar is: 34 pixels a day, at most the page."""
    end = parse_wait(within).after(MONDAY, Calendar())
    return min(34 * (end - MONDAY) / timedelta(days=1), 560)


def bar(n: int, title: str, article: str, within: str) -> Iterator[str]:
    """One clock with its marks at 50, 80 and 100 %."""
    y, width = 40 + 44 * n, max(width_of(within), 4)
    working = "working" in within
    yield text(Spot(8, y + 10), title)
    yield text(Spot(8, y + 24), f"{article} · {within}", 'font-size="10" opacity="0.7"')
    yield box(Spot(330, y), width, 16, f'fill="{COLOURS["know"] if working else COLOURS["act"]}" opacity="0.85"')
    if width > 60:
        yield from (
            line(Spot(330 + width * p, y), Spot(330 + width * p, y + 16), f'stroke="{PAPER}"') for p in (0.5, 0.8)
        )


def days(count: int) -> Iterator[str]:
    """A line for each day."""
    for n in range(17):
        x = 330 + 34 * n
        yield line(Spot(x, 28), Spot(x, 44 * count + 44))
        yield text(Spot(x - 3, 22), str(n), 'font-size="10"')
    yield text(Spot(8, 22), "days after receipt (Monday 9:00); red wall time, blue office time", 'font-size="10"')


# The states of one alert, and what may follow what.


def states() -> str:
    """A box for each answer, an arrow for each change that may happen."""
    names = list(MAY_FOLLOW)
    spots = {name: Spot(60 + 250 * (n % 3), 30 + 120 * (n // 3)) for n, name in enumerate(names)}
    parts = [part for name in names for part in state_box(spots[name], name)]
    arrows = (arrow(spots[a], spots[b]) for a, after in MAY_FOLLOW.items() for b in sorted(after) if a != b)
    height = 30 + 120 * ((len(names) + 2) // 3)
    return svg(800, height, "What may become of an alert", [*arrows, *parts])


def state_box(at: Spot, name: str) -> Iterator[str]:
    yield box(at, 150, 40, f'fill="{PAPER}" stroke="{INK}"')
    yield text(Spot(at.x + 75, at.y + 25), name or "asked", 'text-anchor="middle"')


def arrow(start: Spot, end: Spot) -> str:
    """From the edge of one box to the edge of another."""
    dx, dy = end.x - start.x, end.y - start.y
    reach = min(abs(75 / dx) if dx else 9, abs(20 / dy) if dy else 9)
    a = Spot(start.x + 75 + dx * reach, start.y + 20 + dy * reach)
    b = Spot(end.x + 75 - dx * reach, end.y + 20 - dy * reach)
    return line(a, b, f'stroke="{INK}" opacity="0.6" marker-end="url(#tip)"')


DRAWINGS = {"matrix": matrix, "ladder": ladder, "clocks": clocks, "states": states}


def drawn() -> Mapping[str, str]:
    """Every picture by its file name."""
    return {f"{name}.svg": draw() for name, draw in DRAWINGS.items()}


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, picture in drawn().items():
        (FOLDER / name).write_text(picture, "utf-8")
