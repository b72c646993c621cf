"""`langnghe erasures …`: which cases and people were erased, by id, and erasing them anew after a restore."""

import json
from pathlib import Path
from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError
from rich.console import Console

from bot.opening import opened
from bot.store.keyring import replace_private
from handlers.retention import erase_again
from referral.retention import Kind

app = typer.Typer(no_args_is_help=True)
KINDS: tuple[Kind, ...] = ("case", "person")
LISTS = TypeAdapter(dict[Kind, tuple[str, ...]])
To = Annotated[Path, typer.Argument(help="A file apart from the database and its backups; it is replaced.")]


class BadList(Exception):
    """This is no list of erasures: take the file that `langnghe erasures export` wrote."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class ListNotWritten(Exception):
    """The list could not be written: is the folder there, is it writable, is there room?"""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


EXPECTED = (BadList, ListNotWritten)


@app.callback()
def about() -> None:
    """What was erased."""


@app.command()
def export(file: To) -> None:
    """Write down the ids of every case and person that was erased: random letters, nothing about anybody."""
    with opened() as (_, work):
        gone = {kind: list(work.retention.erased(kind)) for kind in KINDS}
    try:
        replace_private(file, json.dumps(gone).encode())
    except OSError:
        raise ListNotWritten from None
    Console().print(f"{sum(map(len, gone.values()))} ids written.", highlight=False)


@app.command()
def repeat(file: Path) -> None:
    """After a restore: erase again what was erased before, then run `langnghe forget`."""
    again = {"case": 0, "person": 0}
    for kind, ids in read(file).items():
        for one in ids:
            again[kind] += anew(kind, one)
    Console().print(f"Erased again: {again['case']} cases, {again['person']} people.", highlight=False)


def anew(kind: Kind, one: str) -> bool:
    """Erase one of them in a transaction of its own; whether it had come back."""
    done: list[bool] = []
    with opened() as (_, work):
        work.retention.apart(kind, one, lambda: done.append(erase_again(work, kind, one)))
    return any(done)


def read(file: Path) -> dict[Kind, tuple[str, ...]]:
    """The ids by kind. Raises BadList."""
    try:
        found = LISTS.validate_json(file.read_bytes())
    except (OSError, ValidationError):
        raise BadList from None
    return {kind: found.get(kind, ()) for kind in KINDS}
