"""`langnghe case erase` and `langnghe dead-letters`: what a deployer does with single cases and messages."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.opening import opened
from handlers.retention import BY_HAND, erase_by_hand, kept_back
from referral.clock import hour_and_day

MOST_REASON = 200
app = typer.Typer(no_args_is_help=True)


class UnknownCase(Exception):
    """There is no case with this number: copy it from the officers' page, as LN-7K3FQ."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class CaseKept(Exception):
    """This case is open, part of one that is, or held back: erase it with --open-too and a --reason, or not at all."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


@app.callback()
def about() -> None:
    """Single cases."""


@app.command()
def erase(
    number: str,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    open_too: Annotated[bool, typer.Option("--open-too", help="Even if it is open or held; needs --reason.")] = False,
    reason: Annotated[str, typer.Option(help="Why, without names: it stays in the proof for ever.")] = "",
) -> None:
    """Destroy the key of a case: what people wrote in it can never be read again. For backups see docs/runbook.md."""
    if not yes:
        typer.confirm(f"Erase {number} for ever?", abort=True)
    with opened() as (_, work):
        case = work.cases.by_number(number.upper())
        if case is None:
            raise UnknownCase
        if kept_back(work, case) and not (open_too and reason.strip()):
            raise CaseKept
        erase_by_hand(work, case, reason.strip()[:MOST_REASON] or BY_HAND)
    Console().print(f"{number.upper()} is erased.", highlight=False)


def dead_letters(
    seen: Annotated[bool, typer.Option("--seen", help="I have looked at these: count them no more.")] = False,
) -> None:
    """Messages that will not be sent: their number, when, how often they were tried, why not."""
    with opened() as (_, work):
        letters = work.outbox.dead_letters()
        if seen:
            work.outbox.seen()
    table = Table("Message", "Written", "Tries", "Problem")
    for letter in letters:
        table.add_row(str(letter.id), hour_and_day(letter.at), str(letter.attempts), letter.problem)
    Console().print(table)
