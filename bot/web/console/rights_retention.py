"""How long data lives: the table, what a coordinator changed of it, cases that are held, what was erased."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from aiohttp import web

from bot.web.console.audit import name_of
from bot.web.console.menu import Route, show
from bot.web.console.rights_words import PROBLEMS
from bot.web.desk import WebWork
from bot.web.parts import PARTS
from bot.web.reading import check, number_in
from bot.web.seat import Seat, for_staff, proven, read_form
from bot.web.spoken import ONCE
from handlers.access import officer_of, permitted
from handlers.console.retention import ACTS
from handlers.keeps_records import Changed, Erasure, Hold
from handlers.officer_pages import sitting
from handlers.retention import proof_digest
from referral.clock import hour_and_day, local
from referral.retention import KEEP, days_of
from referral.rights import GROUNDS

PATH = "/o/rights/retention"
LAST_PROOF = 2**31 - 1
Context = Mapping[str, object]


async def retention_page(request: web.Request, seat: Seat) -> web.Response:
    """The table of kinds, with what was changed here."""
    return await shown(request, seat, {}, "")


async def shown(request: web.Request, seat: Seat, typed: Mapping[str, str], problem: str) -> web.Response:
    """The same, with what was typed in a form that was refused."""
    found = await request.app[PARTS].ask(lambda work: view_of(work, seat))
    context = {
        **found,
        "typed": defaultdict(str, typed),
        "problem": PROBLEMS.get(problem, ""),
        "grounds": GROUNDS,
        "keep": KEEP,
    }
    return await show(request, seat, "rights", "console/rights_retention.html", context, 422 if problem else 200)


def view_of(work: WebWork, seat: Seat) -> Context:
    """What the page shows."""
    periods = work.retention.periods()
    rows = [(kind, keep, days_of(kind, periods)) for kind, keep in KEEP.items()]
    changes = [change_of(work, change) for change in work.retention.changes()]
    return {"rows": rows, "changes": changes, "holds": holds_of(work, seat), "everywhere": seat.grant.area.everywhere}


def change_of(work: WebWork, change: Changed) -> Context:
    """A change of a period in words; `begins` is "" once it counts."""
    begins = f"{local(change.begins):%d/%m/%Y}" if change.begins and change.begins > work.now else ""
    return {
        "what": KEEP[change.kind].what, "days": change.days, "by": name_of(work, change.by),
        "at": hour_and_day(change.at), "reason": change.reason, "begins": begins, "before": change.before,
    }  # fmt: skip


def holds_of(work: WebWork, seat: Seat) -> Sequence[tuple[str, str, str, str]]:
    """The held cases that this seat may know of: number, who, when, why."""
    found = [(hold, number_of(work, seat, hold)) for hold in work.retention.holds()]
    return [(number, name_of(work, one.by), hour_and_day(one.at), one.reason) for one, number in found if number]


def number_of(work: WebWork, seat: Seat, hold: Hold) -> str:
    """The number of a held case; "" if this seat must not know of it."""
    person, case = sitting(work, seat.person_id, seat.grant), work.cases.get(hold.case_id)
    officer = officer_of(work, person) if person else None
    if case is None or person is None or officer is None or not permitted(work, person, officer, case, "note"):
        return ""
    return case.number


async def period(request: web.Request, seat: Seat) -> web.Response:
    """How long a kind lives everywhere; the seat was proved anew."""
    return await take(request, seat, "period")


async def change(request: web.Request, seat: Seat) -> web.Response:
    """A hold, a legal ground."""
    return await take(request, seat, request.match_info["what"])


async def take(request: web.Request, seat: Seat, name: str) -> web.Response:
    """Do it once; refused, the page is shown again with what was typed."""
    fields = await read_form(request, seat)
    once = check(ONCE, fields.get("once"))

    def job(work: WebWork) -> str:
        person = sitting(work, seat.person_id, seat.grant)
        if person is None or work.seen(f"form:{once}"):
            return "done"
        outcome = ACTS[name](work, person, fields) if name in ACTS else "unknown"
        if outcome == "done":  # what was refused may be sent again, put right
            work.first_time(f"form:{once}")
        return outcome

    outcome = await request.app[PARTS].ask(job)
    if outcome != "done":
        return await shown(request, seat, {**fields, "form": name}, outcome)
    raise web.HTTPSeeOther(PATH)


async def erasures_page(request: web.Request, seat: Seat) -> web.Response:
    """What was erased: who, when, what kind, how many, and the proof."""
    before = number_in(request.query.get("before", ""), LAST_PROOF)
    found = await request.app[PARTS].look(lambda work: [row_of(work, one) for one in work.retention.erasures(before)])
    return await show(request, seat, "rights", "console/rights_erasures.html", {"rows": found, "keep": KEEP})


def row_of(work: WebWork, one: Erasure) -> Context:
    """A proof in words."""
    keep = KEEP.get(one.kind)  # type: ignore[call-overload]
    return {
        "id": one.id, "at": hour_and_day(one.at), "by": name_of(work, one.by), "why": one.why,
        "kind": keep.what if keep else one.kind, "many": one.many, "ids_hash": one.ids_hash, "key_gone": one.key_gone,
    }  # fmt: skip


async def proofs(request: web.Request, seat: Seat) -> web.Response:
    """The newest proofs as JSON, each with the digest that the audit log holds of it."""
    found = await request.app[PARTS].look(lambda work: [as_json(one) for one in work.retention.erasures(0, 1000)])
    await request.app[PARTS].ask(lambda work: work.audit(seat.actor, "export", detail="erasures"))
    headers = {"Content-Disposition": 'attachment; filename="bien-ban-xoa.json"'}
    return web.json_response({"erasures": found}, headers=headers)


def as_json(one: Erasure) -> Context:
    """A proof as a machine reads it."""
    names = ("id", "by", "why", "kind", "many", "ids_hash", "key_gone")
    return {**{name: getattr(one, name) for name in names}, "at": one.at.isoformat(), "digest": proof_digest(one)}


RETENTION_ROUTES: Sequence[Route] = (
    web.get(PATH, for_staff(retention_page, "rights")),
    web.post(f"{PATH}/period", for_staff(proven(period), "rights")),
    web.post(f"{PATH}/{{what}}", for_staff(change, "rights")),
    web.get("/o/rights/erasures", for_staff(erasures_page, "rights")),
    web.get("/o/rights/erasures.json", for_staff(proven(proofs), "rights")),
)
