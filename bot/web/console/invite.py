"""An invitation: its link sets the password, then the second factor, and shows the recovery codes once."""

from collections.abc import Mapping
from dataclasses import replace

from aiohttp import web

from bot.second_factor import new_secret, picture, spaced, step_of
from bot.web.console.door import DOOR
from bot.web.console.entering import DOOR_COOKIE as DOOR_SECRET
from bot.web.console.entering import new_door, put, same_door
from bot.web.console.forms_read import read_fields
from bot.web.console.login_words import (
    NOT_SAME,
    OTHER_PAGE,
    PASSWORD_PROBLEMS,
    WAIT,
    WRONG_FIRST_CODE,
)  # fmt: skip
from bot.web.console.menu import Route
from bot.web.console.proving import MustWait, not_wrong, slowed
from bot.web.desk import WebWork
from bot.web.parts import PARTS, locale_of
from bot.web.rendering import page, sentence
from referral.credentials import minutes, password_problem
from referral.records import dataclass
from referral.staff import Account

WRONG, GONE, FOREIGN, WAITING = 422, 410, 403, 429


@dataclass(frozen=True, slots=True)
class Invited:
    """What the page of an invitation needs: whose it is, the secret that is offered, the codes once it is done."""

    account: Account
    secret: str = ""
    codes: tuple[str, ...] = ()


def look(work: WebWork, token: str, again: bool) -> Invited | None:
    """Whose invitation it is and how far it got; None if the link is over. Uses nothing up."""
    account = work.accounts.get(work.credentials.invited(token))
    credential = work.credentials.of(account.id) if account and not account.disabled else None
    if account is None or credential is None:
        return None
    return Invited(account, credential.offered if credential.password and not again else "")


async def ask(request: web.Request) -> web.Response:
    """The form for the password, or the picture for the phone once there is one."""
    token, again = request.query.get("t", "")[:100], bool(request.query.get("again"))
    found = await request.app[PARTS].ask(lambda work: look(work, token, again))
    return shown(request, token, found)


def shown(
    request: web.Request, token: str, found: Invited | None, problem: str = "", status: int = 200
) -> web.Response:
    """The step of the invitation that is next."""
    door, secret = new_door(request), found.secret if found else ""
    context = {
        "locale": locale_of(request), "door": door, "token": token, "problem": problem, "found": found,
        "picture": picture(secret, found.account.name) if found and secret else "", "secret": spaced(secret),
    }  # fmt: skip
    response = page(request, "console/invite.html", context, status if found else GONE)
    put(request, response, DOOR_SECRET, door)
    return response


async def accept(request: web.Request) -> web.Response:
    """A password, or the first code."""
    fields = await read_fields(request)
    token = fields.get("t", "")[:100]
    wants_code = "code" in fields
    found = await request.app[PARTS].ask(lambda work: look(work, token, not wants_code))
    if not same_door(request, fields):
        return shown(request, token, found, sentence(request, OTHER_PAGE), FOREIGN)
    if wants_code:
        return await confirm(request, token, found, fields)
    return await choose(request, token, found, fields)


async def choose(request: web.Request, token: str, found: Invited | None, fields: Mapping[str, str]) -> web.Response:
    """Keep the password and offer a second factor."""
    if found is None:
        return shown(request, token, None)
    problem = wrong_password(fields, found.account)
    if problem:
        return shown(request, token, found, sentence(request, problem), WRONG)
    hashed = await request.app[DOOR].hashing.hashed(fields["password"])
    await request.app[PARTS].ask(lambda work: set_password(work, token, hashed))
    raise web.HTTPSeeOther(
        str(request.url.relative().with_path("/o/invite").with_query(t=token, lang=locale_of(request)))
    )


def wrong_password(fields: Mapping[str, str], account: Account) -> str:
    """What is wrong with a new password, "" if nothing."""
    password = fields.get("password", "")
    problem = password_problem(password, account.name, account.shown)
    return PASSWORD_PROBLEMS[problem] if problem else "" if password == fields.get("again") else NOT_SAME


def set_password(work: WebWork, token: str, hashed: str) -> None:
    """Keep the password and offer a second factor, if the link is still good."""
    account_id = work.credentials.invited(token)
    if account_id:
        work.credentials.set_password(account_id, hashed)
        work.credentials.offer_factor(account_id, new_secret())
        work.audit(f"account:{account_id}", "password_set", detail="invite")


async def confirm(request: web.Request, token: str, found: Invited | None, fields: Mapping[str, str]) -> web.Response:
    """The first code is right: the link is used up, the recovery codes are shown, once."""
    try:
        counted = await slowed(request)
    except MustWait as told:
        words = sentence(request, WAIT).format(minutes=minutes(told.wait))
        return shown(request, token, found, words, WAITING)
    done = await request.app[PARTS].ask(lambda work: confirmed(work, token, fields))
    if done is None:
        return shown(request, token, found, sentence(request, WRONG_FIRST_CODE), WRONG)
    not_wrong(request, counted)
    # not a redirect as after other forms: nothing keeps the codes, so there is no page to ask for them again
    return page(request, "console/codes.html", {"locale": locale_of(request), "codes": done.codes, "there": "/o/login"})


def confirmed(work: WebWork, token: str, fields: Mapping[str, str]) -> Invited | None:
    """The account with its recovery codes; a second click with the same form gets the same ones. None: wrong."""
    once = fields.get("once", "")
    account = work.accounts.get(work.credentials.invited(token, used=True))
    credential = work.credentials.of(account.id, lock=True) if account and not account.disabled else None
    if account is None or credential is None:
        return None
    if not work.credentials.has_codes(account.id, once):
        step = step_of(credential.offered, fields.get("code", ""), work.now)
        if not step or not credential.password or not work.credentials.invited(token):
            return None
        work.credentials.take_factor(account.id, step)
        work.credentials.end_invites(account.id)
        work.audit(f"account:{account.id}", "second_factor_set", detail="invite")
    return replace(Invited(account), codes=tuple(work.credentials.new_codes(account.id, once)))


ROUTES: tuple[Route, ...] = (web.get("/o/invite", ask), web.post("/o/invite", accept))
