"""Deadlines of a province, the layout of its reports, and tokens that read the figures as JSON."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from aiohttp import web
from aiohttp.web_request import FileField
from wtforms import DateField, StringField
from wtforms import FileField as Upload
from wtforms import Form as AnyForm
from wtforms.validators import InputRequired, Length

from bot.forms.report_docx import LIMIT, try_layout
from bot.web.console.fields import ConsoleForm, filled, problems
from bot.web.console.menu import Route, show
from bot.web.console.report_words import place_words
from bot.web.desk import WebWork
from bot.web.parts import PARTS, BadInput
from bot.web.reading import check
from bot.web.rendering import sentence
from bot.web.seat import Form, Seat, for_staff, let_go, proven, read_form, read_whole_form
from bot.web.spoken import ONCE
from bot.web.words import N_, NOT_FOUND
from handlers.console import reports
from handlers.keeps_console import TokenGrant
from referral.clock import VIETNAM, hour_and_day, local
from referral.jurisdiction.words import province_of, spoken_province
from referral.reports.headings import PLACEHOLDERS
from referral.reports.periods import BadDueDay, deadlines_of, written
from referral.reports.scope import MAKES_TOKENS, SETS, Place

PREFIX = "lnt_"  # so that a scanner of secrets knows a token when it sees one
YEAR = timedelta(days=366)
BAD_DAY = N_("Hãy viết tháng và ngày như 06-15; hạn 6 tháng phải trước hạn cả năm.")
BAD_COMMUNE = N_("Không có xã nào với mã này trong phần của anh chị.")
BAD_END = N_("Ngày hết hạn phải sau hôm nay và trong vòng một năm.")
BAD_LAYOUT = N_("Tệp này không điền được. Hãy dùng tệp DOCX dưới 900 KB, chỉ có các chỗ điền ghi ở dưới.")
TOO_LONG = N_("Tên dài quá. Hãy viết dưới 60 chữ.")


class DeadlinesForm(ConsoleForm):
    """Until when reports are wanted, as month and day."""

    half = StringField(N_("Hạn báo cáo 6 tháng (tháng-ngày)"), [InputRequired()])
    year = StringField(N_("Hạn báo cáo năm (tháng-ngày)"), [InputRequired()])


class TokenForm(ConsoleForm):
    """A new token: for what, of which place, until when."""

    title = StringField(N_("Dùng cho việc gì"), [InputRequired(), Length(max=60, message=TOO_LONG)])
    commune = StringField(N_("Mã xã (để trống là cả phần của anh chị)"))
    until = DateField(N_("Dùng tới ngày"), [InputRequired()])


class LayoutForm(ConsoleForm):
    """A layout to be uploaded."""

    layout = Upload(N_("Tệp DOCX"))


Forms = Mapping[str, AnyForm]


def allowed(seat: Seat) -> str:
    """The province that this seat sets things for, "" for all. Raises BadInput."""
    if seat.grant.role not in SETS:
        raise BadInput(NOT_FOUND, 404)
    return seat.grant.area.province


async def settings(request: web.Request, seat: Seat) -> web.Response:
    """Deadlines, layout, tokens."""
    allowed(seat)
    return await shown(request, seat, {})


async def shown(request: web.Request, seat: Seat, forms: Forms, token: str = "") -> web.Response:
    """The page with forms as they were sent, or as things stand; a new token is told this once."""
    province = allowed(seat)
    standing = await request.app[PARTS].ask(lambda work: stand(work, province))
    known = standing["deadlines"]
    assert isinstance(known, dict)
    until = local(request.app[PARTS].clock()).date() + timedelta(days=180)
    page: dict[str, AnyForm] = {
        "deadline": filled(DeadlinesForm, request, **known),
        "token": filled(TokenForm, request, until=until),
        "layout": filled(LayoutForm, request),
    }
    wrong = [problem for form in forms.values() for problem in problems(form)]
    may = {"makes_tokens": seat.grant.role in MAKES_TOKENS}
    context = {**standing, **may, "forms": page | dict(forms), "problems": wrong, "new_token": token}
    return await show(request, seat, "reports", "console/report_settings.html", context, 422 if wrong else 200)


def stand(work: WebWork, province: str) -> Mapping[str, object]:
    """How things stand."""
    known = work.reports.deadlines(province).of(local(work.now).year + 2)
    return {
        "province": spoken_province(province),
        "deadlines": {"half": written(known.half), "year": written(known.year)},
        "layout": bool(work.reports.layout(province)),
        "placeholders": PLACEHOLDERS,
        "tokens": [
            {
                "id": one.id,
                "title": one.grant.title,
                "place": place_words(one.grant.place),
                "until": f"{local(one.grant.expires_at) - timedelta(days=1):%d/%m/%Y}",
                "used": hour_and_day(one.used_at) if one.used_at else "",
                "revoked": one.revoked,
                "over": one.grant.expires_at <= work.now,
            }
            for one in work.api_tokens.of(province)
        ],
    }


async def set_deadlines(request: web.Request, seat: Seat) -> web.StreamResponse:
    """Other deadlines from now on."""
    province = allowed(seat)
    fields = await read_whole_form(request, seat)
    form = filled(DeadlinesForm, request, fields)
    if form.validate():
        try:
            found = deadlines_of(str(form["half"].data), str(form["year"].data))
        except BadDueDay:
            form["half"].errors = [sentence(request, BAD_DAY)]
        else:
            what = f"deadlines {written(found.half)} {written(found.year)}"
            await noted(request, seat, what, lambda work: reports.set_deadlines(work, province, found))
            raise web.HTTPSeeOther("/o/reports/settings")
    return await shown(request, seat, {"deadline": form})


async def make_token(request: web.Request, seat: Seat) -> web.StreamResponse:
    """A new token; it is shown in the answer and never again, so this page is no redirect."""
    province = allowed(seat)
    if seat.grant.role not in MAKES_TOKENS:
        raise BadInput(NOT_FOUND, 404)
    fields = await read_whole_form(request, seat)
    form = filled(TokenForm, request, fields)
    once = check(ONCE, str(fields.get("once", "")))
    today = local(request.app[PARTS].clock()).date()
    if not form.validate() or wrong_token(request, form, province, today):
        return await shown(request, seat, {"token": form})
    commune = str(form["commune"].data or "").strip()
    what = (str(form["title"].data).strip(), Place(commune, province), end_of(form))
    token = await request.app[PARTS].ask(lambda work: made(work, seat, what, once))
    return await shown(request, seat, {}, token)


def wrong_token(request: web.Request, form: AnyForm, province: str, today: date) -> bool:
    """Say at the fields what is wrong with them, if anything is."""
    commune, until = str(form["commune"].data or "").strip(), form["until"].data
    if commune and (not province_of(commune) or province not in ("", province_of(commune))):
        form["commune"].errors = [sentence(request, BAD_COMMUNE)]
    if not today < until <= today + YEAR:
        form["until"].errors = [sentence(request, BAD_END)]
    return bool(form.errors)


def end_of(form: AnyForm) -> datetime:
    """The end of its last day."""
    return datetime.combine(form["until"].data + timedelta(days=1), time(), VIETNAM)


def made(work: WebWork, seat: Seat, what: tuple[str, Place, datetime], once: str) -> str:
    """The token; the second click of a form gets the same one, as long as it opens anything."""
    title, place, end = what
    token = PREFIX + work.credentials.mark("report token", f"{seat.account}:{once}")
    if work.first_time(f"form:{once}"):
        maker = reports.maker(work, seat.officer_id, seat.account)
        work.audit(seat.actor, "report token made", detail=place.commune or place.province or "all")
        work.api_tokens.make(TokenGrant(title, place, maker, end), token, seat.actor)
    return token if work.api_tokens.find(token) else ""


async def revoke(request: web.Request, seat: Seat) -> web.StreamResponse:
    """A token opens nothing from now on; only one of one's own province."""
    province = allowed(seat)
    token_id = (await read_form(request, seat)).get("token", "")
    done = await request.app[PARTS].ask(lambda work: revoked(work, seat, province, token_id))
    if not done:
        raise BadInput(NOT_FOUND, 404)
    raise web.HTTPSeeOther("/o/reports/settings")


