"""A list of subscribers as a file: CSV of any length, read line by line; what its cells say is judged elsewhere."""

import codecs
import csv
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TextIO
from unicodedata import normalize

from referral.jurisdiction.names import fold
from referral.records import dataclass

COLUMNS: Mapping[str, tuple[str, ...]] = {  # our name of a column: other headings it may have
    "channel": ("kênh", "ứng dụng"),
    "id": ("mã", "mã người dùng", "user id", "chat id"),
    "language": ("ngôn ngữ", "tiếng"),
    "commune": ("xã", "phường", "xã phường", "nơi ở"),
    "province": ("tỉnh", "thành phố", "tỉnh thành"),
    "role": ("vai trò", "là ai"),
    "topics": ("chủ đề", "nội dung"),
    "person": ("người", "mã người", "mã gia đình"),
    "since": ("từ ngày", "ngày đồng ý", "ngày đăng ký"),
}
NEEDED = {"channel", "id"}
SEPARATORS = ",;\t"
Line = tuple[int, str]  # its number, and the line itself
BLOCK = 1 << 16
LONGEST_LINE = 1 << 16  # letters; no more of a line is ever in memory
MOST_PARTS = 10  # lines over which a cell may go, to be seen as one
OPEN = "a quotation mark is open"


class ListUnreadable(Exception):
    """This list cannot be read: save it as “CSV UTF-8” (not as Windows-1258, Unicode text or XLSX), then again."""

    def __init__(self, file: Path) -> None:
        super().__init__(f"{file.name}: {self.__doc__}")


class BadListHeadings(Exception):
    """The first line must name the columns, each once and no other; of them channel and id must be there."""

    def __init__(self, file: Path, unknown: Sequence[str]) -> None:
        named = [heading[:40] or "an empty heading" for heading in unknown[:10]]
        wrong = f" Not known or twice: {', '.join(named)}." if named else ""
        super().__init__(f"{file.name}: {self.__doc__} Here they are: {', '.join(COLUMNS)}.{wrong}")


@dataclass(frozen=True, slots=True)
class Headings:
    """Which column stands where, and what separates them."""

    names: tuple[str, ...]
    separator: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line: its number as an editor shows it, its cells by our names; `broken` says why there are none."""

    number: int
    cells: Mapping[str, str]
    broken: str = ""


def count_lines(file: Path) -> int:
    """How many lines there are, each in UTF-8: a whole file is looked at before one line is taken.

    Raises ListUnreadable.
    """
    decoder, lines = codecs.getincrementaldecoder("utf-8")(), 0
    try:
        with file.open("rb") as opened:
            while block := opened.read(BLOCK):
                if "\0" in decoder.decode(block):
                    raise ListUnreadable(file)
                lines += block.count(b"\n")
        decoder.decode(b"", final=True)
    except (OSError, UnicodeDecodeError):
        raise ListUnreadable(file) from None
    return lines


def read_list(file: Path) -> Iterator[Row]:
    """The lines below the headings, one after another; empty ones are left out. Raises BadListHeadings."""
    with file.open(encoding="utf-8-sig", newline=None) as opened:
        numbered = enumerate(lines_of(opened), 1)
        _, first = next(((n, line) for n, line in numbered if line.strip()), (0, ""))
        heads = headings(file, first)
        waiting: deque[Line] = deque()
        while line := waiting.popleft() if waiting else next(numbered, None):
            if line[1].strip().strip(heads.separator):
                row = row_of(*line, heads)
                if row.broken == OPEN:
                    waiting.extend(islice(numbered, MOST_PARTS - len(waiting)))
                    row = in_parts(line, waiting, heads) or row
                yield row


def lines_of(opened: TextIO) -> Iterator[str]:
    """The lines of a file; of one that is too long its beginning."""
    while line := opened.readline(LONGEST_LINE):
        rest = line
        while len(rest) == LONGEST_LINE and not rest.endswith("\n"):
            rest = opened.readline(LONGEST_LINE)
        yield line


def in_parts(line: Line, waiting: deque[Line], heads: Headings) -> Row | None:
    """One row for a cell with line breaks in it, whose parts are taken from those waiting; None if there is none."""
    whole = line[1]
    for count, (_, part) in enumerate(tuple(waiting), 1):
        whole += part
        cells = cells_of(whole, heads.separator)
        if cells is not None and len(cells) <= len(heads.names):
            for _ in range(count):
                waiting.popleft()
            return Row(line[0], {}, "a line break stands in a cell")
    return None


def headings(file: Path, line: str) -> Headings:
    """The columns of the first line, by the separator with which most of them are known. Raises BadListHeadings."""
    found = [Headings(tuple(map(name_of, cells_of(line, by) or [""])), by) for by in SEPARATORS]
    best = max(found, key=lambda heads: len(NEEDED.union(COLUMNS).intersection(heads.names)))
    said = cells_of(line, best.separator) or [""]
    wrong = [cell for at, cell in enumerate(said) if not best.names[at] or best.names[at] in best.names[:at]]
    if not line.strip():
        raise BadListHeadings(file, [])
    if wrong or not NEEDED.issubset(best.names):
        raise BadListHeadings(file, wrong)
    return best


KNOWN = {fold(said): name for name, others in COLUMNS.items() for said in (name, *others)}


def name_of(heading: str) -> str:
    """Our name of a column, "" if there is none."""
    return KNOWN.get(fold(heading), "")


def row_of(number: int, line: str, heads: Headings) -> Row:
    """The cells of a line. A quotation mark that is left open breaks its own line and no other."""
    if len(line) == LONGEST_LINE:
        return Row(number, {}, f"longer than {LONGEST_LINE:,} letters")
    cells = cells_of(line, heads.separator)
    if cells is None:
        return Row(number, {}, OPEN)
    if len(cells) > len(heads.names) and any(cells[len(heads.names) :]):
        return Row(number, {}, "more cells than columns")
    return Row(number, dict.fromkeys(COLUMNS, "") | dict(zip(heads.names, cells, strict=False)))


def cells_of(line: str, separator: str) -> list[str] | None:
    """The cells of one line without needless spaces; None if it cannot be taken apart."""
    try:
        cells = next(csv.reader(line.rstrip("\n").split("\n"), delimiter=separator, strict=True))
    except (csv.Error, StopIteration):
        return None
    return [tidy(cell) for cell in cells]


def tidy(cell: str) -> str:
    """A cell as somebody reads it."""
    if cell.isascii() and cell.isalnum():  # most cells, and a million of them
        return cell
    return " ".join("".join(c if c.isprintable() else " " for c in normalize("NFC", cell)).split())
