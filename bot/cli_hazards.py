"""`langnghe hazard …`: dangerous places as a list, a table or a map, and the word that a storm has passed."""

import json
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Annotated

import typer
from openpyxl import Workbook
from rich.console import Console
from rich.table import Table

from bot.cli_directory import NotWritten, code_of_province
from bot.opening import opened
from bot.table_write import csv_of
from handlers.hazard_checks import ask_to_look
from referral.hazard_map import Row, feature_collection, table_row
from referral.hazards import Hazard
from referral.jurisdiction.resolver import resolve
from referral.jurisdiction.units import unit

SHOWN = ("number", "kind_name", "commune_name", "province_name", "status", "due", "reports")

app = typer.Typer(no_args_is_help=True)
Commune = Annotated[str, typer.Option(help="Only this commune, by code or by name with its province.")]
Province = Annotated[str, typer.Option(help="Only this province, by name or code.")]
Waiting = Annotated[bool, typer.Option("--open", help="Only what is not fixed.")]
Csv = Annotated[Path | None, typer.Option("--csv", help="Write the list to this file.")]
Xlsx = Annotated[Path | None, typer.Option("--xlsx", help="The same as a workbook.")]


class UnknownCommune(Exception):
    """This is no commune of today, or several: write its code, as 21340, or its name, as “xã Sơn Tây, Quảng Ngãi”."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


@app.callback()
def about() -> None:
    """Dangerous places."""


@app.command("list")
def show(
    commune: Commune = "", province: Province = "", waiting: Waiting = False, file: Csv = None, book: Xlsx = None
) -> None:
    """Dangerous places: number, kind, where, how far. No export says who reported or what they wrote."""
    rows = [table_row(hazard, n) for hazard, n in places(commune, province) if not waiting or hazard.status == "open"]
    for path, written in ((file, as_csv), (book, as_workbook)):
        if path:
            save(path, written(rows))
    table = Table("Number", "Kind", "Commune", "Province", "Status", "Due", "Reports")
    for row in rows:
        table.add_row(*(str(row[name]) for name in SHOWN))
    Console().print(table)


@app.command("map")
def write_map(file: Path, province: Province = "") -> None:
    """Write the places as GeoJSON (RFC 7946); one that nobody pinned has no geometry."""
    found = places("", province)
    reports = {hazard.id: n for hazard, n in found}
    content = feature_collection([hazard for hazard, _ in found], reports)
    save(file, json.dumps(content, ensure_ascii=False, indent=1).encode())
    pinned = sum(hazard.point is not None for hazard, _ in found)
    Console().print(f"Places: {len(found)}, with a pin: {pinned}. Written to {file.name}.", highlight=False)


@app.command()
def storm(province: Province) -> None:
    """A storm has passed: whoever must fix a place of this province is asked to look again."""
    code = code_of_province(province)
    with opened() as (_, work):
        count = ask_to_look(work, code, "hazards_storm")
        work.audit("deployer", f"hazard storm {code}")
    Console().print(f"Places to be looked at again: {count}.", highlight=False)


def places(commune: str, province: str) -> Sequence[tuple[Hazard, int]]:
    """The places of an area with the number of reports of each. Raises UnknownCommune and UnknownProvince."""
    code = code_of_commune(commune) if commune else ""
    area = code_of_province(province) if province else ""
    with opened() as (_, work):
        reports = work.hazards.report_counts()
        return [(hazard, reports.get(hazard.id, 0)) for hazard in work.hazards.listed(code, area, every=True)]


def code_of_commune(name: str) -> str:
    """The code of a commune by code or name. Raises UnknownCommune."""
    found = resolve(name)
    if unit(name):
        return name
    if found.status != "commune":
        raise UnknownCommune
    return found.codes[0]


def as_csv(rows: Sequence[Row]) -> bytes:
    """The list as CSV that spreadsheets open with their accents."""
    return csv_of([headings(rows), *([str(cell) for cell in row.values()] for row in rows)])


def as_workbook(rows: Sequence[Row]) -> bytes:
    """The list as a workbook with one sheet."""
    book, written = Workbook(write_only=True), BytesIO()
    sheet = book.create_sheet("hazards")
    sheet.append(headings(rows))
    for row in rows:
        sheet.append(list(row.values()))
    book.save(written)
    return written.getvalue()


def headings(rows: Sequence[Row]) -> list[str]:
    """The names of the columns; an empty list has but the number."""
    return list(rows[0]) if rows else ["number"]


def save(file: Path, content: bytes) -> None:
    """Write a new file; one that is there is never replaced. Raises NotWritten."""
    try:
        with file.open("xb") as opened_file:
            opened_file.write(content)
    except OSError:
        raise NotWritten from None
