"""Officers of an agency at the console: added, renamed, removed; a log-in link and an invite code."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from aiohttp import web
from wtforms import BooleanField, Field, StringField
from wtforms import Form as AnyForm
from wtforms.validators import InputRequired, ValidationError

from bot.directory_officers import free_id
from bot.web.console.directory_views import officer_version
from bot.web.console.fields import ConsoleForm, filled, problems
from bot.web.console.menu import Route, show
from bot.web.console.stale import both
from bot.web.console.writing import DONE, GONE, STALE, Outcome, first, found_or_404, judged, once_of, text_of
from bot.web.desk import WebWork
from bot.web.parts import PARTS, BadInput
from bot.web.rendering import sentence
from bot.web.seat import Form, Seat, StaffHandler, for_staff, proven, read_whole_form
from bot.web.words import N_, NOT_FOUND
from handlers.console import directory as writing
from handlers.console.handing import Handing, hand, to_show
from referral.agencies import Officer
from referral.records import dataclass

LONGEST_NAME = 100
OWN_RECORD = N_("Không ai tự xóa hồ sơ của chính mình. Hãy nhờ một người khác có quyền sửa danh bạ.")
NAME, DEPUTY = N_("Họ tên"), N_("Cấp phó, báo khi người đầu chưa nhận")
REMOVED, YES_NO = N_("(xóa)"), {True: N_("có"), False: N_("không")}
Do = Callable[[WebWork, Officer], str]
Shown = Callable[[web.Request, Seat, Mapping[str, object], int], Awaitable[web.Response]]


class OfficerForm(ConsoleForm):
    """Name and rank of an officer."""

    name = StringField(NAME, [InputRequired()])
    deputy = BooleanField(DEPUTY)

    def validate_name(self, field: Field) -> None:
        """Everybody has a name. Raises ValidationError."""
        if not 2 <= len(" ".join(str(field.data).split())) <= LONGEST_NAME:
            raise ValidationError(field.gettext(N_("Họ tên cần từ 2 đến 100 chữ.")))


@dataclass(frozen=True, slots=True)
class Change:
    """A change of an officer that was shown in a version, from a form that counts once."""

    version: str
    once: str
    do: "Do"  # what it shows then: a secret, "" if there is none
    again: "Do"  # what the same form shows when it is sent again


async def add(request: web.Request, seat: Seat, shown: Shown) -> web.Response:
    """A new officer of this agency."""
    fields = await read_whole_form(request, seat)
    form = filled(OfficerForm, request, fields)
    if not form.validate():
        return await shown(request, seat, {"adding": form, "wrong": problems(form)}, 400)
    once = once_of(fields)
    one = request.match_info["id"]

    def job(work: WebWork) -> bool:
        agency = work.directory.agencies.get(one)
        if agency is None or not writing.may_edit(seat.grant, agency, "edit_directory"):
            return False
        if first(work, once):
            number = free_id(one, {*work.directory.officers, *work.directory.retired})
            new = Officer(number, one, said(form), bool(form["deputy"].data))
            writing.put_officer(work, new, seat.actor)
        return True

    if not await request.app[PARTS].ask(job):
        raise BadInput(NOT_FOUND, 404)
    raise web.HTTPSeeOther(f"/o/directory/agency/{one}#officers")


def said(form: AnyForm) -> str:
    """The name as it was written, without needless spaces."""
    return " ".join(str(form["name"].data).split())


async def save(request: web.Request, seat: Seat) -> web.Response:
    """Another name, or another rank."""
    fields = await read_whole_form(request, seat)
    form = filled(OfficerForm, request, fields)
    if not form.validate():
        known = await officer_at(request, seat)
        context = {"officer": known, "version": officer_version(known), "form": form, "wrong": problems(form)}
        return await show(request, seat, "directory", "console/directory_officer.html", context, 400)

    def change(work: WebWork, officer: Officer) -> str:
        writing.put_officer(work, replace(officer, name=said(form), deputy=bool(form["deputy"].data)), seat.actor)
        return ""

    outcome, officer, _ = await changed(request, seat, change_of(fields, change))
    if outcome == STALE:
        was, wish = (sentence(request, YES_NO[bool(one)]) for one in (officer.deputy, form["deputy"].data))
        kept, sent = {NAME: officer.name, DEPUTY: was}, {NAME: said(form), DEPUTY: wish}
        return await both(request, seat, "directory", kept, sent, request.path)
    raise web.HTTPSeeOther(f"/o/directory/agency/{officer.agency}#officers")


async def officer_page(request: web.Request, seat: Seat) -> web.Response:
    """One officer: rename, link, code, removal."""
    known = await officer_at(request, seat)
    form = filled(OfficerForm, request, name=known.name, deputy=known.deputy)
    context = {"officer": known, "version": officer_version(known), "form": form, "wrong": []}
    return await show(request, seat, "directory", "console/directory_officer.html", context)


async def officer_at(request: web.Request, seat: Seat) -> Officer:
    """The officer of this page as the directory has them. Raises BadInput."""
    one = request.match_info["id"]
    return found_or_404(await request.app[PARTS].ask(lambda work: editable(work, seat, one)))


def editable(work: WebWork, seat: Seat, officer_id: str) -> Officer | None:
    """An officer whom this seat may edit, as stored; None if there is none."""
    officer = (work.directory.kept or work.directory).officers.get(officer_id)
    agency = work.directory.agency_of(officer_id)
    mine = agency is not None and writing.may_edit(seat.grant, agency, "edit_directory")
    return officer if mine else None


async def remove(request: web.Request, seat: Seat) -> web.Response:
    """Out of the directory; what they hold or were asked is put to others at once."""
    fields = await read_whole_form(request, seat)
    if request.match_info["id"] == seat.officer_id:
        raise BadInput(OWN_RECORD, 409)

    def change(work: WebWork, officer: Officer) -> str:
        writing.remove_officer(work, officer.id, seat.actor)
        return ""

    sent, one = change_of(fields, change), request.match_info["id"]
    agency = text_of(fields, "agency")
    gone = await request.app[PARTS].ask(lambda work: editable(work, seat, one) is None)
    if not gone:
        outcome, officer, _ = await changed(request, seat, sent)
        if outcome == STALE:
            kept, wish = {NAME: officer.name}, {NAME: sentence(request, REMOVED)}
            return await both(request, seat, "directory", kept, wish, f"/o/directory/officer/{one}")
    back = agency if agency.replace("-", "").replace("_", "").replace(".", "").isalnum() else ""
    raise web.HTTPSeeOther(f"/o/directory/agency/{back}" if back else "/o/directory")


def making(kind: Literal["link", "invite"]) -> StaffHandler:
    """The page that follows when a way in is made: a secret only where the officer has no channel of their own."""

    async def made(request: web.Request, seat: Seat) -> web.Response:
        fields = await read_whole_form(request, seat)

        def wish(work: WebWork, officer: Officer) -> Handing:
            address = work.house.public_url or str(request.url.origin())
            return Handing(kind, officer.id, once_of(fields), seat.actor, seat.agency, address)

        def make(work: WebWork, officer: Officer) -> str:
            return hand(work, wish(work, officer))

        def show_again(work: WebWork, officer: Officer) -> str:
            return to_show(work, wish(work, officer))

        change = replace(change_of(fields, make), again=show_again)
        outcome, officer, secret = await changed(request, seat, change)
        context = {"officer": officer, "secret": secret, "what": kind, "stale": outcome == STALE}
        return await show(request, seat, "directory", "console/directory_secret.html", context)

    return made


def nothing(work: WebWork, officer: Officer) -> str:
    """Most forms have no secret to show."""
    return ""


def change_of(fields: Form, do: Do) -> Change:
    """A change that a form asks for."""
    return Change(text_of(fields, "version"), once_of(fields), do, nothing)


async def changed(request: web.Request, seat: Seat, change: Change) -> tuple[Outcome, Officer, str]:
    """Do it if nobody changed the officer meanwhile. Raises BadInput."""
    one = request.match_info["id"]

    def job(work: WebWork) -> tuple[Outcome, Officer | None, str]:
        officer = editable(work, seat, one)
        if officer is None:
            return GONE, None, ""
        outcome = judged(work, change.once, change.version == officer_version(officer))
        if outcome is None:
            return DONE, officer, change.do(work, officer)
        return outcome, officer, change.again(work, officer) if outcome == DONE else ""

    outcome, officer, secret = await request.app[PARTS].ask(job)
    return outcome, found_or_404(officer), secret


def routes(shown: Shown) -> Sequence[Route]:
    """The pages of officers; `shown` is the agency's page."""

    async def adding(request: web.Request, seat: Seat) -> web.Response:
        return await add(request, seat, shown)

    return (
        web.post("/o/directory/agency/{id}/officers", for_staff(adding, "edit_directory")),
        web.get("/o/directory/officer/{id}", for_staff(officer_page, "edit_directory")),
        web.post("/o/directory/officer/{id}", for_staff(save, "edit_directory")),
        web.post("/o/directory/officer/{id}/remove", for_staff(remove, "edit_directory")),
        web.post("/o/directory/officer/{id}/link", for_staff(proven(making("link")), "edit_directory")),
        web.post("/o/directory/officer/{id}/invite", for_staff(proven(making("invite")), "edit_directory")),
    )
