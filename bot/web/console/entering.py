"""What a browser carries through the log-in: form secret, half-way secret, the session's cookie; and a link once."""

import hmac
import re
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from aiohttp import web
from yarl import URL

from bot.web.console.proving import here
from bot.web.desk import WebWork
from bot.web.parts import PARTS, BadInput
from bot.web.seat import COOKIE
from bot.web.words import STALE_FORM
from handlers.events import Address
from handlers.keeps_accounts import Arrival, Credential
from handlers.subscribing_officers import subscribe_way
from referral.staff import Account

# A prefix __Host- would want the path "/" and send the cookies to the citizens' pages too, so they have none.
DOOR_COOKIE, STEP_COOKIE, LINK_COOKIE = "ln_door", "ln_step", "ln_link"
STEP_LASTS = timedelta(minutes=5)
LASTS = {STEP_COOKIE: STEP_LASTS, LINK_COOKIE: timedelta(minutes=1)}  # the others: as long as a session
LOCAL = re.compile(r"/o(?:[/?][A-Za-z0-9_~.,:;=&%+/?@!*()-]*)?")
NOT_THERE = ("/o/login", "/o/logout", "/o/invite", "/o/again")
BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung"), ("coc_coc", "Cốc Cốc"),
            ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"),
            ("Safari", "Safari"))  # fmt: skip
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
           ("Mac OS", "macOS"), ("Linux", "Linux"))  # fmt: skip


def local(there: object) -> str:
    """A page of ours to go to afterwards, "" if it is anything else: nobody is led away from here."""
    words = there if isinstance(there, str) else ""
    good = len(words) <= 500 and LOCAL.fullmatch(words) and not words.startswith(NOT_THERE)
    return words if good else ""


def address(path: str, **query: str) -> str:
    """A path of ours with its query."""
    return str(URL(path).with_query(query))


def arrival(request: web.Request, mark: str = "") -> Arrival:
    """Where a request comes from, as a session keeps it."""
    return Arrival(here(request), browser_of(request.headers.get("User-Agent", "")), mark)


def browser_of(agent: str) -> str:
    """A browser in two words that its owner knows it by, and that tell nobody apart: "Chrome, Android"."""
    found = [next((name for sign, name in table if sign in agent), "") for table in (BROWSERS, SYSTEMS)]
    return ", ".join(filter(None, found))


def put(request: web.Request, response: web.StreamResponse, name: str, value: str) -> None:
    """Set a cookie that no script reads and no other site sends; "" takes it away."""
    settings = request.app[PARTS].settings
    lasts = int(LASTS.get(name, timedelta(hours=settings.session_hours)).total_seconds())
    response.set_cookie(
        name, value, path="/o", max_age=lasts if value else 0, httponly=True, samesite="Strict", secure=settings.https
    )


def new_door(request: web.Request) -> str:
    """The secret that a log-in form and a cookie share, so that no other site can log somebody in here."""
    return request.cookies.get(DOOR_COOKIE, "")[:64] or secrets.token_urlsafe(24)


def same_door(request: web.Request, fields: Mapping[str, str]) -> bool:
    """Whether a log-in form comes from a page of ours in this browser."""
    sent, kept = fields.get("csrf", ""), request.cookies.get(DOOR_COOKIE, "")
    return bool(kept) and hmac.compare_digest(sent.encode(), kept.encode())


def refuse_foreign(request: web.Request) -> None:
    """Refuse what another site sent through a browser. Raises BadInput."""
    if request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
        raise BadInput(STALE_FORM, 403)


def step_secret(work: WebWork, credential: Credential) -> str:
    """What stands for a right password until the code is typed; a new password makes it void."""
    until = int((work.now + STEP_LASTS).timestamp())
    return f"{credential.account}.{until}.{work.credentials.mark('step', step_text(credential, until))}"


def of_step(work: WebWork, secret: str) -> Credential | None:
    """The account whose password was right within the last minutes, locked."""
    account_id, _, rest = secret.partition(".")
    said, _, mark = rest.partition(".")
    until = said[:12]  # a longer number is none of ours, and Python refuses to read a very long one
    credential = work.credentials.of(account_id, lock=True)
    if credential is None or not until.isdecimal() or work.now.timestamp() >= int(until):
        return None
    good = work.credentials.marks("step", step_text(credential, int(until)))
    return credential if any(hmac.compare_digest(one.encode(), mark.encode()) for one in good) else None


def step_text(credential: Credential, until: int) -> str:
    """What the half-way secret stands for."""
    return f"{credential.account}:{until}:{credential.password}"


def open_seat(work: WebWork, account: Account, until: datetime, came: Arrival) -> str:
    """The secret of a new session of this account."""
    person = work.people.at(Address("officer_page", account.officer or account.id))
    if account.officer:
        work.staff.link(account.officer, person.id)
        subscribe_way(work, account.officer, person)
    token, _ = work.logins.open_session(account.officer, person.id, until, account.id)
    work.seats.arrived(token, came)
    work.audit(account.officer or f"account:{account.id}", "login", detail="password")
    return token


def seat_taken(request: web.Request, session: str, there: str) -> web.Response:
    """To a page of ours, with the session's cookie."""
    response = web.Response(status=303, headers={"Location": there})
    put(request, response, COOKIE, session)
    for name in (STEP_COOKIE, DOOR_COOKIE):
        put(request, response, name, "")
    return response
