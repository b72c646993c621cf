"""A table as a CSV file that no spreadsheet runs: what would be a formula there is text."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from aiohttp import web

FORMULA = ("=", "+", "-", "@", "\t", "\r")
BOM = "\ufeff"  # so that Excel reads Vietnamese letters


def as_csv(name: str, rows: Iterable[Sequence[str]]) -> web.Response:
    """The rows as a file to download."""
    text = StringIO()
    csv.writer(text).writerows([plain(cell) for cell in row] for row in rows)
    return web.Response(
        body=(BOM + text.getvalue()).encode(),
        content_type="text/csv",
        charset="utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def plain(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
