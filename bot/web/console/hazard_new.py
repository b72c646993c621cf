"""An officer puts down a dangerous place: kind, commune, words or a pin, a photo; nothing typed is lost."""

import asyncio
from collections.abc import Mapping, Sequence

from aiohttp import web
from wtforms import Form, SelectField, StringField, validators

from bot.web.console.fields import ConsoleForm, filled, problems
from bot.web.console.geo import view_of
from bot.web.console.hazard_photo import TooLarge, photo_in
from bot.web.console.hazard_words import (
    BAD_POINT,
    FAR_OFF,
    KINDS,
    NO_PHOTO,
    NOT_A_PLACE,
    NOT_HERE,
    OTHER_COMMUNE,
    PHOTO_TOO_LARGE,
    SAY_WHERE,
    UNKNOWN_COMMUNE,
)
from bot.web.console.menu import Route, show
from bot.web.desk import WebWork
from bot.web.parts import PARTS, BadInput
from bot.web.reading import check
from bot.web.rendering import POINT, sentence
from bot.web.seat import FORM_LIMIT, Seat, for_staff, read_whole_form
from bot.web.seat import Form as Fields
from bot.web.spoken import ONCE
from bot.web.words import N_
from handlers.console.recording import Seen, record
from handlers.events import Media
from referral.board import communes_in
from referral.jurisdiction.pins import inside_vietnam, may_be_in
from referral.jurisdiction.resolver import resolve
from referral.jurisdiction.units import unit
from referral.jurisdiction.words import spoken
from referral.likeness import Point

MOST_SUGGESTED = 300  # communes that the field suggests; of a whole country it suggests none
LONGEST = 500
PHOTO = N_("Ảnh chỗ đó (nếu có)")


class PlaceForm(ConsoleForm):
    """What an officer saw."""

    kind = SelectField(N_("Loại chỗ"), choices=list(KINDS))  # type: ignore[arg-type]  # the stubs know but pairs
    commune = StringField(N_("Xã, phường"), [validators.InputRequired(), validators.Length(max=200)])
    where = StringField(N_("Ở đâu, chỗ nào dễ nhận ra"), [validators.Length(max=LONGEST)])
    point = StringField(N_("Toạ độ (nếu có)"), [validators.Length(max=60)])


async def new_page(request: web.Request, seat: Seat) -> web.Response:
    """An empty form; who works in one commune need not write it."""
    communes = await area_of(request, seat)
    only = spoken(communes[0]) if len(communes) == 1 else ""
    return await form_page(request, seat, filled(PlaceForm, request, commune=only, kind="pond"), communes)


async def area_of(request: web.Request, seat: Seat) -> Sequence[str]:
    """The codes of the communes of this seat."""
    return await request.app[PARTS].look(lambda work: communes_in(view_of(work, seat).field))


async def form_page(
    request: web.Request, seat: Seat, form: Form, communes: Sequence[str], photo: str = ""
) -> web.Response:
    """The form with what is wrong; `photo` is what is wrong with that."""
    label = sentence(request, PHOTO)
    wrong = [*problems(form), *([(label, sentence(request, photo))] if photo else [])]
    suggested = [spoken(code) for code in communes] if len(communes) <= MOST_SUGGESTED else []
    context = {"form": form, "problems": wrong, "photo": photo, "suggested": suggested, "label": PHOTO, "kinds": KINDS}
    return await show(request, seat, "board", "console/hazard_new.html", context, 422 if wrong else 200)


async def put_down(request: web.Request, seat: Seat) -> web.Response:
    """Keep the place, once; or say what is wrong beside each field."""
    most = request.app[PARTS].settings.max_upload
    fields = await read_whole_form(request, seat, 2 * most + FORM_LIMIT)
    communes, form = await area_of(request, seat), filled(PlaceForm, request, fields)
    photo, wrong = await looked_at(fields, most)
    commune, point = await asyncio.to_thread(commune_in, words_of(form, "commune")), point_in(words_of(form, "point"))
    form.validate()
    for name, said in mistakes(form, commune, point, communes).items():
        form[name].errors = [sentence(request, said)]
    if form.errors or wrong:
        return await form_page(request, seat, form, communes, wrong)
    seen = Seen(words_of(form, "kind"), commune, words_of(form, "where"), point, photo)
    await kept(request, seat, seen, check(ONCE, fields.get("once", "")))
    raise web.HTTPSeeOther(f"/o/hazards?commune={commune}")


async def looked_at(fields: Fields, most: int) -> tuple[Media | None, str]:
    """The photo, and what is wrong with it."""
    try:
        photo = await photo_in(fields, most)
    except TooLarge:
        return None, PHOTO_TOO_LARGE
    return (None, NO_PHOTO) if photo and photo.problem else (photo, "")


def words_of(form: Form, name: str) -> str:
    """What was typed into a field, in one line."""
    return " ".join(str(form[name].data or "").split())


def commune_in(words: str) -> str:
    """The code of the commune that these words name, "" if they name none or several."""
    if unit(words):
        return words
    found = resolve(words)
    return found.codes[0] if found.status == "commune" else ""


def point_in(words: str) -> Point | None:
    """The pin that was typed, None if there is none; one that is none of Vietnam too."""
    found = POINT.fullmatch(words)
    point = (float(found[1]), float(found[2])) if found else None
    return point if point and inside_vietnam(*point) else None


def mistakes(form: Form, commune: str, point: Point | None, communes: Sequence[str]) -> Mapping[str, str]:
    """What is wrong with the place, by field."""
    typed = words_of(form, "point")
    wrong = {
        "commune": "" if commune in communes else OTHER_COMMUNE if commune else UNKNOWN_COMMUNE,
        "point": wrong_point(typed, point, commune),
        "where": "" if words_of(form, "where") or typed else SAY_WHERE,
    }
    return {name: said for name, said in wrong.items() if said and not form[name].errors}


def wrong_point(typed: str, point: Point | None, commune: str) -> str:
    """What is wrong with the pin, "" if nothing is."""
    if point:
        return FAR_OFF if commune and not may_be_in(*point, commune) else ""
    return (NOT_HERE if POINT.fullmatch(typed) else BAD_POINT) if typed else ""


async def kept(request: web.Request, seat: Seat, seen: Seen, once: str) -> None:
    """Record the place, once. Raises BadInput where this officer may not."""

    def job(work: WebWork) -> bool:
        return not work.first_time(f"form:{once}") or bool(record(work, seat.person_id, seen, seat.grant))

    if not await request.app[PARTS].ask(job):
        raise BadInput(NOT_A_PLACE, 404)


ROUTES: Sequence[Route] = (
    web.get("/o/hazard/new", for_staff(new_page, "board")),
    web.post("/o/hazard/new", for_staff(put_down, "board")),
)
