"""Who sits at the officers' page: the session behind the cookie, and the check of every form."""

import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from aiohttp import web

from bot.web.desk import WebWork
from bot.web.parts import PARTS, BadInput, LoggedOut
from bot.web.words import STALE_FORM
from referral.agencies import Agency
from referral.clock import hour

COOKIE = "ln_staff"
IDLE = timedelta(minutes=60)  # an open page that asks for news counts as use
FORM_LIMIT = 64 * 1024


@dataclass(frozen=True, slots=True)
class Seat:
    """An officer at the page, with what every page of theirs shows."""

    officer_id: str
    person_id: str
    csrf: str
    locale: str
    name: str = ""
    agency: str = ""
    on_duty: bool = False
    until: str = ""  # when the duty ends, as 17:30; "" if no end is in sight


StaffHandler = Callable[[web.Request, Seat], Awaitable[web.StreamResponse]]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def for_staff(handler: StaffHandler) -> Handler:
    """A page only for officers who are logged in."""

    async def checked(request: web.Request) -> web.StreamResponse:
        return await handler(request, await seat_of(request))

    return checked


async def seat_of(request: web.Request) -> Seat:
    """The officer behind the cookie. Raises LoggedOut."""
    token = request.cookies.get(COOKIE, "")
    seat = await request.app[PARTS].ask(lambda work: find_seat(work, token)) if token else None
    if seat is None:
        raise LoggedOut
    return seat


def find_seat(work: WebWork, token: str) -> Seat | None:
    """The seat of a session, None if the session is over or the officer is gone."""
    session = work.logins.session(token)
    if session and work.now - session.used_at > IDLE:
        work.logins.end(token)
        return None
    officer = work.directory.officers.get(session.officer_id) if session else None
    if session is None or officer is None:
        return None
    agency = work.directory.agencies.get(officer.agency)
    person = work.people.get(session.person_id)
    until = work.directory.on_duty_until(officer.id)
    return Seat(
        officer_id=session.officer_id,
        person_id=session.person_id,
        csrf=session.csrf,
        locale=person.locale if person else "vi",
        name=officer.name,
        agency=shown_name(agency) if agency else "",
        on_duty=officer.on_duty,
        until=hour(until) if until else "",
    )


def shown_name(agency: Agency) -> str:
    """The agency's name, marked where it is only a sample."""
    return f"{agency.name} (mẫu)" if agency.sample and "(mẫu)" not in agency.name else agency.name


async def read_form(request: web.Request, seat: Seat) -> Mapping[str, str]:
    """The fields of an officer's form, once its secret is right."""
    if (request.content_length or 0) > FORM_LIMIT:
        raise BadInput(STALE_FORM, 413)
    fields = {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    if not hmac.compare_digest(fields.get("csrf", "").encode(), seat.csrf.encode()):
        raise BadInput(STALE_FORM, 403)
    return fields
