"""Accounts: who may log in, in which role; invitations, closing, resetting; what each role may do."""

from collections.abc import Callable, Mapping

from aiohttp import web

from bot.web.console.account_forms import (
    BLANK,
    SUGGESTED,
    New,
    account_of,
    form_problem,
    officers_like,
    read_new,
    with_officer,
)
from bot.web.console.account_words import DONE, REFUSED, action_rows, part_rows
from bot.web.console.entering import LINK_COOKIE, put
from bot.web.console.login_words import ROLES
from bot.web.console.menu import Route, show
from bot.web.desk import WebWork
from bot.web.parts import PARTS, BadInput
from bot.web.rendering import sentence
from bot.web.seat import Seat, for_staff, proven, read_form
from bot.web.words import NOT_FOUND
from handlers.console import accounts
from handlers.console.accounts import Actor, Refused
from referral.alphabet import order
from referral.clock import hour_and_day
from referral.jurisdiction.units import units
from referral.jurisdiction.words import spoken_province
from referral.records import dataclass
from referral.staff import CASE_ROLES, Account, Area

WRONG = 422
Act = Callable[[WebWork, Actor, Account], object]
Invitation = Callable[[WebWork, Actor, Account, str], str]  # the last is the form's `once`; the secret of a link


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an act: the account as it is now, the secret of a link to hand over, or why it was refused."""

    account: Account
    token: str = ""
    refused: str = ""


ACTS: Mapping[str, Act] = {"close": accounts.close, "reopen": accounts.reopen, "end": accounts.end_sessions}
INVITATIONS: Mapping[str, Invitation] = {"invite": accounts.invite, "reset": accounts.reset}


def actor_of(seat: Seat) -> Actor:
    """Who acts."""
    return Actor(seat.actor, seat.account, seat.grant.area)


async def every(request: web.Request, seat: Seat) -> web.Response:
    """All accounts."""
    rows = await request.app[PARTS].ask(lambda work: rows_of(work, actor_of(seat)))
    return await show(request, seat, "accounts", "console/accounts.html", {"rows": rows})


def rows_of(work: WebWork, actor: Actor) -> list[Mapping[str, object]]:
    """Each account as the list shows it."""
    latest = work.seats.latest()
    return [row_of(work, account, hour_and_day(latest[account.id]) if account.id in latest else "") for account in
            accounts.every(work, actor)]  # fmt: skip


def row_of(work: WebWork, account: Account, latest: str = "") -> Mapping[str, object]:
    """One account in words."""
    officer, agency = work.directory.officers.get(account.officer), work.directory.agency_of(account.officer)
    return {
        "account": account, "role": ROLES[account.role], "officer": officer.name if officer else "",
        "agency": agency.name if agency else "", "latest": latest, "gone": bool(account.officer) and officer is None,
        "province": units().provinces.get(account.province, ""), "everywhere": account.role not in CASE_ROLES,
    }  # fmt: skip


async def one(request: web.Request, seat: Seat) -> web.Response:
    """One account, with what can be done to it."""
    account_id, token = request.match_info["id"], request.cookies.get(LINK_COOKIE, "")[:100]
    found = await request.app[PARTS].ask(lambda work: accounts.find(work, actor_of(seat), account_id))
    if found is None:
        raise BadInput(NOT_FOUND, 404)
    invited = await request.app[PARTS].ask(lambda work: work.credentials.invited(token)) if token else ""
    came = Outcome(found, token if invited == found.id else "")
    response = await shown(request, seat, came, DONE.get(request.query.get("done", ""), ""))
    if token:
        put(request, response, LINK_COOKIE, "")  # what was handed over is not shown again
    return response


def handed(request: web.Request, came: Outcome) -> web.Response:
    """On to the page of the account, which shows the link that this answer carries there, once."""
    response = web.Response(status=303, headers={"Location": f"/o/accounts/{came.account.id}"})
    put(request, response, LINK_COOKIE, came.token)
    return response


async def shown(request: web.Request, seat: Seat, came: Outcome, said: str = "") -> web.Response:
    """The page of an account, with the link to hand over or why something was refused."""
    row = await request.app[PARTS].ask(lambda work: row_of(work, came.account, latest_of(work, came.account)))
    house = await request.app[PARTS].ask(lambda work: work.house.public_url) or str(request.url.origin())
    link = f"{house}/o/invite?t={came.token}" if came.token else ""
    refused = sentence(request, REFUSED[came.refused]) if came.refused else ""
    context = {**row, "link": link, "refused": refused, "said": said, "own": came.account.id == seat.account}
    return await show(request, seat, "accounts", "console/account.html", context, WRONG if refused else 200)


def latest_of(work: WebWork, account: Account) -> str:
    """When it was last logged in to, in words."""
    latest = work.seats.latest().get(account.id)
    return hour_and_day(latest) if latest else ""


async def act(request: web.Request, seat: Seat) -> web.Response:
    """Close, open again, reset, invite, end the sessions."""
    fields, account_id = await read_form(request, seat), request.match_info["id"]
    asked = fields.get("act", "")
    came = await request.app[PARTS].ask(lambda work: done(work, seat, account_id, (asked, fields.get("once", ""))))
    if came is None:
        raise BadInput(NOT_FOUND, 404)
    if came.refused:
        return await shown(request, seat, came)
    if came.token:
        return handed(request, came)
    raise web.HTTPSeeOther(f"/o/accounts/{account_id}?done={asked}")


def done(work: WebWork, seat: Seat, account_id: str, asked: tuple[str, str]) -> Outcome | None:
    """What came of the act; None if there is no such account or act. A second click does nothing new."""
    (act, once), account = asked, accounts.find(work, actor_of(seat), account_id)
    if account is None or act not in (*ACTS, *INVITATIONS):
        return None
    token = work.credentials.mark("invite", f"{account.id}:{once}")
    if work.credentials.invited(token):
        return Outcome(account, token)
    try:
        return Outcome(account, acted(work, actor_of(seat), account, asked))
    except Refused as why:
        return Outcome(account, refused=why.key)


def acted(work: WebWork, actor: Actor, account: Account, asked: tuple[str, str]) -> str:
    """Do it; the secret of the link if it made one. Raises Refused."""
    act, once = asked
    if act in INVITATIONS:
        return INVITATIONS[act](work, actor, account, once)
    if work.first_time(f"form:{account.id}:{once}"):
        ACTS[act](work, actor, account)
    return ""


async def new_page(request: web.Request, seat: Seat) -> web.Response:
    """The form for a new account."""
    return await new_shown(request, seat, BLANK)


async def new_shown(request: web.Request, seat: Seat, new: New) -> web.Response:
    """The form with what was typed and what is wrong with it."""
    area = seat.grant.area
    officers = await request.app[PARTS].ask(lambda work: suggested(work, area, new))
    provinces = [(code, spoken_province(code)) for code in units().provinces if area.covers("", code)]
    context = {
        "new": new, "roles": ROLES, "officers": officers, "provinces": sorted(provinces, key=by_name),
        "everywhere": area.everywhere, "problem": sentence(request, new.problem),
    }  # fmt: skip
    return await show(request, seat, "accounts", "console/account_new.html", context, WRONG if new.problem else 200)


def by_name(named: tuple[str, str]) -> tuple[list[int], str]:
    return order(named[1])


def suggested(work: WebWork, area: Area, new: New) -> list[str]:
    """The first officers who may be meant by what was typed."""
    return list(officers_like(work, area, new.officer).values())[:SUGGESTED] if new.problem and new.officer else []


async def create(request: web.Request, seat: Seat) -> web.Response:
    """Make the account and hand over its link."""
    fields = await read_form(request, seat)
    new = read_new(fields)
    came = await request.app[PARTS].ask(lambda work: made(work, seat, new, fields.get("once", "")))
    if isinstance(came, New):
        return await new_shown(request, seat, came)
    return handed(request, came)


def made(work: WebWork, seat: Seat, new: New, once: str) -> Outcome | New:
    """The new account with its link, the same for a second click; or the form with what is wrong."""
    there = work.accounts.by_name(new.name)
    token = work.credentials.mark("invite", f"{there.id}:{once}") if there else ""
    if there and work.credentials.invited(token):
        return Outcome(there, token)
    if problem := form_problem(new):
        return new.wrong(problem)
    if (meant := with_officer(work, seat.grant.area, new)).problem:
        return meant
    try:
        account = accounts.create(work, actor_of(seat), account_of(work, meant))
    except Refused as why:
        return new.wrong(REFUSED[why.key])
    return Outcome(account, accounts.invite(work, actor_of(seat), account, once))


async def roles_page(request: web.Request, seat: Seat) -> web.Response:
    """What each role may do, from the tables that decide it."""
    context = {
        "roles": ROLES,
        "parts": part_rows(),
        "actions": action_rows(),
        "case_roles": [ROLES[r] for r in CASE_ROLES],
    }
    return await show(request, seat, "accounts", "console/roles.html", context)


ROUTES: tuple[Route, ...] = (
    web.get("/o/accounts", for_staff(every, "accounts")),
    web.get("/o/accounts/new", for_staff(new_page, "accounts")),
    web.post("/o/accounts/new", for_staff(proven(create), "accounts")),
    web.get("/o/accounts/roles", for_staff(roles_page, "accounts")),
    web.get("/o/accounts/{id}", for_staff(one, "accounts")),
    web.post("/o/accounts/{id}", for_staff(proven(act), "accounts")),
)
