"""`langnghe subscriptions …`: subscribers from a list of people who agreed, and how many there are."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from bot.cli_directory import deployed
from bot.directory_words import candidates
from bot.store.subscription_lists import Fate
from bot.subscription_import import Intake, Taken, take
from bot.subscription_lines import Bad
from bot.subscription_table import BadListHeadings, ListUnreadable, count_lines

app = typer.Typer(no_args_is_help=True)
Consent = Annotated[str, typer.Option(help="Where these people agreed, in a few words; it is kept with each of them.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Look at every line and write nothing.")]
MOST_SHOWN = 100
LONGEST = 80
FEW = 5  # a smaller count than this might point at somebody
SAID: dict[Fate, str] = {
    "new": "Subscribed",
    "changed": "Changed, as this list says",
    "same": "As before",
    "own": "Subscribed themselves or by their office: kept as they are",
    "stopped": "Not taken: they stopped, and only they themselves can begin again",
    "left": "Not taken: they blocked us or had us forget them",
}


class NoConsent(Exception):
    """Say with --consent where these people agreed to reminders, in 3 to 80 letters: “phiếu đăng ký, trường A”."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


# What the commands below may say in one sentence.
EXPECTED = (NoConsent, ListUnreadable, BadListHeadings)


@app.callback()
def about() -> None:
    """Subscribers: who gets reminders."""


@app.command("import")
def subscribe(file: Path, consent: Consent = "", dry_run: DryRun = False) -> None:
    """Subscribe the people of a CSV; good lines are taken, bad ones are said by number; exit code 1 if there are any.

    Columns: channel, id, and as you like language, commune, province, role, topics, person, since.
    """
    consent = " ".join(consent.split())
    if not 3 <= len(consent) <= LONGEST:
        raise NoConsent
    console = Console()
    total = count_lines(file)
    with deployed() as store, moving(console, total) as bar:
        problems = Problems(file, bar.console)
        intake = Intake(store, consent, not dry_run, problems.tell, partial(moved, bar))
        taken = take(intake, file)
        if not dry_run:
            with store.begin() as connection:
                work = store.work(connection)
                work.audit("deployer", f"subscribe list, new {taken.fates['new']}: {consent}")
    report(console, taken, dry_run)
    if taken.bad:
        sys.exit(1)


class Problems:
    """Says the first bad lines and counts the rest: a list may have a million."""

    def __init__(self, file: Path, console: Console) -> None:
        self._file, self._console, self._said = file, console, 0

    def tell(self, bad: Bad) -> None:
        """One bad line."""
        self._said += 1
        if self._said <= MOST_SHOWN:
            self._console.print(problem_line(self._file.name, bad), soft_wrap=True)
        if self._said == MOST_SHOWN:
            self._console.print("Further lines with faults are only counted: correct these first, then import again.")


def problem_line(name: str, bad: Bad) -> Text:
    """What is wrong with a line, and what to write."""
    at = f"{name} line {bad.line}{f', {bad.column}' if bad.column else ''}"
    may_be = f" May be: {candidates(bad.what.candidates)}." if bad.what.candidates else ""
    return Text(f"{at}: {bad.what.words}.{may_be} Remedy: {bad.what.remedy}.")


@contextmanager
def moving(console: Console, total: int) -> Iterator[Progress]:
    """A bar that shows how far the list is."""
    parts = (TextColumn("Lines"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*parts, console=console, transient=True, disable=not console.is_terminal) as bar:
        bar.add_task("", total=total)
        yield bar


def moved(bar: Progress, line: int) -> None:
    """The bar goes on to this line."""
    bar.update(bar.task_ids[0], completed=line)


def report(console: Console, taken: Taken, dry_run: bool) -> None:
    """What became of the lines."""
    table = Table("Lines", "", title="Nothing was written (--dry-run)" if dry_run else "Written")
    for fate, words in SAID.items():
        if taken.fates[fate]:
            table.add_row(f"{taken.fates[fate]:,}", words)
    if taken.repeated:
        table.add_row(f"{taken.repeated:,}", "There already, further up in this list")
    table.add_row(f"{taken.bad:,}", "With a fault: not taken")
    console.print(table)


@app.command()
def count() -> None:
    """How many ways are subscribed, by channel and by where they agreed. Nobody is named."""
    with deployed() as store, store.connection() as connection:
        counts = store.work(connection).subscriptions.counts()
    table = Table("Channel", "Where they agreed", "Ways")
    for (channel, source), many in counts.items():
        table.add_row(channel, source, f"{many:,}" if many >= FEW else f"under {FEW}")
    Console().print(table)
