"""The audit log in the console: who did what and when, whether it is whole; never content. A look is logged too."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import cast

from aiohttp import web
from wtforms import DateField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Optional

from bot.desk.auditing import checked_now
from bot.table_write import csv_of
from bot.web.console.audit_words import ACTIONS, FAULTS, GROUPS, NOBODY, words_of
from bot.web.console.fields import ConsoleForm, filled, near, problems
from bot.web.console.login_words import ROLES
from bot.web.console.menu import Route, show
from bot.web.desk import WebWork
from bot.web.parts import PARTS
from bot.web.reading import number_in
from bot.web.rendering import sentence
from bot.web.seat import Form, Seat, for_staff, proven, read_whole_form, shown_name
from bot.web.words import N_
from handlers.console import accounts
from handlers.keeps_records import Line, Wanted
from referral.clock import VIETNAM, local
from referral.records import dataclass

PATH = "/o/audit"
MOST = 50
MOST_EXPORTED = 50_000
LAST_ROW = 10**15
NO_CASE = "-"  # the id of a case that is not there: no row has it


@dataclass(frozen=True, slots=True)
class Shown:
    """A row as the page shows it."""

    id: int
    at: str
    who: str
    action: str
    number: str
    detail: str


CHOICES = (SelectChoice("", N_("Mọi việc")), *(SelectChoice(name, words) for name, (words, _) in GROUPS.items()))


class Filters(ConsoleForm):
    """What to look for."""

    who = StringField(N_("Ai (tên hoặc cơ quan)"))
    kind = SelectField(N_("Việc gì"), choices=list(CHOICES), default="")
    number = StringField(N_("Số vụ"))
    since = DateField(N_("Từ ngày"), validators=[Optional(), near])
    until = DateField(N_("Đến hết ngày"), validators=[Optional(), near])


async def log_page(request: web.Request, seat: Seat) -> web.Response:
    """A page of the log, newest first."""
    form = filled(Filters, request, cast(Form, request.query))
    cast(SelectField, form["kind"]).choices = [SelectChoice(one.value, sentence(request, one.label)) for one in CHOICES]
    right = form.validate()
    before = number_in(request.query.get("before", ""), LAST_ROW)
    await request.app[PARTS].ask(lambda work: work.audit(seat.actor, "audit_read", detail=f"before {before}"))
    found = await request.app[PARTS].look(lambda work: page_of(work, seat, form.data, before)) if right else Found()
    context = {
        "form": form, "problems": problems(form), "rows": in_words(request, found.rows), "checked": found.checked,
        "more": next_page(request, found.rows), "newer": bool(before), "faults": FAULTS,
    }  # fmt: skip
    return await show(request, seat, "audit", "console/audit.html", context, 200 if right else 422)


@dataclass(frozen=True, slots=True)
class Found:
    """Rows, and how the log was found when it was last looked at."""

    rows: Sequence[Shown] = ()
    checked: Mapping[str, object] | None = None


def page_of(work: WebWork, seat: Seat, fields: Mapping[str, object], before: int) -> Found:
    """The rows that this seat may see."""
    rows = work.log.page(wanted(work, seat, fields), before, MOST)
    last = work.log.checked()
    checked = {"at": f"{local(last.at):%H:%M %d/%m/%Y}", "row": last.row, "how": last.how} if last else None
    return Found([shown(work, row) for row in rows], checked)


def wanted(work: WebWork, seat: Seat, fields: Mapping[str, object]) -> Wanted:
    """The filters; an auditor of a province sees what concerns its cases, and what its people did beside them."""
    who, number = str(fields["who"] or "").strip(), str(fields["number"] or "").strip().upper()
    case = work.cases.by_number(number) if number else None
    area = seat.grant.area
    return Wanted(
        actors=named(work, who) if who else None,
        beginnings=GROUPS[str(fields["kind"])][1] if fields["kind"] else (),
        case_id=case.id if case else NO_CASE if number else "",
        since=midnight(fields["since"]),
        until=midnight(fields["until"], 1),
        province="" if area.everywhere else area.province or NO_CASE,
        province_actors=frozenset() if area.everywhere else of_province(work, area.province),
    )


def midnight(day: object, later: int = 0) -> datetime | None:
    """When a day begins here; None if none is given."""
    return datetime.combine(day + timedelta(days=later), time(), VIETNAM) if isinstance(day, date) else None


def of_province(work: WebWork, province: str) -> frozenset[str]:
    """Under which names those of a province stand in the log."""
    agencies = {one.id for one in work.directory.agencies.values() if accounts.based_in(one) == province}
    officers = {officer.id for officer in work.directory.officers.values() if officer.agency in agencies}
    theirs = (a for a in work.accounts.every() if accounts.province(work, a) == province)
    return frozenset(officers | {f"account:{account.id}" for account in theirs})


def named(work: WebWork, words: str) -> frozenset[str]:
    """Who has these words in name or agency."""
    every = [*NOBODY, *work.directory.officers, *(f"account:{account.id}" for account in work.accounts.every())]
    return frozenset(actor for actor in every if words.casefold() in name_of(work, actor).casefold())


def name_of(work: WebWork, actor: str) -> str:
    """Who it was: name and agency, name and role, or what is nobody."""
    if officer := work.directory.officers.get(actor):
        agency = work.directory.agencies.get(officer.agency)
        return f"{officer.name}, {shown_name(agency)}" if agency else officer.name
    account = work.accounts.get(actor.removeprefix("account:")) if actor.startswith("account:") else None
    return f"{account.shown or account.name}, {ROLES[account.role]}" if account else NOBODY.get(actor, actor)


def shown(work: WebWork, line: Line) -> Shown:
    """A row in words."""
    at = f"{local(line.at):%H:%M:%S %d/%m/%Y}"
    return Shown(line.id, at, name_of(work, line.actor), line.action, line.number, line.detail)


def in_words(request: web.Request, rows: Sequence[Shown]) -> Sequence[tuple[Shown, str]]:
    """Each row with its action in the language of the page; the raw words after it where they say more."""
    return [(row, action_words(request, row.action)) for row in rows]


def action_words(request: web.Request, action: str) -> str:
    """An action in words, with what it says beyond them."""
    words = sentence(request, words_of(action))
    return words if action in ACTIONS or words == action else f"{words} ({action})"


def next_page(request: web.Request, rows: Sequence[Shown]) -> str:
    """Where the page after this one is; "" if this is the last."""
    return str(request.rel_url.update_query(before=rows[-1].id)) if len(rows) == MOST else ""


async def export(request: web.Request, seat: Seat) -> web.Response:
    """What the filters let pass, as CSV; that it was taken is logged."""
    fields = await read_whole_form(request, seat)
    form = filled(Filters, request, fields)
    if not form.validate():
        raise web.HTTPSeeOther(PATH)
    parts = request.app[PARTS]
    await parts.ask(lambda work: work.audit(seat.actor, "audit_export"))
    rows = await parts.look(lambda work: exported(work, wanted(work, seat, form.data)))
    headings = [sentence(request, words) for words in HEADINGS]
    body = csv_of([headings, *([*row[:3], action_words(request, row[3]), *row[4:]] for row in rows)])
    headers = {"Content-Disposition": 'attachment; filename="nhat-ky.csv"'}
    return web.Response(body=body, content_type="text/csv", charset="utf-8", headers=headers)


HEADINGS = (N_("Dòng"), N_("Lúc"), N_("Ai"), N_("Việc gì"), N_("Số vụ"), N_("Chi tiết"))


def exported(work: WebWork, asked: Wanted) -> Sequence[Sequence[str]]:
    """The rows of the file."""
    names: dict[str, str] = {}
    rows = work.log.page(asked, 0, MOST_EXPORTED)
    for row in rows:
        names.setdefault(row.actor, name_of(work, row.actor))
    return [(str(r.id), r.at.isoformat(), names[r.actor], r.action, r.number, r.detail) for r in rows]


async def check(request: web.Request, seat: Seat) -> web.Response:
    """Look at the whole chain now."""
    await read_whole_form(request, seat)
    parts = request.app[PARTS]
    found = await parts.look(checked_now)
    await parts.ask(lambda work: work.log.keep_checked(found))
    await parts.ask(lambda work: work.audit(seat.actor, "audit_check"))
    raise web.HTTPSeeOther(PATH)


ROUTES: Sequence[Route] = (
    web.get(PATH, for_staff(log_page, "audit")),
    web.post(f"{PATH}/export", for_staff(proven(export), "audit")),
    web.post(f"{PATH}/check", for_staff(check, "audit")),
)
