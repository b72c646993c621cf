"""Writing a commune's report, handing it in, and who has: it is frozen then, a correction is another version."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from aiohttp import web
from pydantic import TypeAdapter

from bot.web.console import report_view as view
from bot.web.console.menu import Route, show
from bot.web.console.report_asked import Asked, asked_of, counted
from bot.web.console.report_words import commune_words, place_words
from bot.web.console.reports_files import totals
from bot.web.console.stale import both, version_of
from bot.web.desk import WebWork
from bot.web.parts import PARTS, BadInput
from bot.web.reading import ID, check
from bot.web.rendering import sentence
from bot.web.seat import Seat, for_staff, read_whole_form
from bot.web.spoken import ONCE
from bot.web.words import N_, NOT_FOUND
from handlers.console import reports
from handlers.console.reports import Standing, writes_for
from handlers.keeps_console import Draft, Handed
from referral.clock import hour_and_day
from referral.jurisdiction.units import units
from referral.jurisdiction.words import province_of, spoken
from referral.reports.headings import HEADINGS, LONGEST
from referral.reports.periods import Owed, owed_named
from referral.reports.report import Report
from referral.reports.scope import RECEIVES

FROZEN = TypeAdapter(dict[str, object])
REPORT = TypeAdapter(Report)
WORDS = TypeAdapter(dict[str, str])
LIMIT = 9 * (len(HEADINGS) + 1) * LONGEST  # bytes of a form: a letter is nine where each byte of it is escaped
TOO_LONG = N_("“{heading}” dài quá {most} chữ. Chưa lưu gì: hãy bớt lại rồi lưu, lời anh chị viết còn nguyên ở dưới.")
TOO_EARLY = N_("Kỳ này chưa xong: nộp được từ ngày {day}. Chưa lưu gì; hãy bấm Lưu bản nháp để giữ lời đã viết.")


async def own_report(request: web.Request, seat: Seat) -> Asked:
    """The report that this seat writes, by the address. Raises BadInput."""
    asked = await asked_of(request, seat)
    if not asked.name or not writes_for(seat.grant, asked.place.commune):
        raise BadInput(NOT_FOUND, 404)
    return asked


async def writing(request: web.Request, seat: Seat) -> web.Response:
    """The headings with what was written under them, and handing in."""
    asked = await own_report(request, seat)
    page = await request.app[PARTS].ask(lambda work: page_of(work, asked))
    return await show(request, seat, "reports", "console/report_write.html", page)


def page_of(work: WebWork, asked: Asked) -> Mapping[str, object]:
    """What the page of writing shows: what was written and handed in so far."""
    draft = work.reports.draft(asked.place.commune, asked.name)
    versions = work.reports.versions(asked.place.commune, asked.name)
    return {
        "asked": asked,
        "place": spoken(asked.place.commune),
        "headings": headings(draft),
        "version": version_of(*(draft.get(key, "") for key in HEADINGS)),
        "versions": [(one.id, one.version, hour_and_day(one.at)) for one in versions if one.at],
        "longest": LONGEST,
        "opens": opens(work, asked),
        "problems": (),
    }


def headings(words: Mapping[str, str]) -> Sequence[tuple[str, str, str]]:
    """Each heading with what stands under it."""
    return [(key, heading, words.get(key, "")) for key, heading in HEADINGS.items()]


def opens(work: WebWork, asked: Asked) -> date | None:
    """From which day on it may be handed in; None if it may be now."""
    owed = reports.owed_called(work, asked.place.commune, asked.name)
    return owed.opens if owed and reports.today(work) < owed.opens else None


async def write(request: web.Request, seat: Seat) -> web.StreamResponse:
    """Keep what was written; handing in freezes it with the figures."""
    asked = await own_report(request, seat)
    fields = {name: str(value) for name, value in (await read_whole_form(request, seat, LIMIT)).items()}
    once, handing = check(ONCE, fields.get("once", "")), fields.get("act") == "hand_in"
    sent, version = {key: fields.get(key, "") for key in HEADINGS}, fields.get("version", "")
    page = await request.app[PARTS].ask(lambda work: page_of(work, asked))
    wrong = refused(request, sent, page["opens"] if handing else None)
    if wrong:
        again = {**page, "headings": headings(sent), "version": version, "problems": wrong}
        return await show(request, seat, "reports", "console/report_write.html", again, 422)
    kept = await request.app[PARTS].ask(lambda work: save(work, asked, sent, (version, seat)))
    if kept is not None:
        labelled = [{words: said.get(key, "") for key, words in HEADINGS.items()} for said in (kept, sent)]
        return await both(request, seat, "reports", labelled[0], labelled[1], address(asked))
    if handing:
        report = await counted(request.app, asked, seat.officer_id)
        await request.app[PARTS].ask(lambda work: hand_in(work, seat, asked, (report, sent, once)))
    raise web.HTTPSeeOther(address(asked))


def refused(request: web.Request, sent: Mapping[str, str], too_early: object) -> Sequence[str]:
    """Why nothing was saved: what is too long is never cut, and what is not over is not handed in."""
    long = [HEADINGS[key] for key, words in sent.items() if len(words) > LONGEST]
    found = [sentence(request, TOO_LONG).format(heading=heading, most=LONGEST) for heading in long]
    early = [sentence(request, TOO_EARLY).format(day=f"{too_early:%d/%m/%Y}")] if isinstance(too_early, date) else []
    return [*found, *early]


def save(work: WebWork, asked: Asked, sent: Mapping[str, str], by: tuple[str, Seat]) -> Mapping[str, str] | None:
    """Keep the words, unless others have come in between: then those, for both to be shown. A second click is none."""
    version, seat = by
    work.reports.lock(asked.place.commune, asked.name)
    kept = work.reports.draft(asked.place.commune, asked.name)
    before = [kept.get(key, "") for key in HEADINGS]
    if before == [sent[key] for key in HEADINGS]:
        return None
    if version != version_of(*before):
        return kept
    reports.save_draft(work, Draft(asked.place.commune, asked.name, sent), seat.actor)
    return None


def hand_in(work: WebWork, seat: Seat, asked: Asked, what: tuple[Report, Mapping[str, str], str]) -> None:
    """Freeze figures and words; a second click of the same form is the first."""
    report, words, once = what
    if not work.first_time(f"form:{once}"):
        return
    content = FROZEN.dump_json({"report": REPORT.dump_python(report, mode="json"), "words": dict(words)}).decode()
    commune = asked.place.commune
    reports.hand_in(work, Handed(work.chance.id(), commune, province_of(commune), asked.name, seat.actor, content))


def address(asked: Asked) -> str:
    """Where this report is written."""
    return f"/o/reports/write?commune={asked.place.commune}&report={asked.name}"


async def one_handed(request: web.Request, seat: Seat) -> web.Response:
    """The words as they were handed in, for its commune and its province; the figures as this reader may see them.

    Those that were handed in with them are kept and shown to nobody: a case may have been hidden from a reader since.
    """
    wanted = check(ID, request.match_info["id"])
    found = await request.app[PARTS].ask(lambda work: opened(work, seat, wanted))
    if found is None:
        raise BadInput(NOT_FOUND, 404)
    frozen = FROZEN.validate_json(found.content)
    then, words = REPORT.validate_python(frozen["report"]), WORDS.validate_python(frozen["words"])
    report = await counted(request.app, Asked(then.place, then.period), seat.officer_id)
    return await show(request, seat, "reports", "console/report_handed_one.html", {
        **figures(request, seat, report),
        "handed": found,
        "at": hour_and_day(found.at) if found.at else "",
        "written": [(heading, words.get(key, "")) for key, heading in HEADINGS.items()],
    })  # fmt: skip


def figures(request: web.Request, seat: Seat, report: Report) -> Mapping[str, object]:
    """The figures in words."""
    say = partial(sentence, request)
    return {
        "place": say(place_words(report.place)),
        "period": report.period,
        "totals": totals(report, say),
        "spans": view.spans(report, say),
        "blocks": view.blocks(report, say),
    }


def opened(work: WebWork, seat: Seat, report_id: str) -> Handed | None:
    """A handed-in report, if this seat writes or receives it; reading it is written down."""
    found = work.reports.handed(report_id)
    if found is None or not reports.reads_words(seat.grant, found.commune):
        return None
    work.audit(seat.actor, "report opened", detail=f"{found.commune} {found.name} v{found.version}")
    return found


async def all_handed(request: web.Request, seat: Seat) -> web.Response:
    """Which communes of a province handed a report in, those that owe it first."""
    if seat.grant.role not in RECEIVES:
        raise BadInput(NOT_FOUND, 404)
    province = seat.grant.area.province or request.query.get("province", "")[:8]
    if province not in units().provinces:
        raise BadInput(NOT_FOUND, 404)
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
