"""`langnghe audit …`: is the log of who did what still whole, and its head to note down elsewhere."""

from typing import Annotated

import typer
from rich.console import Console

from bot.opening import opened
from bot.store.audit_chain import Fault, Head, Verdict, verify

app = typer.Typer(no_args_is_help=True)
HOW: dict[Fault, str] = {
    "changed": "its words, its time or its hash were changed",
    "inserted": "it was put in without the key",
    "missing": "a row was removed from here",
    "before": "one of the rows before it was changed, removed or put in",
    "cut": "from here on rows are gone that were there when the head was noted",
    "head": "it is not the row that was noted as the head",
    "key": "its key is not in the key ring: is this the ring of this database?",
}


class BadHead(Exception):
    """A head is a row number, a colon and its hash, as `langnghe audit head` prints it."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


@app.callback()
def about() -> None:
    """The audit log."""


@app.command()
def head() -> None:
    """The last row and its hash: note it where nobody who may write to the database can change it."""
    with opened() as (_, work):
        Console().print(str(work.log.head()), highlight=False, soft_wrap=True)


@app.command("verify")
def check(
    head: Annotated[str, typer.Option(help="A head noted earlier, N:HASH: finds a tail that was cut off.")] = "",
) -> None:
    """Look at every row of the log; exit code 1 if one does not fit, and which."""
    given = head_in(head) if head else None
    with opened() as (_, work):
        last = work.log.checked()
        verdict = verify(work.log.rows(), work.ring, given or (last.noted if last else None))
    Console().print(words_of(verdict), highlight=False, soft_wrap=True)
    raise typer.Exit(1 if verdict.broken else 0)


def head_in(text: str) -> Head:
    """The head in these words. Raises BadHead."""
    row, _, digest = text.strip().partition(":")
    if not row.isdecimal() or not digest:
        raise BadHead
    return Head(int(row), digest)


def words_of(verdict: Verdict) -> str:
    """What was found, in a line."""
    if verdict.broken:
        return f"BROKEN at row {verdict.broken.row}: {HOW[verdict.broken.how]}. {verdict.rows} rows before it fit."
    if not verdict.rows:
        return "The log is empty."
    return f"{verdict.rows} rows fit, the chain from {verdict.first} to {verdict.head.row}. Head {verdict.head}"
