"""Reads what the statistics office publishes: its catalogue of communes, and the table of what communes became."""

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping
from io import StringIO

from referral.jurisdiction.corrections import code_aliases
from referral.jurisdiction.names import fold, spelled
from referral.records import dataclass

CATALOGUE = {
    "MaPhuongXa": ("maphuongxa", "code"),
    "TenPhuongXa": ("tenphuongxa", "name"),
    "MaTinh": ("matinh", "provincecode"),
    "TenTinh": ("tentinh", "province"),
}  # heading as the office writes it: its folded spellings
TYPE = {"LoaiHinh": ("loaihinh", "cap")}
CONVERSION = {"old_code": ("oldcode", "macu"), "new_code": ("newcode", "mamoi")}
NOTE = {"note": ("note", "ghichu")}
KINDS = ("Xã", "Phường", "Đặc khu")
DIGITS = re.compile(r"\d{1,5}", re.ASCII)
NAME = re.compile(r"(?:[^\W_]|[ ’'-])*")  # letters, digits, and what names in Vietnam have
MOST_NAMED = 20  # bad lines in one message


class BadTable(Exception):
    """The file cannot be used as it is; nothing was changed. Put these lines right, or export it again as CSV:"""

    def __init__(self, problems: list[str]) -> None:
        more = [f"… and {len(problems) - MOST_NAMED} more"] if len(problems) > MOST_NAMED else []
        super().__init__("\n".join([str(self.__doc__), *problems[:MOST_NAMED], *more]))


@dataclass(frozen=True, slots=True)
class Listed:
    """A commune as a catalogue lists it; names with their types."""

    code: str
    name: str
    province: str  # official province code
    province_name: str


@dataclass(frozen=True, slots=True)
class Heir:
    """One line of a conversion: a commune that ended or was cut, and one that has land of it from then on."""

    line: int
    old: str
    new: str
    note: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table: its number and its cells by heading."""

    number: int
    cells: Mapping[str, str]

    def problem(self, words: str) -> str:
        return f"line {self.number}: {words}"


def read_export(text: str) -> tuple[Listed, ...]:
    """The communes of a catalogue as CSV, with commas, semicolons or tabs. Raises BadTable."""
    seen: dict[str, int] = {}
    provinces: dict[str, str] = {}
    found, problems = [], []
    for line in lines(text, CATALOGUE, TYPE):
        listed = as_listed(line)
        wrong = [*mistakes(listed), *repeats(listed, seen, provinces)]
        problems += [line.problem(words) for words in wrong]
        seen.setdefault(listed.code, line.number)
        seen.setdefault(in_province(listed), line.number)
        provinces.setdefault(listed.province, listed.province_name)
        found.append(listed)
    if problems or not found:
        raise BadTable(problems or ["line 2: there is no commune: is this the right file?"])
    return tuple(found)


def read_conversion(text: str) -> tuple[Heir, ...]:
    """What communes became, as CSV with old_code, new_code and perhaps note. Raises BadTable."""
    found, problems = [], []
    for line in lines(text, CONVERSION, NOTE):
        heir = Heir(line.number, code(line, "old_code"), code(line, "new_code"), line.cells.get("note", ""))
        for heading, value in (("old_code", heir.old), ("new_code", heir.new)):
            if not value:
                problems.append(line.problem(f"{heading} is no code of up to five digits: write one."))
        found.append(heir)
    if problems:
        raise BadTable(problems)
    return tuple(found)


def lines(text: str, needed: Mapping[str, tuple[str, ...]], more: Mapping[str, tuple[str, ...]]) -> Iterator[Line]:
    """The lines of a table that are not empty. Raises BadTable when a column is missing or it is no CSV."""
    clean = unicodedata.normalize("NFC", text.removeprefix("\ufeff"))
    first = clean.partition("\n")[0]
    rows = csv.reader(StringIO(clean, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    try:
        columns = headings(next(rows, []), {**needed, **more})
        missing = [heading for heading in needed if heading not in columns.values()]
        if missing:
            raise BadTable([f"line 1: no column {heading}: name the columns in the first line." for heading in missing])
        for row in rows:
            if any(cell.strip() for cell in row):
                cells = {name: " ".join(row[at].split()) for at, name in columns.items() if at < len(row)}
                yield Line(rows.line_num, cells)
    except csv.Error:
        raise BadTable([f"line {rows.line_num}: this is no CSV: save the table as CSV (UTF-8)."]) from None


def headings(row: list[str], known: Mapping[str, tuple[str, ...]]) -> dict[int, str]:
    """Which column holds what, by its folded heading."""
    meant = {spelling: name for name, spellings in known.items() for spelling in spellings}
    return {at: meant[fold(cell)] for at, cell in enumerate(row) if fold(cell) in meant}


def as_listed(line: Line) -> Listed:
    """The commune of a line; a code for it that other data use is brought to the official one."""
    own = code(line, "MaPhuongXa")
    province = line.cells.get("MaTinh", "")
    return Listed(
        code_aliases().get(own, own),
        typed(line.cells.get("TenPhuongXa", ""), line.cells.get("LoaiHinh", "")),
        province.zfill(2) if DIGITS.fullmatch(province) else "",
        line.cells.get("TenTinh", ""),
    )


def code(line: Line, heading: str) -> str:
    """A commune's code with the zeros that a spreadsheet drops; "" when it is none."""
    cell = line.cells.get(heading, "")
    return cell.zfill(5) if DIGITS.fullmatch(cell) else ""


def typed(name: str, kind: str) -> str:
    """A commune's name with its type before it: "Sơn Tây" and "xã" are "Xã Sơn Tây"."""
    own = next((known for known in KINDS if name.lower().startswith(f"{known.lower()} ")), "")
    given = next((known for known in KINDS if kind.lower() == known.lower()), "")
    bare = name[len(own) :].strip()
    return f"{own or given} {bare}" if bare and (own or given) else ""


def mistakes(listed: Listed) -> Iterator[str]:
    """What is wrong with a line by itself, and what to do."""
    if not listed.code:
        yield "MaPhuongXa is no code of up to five digits: copy it from the catalogue."
    if not listed.name:
        yield "no name with a type: write Xã, Phường or Đặc khu before it, or into LoaiHinh."
    if not NAME.fullmatch(listed.name + listed.province_name):
        yield "a name holds what is no letter, digit, dash or apostrophe: copy it from the catalogue."
    if len(listed.province) != 2:
        yield "MaTinh is no code of two digits: copy it from the catalogue."
    if not listed.province_name.lower().startswith(("tỉnh ", "thành phố ")):
        yield "no name of a province with its type: write Tỉnh or Thành phố before it."


def repeats(listed: Listed, seen: Mapping[str, int], provinces: Mapping[str, str]) -> Iterator[str]:
    """What does not go together with the lines before."""
    if listed.code and listed.code in seen:
        yield f"code {listed.code} stands on line {seen[listed.code]} already: keep one of them."
    if listed.name and in_province(listed) in seen:
        yield f"this name stands in this province on line {seen[in_province(listed)]} already: correct one of them."
    if listed.province and provinces.get(listed.province, listed.province_name) != listed.province_name:
        yield f"province {listed.province} has another name further up: write it alike."


def in_province(listed: Listed) -> str:
    """What no two communes share: the name in its province, however its accents are put."""
    return f"{listed.province} {spelled(listed.name)}"
