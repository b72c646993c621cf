"""Which rows go out in a file: only of what this seat sees in the directory."""

from collections.abc import Iterator, Mapping, Sequence

from bot.matrix_words import rows_of
from bot.table_write import XLSX
from bot.tables.rows import agency_rows, day_rows, officer_rows, shift_rows
from handlers.console.directory import may_see
from referral.agencies import Directory
from referral.staff import Grant

MIME: Mapping[str, str] = {
    "csv": "text/csv",
    "xlsx": XLSX,
}


def rows_for(kind: str, directory: Directory, grant: Grant, province: str) -> Iterator[Sequence[str]]:
    """The table of a kind, headings first; the directory as it is stored, not as it is at this moment."""
    base = directory.kept or directory
    seen = {one: agency for one, agency in base.agencies.items() if may_see(grant, agency)}
    if kind == "agencies":
        return agency_rows(seen.values())
    if kind == "officers":
        return officer_rows((o for o in base.officers.values() if o.agency in seen), base)
    if kind == "shifts":
        return shift_rows(shift for shift in base.roster.shifts if shift.agency in seen)
    return day_rows(base.calendar) if kind == "days" else rows_of(base.matrix_for(province))
