"""Public holidays with their corrections, and the matrix of a province: shown, corrected, put back."""

from collections.abc import Mapping, Sequence
from datetime import date

from aiohttp import web
from wtforms import Field, StringField
from wtforms.validators import AnyOf, InputRequired, ValidationError

from bot.duty_cells import date_in
from bot.matrix_words import rows_of
from bot.web.console.audit import name_of
from bot.web.console.directory_views import provinces_of
from bot.web.console.fields import ConsoleForm, filled, problems
from bot.web.console.menu import Route, show
from bot.web.console.stale import both, version_of
from bot.web.console.writing import DONE, STALE, Outcome, judged, once_of, text_of
from bot.web.desk import WebWork
from bot.web.parts import PARTS, BadInput
from bot.web.rendering import sentence
from bot.web.seat import Seat, for_staff, read_whole_form
from bot.web.words import N_, NOT_FOUND
from handlers.console import directory as writing
from referral.calendar import Calendar, public_holidays
from referral.clock import hour_and_day, local
from referral.matrix import shipped_matrix
from referral.permissions import may_open

YEARS = range(2020, 2101)
OFFICES: Mapping[str, bool | None] = {"off": True, "on": False, "law": None}
WEEKDAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
DAY, HOW = N_("Ngày"), N_("Công sở hôm đó")
SAID: Mapping[str, str] = {"off": N_("nghỉ"), "on": N_("làm việc"), "law": N_("như luật")}


class DayForm(ConsoleForm):
    """A correction of one day."""

    day = StringField(DAY, [InputRequired()])
    offices = StringField(HOW, [AnyOf(list(SAID))])

    def validate_day(self, field: Field) -> None:
        """A day as it is written here, or as a date field sends it. Raises ValidationError."""
        found = date_in(str(field.data))
        if found is None or found.year not in YEARS:
            raise ValidationError(field.gettext(N_("Ngày chưa đúng. Ghi như 24/11/2026.")))


def may_correct(seat: Seat) -> bool:
    """Days are the same for everybody: only for who works everywhere."""
    return may_open(seat.grant.role, "edit_directory") and seat.grant.area.everywhere


def day_lines(calendar: Calendar, year: int) -> Sequence[tuple[str, str, bool, bool]]:
    """The day of the week, the day, whether offices are closed, whether somebody corrected it."""
    corrected = calendar.off | calendar.on
    every = sorted(public_holidays(year) | {day for day in corrected if day.year == year})
    return [(WEEKDAYS[d.weekday()], f"{d:%d/%m/%Y}", calendar.holiday(d), d in corrected) for d in every]


def calendar_version(calendar: Calendar) -> str:
    """Changes with every correction."""
    return version_of(sorted(calendar.off), sorted(calendar.on))


def said_of(calendar: Calendar, day: date) -> str:
    """How a day is corrected now, a key of OFFICES."""
    return "off" if day in calendar.off else "on" if day in calendar.on else "law"


async def days_page(request: web.Request, seat: Seat) -> web.Response:
    """The public holidays of a year with their corrections."""
    return await days_shown(request, seat, {})


async def days_shown(
    request: web.Request, seat: Seat, refused: Mapping[str, object], status: int = 200
) -> web.Response:
    """The days of a year; `refused` is the form with its mistakes."""
    calendar, now = await request.app[PARTS].ask(lambda work: (work.directory.calendar, work.now))
    asked = request.query.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 and int(asked) in YEARS else local(now).year
    context = {
        "year": year,
        "days": day_lines(calendar, year),
        "version": calendar_version(calendar),
        "edits": may_correct(seat),
        "form": filled(DayForm, request),
        "wrong": [],
    }
    return await show(request, seat, "directory", "console/directory_days.html", {**context, **refused}, status)


async def correct(request: web.Request, seat: Seat) -> web.Response:
    """Offices are closed on a day, open all the same, or as the law says."""
    if not may_correct(seat):
        raise BadInput(NOT_FOUND, 404)
    fields = await read_whole_form(request, seat)
    form = filled(DayForm, request, fields)
    if not form.validate():
        return await days_shown(request, seat, {"form": form, "wrong": problems(form)}, 400)
    day = date_in(str(form["day"].data)) or date.min
    offices, version, once = str(form["offices"].data), text_of(fields, "version"), once_of(fields)

    def job(work: WebWork) -> tuple[Outcome, str]:
        calendar = work.directory.calendar
        outcome = judged(work, once, version == calendar_version(calendar))
        if outcome is None:
            writing.correct_days(work, {day: OFFICES[offices]}, seat.actor)
        return outcome or DONE, said_of(calendar, day)

    outcome, kept = await request.app[PARTS].ask(job)
    back = f"/o/directory/days?year={day.year}"
    if outcome == STALE:
        which = f"{day:%d/%m/%Y}"
        now, wish = (sentence(request, SAID[one]) for one in (kept, offices))
        return await both(request, seat, "directory", {which: now}, {which: wish}, back)
    raise web.HTTPSeeOther(back)


def province_asked(seat: Seat, asked: str) -> str:
    """A province of mine, the first if none is asked for. Raises BadInput."""
    known = dict(provinces_of(seat))
    if not known or (asked and asked not in known):
        raise BadInput(NOT_FOUND, 404)
    return asked or next(iter(known))


async def matrix_page(request: web.Request, seat: Seat) -> web.Response:
    """The matrix in force in a province, line by line, and who changed it when."""
    province = province_asked(seat, request.query.get("province", ""))

    def job(work: WebWork) -> Mapping[str, object]:
        matrix = work.directory.matrix_for(province)
        headings, *rows = rows_of(matrix)
        return {
            "rows": rows,
            "headings": headings,
            "own": province in work.directory.matrices,
            "version": version_of(*rows),
            "log": [(hour_and_day(at), name_of(work, by), what) for at, by, what in work.matrices.changes(province)],
        }

    found = await request.app[PARTS].look(job)
    where = {
        "province": province,
        "provinces": provinces_of(seat),
        "edits": may_open(seat.grant.role, "edit_directory"),
    }
    return await show(request, seat, "directory", "console/directory_matrix.html", {**found, **where})


async def restore(request: web.Request, seat: Seat) -> web.Response:
    """From now on a province has the matrix that comes with the program."""
    fields = await read_whole_form(request, seat)
    province = province_asked(seat, text_of(fields, "province"))
    once, version = once_of(fields), text_of(fields, "version")

    def job(work: WebWork) -> Outcome:
        _, *rows = rows_of(work.directory.matrix_for(province))
        outcome = judged(work, once, version == version_of(*rows))
        if outcome is None:
            writing.put_matrix(work, province, shipped_matrix(), seat.actor)
        return outcome or DONE

    back = f"/o/directory/matrix?province={province}"
    if await request.app[PARTS].ask(job) == STALE:
        which = N_("Ma trận của một tỉnh")
        now, wish = (sentence(request, words) for words in (N_("(vừa đổi)"), N_("(bản gốc)")))
        return await both(request, seat, "directory", {which: now}, {which: wish}, back)
    raise web.HTTPSeeOther(back)


ROUTES: Sequence[Route] = (
    web.get("/o/directory/days", for_staff(days_page, "directory")),
    web.post("/o/directory/days", for_staff(correct, "edit_directory")),
    web.get("/o/directory/matrix", for_staff(matrix_page, "directory")),
    web.post("/o/directory/matrix", for_staff(restore, "edit_directory")),
)
