"""`langnghe matrix …`: who must act, know and supervise, province by province, as a table."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from bot.cli_directory import NotWritten, code_of_province, deployed
from bot.directory_table import read_table
from bot.matrix_words import MATRIX_COLUMNS, WRITERS, change_table, fault_lines, lines_in
from handlers.console.directory import put_matrix as put
from referral.jurisdiction.units import units
from referral.matrix import Matrix
from referral.matrix_changes import changes
from referral.matrix_lines import Fault
from referral.matrix_table import read_edition

app = typer.Typer(no_args_is_help=True)
Province = Annotated[str, typer.Option(help="The province, by name or code.")]
Apply = Annotated[bool, typer.Option("--apply", help="Write it; without it nothing is written.")]


class UnknownTable(Exception):
    """The file's name must end in .csv or .xlsx: it says in which of the two the table is written."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


EXPECTED = (UnknownTable,)


@app.callback()
def about() -> None:
    """The matrix: who must act, know and supervise."""


@app.command("export")
def export_table(file: Path, province: Province = "") -> None:
    """Write the matrix in force in a province, or the one that comes with the program, to a new file."""
    code = code_of_province(province) if province else ""
    write = WRITERS.get(file.suffix.lower())
    if write is None:
        raise UnknownTable
    with deployed() as store, store.connection() as connection:
        matrix = store.work(connection).directory.matrix_for(code)
    try:
        with file.open("xb") as opened:
            opened.write(write(matrix))
    except OSError:
        raise NotWritten from None
    Console().print(Text(f"Edit {file}, then: langnghe matrix import {file} --province …"), soft_wrap=True)


@app.command("import")
def import_table(file: Path, province: Province, apply_now: Apply = False) -> None:
    """Show what a table changes for a province, write it with --apply; with a bad line nothing is ever written."""
    code = code_of_province(province)
    after, faults = read_file(file)
    with deployed() as store, store.begin() as connection:
        work = store.work(connection)
        before = work.directory.matrix_for(code)
        if apply_now and not faults:
            put(work, code, after)
    console = Console()
    for line in fault_lines(file.name, faults):
        console.print(line, soft_wrap=True)
    if faults:
        console.print(f"Nothing was written: {len({fault.line for fault in faults})} lines are not understood.")
        sys.exit(1)
    console.print(change_table(changes(before, after), units().provinces[code]))
    console.print("Written." if apply_now else "Nothing was written; --apply writes.")


def read_file(file: Path) -> tuple[Matrix, tuple[Fault, ...]]:
    """The matrix as a file has it, and what is wrong with the file. Raises TableUnreadable and BadHeadings."""
    lines, misread = lines_in(read_table(file, MATRIX_COLUMNS))
    matrix, faults = read_edition(lines)
    return matrix, (*misread, *faults)