def revoked(work: WebWork, seat: Seat, province: str, token_id: str) -> bool:
    """Revoke it; False if there is none of this province."""
    found = next((one.id for one in work.api_tokens.of(province) if str(one.id) == token_id), None)
    if found is None:
        return False
    work.api_tokens.revoke(found)
    work.audit(seat.actor, "report token revoked", detail=token_id)
    return True


async def set_layout(request: web.Request, seat: Seat) -> web.StreamResponse:
    """Another layout, tried before it is kept; without a file ours again."""
    province = allowed(seat)
    fields = await read_whole_form(request, seat, LIMIT + 64 * 1024)
    data = bytes_of(fields)
    wrong = await asyncio.to_thread(try_layout, data) if data else ""
    if wrong:
        form = filled(LayoutForm, request)
        form["layout"].errors = [sentence(request, BAD_LAYOUT), wrong]
        return await shown(request, seat, {"layout": form})
    what = f"layout {len(data)} bytes"
    await noted(request, seat, what, lambda work: work.reports.set_layout(province, data, seat.actor))
    raise web.HTTPSeeOther("/o/reports/settings")


def bytes_of(fields: Form) -> bytes:
    """The uploaded file."""
    upload = fields.get("layout")
    try:
        return upload.file.read() if isinstance(upload, FileField) else b""
    finally:
        let_go(fields)


async def noted(request: web.Request, seat: Seat, what: str, change: Callable[[WebWork], None]) -> None:
    """Set it, and write down who did, in one transaction."""

    def job(work: WebWork) -> None:
        change(work)
        work.audit(seat.actor, "report setting", detail=what)

    await request.app[PARTS].ask(job)


SETTING_ROUTES: Sequence[Route] = (
    web.get("/o/reports/settings", for_staff(settings, None)),
    web.post("/o/reports/settings/deadlines", for_staff(set_deadlines, None)),
    web.post("/o/reports/settings/layout", for_staff(proven(set_layout), None)),
    web.post("/o/reports/tokens", for_staff(proven(make_token), None)),
    web.post("/o/reports/tokens/revoke", for_staff(revoke, None)),
)
