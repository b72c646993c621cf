"""Who sits at the console: the session behind the cookie, what it opens, and the check of every form."""

import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from aiohttp import web
from aiohttp.web_request import FileField
from multidict import MultiDict, MultiDictProxy

from bot.web.compressing import unmasked
from bot.web.desk import StaffSession, WebWork
from bot.web.parts import LOCALE, PARTS, BadInput, LoggedOut
from bot.web.reading import NO_FORM, clean, in_time
from bot.web.source import source_of
from bot.web.words import BROKEN, FORM_TOO_LARGE, NOT_FOUND, STALE_FORM
from handlers.scene import when
from referral.agencies import Agency
from referral.permissions import PAGES, Page, may_open
from referral.records import dataclass
from referral.staff import OFFICER, Grant

COOKIE = "ln_staff"
READ = web.RequestKey("read", MultiDictProxy[str | bytes | bytearray | FileField])  # its form, once it was read
IDLE = timedelta(minutes=60)
IDLE_ACCOUNT = timedelta(minutes=30)  # who has a password comes back quickly
QUIET = "X-Quiet"  # with it an open page asks by itself: that counts as use for who came by a link, see docs
PROOF_LASTS = timedelta(minutes=15)  # for exports and what is sealed, then who sits here proves it again
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
    until: str = ""  # when the duty ends, as 17:30, with the day if that is far; "" if no end is in sight
    account: str = ""  # id of the account that logged in; "" who came by a one-time link
    grant: Grant = OFFICER
    proven_at: datetime | None = None
    session: str = ""  # id of the session, as the list of sessions names it
    elsewhere: bool = False  # an account's session that is used from another network than it was opened from

    @property
    def actor(self) -> str:
        """Under whom the audit log writes what is done here."""
        return self.officer_id or f"account:{self.account}"

    @property
    def pages(self) -> frozenset[Page]:
        """The parts of the console that are open to this seat."""
        return PAGES[self.grant.role]


class ProofNeeded(Exception):
    """Exports and sealed files need password and code anew, or a fresh link."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat


Form = MultiDictProxy[str | bytes | bytearray | FileField]
StaffHandler = Callable[[web.Request, Seat], Awaitable[web.StreamResponse]]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def for_staff(handler: StaffHandler, part: Page | None = "queue", quiet: bool = False) -> Handler:
    """A page only for who is logged in and may open this part of the console; None: whoever is logged in.

    A `quiet` one is asked for by open pages themselves, while nobody may be sitting there.
    """

    async def checked(request: web.Request) -> web.StreamResponse:
        seat = await seat_of(request, quiet or QUIET in request.headers)
        if seat.elsewhere:
            raise ProofNeeded(seat)
        unknown = "\0" in request.path or "\0" in request.query_string  # no database takes it, so nothing is named so
        if unknown or (part is not None and not may_open(seat.grant.role, part)):
            raise BadInput(NOT_FOUND, 404)
        return await handler(request, seat)

    return checked


def sitting(handler: StaffHandler) -> Handler:
    """A page for who is logged in, even if they must first prove again who they are: to do so, or to leave."""

    async def checked(request: web.Request) -> web.StreamResponse:
        return await handler(request, await seat_of(request))

    return checked


def proven(handler: StaffHandler) -> StaffHandler:
    """A page that also wants a fresh proof of who sits there. Raises ProofNeeded."""

    async def checked(request: web.Request, seat: Seat) -> web.StreamResponse:
        if seat.proven_at is None or request.app[PARTS].clock() - seat.proven_at > PROOF_LASTS:
            raise ProofNeeded(seat)
        return await handler(request, seat)

    return checked


async def seat_of(request: web.Request, quiet: bool = False) -> Seat:
    """The officer behind the cookie. Raises LoggedOut."""
    token = request.cookies.get(COOKIE, "")
    source = source_of(request, request.app[PARTS].settings.behind_proxy)
    origin = Origin(token, source)
    seat = await request.app[PARTS].ask(lambda work: find_seat(work, origin, quiet)) if token else None
    if seat is None:
        raise LoggedOut
    request[LOCALE] = seat.locale
    return seat


@dataclass(frozen=True, slots=True)
class Origin:
    """What a request says of where it comes from: the session's secret, and the network address."""

    token: str
    source: str


