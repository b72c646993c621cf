"""Personal data: requests with their clocks, and each step that a human takes with one."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from aiohttp import web

from bot.web.console.audit import name_of
from bot.web.console.menu import Route, show
from bot.web.console.rights_files import archive
from bot.web.console.rights_retention import RETENTION_ROUTES
from bot.web.console.rights_search import SEARCH_ROUTES
from bot.web.console.rights_words import ANSWERS, CHANNELS, FACTS, HINDERED, PROBLEMS, STEPS
from bot.web.desk import WebWork
from bot.web.parts import PARTS, BadInput
from bot.web.reading import ID, check
from bot.web.seat import Seat, for_staff, proven, read_form
from bot.web.spoken import ONCE
from bot.web.words import NOT_FOUND
from handlers.clock_words import due_words
from handlers.console.rights import (
    ACTS,
    DONE,
    PROVEN,
    act,
    case_at_hand,
    cases_for,
    exported,
    request_for,
    standing_of,
    words_of,
)
from handlers.console.rights_export import LEFT_OUT, Package, package_of
from handlers.data_requests import ANSWER, subject_of
from handlers.events import DataRequest
from handlers.officer_pages import sitting
from referral.clock import hour_and_day
from referral.rights import CHECK, GROUNDS, HINTS, REFUSALS, hints, needs_check

PATH = "/o/rights"
Context = Mapping[str, object]


async def list_page(request: web.Request, seat: Seat) -> web.Response:
    """The requests that this seat may see, those that wait first."""
    rows = await request.app[PARTS].ask(lambda work: rows_of(work, seat))
    return await show(request, seat, "rights", "console/rights.html", {"rows": rows})


def rows_of(work: WebWork, seat: Seat) -> Sequence[Context]:
    """Each request in a row."""
    person = sitting(work, seat.person_id, seat.grant)
    found = [one for one in work.requests.every() if person and request_for(work, person, one.id)]
    return [row_of(work, one) for one in sorted(found, key=lambda one: (one.done_at is not None, one.at))]


def row_of(work: WebWork, asked: DataRequest) -> Context:
    """A request as the list shows it: who asked only by the channel, each clock as done or until when."""
    wish, whose = words_of(asked)
    person = work.people.get(asked.person_id)
    clocks = {clock.name == ANSWER: clock for clock in work.clocks.of(subject_of(asked))}
    now = work.now
    late = {first: clock.late(now) for first, clock in clocks.items()}
    until = {first: due_words(work, clock) for first, clock in clocks.items()}
    return {
        "id": asked.id, "at": hour_and_day(asked.at), "wish": wish, "whose": whose,
        "channel": CHANNELS.get(person.address.channel, person.address.channel) if person else "–",
        "answered": hour_and_day(asked.answered_at) if asked.answered_at else "",
        "done": hour_and_day(asked.done_at) if asked.done_at else "",
        "answer_due": until.get(True, "–"), "done_due": until.get(False, "–"),
        "answer_late": late.get(True, False), "done_late": late.get(False, False),
    }  # fmt: skip


async def one_page(request: web.Request, seat: Seat) -> web.Response:
    """One request: what hinders it, what was done, what can be done."""
    return await one(request, seat, {}, "")


async def one(request: web.Request, seat: Seat, typed: Mapping[str, str], problem: str) -> web.Response:
    """The same, with what was typed in a form that was refused."""
    wanted = check(ID, request.match_info["id"])
    found = await request.app[PARTS].ask(lambda work: view_of(work, seat, wanted))
    if found is None:
        raise BadInput(NOT_FOUND, 404)
    said = {"typed": defaultdict(str, typed), "problem": PROBLEMS.get(problem, ""), **TABLES}
    return await show(request, seat, "rights", "console/rights_one.html", {**found, **said}, 422 if problem else 200)


TABLES: Context = {
    "check": CHECK, "answers": ANSWERS, "refusals": REFUSALS, "hints": HINTS, "grounds": GROUNDS, "facts": FACTS,
    "step_words": STEPS, "hindered_words": HINDERED,
}  # fmt: skip


def view_of(work: WebWork, seat: Seat, request_id: str) -> Context | None:
    """What the page of a request shows; None if it is not there or not theirs."""
    person = sitting(work, seat.person_id, seat.grant)
    asked = request_for(work, person, request_id) if person else None
    if asked is None:
        return None
    work.audit(seat.actor, "rights read", detail=asked.id)
    theirs, case, child = cases_for(work, asked), case_at_hand(work, asked), needs_check(asked.whose)
    return {
        "asked": row_of(work, asked), "child": child, "standing": standing_of(work, asked), "case": case,
        "cases": [] if child else theirs,
        "seen": hints(case, any(case.id == other.id for other in theirs)) if case else (),
        "steps": [step_of(work, step.step, step.by, hour_and_day(step.at)) for step in work.request_steps.of(asked.id)],
        "mine": seat.officer_id,
    }  # fmt: skip


def step_of(work: WebWork, step: str, by: str, at: str) -> tuple[str, str, str]:
    """A step in words: when, what, who."""
    return at, STEPS.get(step, step), name_of(work, by)


async def do(request: web.Request, seat: Seat) -> web.Response:
    """A step with a request."""
    wanted, name = check(ID, request.match_info["id"]), request.match_info["act"]
    if name not in ACTS or name in PROVEN:
        raise BadInput(NOT_FOUND, 404)
    return await take(request, seat, wanted, name)


async def erase(request: web.Request, seat: Seat) -> web.Response:
    """Erase what the request is about; the seat was proved anew."""
    return await take(request, seat, check(ID, request.match_info["id"]), "erase")


async def take(request: web.Request, seat: Seat, wanted: str, name: str) -> web.Response:
    """Do it once; refused, the page is shown again with what was typed."""
    fields = await read_form(request, seat)
    once = check(ONCE, fields.get("once"))

    def job(work: WebWork) -> str:
        person = sitting(work, seat.person_id, seat.grant)
        if person is None or work.seen(f"form:{once}"):
            return DONE
        outcome = act(work, person, wanted, (name, fields))
        if outcome == DONE:  # what was refused may be sent again, put right
            work.first_time(f"form:{once}")
        return outcome

    outcome = await request.app[PARTS].ask(job)
    if outcome == "no_request":
        raise BadInput(NOT_FOUND, 404)
    if outcome != DONE:
        return await one(request, seat, fields, outcome)
    raise web.HTTPSeeOther(f"{PATH}/{wanted}")


async def preview(request: web.Request, seat: Seat) -> web.Response:
    """What would be handed out, before it is."""
    wanted = check(ID, request.match_info["id"])
    package = await request.app[PARTS].ask(lambda work: packed(work, seat, wanted, "rights preview"))
    if package is None:
        raise BadInput(NOT_FOUND, 404)
    context = {"package": package, "id": wanted, "left_out": LEFT_OUT}
    return await show(request, seat, "rights", "console/rights_preview.html", context)


def packed(work: WebWork, seat: Seat, request_id: str, action: str) -> Package | None:
    """The data of a request, if nothing hinders that it is read; that it was is logged."""
    person = sitting(work, seat.person_id, seat.grant)
    asked = request_for(work, person, request_id) if person else None
    if asked is None or (needs_check(asked.whose) and not standing_of(work, asked).may):
        return None
    work.audit(seat.actor, action, detail=asked.id)
    return package_of(work, asked)


async def export(request: web.Request, seat: Seat) -> web.Response:
    """The data as a file to hand over."""
    await read_form(request, seat)
    wanted = check(ID, request.match_info["id"])

    def job(work: WebWork) -> Package | None:
        person = sitting(work, seat.person_id, seat.grant)
        asked = request_for(work, person, wanted) if person else None
        if person is None or asked is None or exported(work, person, asked) != DONE:
            return None
        return package_of(work, asked)

    package = await request.app[PARTS].ask(job)
    if package is None:
        raise BadInput(NOT_FOUND, 404)
    headers = {"Content-Disposition": 'attachment; filename="du-lieu-ca-nhan.zip"'}
    return web.Response(body=archive(package), content_type="application/zip", headers=headers)


ROUTES: Sequence[Route] = (
    web.get(PATH, for_staff(list_page, "rights")),
    *RETENTION_ROUTES,
    *SEARCH_ROUTES,
    web.get(f"{PATH}/{{id}}", for_staff(one_page, "rights")),
    web.get(f"{PATH}/{{id}}/preview", for_staff(preview, "rights")),
    web.post(f"{PATH}/{{id}}/export", for_staff(proven(export), "rights")),
    web.post(f"{PATH}/{{id}}/erase", for_staff(proven(erase), "rights")),
    web.post(f"{PATH}/{{id}}/{{act}}", for_staff(do, "rights")),
)
