"""The page of one case: its story, its line of time, the forms that this seat may use."""

import asyncio
from collections.abc import Mapping, Sequence

from aiohttp import web

from bot.forms.fill import names
from bot.web import officer_forms
from bot.web.console import case_figures, case_files, case_merge, case_print
from bot.web.console.case_stale import too_old
from bot.web.console.map_drawing import drawing_of
from bot.web.console.menu import Route, frame
from bot.web.console.stale import version_of
from bot.web.desk import WebWork
from bot.web.officer_words import typed_words
from bot.web.parts import PARTS, BadInput
from bot.web.reading import check
from bot.web.rendering import page
from bot.web.seat import Seat, for_staff, proven, read_form
from bot.web.spoken import NUMBER, Spoken, tell
from bot.web.words import NOT_HERE
from handlers import officer_pages
from handlers.console.evidence import with_evidence
from handlers.console.figures import CHOICES
from handlers.console.versions import CONCERNS, concerned
from handlers.views import SPOKEN, CaseView, EntryLine
from referral.records import dataclass

ALL, WORDS, ACTS = "all", "words", "acts"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which case, and which lines of its history."""

    number: str
    show: str


async def case_page(request: web.Request, seat: Seat) -> web.Response:
    """One case; not permitted looks the same as not there."""
    show = request.query.get("show", ALL)
    wanted = Wanted(check(NUMBER, request.match_info["number"]), show if show in (WORDS, ACTS) else ALL)
    context = await request.app[PARTS].ask(lambda work: case_of(work, seat, wanted))
    if context is None:
        raise BadInput(NOT_HERE, 404)
    view: CaseView = context["view"]  # type: ignore[assignment]
    read = await asyncio.to_thread(with_evidence, view)  # outside the transaction: it takes its time
    shown = {
        "view": read,
        "drawing": await asyncio.to_thread(drawing_of, read.spot),
        "lines": lines_of(read, wanted.show),
    }
    return page(request, "console/case.html", {**context, **shown, "forms": names(request.app[PARTS].settings.forms)})


def case_of(work: WebWork, seat: Seat, wanted: Wanted) -> Mapping[str, object] | None:
    """What the page of a case shows."""
    view = officer_pages.case_view(work, seat.person_id, wanted.number, seat.grant)
    if view is None:
        return None
    shown = {"view": view, "show": wanted.show, "versions": versions_of(view.state), "figures": CHOICES}
    return {**frame(work, seat, "queue"), **shown}


def versions_of(state: Mapping[str, str]) -> Mapping[str, str]:
    """The version that each form of the page was filled in on."""
    return {act: version_of(*concerned(state, act)) for act in CONCERNS}


def lines_of(view: CaseView, show: str) -> Sequence[EntryLine]:
    """The history, or only what was said, or only what was done."""
    if show == ALL:
        return view.entries
    return [entry for entry in view.entries if (entry.key in SPOKEN) == (show == WORDS)]


async def act(request: web.Request, seat: Seat) -> web.Response:
    """A form about one case; one that was filled in on what is no more true shows both and does nothing."""
    number = check(NUMBER, request.match_info["number"])
    fields = await read_form(request, seat)
    words = typed_words(number, fields)
    refused = await too_old(request, seat, number, fields)
    if refused is not None:
        return refused
    await tell(request, seat, Spoken(fields.get("once", ""), words))
    raise web.HTTPSeeOther("/o" if fields.get("back") == "list" else f"/o/case/{number}")


CASE = "/o/case/{number}"
ROUTES: Sequence[Route] = (
    web.get(CASE, for_staff(case_page)),
    web.post(CASE, for_staff(act)),
    web.get(CASE + "/form/{form}", for_staff(proven(officer_forms.download))),
    web.get(CASE + "/print", for_staff(proven(case_print.print_page))),
    web.post(CASE + "/merge", for_staff(case_merge.merge_cases)),
    web.post(CASE + "/unmerge", for_staff(case_merge.take_apart)),
    web.post(CASE + "/figures", for_staff(case_figures.write)),
    web.get("/o/attachment/{id}", for_staff(case_files.show)),
    web.post("/o/attachment/{id}", for_staff(proven(case_files.unseal))),
)
