"""`langnghe move`: a running SQLite deployment to PostgreSQL."""

from typing import Annotated

import typer
from rich.console import Console

from bot.cli_audit import words_of
from bot.opening import open_store
from bot.settings import Settings
from bot.store.database import Database, DatabaseSilent, answering, readable
from bot.store.moved import MovedAway, StillArriving, finished, spoken
from bot.store.moving import AlwaysSending, Move, Moved, NotEmpty, NotTheSame, WrongWay
from bot.store.transfer import NotPortable
from bot.texts import translator

TO_VARIABLE = "LANGNGHE_TARGET_URL"
TO_HELP = "Address of an empty database: postgresql://user@host/name. One with a password goes into the variable."
To = Annotated[str, typer.Option(help=TO_HELP, envvar=TO_VARIABLE)]


class PasswordShown(Exception):
    """Every user of this machine can read a command line: put the address into LANGNGHE_TARGET_URL instead of --to."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


EXPECTED = (
    PasswordShown, DatabaseSilent, MovedAway, StillArriving, AlwaysSending, NotEmpty, NotTheSame, WrongWay, NotPortable,
)  # fmt: skip


def move(context: typer.Context, to: To) -> None:
    """Copy the database while the program runs, compare, and leave the old one; then set LANGNGHE_DATABASE_URL."""
    refuse_password(context)
    readable(to)
    try:
        store = open_store(Settings(), translator({}))
    except MovedAway:
        if not was_cut_off(to):
            raise
    else:
        try:
            with answering():
                show(Move(store, to, progress).run())
        finally:
            store.close()
    Console().print(f"Moved to {spoken(to)}. Set LANGNGHE_DATABASE_URL to it and restart the program.", soft_wrap=True)


def refuse_password(context: typer.Context) -> None:
    """Raises PasswordShown."""
    source, address = context.get_parameter_source("to"), str(context.params["to"])
    if source and source.name == "COMMANDLINE" and address and has_password(address):
        raise PasswordShown


def has_password(address: str) -> bool:
    """Whether the address gives a password away."""
    url = readable(address)
    return bool(url.password or "password" in url.query)


def was_cut_off(to: str) -> bool:
    """Whether the move came here and only its last word was missing; now it is said."""
    target = Database.open(to)
    try:
        with answering(), target.begin() as connection:
            return finished(connection)
    finally:
        target.close()


def progress(table: str, rows: int) -> None:
    """How far it is, now and then."""
    if rows % 50_000 == 0:
        Console(stderr=True).print(f"{table}: {rows} rows", highlight=False)


def show(moved: Moved) -> None:
    """What was moved and how it was proven."""
    rows = sum(tally.rows for tally in moved.tallies.values())
    opened = ", ".join(f"{count} {what}" for what, count in moved.proof.opened.items())
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"{rows} rows in {len(moved.tallies)} tables: counts and hashes are the same on both sides.")
    console.print(f"Opened there: {opened}.")
    console.print(f"The log there: {words_of(moved.proof.log)}")
    console.print(f"Nobody could write for {moved.hold:.1f} s, in which {moved.late} rows were brought.")
