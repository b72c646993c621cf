"""Hotline numbers of a province: the national ones and its own, each with who tried it there and when."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from aiohttp import web
from wtforms import Field, StringField
from wtforms.validators import InputRequired, ValidationError

from bot.duty_cells import date_in
from bot.web.console.directory_days import province_asked
from bot.web.console.directory_views import provinces_of
from bot.web.console.fields import ConsoleForm, filled, problems
from bot.web.console.menu import Route, show
from bot.web.console.stale import both, version_of
from bot.web.console.writing import DONE, STALE, Outcome, judged, once_of, text_of
from bot.web.desk import WebWork
from bot.web.parts import PARTS
from bot.web.rendering import sentence
from bot.web.seat import Form, Seat, for_staff, read_whole_form
from bot.web.words import N_
from handlers.console import guidance as writing
from referral.clock import local
from referral.guidance import NATIONAL, Hotline

Job = Callable[[WebWork], object]
NUMBER = re.compile(r"\+?[0-9][0-9 .-]{1,18}")
LONGEST = 120
NAME, WHICH, CONFIRMED = N_("Nơi nghe máy"), N_("Số"), N_("Xác nhận bởi, ngày")


class LineForm(ConsoleForm):
    """A number of a province; who confirmed it may follow later."""

    number = StringField(WHICH, [InputRequired()])
    name = StringField(NAME, [InputRequired()])
    confirmed_by = StringField(N_("Ai đã gọi thử (để trống nếu chưa)"))
    confirmed_on = StringField(N_("Ngày gọi thử"))

    def validate_number(self, field: Field) -> None:
        """As it is dialled. Raises ValidationError."""
        if not NUMBER.fullmatch(str(field.data).strip()):
            raise ValidationError(field.gettext(N_("Số chưa đúng. Ghi như 0255 123 456.")))

    def validate_name(self, field: Field) -> None:
        """Who answers there. Raises ValidationError."""
        if not 2 <= len(str(field.data).strip()) <= LONGEST:
            raise ValidationError(field.gettext(N_("Cần từ 2 đến 120 chữ.")))

    def validate_confirmed_on(self, field: Field) -> None:
        """With a name comes a day, and with a day a name. Raises ValidationError."""
        who, day = str(self.confirmed_by.data or "").strip(), str(field.data or "").strip()
        if bool(who) != bool(day) or (day and date_in(day) is None) or len(who) > LONGEST:
            raise ValidationError(field.gettext(N_("Ghi cả người gọi thử và ngày, như 24/11/2026.")))


def has_come(request: web.Request, field: Field) -> bool:
    """Whether the day in this field is over or today; one to come says its mistake: nobody did anything then."""
    day = date_in(str(field.data or ""))
    to_come = day is not None and day > local(request.app[PARTS].clock()).date()
    if to_come:
        field.errors = [sentence(request, N_("Ngày này chưa tới. Hãy ghi ngày đã làm, như hôm nay."))]
    return not to_come


async def numbers_page(request: web.Request, seat: Seat) -> web.Response:
    """The numbers of a province."""
    return await numbers_shown(request, seat, request.query.get("province", ""), {})


async def numbers_shown(
    request: web.Request, seat: Seat, asked: str, refused: Mapping[str, object], status: int = 200
) -> web.Response:
    """The numbers with the form for another one; `refused` is the form with its mistakes."""
    province = province_asked(seat, asked)
    lines, today = await request.app[PARTS].look(
        lambda work: (writing.lines_of(work, province), local(work.now).date())
    )
    view = {
        "lines": [(line, line_version(line), said(line.confirmed_on)) for line in lines],
        "national": NATIONAL,
        "province": province,
        "provinces": provinces_of(seat),
        "today": said(today),
        "form": filled(LineForm, request),
        "absent": version_of(None),
        "wrong": [],
    }
    return await show(request, seat, "guidance", "console/guidance_numbers.html", {**view, **refused}, status)


def line_version(line: Hotline | None) -> str:
    """Changes with every change of a number; of none it is that of None."""
    return version_of(line)


def said(day: date | None) -> str:
    """A day as it is written here."""
    return f"{day:%d/%m/%Y}" if day else ""


async def save(request: web.Request, seat: Seat) -> web.Response:
    """A number is new, has another name, or was confirmed."""
    fields = await read_whole_form(request, seat)
    province = province_asked(seat, text_of(fields, "province"))
    form = filled(LineForm, request, fields)
    if not (form.validate() and has_come(request, form["confirmed_on"])):
        return await numbers_shown(request, seat, province, {"form": form, "wrong": problems(form)}, 400)
    number, name, who = (" ".join(str(form[f].data or "").split()) for f in ("number", "name", "confirmed_by"))
    line = Hotline(province, number, NATIONAL.get(number, name), who, date_in(str(form["confirmed_on"].data or "")))
    outcome, now = await written(request, fields, line, lambda work: writing.put_line(work, line, seat.actor))
    back = f"/o/guidance/numbers?province={province}"
    if outcome == STALE:
        return await both(request, seat, "guidance", shown(now), shown(line), back)
    raise web.HTTPSeeOther(back)


async def drop(request: web.Request, seat: Seat) -> web.Response:
    """A local number is kept no more; a national one only loses its confirmation."""
    fields = await read_whole_form(request, seat)
    province = province_asked(seat, text_of(fields, "province"))
    number = text_of(fields, "number")[:20]
    line = Hotline(province, number, "")
    outcome, now = await written(
        request, fields, line, lambda work: writing.drop_line(work, province, number, seat.actor)
    )
    back = f"/o/guidance/numbers?province={province}"
    if outcome == STALE:
        return await both(request, seat, "guidance", shown(now), {}, back)
    raise web.HTTPSeeOther(back)


def shown(line: Hotline | None) -> Mapping[str, str]:
    """A number as the page that shows both versions lists it."""
    if line is None:
        return {}
    return {WHICH: line.number, NAME: line.name, CONFIRMED: f"{line.confirmed_by} {said(line.confirmed_on)}".strip()}


async def written(request: web.Request, fields: Form, line: Hotline, do: Job) -> tuple[Outcome, Hotline | None]:
    """Do it if the number is still as the page showed it; what became of it, and the number as it is kept."""
    once, version = once_of(fields), text_of(fields, "version")

    def job(work: WebWork) -> tuple[Outcome, Hotline | None]:
        now = next((one for one in writing.lines_of(work, line.province) if one.number == line.number), None)
        outcome = judged(work, once, version == line_version(now))
        if outcome is None:
            do(work)
        return outcome or DONE, now

    return await request.app[PARTS].ask(job)


ROUTES: Sequence[Route] = (
    web.get("/o/guidance/numbers", for_staff(numbers_page, "guidance")),
    web.post("/o/guidance/numbers", for_staff(save, "guidance")),
    web.post("/o/guidance/numbers/drop", for_staff(drop, "guidance")),
)
