"""`langnghe officer …`: who is there, a link to log in with, a code to link a messenger with."""

import typer
from rich.console import Console
from rich.table import Column, Table

from bot.cli_serve import log_in_link
from bot.opening import link_to_tap, opened
from bot.store.work import SqlWork
from handlers.console.directory import remove_officer as removed
from handlers.console.handing import INVITE_LASTS

app = typer.Typer(no_args_is_help=True)


class UnknownOfficer(Exception):
    """There is no officer with this id: `langnghe officer list` shows them."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


@app.command("list")
def show() -> None:
    """Every officer: id, name, agency, on duty or not, whether a linked way reaches them."""
    with opened() as (_, work):
        rows = officer_rows(work)
    table = Table(Column("Id", no_wrap=True), "Name", "Agency", "On duty", "Reachable")
    for row in rows:
        table.add_row(*row)
    Console().print(table)


@app.command()
def link(officer: str) -> None:
    """A one-time link with which this officer opens the officers' page."""
    with opened() as (settings, work):
        known(work, officer)
        address = log_in_link(work, settings.web_address, officer)
    Console().print(address, soft_wrap=True, highlight=False)


@app.command()
def invite(officer: str) -> None:
    """A code that this officer sends to the bot to link a messenger; good for seven days, once."""
    with opened() as (settings, work):
        known(work, officer)
        code = work.chance.code()
        work.staff.invite(code, officer, work.now + INVITE_LASTS)
    Console().print(f"liên kết {code}", highlight=False)
    if settings.telegram_name:
        Console().print(link_to_tap(settings.telegram_name, code), soft_wrap=True, highlight=False)


@app.command()
def remove(officer: str) -> None:
    """Take an officer out of the directory; what they hold or were asked is put to others at once."""
    with opened() as (_, work):
        known(work, officer)
        count = removed(work, officer)
    Console().print(f"Removed. Open cases looked at again: {count}.", highlight=False)


def known(work: SqlWork, officer: str) -> None:
    """Raises UnknownOfficer."""
    if officer not in work.directory.officers:
        raise UnknownOfficer


def officer_rows(work: SqlWork) -> list[tuple[str, str, str, str, str]]:
    """The officers as the table shows them."""
    agencies = work.directory.agencies
    return [
        (o.id, o.name, agencies[o.agency].name, "yes" if o.on_duty else "no", "yes" if o.ways else "no")
        for o in sorted(work.directory.officers.values(), key=lambda o: o.id)
    ]
