"""Somebody logged in to the console in any role, without the log-in pages: for tests of what comes after them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from bot.store import Store, Surroundings
from bot.store.work import SqlWork
from bot.web.seat import COOKIE
from handlers.events import Address
from referral.staff import CASE_ROLES, Account, Role
from tests.browser import Page
from tests.web_house import AtDesk, WebHouse

# An officer of the sample directory for each role that needs one; all of them are of xã Sơn Tây or of its province.
SEATS: dict[Role, str] = {
    "officer": "police-21340-1",
    "agency_lead": "police-21340-1",
    "commune_coordinator": "people_committee-21340-1",
    "province_coordinator": "province_desk-51-1",
}


def open_seat(work: SqlWork, role: Role, officer: str = "", province: str = "") -> tuple[str, str]:
    """The secret of a session of a new account in this role, and the account's id."""
    officer = officer or SEATS.get(role, "")
    account = Account(work.chance.id(), f"{role}-{work.chance.code()}", role, f"Cô {role}", officer, province)
    work.accounts.add(account, "test")
    person = work.people.at(Address("officer_page", officer or account.id))
    if role in CASE_ROLES:
        work.staff.link(officer, person.id)
    expires = work.now + timedelta(hours=12)
    return work.logins.open_session(officer, person.id, expires, account.id)[0], account.id


async def clerk(house: WebHouse, role: Role, officer: str = "", province: str = "") -> AtDesk:
    """Somebody in this role, logged in."""
    secret, _ = await house.desk.do(lambda work: open_seat(work, role, officer, province))
    browser = await house.new_browser()
    browser.session.cookie_jar.update_cookies({COOKIE: secret})
    return AtDesk(browser)


@contextmanager
def beside(folder: Path, surroundings: Surroundings | None = None) -> Iterator[SqlWork]:
    """A transaction beside the running program whose data folder is below this one."""
    data = folder / "data"
    store = Store.open(f"sqlite:///{data / 'langnghe.db'}", data / "keys.json", surroundings or Surroundings())
    try:
        with store.begin() as connection:
            yield store.work(connection)
    finally:
        store.close()


def sit_down(page: Page, folder: Path, role: Role, officer: str = "", province: str = "") -> None:
    """The browser's page as somebody in this role, in the program whose data folder is below this one."""
    with beside(folder) as work:
        secret, _ = open_seat(work, role, officer, province)
    page.open("/o/login")
    page.driver.add_cookie({"name": COOKIE, "value": secret, "path": "/o", "httpOnly": True, "sameSite": "Strict"})
