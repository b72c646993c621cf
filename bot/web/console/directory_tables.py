"""Tables in and out: a file is compared first and every difference shown; only what was shown is ever written."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from aiohttp import web
from aiohttp.web_request import FileField

from bot.directory_table import BadHeadings
from bot.table_bytes import MOST_BYTES, TableEmpty, TableTooLarge, TableUnreadable, Upload, decoded, weigh
from bot.table_write import WRITERS
from bot.tables.comparing import SHAPES, DryRun, Kind
from bot.tables.faults import words_of
from bot.web.console.directory_rows import MIME, rows_for
from bot.web.console.directory_views import provinces_of
from bot.web.console.directory_writing import PART, Asked, run_of, upload_of, written
from bot.web.console.menu import Route, show
from bot.web.console.stale import version_of
from bot.web.console.writing import DONE, STALE, found_or_404, once_of, text_of
from bot.web.desk import WebWork
from bot.web.parts import PARTS, BadInput
from bot.web.rendering import sentence
from bot.web.seat import FORM_LIMIT, Form, Seat, for_staff, let_go, proven, read_whole_form
from bot.web.words import N_, NOT_FOUND
from handlers.keeps_directory import KeptTable
from referral.coverage import NEEDS, coverage
from referral.jurisdiction.units import units
from referral.permissions import may_open

KINDS: Mapping[Kind, str] = {
    "agencies": N_("Cơ quan"),
    "officers": N_("Cán bộ"),
    "shifts": N_("Lịch trực"),
    "matrix": N_("Ma trận của một tỉnh"),
    "days": N_("Ngày nghỉ, ngày làm bù"),
}
NO_FILE = N_("Hãy chọn một tệp CSV hoặc XLSX.")
TOO_LARGE = N_("Tệp này lớn quá: tối đa 5 MB và 20.000 dòng. Xóa dòng trống, ảnh, hoặc chia làm hai tệp.")
EMPTY = N_("Tệp này trống. Tải bảng hiện có về, điền vào rồi gửi lại.")
UNREADABLE = N_("Không đọc được tệp này. Hãy lưu lại thành CSV (UTF-8) hoặc XLSX rồi gửi lại.")
HEADINGS = N_("Dòng đầu phải là tên các cột, mỗi cột một lần. Tải bảng hiện có về để có dòng đầu đúng.")
NO_PROVINCE = N_("Hãy chọn tỉnh, thành phố.")
SHOWN = 500  # differences on the page; all of them are counted, and written
SAMPLE_LINES = 3
Chosen = tuple[str, str]  # the kind of table and the province


def kinds_of(seat: Seat) -> Sequence[tuple[Kind, str]]:
    """The kinds of tables that this seat may write."""
    everywhere = seat.grant.area.everywhere
    mine = [kind for kind in KINDS if may_open(seat.grant.role, SHAPES[kind].part)]
    return [(kind, KINDS[kind]) for kind in mine if kind != "days" or everywhere]


async def tables_page(request: web.Request, seat: Seat) -> web.Response:
    """What goes out, what comes in."""
    return await tables_shown(request, seat)


async def tables_shown(
    request: web.Request, seat: Seat, wrong: str = "", status: int = 200, chosen: Chosen = ("", "")
) -> web.Response:
    """The page of tables; `wrong` says why a file was not taken."""
    done = request.query.get("done", "")
    offered = {"kinds": kinds_of(seat), "provinces": provinces_of(seat), "chosen": chosen}
    context = {**offered, "wrong": wrong, "done": done}
    return await show(request, seat, "directory", "console/directory_tables.html", context, status)


async def upload(request: web.Request, seat: Seat) -> web.Response:
    """Keep the file for an hour, sealed, and show what it would change."""
    try:
        fields = await read_whole_form(request, seat, MOST_BYTES + FORM_LIMIT)
        try:
            table = table_of(fields, seat)
        finally:
            let_go(fields)
    except BadInput as problem:
        if problem.status != 413 and problem.words not in (NO_FILE, NO_PROVINCE):
            raise
        words = TOO_LARGE if problem.status == 413 else problem.words
        said = () if problem.status == 413 else await read_whole_form(request, seat)
        chosen = (text_of(said, "kind"), text_of(said, "province")) if said else ("", "")
        return await tables_shown(request, seat, sentence(request, words), problem.status, chosen)
    one = await request.app[PARTS].ask(lambda work: work.tables.keep(table))
    raise web.HTTPSeeOther(f"/o/directory/tables/{one}")


def table_of(fields: Form, seat: Seat) -> KeptTable:
    """What the form sends. Raises BadInput."""
    kind, province, file = text_of(fields, "kind"), text_of(fields, "province"), fields.get("file")
    if kind not in dict(kinds_of(seat)):
        raise BadInput(NOT_FOUND, 404)
    if kind == "matrix" and province not in dict(provinces_of(seat)):
        raise BadInput(NO_PROVINCE)
    if not isinstance(file, FileField) or not file.filename:
        raise BadInput(NO_FILE)
    data = file.file.read()
    workbook = Upload(file.filename[-20:], data).workbook
    return KeptTable(seat.actor, kind, province if kind == "matrix" else "", workbook, data)


async def compared_page(request: web.Request, seat: Seat) -> web.Response:
    """Every difference, every bad line; a button writes the good ones."""
    return await compared(request, seat, "", 200)


async def compared(request: web.Request, seat: Seat, notice: str, status: int) -> web.Response:
    """The dry run of the table that was kept."""
    one = request.match_info["id"]
    found = found_or_404(await request.app[PARTS].look(lambda work: looked_at(work, seat, one)))
    refused, view = found
    if refused:
        chosen = (str(view["kind"]), str(view["province"]))
        return await tables_shown(request, seat, sentence(request, refused), 422, chosen)
    context = {**view, "id": one, "notice": notice}
    return await show(request, seat, "directory", "console/directory_compared.html", context, status)


def looked_at(work: WebWork, seat: Seat, one: str) -> tuple[str, Mapping[str, object]] | None:
    """Why the file cannot be compared at all, and what the page of a dry run shows; None if it is not there."""
    table = work.tables.get(one, seat.actor)
    if table is None:
        return None
    chosen = {"kind": table.kind, "province": table.province}
    try:
        return "", look_at(work, seat, table)
    except TableTooLarge:
        return TOO_LARGE, chosen
    except TableEmpty:
        return EMPTY, chosen
    except TableUnreadable:
        return UNREADABLE, chosen
    except BadHeadings:
        return HEADINGS, chosen


def look_at(work: WebWork, seat: Seat, table: KeptTable) -> Mapping[str, object]:
    """What the page of a dry run shows. Raises TableUnreadable and BadHeadings."""
    run = run_of(work, seat, table)
    bad = {problem.line for problem in run.problems}
    heading, told = partial(heading_in, seat.locale, table.kind), sorted(run.problems, key=lambda p: p.line)
    return {
        "kind": table.kind,
        "title": next(title for kind, title in KINDS.items() if kind == table.kind),
        "differences": [replace(one, column=heading(one.column)) for one in run.differences[:SHOWN]],
        "counts": Counter(what for what, _ in {(d.what, d.which) for d in run.differences}),
        "total": len(run.differences),
        "same": run.same,
        "bad": len(bad),
        "problems": [(p.line, heading(p.column), *words_of(p, seat.locale)) for p in told],
        "version": version_of(*run.differences),
        "cover": cover(work, run) if table.kind in ("agencies", "officers") else (),
        "guess": guess_of(table),
    }


def heading_in(locale: str, kind: str, column: str) -> str:
    """A column as people who read this language call it in their tables."""
    known = next((shape.columns.get(column, ()) for name, shape in SHAPES.items() if name == kind), ())
    return known[0] if known and locale == "vi" else column


def cover(work: WebWork, run: DryRun) -> Sequence[tuple[str, Sequence[tuple[int, int]]]]:
    """Of each role how many places have an agency, an officer, a way, a number: before and after, where it differs."""
    was, will = coverage(work.directory, units()), coverage(run.after, units())
    rows = [
        (w.role, [(w.have[need], n.have[need]) for need in NEEDS]) for w, n in zip(was.rows, will.rows, strict=True)
    ]
    return [(role, pairs) for role, pairs in rows if any(a != b for a, b in pairs)]


def guess_of(table: KeptTable) -> tuple[str, Sequence[str]] | None:
    """In which encoding a text without a mark was read, with the first lines, so that somebody sees whether it fits."""
    file = upload_of(table)
    if file.workbook:
        return None
    weigh(file)
    read = decoded(file)
    return (read.encoding, read.text.splitlines()[:SAMPLE_LINES]) if read.guessed else None


async def write(request: web.Request, seat: Seat) -> web.Response:
    """Write the good lines, if they still change what the page showed."""
    fields = await read_whole_form(request, seat)
    once, version, one = once_of(fields), text_of(fields, "version"), request.match_info["id"]

    outcome = await written(request, seat, Asked(one, version, once))
    if outcome == STALE:
        words = N_("Danh bạ vừa được người khác sửa. Chưa ghi gì; dưới đây là so sánh mới, hãy xem lại rồi ghi.")
        return await compared(request, seat, words, 409)
    if outcome == PART:
        words = N_("Danh bạ bị sửa trong lúc ghi, có thể đã ghi một phần. Dưới đây là phần còn lại, hãy xem rồi ghi.")
        return await compared(request, seat, words, 409)
    raise web.HTTPSeeOther("/o/directory/tables?done=1" if outcome == DONE else "/o/directory/tables?done=0")


async def export(request: web.Request, seat: Seat) -> web.Response:
    """A table as a file; of what this seat sees, and written down."""
    kind, ending = request.match_info["kind"], request.match_info["ending"]
    province = request.query.get("province", "")
    known = kind in dict(kinds_of(seat)) and ending in MIME
    if not known or (kind == "matrix" and province not in dict(provinces_of(seat))):
        raise BadInput(NOT_FOUND, 404)

    def job(work: WebWork) -> Sequence[Sequence[str]]:
        work.audit(seat.actor, f"export {kind}", detail=f"{ending} {province}".strip())
        return list(rows_for(kind, work.directory, seat.grant, province))

    body = WRITERS[f".{ending}"](await request.app[PARTS].ask(job))
    name = f"{kind}-{province}" if province else kind
    headers = {"Content-Disposition": f'attachment; filename="{name}.{ending}"'}
    return web.Response(body=body, content_type=MIME[ending], headers=headers)


ROUTES: Sequence[Route] = (
    web.get("/o/directory/tables", for_staff(tables_page, "edit_roster")),
    web.post("/o/directory/tables", for_staff(upload, "edit_roster")),
    web.get("/o/directory/tables/{id}", for_staff(compared_page, "edit_roster")),
    web.post("/o/directory/tables/{id}", for_staff(write, "edit_roster")),
    web.get(
        "/o/directory/export/{kind}.{ending}",
        for_staff(proven(export), "edit_roster"),
    ),
)
