"""Proving who one is: the password, outside any transaction, then the code; every try counts before it is looked at."""

import hashlib
from collections.abc import Mapping
from datetime import timedelta

from aiohttp import web

from bot.second_factor import step_of
from bot.web.console.door import DOOR
from bot.web.desk import WebWork
from bot.web.parts import PARTS
from bot.web.source import source_of
from handlers.keeps_accounts import Credential
from referral.credentials import Tries, one_less, still_to_wait
from referral.records import dataclass

NO_WAIT = timedelta()
Counted = Mapping[str, Tries]  # who was counted, and the tries before


class MustWait(Exception):
    """Too many wrong tries: the next one is looked at after this time."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__()
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Try:
    """A try that was counted. `account` is "" if nobody has the name."""

    account: str = ""
    password: str = ""  # the hash to compare with
    before: Tries = Tries()
    wait: timedelta = NO_WAIT


def here(request: web.Request) -> str:
    """The network address of a request."""
    return source_of(request, request.app[PARTS].settings.behind_proxy)


async def account_by_password(request: web.Request, name: str, password: str) -> str:
    """The account with this name and password; "" if there is none, after the same time. Raises MustWait."""
    tried = await request.app[PARTS].ask(lambda work: begin(work, id_of(work, name), here(request)))
    digest = hashlib.sha256(name.strip().casefold().encode()).hexdigest()
    return await compared(request, tried, password, "" if tried.account else f"name:{digest}")


async def password_right(request: web.Request, account_id: str, password: str) -> bool:
    """Whether it is the password of this account. Raises MustWait."""
    tried = await request.app[PARTS].ask(lambda work: begin(work, account_id, here(request)))
    return bool(await compared(request, tried, password))


async def compared(request: web.Request, tried: Try, password: str, nobody: str = "") -> str:
    """The account of a try if the password is right; `nobody` is what a name that nobody has is counted under."""
    parts, door, now = request.app[PARTS], request.app[DOOR], request.app[PARTS].clock()
    counted = [who for who in (f"net:{here(request)}", nobody) if who]
    if wait := max([tried.wait, *(door.slowing.wait(who, now) for who in counted)]):
        await parts.ask(lambda work: take_back(work, tried))
        raise MustWait(wait)
    before = door.slowing.count_all(counted, now)
    right, renewed = await door.hashing.matches(tried.password, password)
    await parts.ask(lambda work: finish(work, tried, right, renewed))
    if not right:
        return ""
    not_wrong(request, before)
    return tried.account


def id_of(work: WebWork, name: str) -> str:
    """The account with this name, "" if nobody has it."""
    account = work.accounts.by_name(name)
    return account.id if account else ""


def begin(work: WebWork, account_id: str, source: str) -> Try:
    """Count a try of this account, unless it must wait."""
    credential = work.credentials.of(account_id, lock=True)
    if credential is None:
        return Try()
    if wait := wait_of(work, credential, source):
        return Try(account_id, wait=wait)
    before = work.credentials.count_try(account_id)
    return Try(account_id, credential.password if usable(work, credential) else "", before)


def usable(work: WebWork, credential: Credential) -> bool:
    """Whether the account may be logged in to at all."""
    return bool(credential.secret) and work.accounts.grant(credential.account, work.directory) is not None


def wait_of(work: WebWork, credential: Credential, source: str) -> timedelta:
    """How long this account must wait. Never where it was logged in to before: nobody can shut its owner out."""
    if work.seats.known_source(credential.account, source):
        return NO_WAIT
    return still_to_wait(credential.tries, work.now)


def take_back(work: WebWork, tried: Try) -> None:
    """The try was not looked at, so it does not count."""
    if tried.account and not tried.wait:
        forgive(work, tried)


def forgive(work: WebWork, tried: Try) -> None:
    """The account's own count without this try; what others got wrong meanwhile stays."""
    if credential := work.credentials.of(tried.account, lock=True):
        work.credentials.set_tries(tried.account, one_less(credential.tries, tried.before))


def finish(work: WebWork, tried: Try, right: bool, renewed: str) -> None:
    """Write down a wrong password, without the name that was typed; forget that a right one was counted."""
    if not right:
        work.audit(f"account:{tried.account}" if tried.account else "nobody", "login_failed", detail="password")
        return
    forgive(work, tried)
    if renewed:
        work.credentials.set_password(tried.account, renewed)


async def slowed(request: web.Request, account_id: str = "") -> Counted:
    """Count a try of a code by its network address, and by the account whose password was right. Raises MustWait.

    Wrong codes of an account wait on every network: who types them has its password.
    """
    slowing, now = request.app[DOOR].slowing, request.app[PARTS].clock()
    counted = [f"net:{here(request)}", *([f"code:{account_id}"] if account_id else ())]
    if wait := max(slowing.wait(who, now) for who in counted):
        raise MustWait(wait)
    return slowing.count_all(counted, now)


def not_wrong(request: web.Request, counted: Counted) -> None:
    """What was counted is no wrong try: it was right, or not looked at."""
    request.app[DOOR].slowing.forgive(counted)


def code_known(request: web.Request, account_id: str) -> None:
    """Who has the account's codes typed one: what was typed wrong before is forgotten, as in the database."""
    request.app[DOOR].slowing.put(f"code:{account_id}", Tries())


def code_right(work: WebWork, credential: Credential, code: str) -> bool:
    """Whether this is the second factor's code of now, or a recovery code; it counts once."""
    work.credentials.count_try(credential.account)
    step = step_of(credential.secret, code, work.now)
    way = "code" if step else "recovery_code"
    right = work.credentials.use_step(credential.account, step) if step else recovered(work, credential, code)
    if right:
        work.credentials.set_tries(credential.account, Tries())
        if way == "recovery_code":
            work.audit(f"account:{credential.account}", "recovery_code_used")
    else:
        work.audit(f"account:{credential.account}", "login_failed", detail="code")
    return right


def recovered(work: WebWork, credential: Credential, code: str) -> bool:
    """Whether this is an unused recovery code."""
    return bool(credential.secret) and work.credentials.use_code(credential.account, code)
