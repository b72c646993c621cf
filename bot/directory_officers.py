"""The lines of a deployer's table become officers of agencies; whoever is known keeps id, duty and linked ways."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from bot.directory_lines import ID, YES_OR_NO, Cells, Fault, Problem, misshapen, twice, unclear_yes, without_name
from bot.directory_places import Unclear
from bot.directory_table import Columns, Line
from referral.agencies import Directory, Officer
from referral.jurisdiction.names import fold

OFFICER_COLUMNS: Columns = {
    "id": ("mã",),
    "agency": ("cơ quan",),
    "name": ("tên", "họ tên"),
    "deputy": ("cấp phó", "phó"),
}
Post = tuple[str, str]  # the id of an agency, the name of an officer


def officers_in(lines: Iterable[Line], directory: Directory) -> tuple[dict[str, Officer], tuple[Problem, ...]]:
    """The officers of the good lines by id, and what is wrong with the others; the agencies are in the directory."""
    lines = tuple(lines)
    problems = [
        *(Problem("officers", line.number, *fault) for line in lines for fault in faults(line, directory)),
        *named_twice(lines, directory),
        *twice("officers", [(line.number, line.cells["id"]) for line in lines if line.cells["id"]]),
    ]
    bad = {problem.line for problem in problems}
    found: dict[str, Officer] = {}
    for line in sorted(lines, key=lambda line: not line.cells["id"]):  # the ids that are written are taken first
        if line.number not in bad:
            officer = read_officer(line.cells, directory, found)
            found[officer.id] = officer
    return found, tuple(problems)


def read_officer(cells: Cells, directory: Directory, found: dict[str, Officer]) -> Officer:
    """An officer as a line says it."""
    (agency,) = agencies_called(cells["agency"], directory)
    one = cells["id"] or id_of((agency, cells["name"]), directory, found)
    known = directory.officers.get(one, Officer(one, agency, ""))
    return replace(known, agency=agency, name=cells["name"], deputy=YES_OR_NO[fold(cells["deputy"])])


def agencies_called(said: str, directory: Directory) -> tuple[str, ...]:
    """The ids of the agencies with this id or exact name."""
    if said in directory.agencies:
        return (said,)
    return tuple(a.id for a in directory.agencies.values() if a.name == said)


def id_of(post: Post, directory: Directory, found: dict[str, Officer]) -> str:
    """The id somebody has, else the next number of the agency. It is no name: ids stand in logs."""
    known = (o.id for o in directory.officers_of(post[0]) if o.name == post[1] and o.id not in found)
    return next(known, "") or free_id(post[0], {*directory.officers, *directory.retired, *found})


def free_id(agency: str, taken: Collection[str]) -> str:
    """The first number that nobody has or had: who was removed still stands in cases under theirs."""
    return next(one for number in range(1, len(taken) + 2) if (one := f"{agency}-{number}") not in taken)


def faults(line: Line, directory: Directory) -> Iterator[Fault]:
    """Everything that is wrong with one line of officers."""
    cells = line.cells
    if shape := misshapen(line):
        yield from shape
        return
    if wrong := without_name(cells):
        yield "name", wrong
    if wrong := unclear_yes(cells["deputy"]):
        yield "deputy", wrong
    if cells["id"] and not ID.fullmatch(cells["id"]):
        yield "id", Unclear("no id", "write one of letters without accents, digits, dots and dashes")
    if cells["id"] in directory.retired:
        yield "id", Unclear("this id was that of somebody who was removed", "leave it empty, or write a new one")
    yield from unfit_agency(cells, directory)


def unfit_agency(cells: Cells, directory: Directory) -> Iterator[Fault]:
    """An officer works at one agency, which is no sample, and did not come from one."""
    agencies = agencies_called(cells["agency"], directory)
    if len(agencies) > 1:
        yield "agency", Unclear("several agencies have this name", f"write the id: {', '.join(sorted(agencies))}")
    elif not agencies:
        yield "agency", Unclear("no agency has this id or name", "correct it, or correct the line of the agency first")
    known = directory.officers.get(cells["id"])
    if any(directory.agencies[one].sample for one in (*agencies, *([known.agency] if known else ()))):
        yield "agency", Unclear("this is a sample agency", "name a real one, or begin with a new database")


def named_twice(lines: Iterable[Line], directory: Directory) -> Iterator[Problem]:
    """One name twice at one agency, without ids: it may be two people, or one."""
    unnumbered = [line for line in lines if not line.cells["id"] and line.cells["name"]]
    posts = {line.number: (agencies_called(line.cells["agency"], directory), line.cells["name"]) for line in unnumbered}
    many = Counter(posts.values())
    for number, post in posts.items():
        if many[post] > 1:
            yield Problem(
                "officers", number, "name", Unclear("this officer stands here twice", "take one out, or write ids")
            )
