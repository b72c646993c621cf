"""The roster of one agency as a form: a line for each shift, read by the reader of roster tables."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from aiohttp import web

from bot.directory_lines import Problem
from bot.directory_table import Line, tidied
from bot.duty_lines import SHIFT_COLUMNS, shifts_in
from bot.duty_words import shifts_at
from bot.tables.faults import words_of
from bot.tables.rows import shift_row
from bot.web.console.menu import Route
from bot.web.console.stale import both, version_of
from bot.web.console.writing import DONE, GONE, STALE, WRONG, Outcome, found_or_404, judged, once_of, text_of
from bot.web.desk import WebWork
from bot.web.parts import PARTS
from bot.web.rendering import sentence
from bot.web.seat import Form, Seat, for_staff, read_whole_form
from bot.web.words import N_
from handlers.console import directory as writing

NAMES = tuple(name for name in SHIFT_COLUMNS if name != "agency")
MOST = 60  # shifts of one agency
LONGEST = 100
Row = tuple[str, ...]
Shown = Callable[[web.Request, Seat, Mapping[str, object], int], Awaitable[web.Response]]


def rows_of(fields: Form) -> Sequence[Row]:
    """The lines of the form in which something stands; the hours alone, which a line may bring along, are nothing."""
    columns = [[str(value)[:LONGEST] for value in fields.getall(name, [])] for name in NAMES]
    rows = [tuple(map(tidied, row)) for row in zip(*columns, strict=False)]
    return [row for row in rows[:MOST] if any(row)]


def lines_of(agency: str, rows: Sequence[Row]) -> list[Line]:
    """The lines as the reader of tables takes them; without any the agency has no roster."""
    if not rows:
        return [Line(1, {**dict.fromkeys(SHIFT_COLUMNS, ""), "agency": agency, "days": "bỏ lịch"})]
    return [Line(n, {"agency": agency, **dict(zip(NAMES, row, strict=True))}) for n, row in enumerate(rows, 1)]


async def save(request: web.Request, seat: Seat, shown: Shown) -> web.Response:
    """This agency has these shifts from now on."""
    fields = await read_whole_form(request, seat)
    one, once, version, rows = request.match_info["id"], once_of(fields), text_of(fields, "version"), rows_of(fields)

    def job(work: WebWork) -> tuple[Outcome, Sequence[Row], Sequence[Problem]]:
        base = work.directory.kept or work.directory
        agency = base.agencies.get(one)
        if agency is None or not writing.may_edit(seat.grant, agency, "edit_roster"):
            return GONE, (), ()
        kept = [tuple(shift_row(shift)[1:]) for shift in shifts_at(base.roster, one)]
        found = shifts_in(lines_of(one, rows), base)
        if found.problems:
            return WRONG, kept, found.problems
        outcome = judged(work, once, version == version_of(*kept))
        if outcome is None:
            writing.put_rosters(work, {one: found.by_agency.get(one, ())}, seat.actor)
        return outcome or DONE, kept, ()

    outcome, kept, wrong = await request.app[PARTS].ask(job)
    found_or_404(None if outcome == GONE else outcome)
    if outcome == WRONG:
        return await shown(request, seat, {"roster": rows, "roster_wrong": said(wrong, seat.locale)}, 400)
    if outcome == STALE:
        back = f"/o/directory/agency/{one}"
        ours, theirs = (by_number(request, lines) for lines in (kept, rows))
        return await both(request, seat, "directory", ours, theirs, back)
    raise web.HTTPSeeOther(f"/o/directory/agency/{one}#roster")


def said(wrong: Sequence[Problem], locale: str) -> Sequence[tuple[int, str, str, str]]:
    """The line, the column, what is wrong and what to do."""
    return [(problem.line, problem.column, *words_of(problem, locale)) for problem in wrong]


def by_number(request: web.Request, rows: Sequence[Row]) -> Mapping[str, str]:
    """Shifts as the page that shows both versions lists them."""
    shift = sentence(request, N_("Ca"))
    return {f"{shift} {n}": " · ".join(filter(None, row)) for n, row in enumerate(rows, 1)}


def routes(shown: Shown) -> Sequence[Route]:
    """The form of an agency's roster; `shown` is the agency's page."""

    async def saving(request: web.Request, seat: Seat) -> web.Response:
        return await save(request, seat, shown)

    return (web.post("/o/directory/agency/{id}/roster", for_staff(saving, "edit_roster")),)
