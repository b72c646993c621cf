"""`langnghe admin …`: the first administrator of the console, and a new invitation for whoever lost theirs."""

import typer
from rich.console import Console
from rich.table import Column, Table

from bot.opening import opened
from bot.store.work import SqlWork
from handlers.console import accounts
from handlers.console.accounts import DEPLOYER, Refused
from referral.clock import hour_and_day
from referral.staff import Account

app = typer.Typer(no_args_is_help=True)


class NameTaken(Exception):
    """There is an account with this name: `langnghe admin list` shows them, `langnghe admin reset` invites again."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class BadName(Exception):
    """A name to log in with has 1 to 60 characters."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class UnknownAdministrator(Exception):
    """No administrator has this name, or the account is closed: `langnghe admin list` shows them."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


EXPECTED = (NameTaken, BadName, UnknownAdministrator)


@app.command()
def create(name: str) -> None:
    """An administrator of the console, who makes all other accounts there. Prints the invite link, once."""
    with opened() as (settings, work):
        before = sum(a.role == "administrator" and not a.disabled for a in work.accounts.every())
        link = invite_link(work, settings.web_address, made(work, name))
    console = Console()
    if before:
        console.print(f"There is an administrator already ({before}); now there is one more.", highlight=False)
    say_link(console, link)


@app.command("list")
def show() -> None:
    """The administrators: name, second factor, open or closed, last log-in."""
    with opened() as (_, work):
        latest = work.seats.latest()
        rows = [
            (a.name, "yes" if a.second_factor else "no", "closed" if a.disabled else "open",
             hour_and_day(latest[a.id]) if a.id in latest else "")
            for a in work.accounts.every() if a.role == "administrator"
        ]  # fmt: skip
    table = Table(Column("Name", no_wrap=True), "Second factor", "State", "Last log-in")
    for row in rows:
        table.add_row(*row)
    Console().print(table)


@app.command()
def reset(name: str) -> None:
    """Make an administrator's password and second factor void, end the sessions, print a new invite link."""
    with opened() as (settings, work):
        account = work.accounts.by_name(name)
        if account is None or account.role != "administrator" or account.disabled:
            raise UnknownAdministrator
        link = f"{settings.web_address}/o/invite?t={accounts.reset(work, DEPLOYER, account, work.chance.id())}"
    say_link(Console(), link)


def made(work: SqlWork, name: str) -> Account:
    """The new account. Raises NameTaken or BadName."""
    try:
        return accounts.create(work, DEPLOYER, Account(work.chance.id(), name.strip(), "administrator"))
    except Refused as why:
        raise NameTaken if why.key == "taken" else BadName from None


def invite_link(work: SqlWork, address: str, account: Account) -> str:
    """A link to set password and second factor by."""
    return f"{address}/o/invite?t={accounts.invite(work, DEPLOYER, account, work.chance.id())}"


def say_link(console: Console, link: str) -> None:
    """The link, with what it is."""
    console.print("Open this once, within 3 days, and set the password and the second factor:", highlight=False)
    console.print(link, soft_wrap=True, highlight=False)
