"""`langnghe clocks …`: the legal clocks in force, and what a province makes shorter."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.cli_directory import code_of_province
from bot.clock_table import CLOCK_COLUMNS, BadLine, Office, waits_in
from bot.directory_table import read_table
from bot.opening import opened
from bot.store.work import SqlWork
from referral.clock_rules import Rule, shipped_rules

app = typer.Typer(no_args_is_help=True)
Apply = Annotated[bool, typer.Option("--apply", help="Write it; without it nothing is written.")]


@app.callback()
def about() -> None:
    """Legal clocks."""


@app.command()
def show(province: Annotated[str, typer.Option(help="As in force in this province.")] = "") -> None:
    """Every clock: what must be done, how soon, by which source, and whether the source or practice says how soon."""
    with opened() as (_, work):
        shorter = work.clocks.shorter(code_of_province(province)) if province else {}
    table = Table("Clock", "What must be done", "Within", "Source", "Length by")
    for rule in shipped_rules().values():
        table.add_row(rule.name, rule.title, in_force(rule, shorter.get(rule.name, "")), rule.article, rule.length)
    Console().print(table)


def in_force(rule: Rule, own: str) -> str:
    """The wait in force, and the law's beside it where the province has its own."""
    return f"{own} (law: {rule.within})" if own else rule.within


@app.command("import")
def import_table(file: Path, province: Annotated[str, typer.Option()], apply_now: Apply = False) -> None:
    """Read shorter waits of a province from a CSV or XLSX (clock, within); they replace its earlier ones. A wait that
    can end later than the law's is refused, line by line; exit code 1 if a line is not taken."""
    code, lines = code_of_province(province), read_table(file, CLOCK_COLUMNS)
    with opened() as (_, work):
        office = Office(shipped_rules(), work.directory.calendar, work.now)
        good, bad = waits_in(lines, office)
        before = work.clocks.shorter(code)
        if apply_now:
            write(work, code, dict(good))
    report(before, good, bad)
    done = "Written" if apply_now else "Nothing was written; --apply writes"
    Console().print(f"{done}: {len(good)} clocks. Lines not taken: {len(bad)}.", highlight=False, soft_wrap=True)
    if bad:
        sys.exit(1)


def write(work: SqlWork, code: str, waits: dict[str, str]) -> None:
    """Write the waits of a province, with an audit row."""
    work.clocks.shorten(code, waits)
    work.audit("deployer", f"import clocks {code} {len(waits)}")


def report(earlier: Mapping[str, str], later: Mapping[str, str], bad: Sequence[BadLine]) -> None:
    """What changes, and each line that is not taken."""
    table = Table("Clock", "Law", "Until now", "From now on")
    for name in dict.fromkeys([*earlier, *later]):
        law = shipped_rules()[name].within if name in shipped_rules() else "–"
        table.add_row(name, law, earlier.get(name, "–"), later.get(name, "–"))
    Console().print(table)
    for line in bad:
        Console().print(f"Line {line.number}: {line.words}", highlight=False, soft_wrap=True)
