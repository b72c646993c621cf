"""Writing a commune's report, handing it in, and who has: it is frozen then, a correction is another version."""

from collections.abc import Mapping, Sequence

from aiohttp import web
from pydantic import TypeAdapter

from bot.web.console import report_view as view
from bot.web.console.menu import Route, show
from bot.web.console.report_asked import ID, ONCE, Asked, asked_of, counted
from bot.web.console.report_words import commune_words, place_words
from bot.web.console.reports_files import totals
from bot.web.console.stale import both, version_of
from bot.web.desk import WebWork
from bot.web.parts import PARTS, BadInput
from bot.web.reading import check, clean
from bot.web.seat import Seat, for_staff, read_form
from bot.web.words import NOT_FOUND
from handlers.console import reports
from handlers.console.reports import Standing, writes_for
from handlers.keeps_console import Draft, Handed
from referral.clock import hour_and_day
from referral.jurisdiction.words import province_of, spoken
from referral.reports.headings import HEADINGS, LONGEST, WRITTEN
from referral.reports.periods import Owed, owed_named
from referral.reports.report import Report
from referral.reports.scope import RECEIVES

FROZEN = TypeAdapter(dict[str, object])
REPORT = TypeAdapter(Report)
WORDS = TypeAdapter(dict[str, str])


async def own_report(request: web.Request, seat: Seat) -> Asked:
    """The report that this seat writes, by the address. Raises BadInput."""
    asked = await asked_of(request, seat)
    if not asked.name or not writes_for(seat.grant, asked.place.commune):
        raise BadInput(NOT_FOUND, 404)
    return asked


async def writing(request: web.Request, seat: Seat) -> web.Response:
    """The headings with what was written under them, and handing in."""
    asked = await own_report(request, seat)
    draft, versions = await request.app[PARTS].ask(lambda work: drafted(work, asked))
    return await show(request, seat, "reports", "console/report_write.html", page_of(asked, draft, versions))


def drafted(work: WebWork, asked: Asked) -> tuple[Mapping[str, str], Sequence[Handed]]:
    """What was written and handed in so far."""
    commune = asked.place.commune
    return work.reports.draft(commune, asked.name), work.reports.versions(commune, asked.name)


def page_of(asked: Asked, draft: Mapping[str, str], versions: Sequence[Handed]) -> Mapping[str, object]:
    """What the page of writing shows."""
    return {
        "asked": asked,
        "place": spoken(asked.place.commune),
        "headings": [(key, words, draft.get(key, "")) for key, words in HEADINGS.items()],
        "version": version_of(*(draft.get(key, "") for key in WRITTEN)),
        "versions": [(one.id, one.version, hour_and_day(one.at)) for one in versions if one.at],
        "longest": LONGEST,
    }


async def write(request: web.Request, seat: Seat) -> web.StreamResponse:
    """Keep what was written; handing in freezes it with the figures."""
    asked = await own_report(request, seat)
    fields = await read_form(request, seat)
    once = check(ONCE, fields.get("once", ""))
    sent = {key: clean(fields.get(key, ""))[:LONGEST] for key in WRITTEN}
    kept = await request.app[PARTS].ask(lambda work: save(work, asked, sent, (once, fields.get("version", ""), seat)))
    if kept is not None:
        names = {key: HEADINGS[key] for key in WRITTEN}
        labelled = [{names[key]: words.get(key, "") for key in WRITTEN} for words in (kept, sent)]
        return await both(request, seat, "reports", labelled[0], labelled[1], address(asked))
    if fields.get("act") == "hand_in":
        report = await counted(request.app, asked, seat.officer_id)
        await request.app[PARTS].ask(lambda work: hand_in(work, seat, asked, (report, sent, once)))
    raise web.HTTPSeeOther(address(asked))


def save(work: WebWork, asked: Asked, sent: Mapping[str, str], by: tuple[str, str, Seat]) -> Mapping[str, str] | None:
    """Keep the words, unless somebody else's have come in between: then those, for both to be shown."""
    once, version, seat = by
    if not work.first_time(f"form:{once}"):
        return None
    kept = work.reports.draft(asked.place.commune, asked.name)
    if version != version_of(*(kept.get(key, "") for key in WRITTEN)):
        return kept
    reports.save_draft(work, Draft(asked.place.commune, asked.name, sent), seat.actor)
    return None


