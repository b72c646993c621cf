"""`langnghe duty …`: rosters from tables, who is on duty, public holidays and their corrections."""

import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from bot.cli_directory import deployed, write
from bot.directory_table import read_table
from bot.directory_words import problem_lines
from bot.duty_cells import date_in
from bot.duty_lines import SHIFT_COLUMNS, TABLE, shifts_in
from bot.duty_words import holiday_table, import_tables, roster_table, template_text
from handlers.console.directory import correct_days, put_rosters
from referral.agencies import Directory
from referral.clock import local

app = typer.Typer(no_args_is_help=True)
ShiftsFile = Annotated[Path, typer.Option("--shifts", help="CSV (UTF-8) or XLSX, as `duty template` writes it.")]
Apply = Annotated[bool, typer.Option("--apply", help="Write the rosters without fault; without it nothing is written.")]
AgencyId = Annotated[str, typer.Option("--agency", help="Only this agency, by id.")]
Days = Annotated[int, typer.Option("--days", min=1, max=60, help="How many days ahead.")]
Year = Annotated[int | None, typer.Option("--year", min=2000, max=2100, help="Which year; this one if not said.")]
MOST_SHOWN = 20


class UnknownAgency(Exception):
    """There is no agency with this id: `langnghe duty show` lists those with a roster."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class NoDay(Exception):
    """This is no day: write it as 24/11/2026 or 2026-11-24."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


# What the commands below may say in one sentence.
EXPECTED = (UnknownAgency, NoDay)


@app.callback()
def about() -> None:
    """Duty: who answers when."""


@app.command()
def template(file: Path) -> None:
    """Write an empty table of shifts, with examples."""
    write(file, template_text())
    Console().print(Text(f"Fill in {file}, then: langnghe duty import --shifts {file}"), soft_wrap=True)


@app.command("import")
def import_shifts(shifts: ShiftsFile, apply_now: Apply = False) -> None:
    """Compare a table with the rosters, write those without fault with --apply; exit code 1 if a line is bad."""
    with deployed() as store, store.begin() as connection:
        work = store.work(connection)
        before, now = work.directory, work.now
        found = shifts_in(read_table(shifts, SHIFT_COLUMNS), before)
        if apply_now:
            put_rosters(work, found.by_agency)
    console = Console()
    done = "Written" if apply_now else "Nothing was written; --apply writes"
    bad = len({problem.line for problem in found.problems})
    lines = f"{done}: the rosters of {len(found.by_agency)} agencies. Lines not taken: {bad}."
    console.print(lines, highlight=False, soft_wrap=True)
    for part in import_tables(before, found.by_agency, now):
        console.print(part)
    for line in problem_lines({TABLE: shifts.name}, found.problems):
        console.print(line, soft_wrap=True)
    if found.problems:
        console.print("An agency with a bad line keeps the roster it has.")
        sys.exit(1)


@app.command()
def show(agency: AgencyId = "", days: Days = 7) -> None:
    """Who is on duty in the days to come, agency by agency."""
    with deployed() as store, store.connection() as connection:
        work = store.work(connection)
        directory, now = work.directory, work.now
    ids = shown_ids(directory, agency)
    console = Console()
    for one in ids[:MOST_SHOWN]:
        console.print(roster_table(directory, directory.agencies[one], (now, now + timedelta(days=days))))
    if len(ids) > MOST_SHOWN:
        console.print(f"… and {len(ids) - MOST_SHOWN} more agencies: --agency shows one.")
    if not ids:
        console.print("No agency has a roster: officers are on duty until they switch off. `langnghe duty template`.")


def shown_ids(directory: Directory, agency: str) -> list[str]:
    """The agency that was asked for, else those with a roster. Raises UnknownAgency."""
    if agency and agency not in directory.agencies:
        raise UnknownAgency
    return [agency] if agency else sorted(directory.roster.agencies & directory.agencies.keys())


@app.command()
def holidays(year: Year = None) -> None:
    """The public holidays of a year, Tết and Giỗ Tổ by the lunar calendar, with your corrections."""
    with deployed() as store, store.connection() as connection:
        work = store.work(connection)
        calendar, this_year = work.directory.calendar, local(work.now).year
    Console().print(holiday_table(calendar, year or this_year))


@app.command("day-off")
def day_off(day: str) -> None:
    """Offices are closed on this day too."""
    change(day, True)


@app.command("day-on")
def day_on(day: str) -> None:
    """Offices are open on this day all the same."""
    change(day, False)


@app.command("day-reset")
def day_reset(day: str) -> None:
    """This day is what the law says: a correction is taken back."""
    change(day, None)


def change(said: str, off: bool | None) -> None:
    """Write a correction of a day. Raises NoDay."""
    day: date | None = date_in(said)
    if day is None:
        raise NoDay
    with deployed() as store, store.begin() as connection:
        work = store.work(connection)
        correct_days(work, {day: off})
        closed = work.directory.calendar.holiday(day)
    words = "closed, a public holiday" if closed else "an ordinary day"
    Console().print(f"{day:%d/%m/%Y} is {words}.", highlight=False)