def find_seat(work: WebWork, origin: Origin, quiet: bool = False) -> Seat | None:
    """The seat of a session, None if the session is over, the officer is gone or the account is closed."""
    session = work.logins.session(origin.token, quiet)
    if session is None:
        return None
    if idle(work, session):
        if not quiet:  # else the page may go on ringing
            work.logins.end(origin.token)
        return None
    seat = seat_in(work, session)
    return placed(work, seat, session, origin) if seat and session.account_id else seat


def idle(work: WebWork, session: StaffSession) -> bool:
    """Whether nobody has used it for so long that nothing more is shown in it."""
    return work.now - session.used_at > (IDLE_ACCOUNT if session.account_id else IDLE)


def seat_in(work: WebWork, session: StaffSession) -> Seat | None:
    """The seat of a session that is not over; None if the officer is gone or the account is closed."""
    if not session.account_id:
        return officers_seat(work, session, OFFICER)
    grant = work.accounts.grant(session.account_id, work.directory)
    if grant is None:
        return None
    return officers_seat(work, session, grant) if session.officer_id else clerks_seat(work, session, grant)


def placed(work: WebWork, seat: Seat, session: StaffSession, origin: Origin) -> Seat:
    """The seat of an account, which must prove itself again where it is used from another network."""
    if work.seats.comes_from(session.source_hash, origin.source):
        return seat
    if session.proven_at is not None:  # said once, not with every request
        work.seats.doubt(origin.token)
        work.audit(seat.actor, "session_elsewhere")
    return replace(seat, elsewhere=True, proven_at=None)


def officers_seat(work: WebWork, session: StaffSession, grant: Grant) -> Seat | None:
    """The seat of an officer of the directory; None if they are gone."""
    officer = work.directory.officers.get(session.officer_id)
    if officer is None:
        return None
    agency = work.directory.agencies.get(officer.agency)
    until = work.directory.on_duty_until(officer.id)
    return replace(
        plain_seat(work, session, grant),
        name=officer.name,
        agency=shown_name(agency) if agency else "",
        on_duty=officer.on_duty,
        until=when(work, until) if until else "",
    )


def clerks_seat(work: WebWork, session: StaffSession, grant: Grant) -> Seat | None:
    """The seat of somebody who is no officer: campaign staff, an auditor, an administrator."""
    account = work.accounts.get(session.account_id)
    return replace(plain_seat(work, session, grant), name=account.shown or account.name) if account else None


def plain_seat(work: WebWork, session: StaffSession, grant: Grant) -> Seat:
    """What every seat has."""
    person = work.people.get(session.person_id)
    return Seat(
        officer_id=session.officer_id,
        person_id=session.person_id,
        csrf=session.csrf,
        locale=person.locale if person else "vi",
        account=session.account_id,
        grant=grant,
        proven_at=session.proven_at,
        session=session.id,
    )


def shown_name(agency: Agency) -> str:
    """The agency's name, marked where it is only a sample."""
    return f"{agency.name} (mẫu)" if agency.sample and "(mẫu)" not in agency.name else agency.name


async def read_form(request: web.Request, seat: Seat) -> Mapping[str, str]:
    """The fields of a form, once its secret is right."""
    return {name: value for name, value in (await read_whole_form(request, seat)).items() if isinstance(value, str)}


async def read_whole_form(request: web.Request, seat: Seat, limit: int = FORM_LIMIT) -> Form:
    """The fields and files of a form of at most so many bytes, once its secret is right. It may be asked for twice."""
    if READ not in request:
        request[READ] = await posted(request, limit)
    fields = request[READ]
    if not hmac.compare_digest(unmasked(str(fields.get("csrf", ""))), seat.csrf.encode()):
        let_go(fields)
        raise BadInput(STALE_FORM, 403)
    return fields


async def posted(request: web.Request, limit: int) -> Form:
    """What was sent, as a database can keep it, read off the line: a second time there is nothing there."""
    if (request.content_length or 0) > limit:
        raise BadInput(FORM_TOO_LARGE, 413)
    try:
        async with in_time():
            fields = await request.clone(client_max_size=limit).post()
    except web.HTTPRequestEntityTooLarge:  # sent in pieces, without saying how much it is
        raise BadInput(FORM_TOO_LARGE, 413) from None
    except NO_FORM:
        raise BadInput(BROKEN) from None
    kept = ((name, clean(value) if isinstance(value, str) else value) for name, value in fields.items())
    return MultiDictProxy(MultiDict(kept))


def let_go(fields: Form) -> None:
    """Close the files of a form once they are read."""
    for value in fields.values():
        if isinstance(value, FileField):
            value.file.close()
