"""`langnghe directory …`: real agencies and officers from tables, and how far they reach."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from bot.directory_lines import AGENCY_COLUMNS, Import, agencies_in
from bot.directory_officers import OFFICER_COLUMNS, officers_in
from bot.directory_places import province_in
from bot.directory_table import BadHeadings, read_table
from bot.directory_template import template_text
from bot.directory_words import (
    agency_tables,
    change_table,
    coverage_table,
    csv_text,
    gap_table,
    names_of,
    officer_tables,
    problem_lines,
    rivals,
)
from bot.places import load
from bot.settings import Settings
from bot.store import Store, Surroundings
from bot.table_bytes import TableUnreadable
from handlers.console.directory import put_directory
from referral.agencies import Directory
from referral.coverage import coverage
from referral.jurisdiction.units import units

app = typer.Typer(no_args_is_help=True)
Agencies = Annotated[Path, typer.Option(help="CSV (UTF-8) or XLSX of agencies, as `directory template` writes it.")]
Officers = Annotated[Path | None, typer.Option(help="CSV or XLSX of officers: id, agency, name, deputy.")]
Apply = Annotated[bool, typer.Option("--apply", help="Write the good lines; without it nothing is written.")]
Province = Annotated[str, typer.Option(help="Only this province, by name or code.")]
Everything = Annotated[bool, typer.Option("--all", help="Show every gap, not only the first 20.")]
Csv = Annotated[Path | None, typer.Option("--csv", help="Write every gap to this file.")]


class UnknownProvince(Exception):
    """--province is no province of today: write its name, as “Quảng Ngãi”, or its code, as 51."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class NotWritten(Exception):
    """The file cannot be written: is it there already, does its folder exist, may this program write there?"""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


# What the commands below may say in one sentence.
EXPECTED = (TableUnreadable, BadHeadings, UnknownProvince, NotWritten)


@app.callback()
def about() -> None:
    """The directory: who answers where."""


@app.command()
def template(file: Path) -> None:
    """Write an empty table of agencies, with an example for each role."""
    write(file, template_text())
    Console().print(Text(f"Fill in {file}, then: langnghe directory import --agencies {file}"), soft_wrap=True)


@app.command("import")
def import_tables(agencies: Agencies, officers: Officers = None, apply_now: Apply = False) -> None:
    """Compare tables with the directory, write the good lines with --apply; exit code 1 if a line is bad."""
    with deployed() as store, store.begin() as connection:
        work = store.work(connection)
        before = work.directory
        found = read_tables(agencies, officers, before)
        if apply_now:
            put_directory(work, found.agencies, found.officers)
    report(found, apply_now)  # first: what is written is said, whatever comes after
    show(found, before)
    for line in problem_lines(names_of(agencies, officers), found.problems):
        Console().print(line, soft_wrap=True)
    if found.problems:
        sys.exit(1)


def read_tables(agencies: Path, officers: Path | None, before: Directory) -> Import:
    """What the tables say. Raises TableUnreadable and BadHeadings."""
    good, problems = agencies_in(read_table(agencies, AGENCY_COLUMNS), before)
    with_agencies = Import(good, {}, problems)
    if officers is None:
        return with_agencies
    staff, more = officers_in(read_table(officers, OFFICER_COLUMNS), with_agencies.onto(before))
    return Import(good, staff, (*problems, *more))


def show(found: Import, before: Directory) -> None:
    """What an import changes, and how far the directory reaches before and after."""
    console = Console()
    for part in (*agency_tables(before, found.agencies), *officer_tables(before, found.officers)):
        console.print(part)
    for line in rivals(before, found):
        console.print(line, soft_wrap=True)
    console.print(change_table(coverage(before, units()), coverage(found.onto(before), units())))
    samples = sum(agency.sample for agency in before.agencies.values())
    if samples:
        console.print(f"{samples} agencies are samples and stay: to go live begin with a new database.")


def report(found: Import, written: bool) -> None:
    """What was done."""
    bad = len({(problem.table, problem.line) for problem in found.problems})
    done = "Written" if written else "Nothing was written; --apply writes"
    lines = f"{len(found.agencies)} agencies, {len(found.officers)} officers"
    Console().print(f"{done}: {lines}. Lines not taken: {bad}.", highlight=False, soft_wrap=True)


@app.command("coverage")
def show_coverage(province: Province = "", everything: Everything = False, file: Csv = None) -> None:
    """For each role: how many places have an agency, an officer, a linked way, a confirmed number; what is missing."""
    with deployed() as store, store.connection() as connection:
        directory = store.work(connection).directory
        code = code_of_province(province) if province else ""
    found = coverage(directory, units(), code)
    console = Console()
    console.print(coverage_table(found, units().provinces.get(code, "toàn quốc")))
    console.print(gap_table(found, everything))
    if file:
        write(file, csv_text(found))


def code_of_province(said: str) -> str:
    """The code of a province. Raises UnknownProvince."""
    code = province_in(said)
    if not isinstance(code, str):
        raise UnknownProvince
    return code


def write(file: Path, text: str) -> None:
    """Write a new file; one that is there is never replaced. Raises NotWritten."""
    try:
        with file.open("x", encoding="utf-8", newline="") as opened:
            opened.write(text)
    except OSError:
        raise NotWritten from None


@contextmanager
def deployed() -> Iterator[Store]:
    """The store of this deployment with its place data; here an empty one gets no samples: they could not leave."""
    settings = Settings()
    store = Store.open(settings.url, settings.keyring_path, Surroundings(real_agencies=settings.real_agencies))
    try:
        load(store)
        yield store
    finally:
        store.close()