def hand_in(work: WebWork, seat: Seat, asked: Asked, what: tuple[Report, Mapping[str, str], str]) -> None:
    """Freeze figures and words; a second click of the same form is the first."""
    report, words, once = what
    if not work.first_time(f"form:{once}:hand_in"):
        return
    content = FROZEN.dump_json({"report": REPORT.dump_python(report, mode="json"), "words": dict(words)}).decode()
    commune = asked.place.commune
    reports.hand_in(work, Handed(work.chance.id(), commune, province_of(commune), asked.name, seat.actor, content))


def address(asked: Asked) -> str:
    """Where this report is written."""
    return f"/o/reports/write?commune={asked.place.commune}&report={asked.name}"


async def one_handed(request: web.Request, seat: Seat) -> web.Response:
    """A report as it was handed in, for its commune and its province."""
    wanted = check(ID, request.match_info["id"])
    found = await request.app[PARTS].ask(lambda work: opened(work, seat, wanted))
    if found is None:
        raise BadInput(NOT_FOUND, 404)
    frozen = FROZEN.validate_json(found.content)
    report, words = REPORT.validate_python(frozen["report"]), WORDS.validate_python(frozen["words"])
    return await show(request, seat, "reports", "console/report_handed_one.html", {
        **figures(request, seat, report),
        "handed": found,
        "at": hour_and_day(found.at) if found.at else "",
        "written": [(heading, words.get(key, "")) for key, heading in HEADINGS.items()],
    })  # fmt: skip


def figures(request: web.Request, seat: Seat, report: Report) -> Mapping[str, object]:
    """The frozen figures in words."""
    say = view.speaker(request, seat)
    return {
        "place": say(place_words(report.place)),
        "period": report.period,
        "totals": totals(report, say),
        "spans": view.spans(report, say),
        "blocks": view.blocks(report, say),
    }


def opened(work: WebWork, seat: Seat, report_id: str) -> Handed | None:
    """A handed-in report, if it lies in this seat's area; reading it is written down."""
    found = work.reports.handed(report_id)
    area = seat.grant.area
    if found is None or seat.grant.role == "agency_lead" or not area.covers(found.commune, found.province):
        return None
    work.audit(seat.actor, "report opened", detail=f"{found.commune} {found.name} v{found.version}")
    return found


async def all_handed(request: web.Request, seat: Seat) -> web.Response:
    """Which communes of a province handed a report in, those that owe it first."""
    if seat.grant.role not in RECEIVES:
        raise BadInput(NOT_FOUND, 404)
    province = seat.grant.area.province or request.query.get("province", "")[:8]
    name = request.query.get("report", "")[:20]
    found = await request.app[PARTS].ask(lambda work: received(work, province, name))
    if found is None:
        raise BadInput(NOT_FOUND, 404)
    return await show(request, seat, "reports", "console/report_handed.html", found)


def received(work: WebWork, province: str, name: str) -> Mapping[str, object] | None:
    """Who handed in, with the way to the newest version; None if there is no such report."""
    due: Owed | None = owed_named(work.reports.deadlines(province), name) if name else reports.due_next(work, province)
    if due is None:
        return None
    lines = [line(work, due.name, one) for one in reports.standings(work, province, due.name)]
    return {"due": due, "lines": lines, "owing": sum(not one[2] for one in lines), "province": province}


def line(work: WebWork, name: str, one: Standing) -> tuple[str, str, str, int]:
    """A commune: its name, when it handed in, the newest version's id, how many versions there are."""
    versions = work.reports.versions(one.commune, name) if one.at else ()
    at = hour_and_day(one.at) if one.at else ""
    return commune_words(one.commune), at, versions[0].id if versions else "", len(versions)


HANDED_ROUTES: Sequence[Route] = (
    web.get("/o/reports/write", for_staff(writing, "reports")),
    web.post("/o/reports/write", for_staff(write, "reports")),
    web.get("/o/reports/handed", for_staff(all_handed, "reports")),
    web.get("/o/reports/handed/{id}", for_staff(one_handed, "reports")),
)
