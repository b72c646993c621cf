"""Somebody with a password and a phone, who logs in to the console as people do."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from html import unescape

import pyotp

from bot.passwords import hashed
from bot.store.work import SqlWork
from referral.staff import Account, Role
from tests.console_office import SEATS
from tests.web_house import AtDesk, Browser, WebHouse

PASSWORD = "chim sẻ đi xe đạp"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STEP = timedelta(seconds=30)


@cache
def kept() -> str:
    """The hash of PASSWORD; it is slow to make."""
    return hashed(PASSWORD)


@dataclass(frozen=True, slots=True)
class Member:
    """An account that is ready, and who has it."""

    id: str
    name: str


def settle_in(work: SqlWork, name: str, role: Role, province: str = "") -> Member:
    """An account with PASSWORD and a phone that knows SECRET."""
    account = Account(work.chance.id(), name, role, f"Cô {name}", SEATS.get(role, ""), province)
    work.accounts.add(account, "test")
    work.credentials.set_password(account.id, kept())
    work.credentials.offer_factor(account.id, SECRET)
    work.credentials.take_factor(account.id, 1)
    return Member(account.id, name)


async def member(house: WebHouse, name: str = "quan.tri", role: Role = "administrator", province: str = "") -> Member:
    """An account that is ready."""
    return await house.desk.do(lambda work: settle_in(work, name, role, province))


def code_at(secret: str, at: datetime) -> str:
    """What a phone with this secret shows at a moment."""
    return pyotp.TOTP(secret).at(at)


def code(house: WebHouse) -> str:
    """What the phone shows now."""
    return code_at(SECRET, house.clock.now)


async def type_password(at: AtDesk, name: str, password: str = PASSWORD, to: str = "") -> int:
    """The first page; the status of the one after it."""
    await at.open(f"/o/login?to={to}" if to else "/o/login")
    return await at.submit("/o/login", name=name, password=password, to=to)


async def type_code(at: AtDesk, typed: str, to: str = "") -> int:
    """The second page."""
    return await at.submit("/o/login/code", code=typed, to=to)


async def logged_in(house: WebHouse, who: Member, browser: Browser | None = None) -> AtDesk:
    """Through both pages; the code after the last one, for each counts once."""
    house.clock.forward(STEP)
    at = AtDesk(browser or await house.new_browser())
    assert await type_password(at, who.name) == 200, at.page
    assert await type_code(at, code(house)) == 200, at.page
    assert "Thoát" in at.page
    return at


async def text(at: AtDesk, path: str, **headers: str) -> tuple[int, str]:
    """A page with these headers."""
    answer = await at.browser.get(path, headers=headers)
    return answer.status, unescape(await answer.text())
