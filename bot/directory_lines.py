"""The lines of a deployer's table become agencies; every line that cannot is said, by its number."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from bot.directory_places import Served, Unclear, place_served
from bot.directory_table import Columns, Line
from referral.agencies import ROLES, Agency, Directory, Officer
from referral.jurisdiction.names import fold, tokens
from referral.records import dataclass
from referral.roles import OFFICES

AGENCY_COLUMNS: Columns = {
    "id": ("mã",),
    "name": ("tên", "tên cơ quan"),
    "role": ("vai trò",),
    "place": ("nơi", "địa bàn"),
    "phone": ("điện thoại", "số điện thoại"),
    "phone_confirmed": ("đã gọi thử", "phone confirmed"),
}
SAID_ROLES = {role: office.said for role, office in OFFICES.items()}
ROLE_OF = {fold(said): role for role in ROLES for said in (role, *SAID_ROLES[role])}
YES_OR_NO = {fold(said): True for said in ("có", "yes", "x", "1", "true", "rồi")} | {
    fold(said): False for said in ("", "không", "no", "0", "false", "chưa")
}
LONGEST_ID = 80
ID = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._-]{{0,{LONGEST_ID - 1}}}")
PHONE = re.compile(r"\+?[0-9 .()-]{3,30}")
LOST_ZERO = re.compile(r"[2-9][0-9]{8,9}")  # no number in Vietnam begins so: a spreadsheet took its 0 away

LOST_LETTER = re.compile(r"[^\W\d_]\?|\?[^\W\d_]|\ufffd")

Cells = Mapping[str, str]
Fault = tuple[str, Unclear]  # the column, "" for the whole line


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a line of a table is not taken: its number, the column ("" for the whole line), what is wrong."""

    table: str
    line: int
    column: str
    what: Unclear


@dataclass(frozen=True, slots=True)
class Import:
    """What the tables put into a directory, by id, and the lines that are not taken."""

    agencies: Mapping[str, Agency]
    officers: Mapping[str, Officer]
    problems: tuple[Problem, ...]

    def onto(self, before: Directory) -> Directory:
        """The directory when this is written."""
        officers = {**before.officers, **self.officers}
        return replace(before, agencies={**before.agencies, **self.agencies}, officers=officers)


def agencies_in(lines: Iterable[Line], before: Directory) -> tuple[dict[str, Agency], tuple[Problem, ...]]:
    """The agencies of the good lines by id, and what is wrong with the others."""
    read = [(line, read_agency(line.cells)) for line in lines]
    problems = [
        *(Problem("agencies", line.number, *fault) for line, agency in read for fault in faults(line, agency, before)),
        *twice("agencies", [(line.number, agency.id) for line, agency in read]),
    ]
    bad = {problem.line for problem in problems}
    return {agency.id: agency for line, agency in read if line.number not in bad}, tuple(problems)


def read_agency(cells: Cells) -> Agency:
    """An agency as a line says it; what the line gets wrong is empty."""
    role = ROLE_OF.get(fold(cells["role"]), "")
    served = place_served(cells["place"], role)[0] if role else Served()
    return Agency(
        id=cells["id"] or made_id(role, cells["name"]),
        name=cells["name"],
        role=role,
        communes=served.communes,
        province=served.province,
        phone=cells["phone"],
        phone_confirmed=bool(YES_OR_NO.get(fold(cells["phone_confirmed"]))),
    )


def made_id(role: str, name: str) -> str:
    """The id of a line without one, always the same for a role and a name: "police-cong-an-xa-son-tay"."""
    return "-".join((role, *(word.key for word in tokens(name))))[:LONGEST_ID]


def faults(line: Line, agency: Agency, before: Directory) -> Iterator[Fault]:
    """Everything that is wrong with one line of agencies."""
    if shape := misshapen(line):
        yield from shape
        return
    yield from ((column, wrong) for column, look in LOOKS.items() if (wrong := look(line.cells)))
    if agency.role:
        yield from (("place", wrong) for wrong in place_served(line.cells["place"], agency.role)[1])
    if agency.name and agency.role and not ID.fullmatch(agency.id):
        yield "id", Unclear("no id", "write one of letters without accents, digits, dots and dashes")
    known = before.agencies.get(agency.id)
    if known and known.sample:
        yield "id", Unclear(f"{agency.id} is a sample agency", "write another id, or begin with a new database")


def misshapen(line: Line) -> tuple[Fault, ...]:
    """Why the cells of a line are not what somebody meant; then they are not judged."""
    if line.surplus:
        return (("", Unclear("more cells than columns", "put quotation marks around a cell in which a comma stands")),)
    remedy = "write the value itself into every cell, or save the table as CSV"
    return tuple((column, Unclear(f"this cell is {why}", remedy)) for column, why in line.unread.items())


def twice(table: str, ids: Iterable[tuple[int, str]]) -> Iterator[Problem]:
    """Lines that say the same id: nobody knows which is right, so none is taken."""
    lines: dict[str, list[int]] = {}
    for number, one in ids:
        lines.setdefault(one, []).append(number)
    for numbers in lines.values():
        for number in numbers if len(numbers) > 1 else ():
            others = ", ".join(str(other) for other in numbers if other != number)
            what = Unclear(f"the same id as line {others}", "take one out, or give each an id of its own")
            yield Problem(table, number, "id", what)


def without_name(cells: Cells) -> Unclear | None:
    """Everybody has a name, with all its letters: a question mark at a letter was one before the file was saved."""
    if LOST_LETTER.search(cells["name"]):
        return Unclear("the name has lost letters", "save the table anew as XLSX, or as CSV UTF-8")
    return None if cells["name"] else Unclear("no name", "write it as people read it")


def unknown_role(cells: Cells) -> Unclear | None:
    """Only roles of the matrix are asked."""
    known = fold(cells["role"]) in ROLE_OF
    roles = ", ".join(f"{role} ({said[0]})" for role, said in SAID_ROLES.items())
    return None if known else Unclear(f"“{cells['role']}” is no role", f"write one of {roles}")


def bad_phone(cells: Cells) -> Unclear | None:
    """A number as it is dialled; it is never said."""
    if LOST_ZERO.fullmatch(re.sub(r"\D", "", cells["phone"])) and not cells["phone"].startswith("+"):
        return Unclear("the number has lost its first 0", "write it anew, in a column whose format is text")
    good = not cells["phone"] or PHONE.fullmatch(cells["phone"])
    return None if good else Unclear("this is no number", "write one number, of digits, spaces, dots and dashes")


def bad_confirmation(cells: Cells) -> Unclear | None:
    """Whether somebody called the number; one that is not there cannot have been called."""
    if YES_OR_NO.get(fold(cells["phone_confirmed"])) and not cells["phone"]:
        return Unclear("confirmed, but there is no number", "write the number that was called")
    return unclear_yes(cells["phone_confirmed"])


def unclear_yes(cell: str) -> Unclear | None:
    """Yes and no are said in a few words."""
    return None if fold(cell) in YES_OR_NO else Unclear(f"“{cell}” is neither yes nor no", "write có or không")


LOOKS: Mapping[str, Callable[[Cells], Unclear | None]] = {
    "name": without_name,
    "role": unknown_role,
    "phone": bad_phone,
    "phone_confirmed": bad_confirmation,
}
