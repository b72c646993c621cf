"""The figures as files: XLSX, CSV, and DOCX under the headings of a commune's report. Each download is written down."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from aiohttp import web

from bot.forms.fill import BadTemplate
from bot.forms.report_docx import DOCX, Filling, report_docx
from bot.forms.report_sheets import Sheet, csv_text, xlsx
from bot.table_write import XLSX
from bot.web.console import report_view as view
from bot.web.console.menu import Route
from bot.web.console.report_asked import Asked, asked_of, counted
from bot.web.console.report_words import place_words
from bot.web.desk import WebWork
from bot.web.parts import PARTS, BadInput
from bot.web.rendering import sentence
from bot.web.seat import Seat, for_staff, proven
from bot.web.words import BROKEN_FORM, N_, NOT_FOUND
from handlers.console import reports
from referral.clock import local
from referral.jurisdiction.words import province_of
from referral.reports.report import Report

NOTE = N_("“<5” là từ 1 đến 4 tin; “*” là số được che vì nếu hiện thì tính ra được số nhỏ.")
OVERVIEW, FIGURE, RESULT = N_("Tổng quan"), N_("Chỉ số"), N_("Kết quả")
PLACE, FROM, TO, CASES = N_("Địa bàn"), N_("Từ ngày"), N_("Đến ngày"), N_("Số tin")
MEDIAN, MOST = N_("ở giữa"), N_("chín phần mười")
NAME = "bao-cao"  # a file's name tells nothing


async def table(request: web.Request, seat: Seat) -> web.Response:
    """The figures as a table file."""
    kind = request.match_info["kind"]
    if kind not in MAKERS:
        raise BadInput(NOT_FOUND, 404)
    asked = await asked_of(request, seat)
    report = await counted(request.app, asked, seat.officer_id)
    sheets = sheets_of(report, partial(sentence, request))
    make, mime = MAKERS[kind]
    data = await asyncio.to_thread(make, sheets)
    await request.app[PARTS].ask(lambda work: noted(work, seat, asked, kind))
    return attached(data, mime, kind)


async def document(request: web.Request, seat: Seat) -> web.Response:
    """The report as a document, in the layout of the place's province."""
    asked = await asked_of(request, seat)
    report = await counted(request.app, asked, seat.officer_id)
    parts, say = request.app[PARTS], partial(sentence, request)
    layout, written = await parts.ask(lambda work: kept_for(work, seat, asked))
    filling = filling_of(report, say, f"{local(parts.clock()):%d/%m/%Y}", written)
    try:
        data = await asyncio.to_thread(report_docx, filling, layout)
    except BadTemplate:
        raise BadInput(BROKEN_FORM, 500) from None
    return attached(data, DOCX, "docx")


def kept_for(work: WebWork, seat: Seat, asked: Asked) -> tuple[bytes, Mapping[str, str]]:
    """The layout in force and what was written under the headings; the download is written down."""
    noted(work, seat, asked, "docx")
    province = asked.place.province or province_of(asked.place.commune)
    written = reports.words_for(work, seat.grant, asked.place.commune, asked.name) if asked.name else {}
    return work.reports.layout(province), written


def noted(work: WebWork, seat: Seat, asked: Asked, kind: str) -> None:
    """Who took which figures away."""
    work.audit(seat.actor, "report export", detail=f"{kind} {asked.told}")


def sheets_of(report: Report, say: view.Say) -> Sequence[Sheet]:
    """An overview, then a sheet for each question."""
    head = [(say(FIGURE), say(RESULT)), (say(PLACE), say(place_words(report.place)))]
    days = [(say(FROM), f"{report.period.first:%d/%m/%Y}"), (say(TO), f"{report.period.last:%d/%m/%Y}")]
    spans = [
        row
        for words, median, most in view.spans(report, say)
        for row in ((f"{words}, {say(MEDIAN)}", median), (f"{words}, {say(MOST)}", most))
    ]
    overview = [*head, *days, *totals(report, say), *spans, (say(NOTE), "")]
    return [
        (say(OVERVIEW), overview),
        *((block.title, [(block.title, say(CASES)), *block.rows]) for block in view.blocks(report, say)),
    ]


def totals(report: Report, say: view.Say) -> Sequence[tuple[str, str]]:
    """The number of cases, the percentages, what else is counted."""
    return [(say(CASES), view.cases(report)), *view.shares(report, say), *view.counts(report, say)]


def filling_of(report: Report, say: view.Say, day: str, written: Mapping[str, str]) -> Filling:
    """The report as a layout takes it; dates as they are written in Vietnam."""
    head = {
        "dia_ban": say(place_words(report.place)),
        "tu_ngay": f"{report.period.first:%d/%m/%Y}",
        "den_ngay": f"{report.period.last:%d/%m/%Y}",
        "ngay_lap": day,
        "tong_so": view.cases(report),
        "ghi_chu": say(NOTE),
    }
    tables = [(block.title, block.rows) for block in view.blocks(report, say)]
    return Filling(head, totals(report, say), view.spans(report, say), tables, written)


def attached(data: bytes, mime: str, kind: str) -> web.Response:
    """A file to be kept, not shown."""
    disposition = {"Content-Disposition": f'attachment; filename="{NAME}.{kind}"'}
    return web.Response(body=data, content_type=mime, headers=disposition)


MAKERS: Mapping[str, tuple[Callable[[Sequence[Sheet]], bytes], str]] = {
    "xlsx": (xlsx, XLSX),
    "csv": (csv_text, "text/csv"),
}
FILE_ROUTES: Sequence[Route] = (
    web.get("/o/reports/file.{kind:xlsx|csv}", for_staff(proven(table), "export")),
    web.get("/o/reports/file.docx", for_staff(proven(document), "export")),
)
