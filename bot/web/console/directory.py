"""The directory: agencies of my area, each with its number, its officers, its roster; all of it is edited here."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from aiohttp import web
from wtforms import BooleanField, Field, StringField
from wtforms.validators import InputRequired, ValidationError

from bot.directory_lines import LOST_ZERO, PHONE
from bot.web.console import directory_cover, directory_days, directory_officers, directory_rosters, directory_tables
from bot.web.console.directory_views import Wanted, agency_list, agency_version, agency_view, provinces_of, roles
from bot.web.console.fields import ConsoleForm, filled, problems
from bot.web.console.menu import Route, show
from bot.web.console.stale import both
from bot.web.console.writing import DONE, GONE, STALE, Outcome, found_or_404, judged, once_of, text_of
from bot.web.desk import WebWork
from bot.web.parts import PARTS
from bot.web.reading import number_in
from bot.web.seat import Seat, for_staff, read_whole_form
from bot.web.words import N_
from handlers.console import directory as writing
from referral.agencies import Agency
from referral.records import dataclass

LONGEST_NAME = 200
NAME, NUMBER = N_("Tên cơ quan"), N_("Số điện thoại")


class AgencyForm(ConsoleForm):
    """Name and number of an agency."""

    name = StringField(NAME, [InputRequired()])
    phone = StringField(NUMBER)

    def validate_name(self, field: Field) -> None:
        """As people read it. Raises ValidationError."""
        if not 2 <= len(" ".join(str(field.data).split())) <= LONGEST_NAME:
            raise ValidationError(field.gettext(N_("Tên cần từ 2 đến 200 chữ.")))

    def validate_phone(self, field: Field) -> None:
        """As it is dialled. Raises ValidationError."""
        said = str(field.data or "").strip()
        lost = LOST_ZERO.fullmatch(re.sub(r"\D", "", said)) and not said.startswith("+")
        if said and (lost or not PHONE.fullmatch(said)):
            raise ValidationError(field.gettext(N_("Số chưa đúng. Ghi như 0255 123 456, có số 0 ở đầu.")))


class ConfirmForm(ConsoleForm):
    """The word of somebody who called the number."""

    called = BooleanField(N_("Tôi đã gọi thử số này, đúng cơ quan này nghe máy"), [InputRequired()])


async def list_page(request: web.Request, seat: Seat) -> web.Response:
    """Agencies of my area, searched and narrowed."""
    query = request.query
    page = max(1, number_in(query.get("page", ""), 9999))
    wanted = Wanted(query.get("q", "")[:100], query.get("role", ""), query.get("province", ""), page)
    found = await request.app[PARTS].look(lambda work: agency_list(work, seat, wanted))
    choices = {"roles": roles(seat.locale), "provinces": provinces_of(seat)}
    return await show(request, seat, "directory", "console/directory.html", {**found, **choices})


async def agency_page(request: web.Request, seat: Seat) -> web.Response:
    """One agency."""
    return await agency_shown(request, seat, {})


async def agency_shown(
    request: web.Request, seat: Seat, refused: Mapping[str, object], status: int = 200
) -> web.Response:
    """One agency with its forms; `refused` is a form with its mistakes, in place of the empty one."""
    one = request.match_info["id"]
    view = found_or_404(await request.app[PARTS].ask(lambda work: agency_view(work, seat, one)))
    agency = view["agency"]
    assert isinstance(agency, Agency)
    forms: Mapping[str, object] = {
        "form": filled(AgencyForm, request, name=agency.name, phone=agency.phone),
        "confirm": filled(ConfirmForm, request),
        "adding": filled(directory_officers.OfficerForm, request),
        "wrong": [],
        "roster": None,
    }
    return await show(request, seat, "directory", "console/directory_agency.html", {**view, **forms, **refused}, status)


async def save(request: web.Request, seat: Seat) -> web.Response:
    """Name and number of an agency."""
    fields = await read_whole_form(request, seat)
    form = filled(AgencyForm, request, fields)
    if not form.validate():
        return await agency_shown(request, seat, {"form": form, "wrong": problems(form)}, 400)
    name, phone = (" ".join(str(form[field].data or "").split()) for field in ("name", "phone"))

    def change(work: WebWork, agency: Agency) -> None:
        writing.put_agency(work, replace(agency, name=name, phone=phone), seat.actor)

    outcome, now = await changed(request, seat, Change(text_of(fields, "version"), once_of(fields), change))
    if outcome == STALE and now:
        kept = {NAME: now.name, NUMBER: now.phone}
        return await both(request, seat, "directory", kept, {NAME: name, NUMBER: phone}, request.path)
    raise web.HTTPSeeOther(request.path)


async def confirm(request: web.Request, seat: Seat) -> web.Response:
    """Somebody called the number that the page shows."""
    fields = await read_whole_form(request, seat)
    form = filled(ConfirmForm, request, fields)
    if not form.validate():
        return await agency_shown(request, seat, {"confirm": form, "wrong": problems(form)}, 400)

    def change(work: WebWork, agency: Agency) -> None:
        if agency.phone:
            writing.confirm_phone(work, agency, seat.name, seat.actor)

    outcome, now = await changed(request, seat, Change(text_of(fields, "version"), once_of(fields), change))
    back = request.path.rpartition("/")[0]
    if outcome == STALE and now:
        shown = {NUMBER: text_of(fields, "phone")}
        return await both(request, seat, "directory", {NUMBER: now.phone}, shown, back)
    raise web.HTTPSeeOther(back)


@dataclass(frozen=True, slots=True)
class Change:
    """A change of an agency that was shown in a version, from a form that counts once."""

    version: str
    once: str
    do: Callable[[WebWork, Agency], None]


async def changed(request: web.Request, seat: Seat, change: Change) -> tuple[Outcome, Agency | None]:
    """Do it if nobody changed the agency meanwhile; what became of it, and the agency as it is kept."""
    one = request.match_info["id"]

    def job(work: WebWork) -> tuple[Outcome, Agency | None]:
        agency = work.directory.agencies.get(one)
        if agency is None or not writing.may_edit(seat.grant, agency, "edit_directory"):
            return GONE, None
        outcome = judged(work, change.once, change.version == agency_version(agency))
        if outcome is None:
            change.do(work, agency)
        return outcome or DONE, agency

    outcome, agency = await request.app[PARTS].ask(job)
    found_or_404(agency)
    return outcome, agency


ROUTES: Sequence[Route] = (
    web.get("/o/directory", for_staff(list_page, "directory")),
    web.get("/o/directory/agency/{id}", for_staff(agency_page, "directory")),
    web.post("/o/directory/agency/{id}", for_staff(save, "edit_directory")),
    web.post("/o/directory/agency/{id}/number", for_staff(confirm, "edit_directory")),
    *directory_officers.routes(agency_shown),
    *directory_rosters.routes(agency_shown),
    *directory_tables.ROUTES,
    *directory_cover.ROUTES,
    *directory_days.ROUTES,
)
