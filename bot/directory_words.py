"""The directory on the deployer's screen: what an import changes, which lines are not taken, how far it reaches."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO
from pathlib import Path

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from bot.directory_lines import Import, Problem
from bot.place_words import MOST_SHOWN, cells, listed, named
from referral.agencies import Agency, Directory, Officer
from referral.coverage import NEEDS, Coverage, Gap, Row
from referral.jurisdiction.units import unit, units
from referral.jurisdiction.words import spoken
from referral.roles import WANTED

HEADINGS = ("role", "code", "place", "lacks")
MOST_CANDIDATES = 5

Posts = Mapping[str, Agency] | Mapping[str, Officer]


def kinds(before: Posts, found: Posts) -> tuple[list[str], list[str], list[str]]:
    """The ids that are new, changed, unchanged."""
    new = [one for one in found if one not in before]
    changed = [one for one in found if one in before and before[one] != found[one]]
    return new, changed, [one for one in found if before.get(one) == found[one]]


def agency_tables(before: Directory, found: Mapping[str, Agency]) -> Iterator[RenderableType]:
    """What becomes of the agencies; a number is never shown."""
    new, changed, same = kinds(before.agencies, found)
    rows = [(a.id, a.name, a.role, places_words(a)) for a in (found[one] for one in new)]
    yield listed("New agencies", ("Id", "Name", "Role", "Serves"), rows)
    others = [(one, differing(before.agencies[one], found[one]), places_words(found[one])) for one in changed]
    yield listed("Changed agencies", ("Id", "What", "Serves"), others)
    yield Text(f"Unchanged agencies: {len(same)}")


def officer_tables(before: Directory, found: Mapping[str, Officer]) -> Iterator[RenderableType]:
    """What becomes of the officers."""
    new, changed, same = kinds(before.officers, found)
    yield listed("New officers", ("Id", "Agency"), [(one, found[one].agency) for one in new])
    rows = [(one, differing(before.officers[one], found[one])) for one in changed]
    yield listed("Changed officers", ("Id", "What"), rows)
    yield Text(f"Unchanged officers: {len(same)}")


def differing(before: Agency | Officer, after: Agency | Officer) -> str:
    """The names of the fields that differ."""
    return ", ".join(name for name in before.__slots__ if getattr(before, name) != getattr(after, name))


def places_words(agency: Agency) -> str:
    """What an agency serves, in words."""
    some = [spoken(code) for code in agency.communes[:MOST_CANDIDATES]]
    more = [f"… {len(agency.communes)} communes"] if len(agency.communes) > MOST_CANDIDATES else []
    return "; ".join((*some, *more)) or named(filter(None, (agency.province,))) or "toàn quốc"


def rivals(before: Directory, found: Import) -> Iterator[Text]:
    """A warning for agencies of one role that serve one place: only the first is alerted."""
    shared: dict[tuple[str, ...], list[str]] = {}
    for (role, code), ids in serving(found.onto(before)).items():
        if len(ids) > 1 and not found.agencies.keys().isdisjoint(ids):
            shared.setdefault((role, *sorted(ids)), []).append(code)
    for (role, *ids), codes in shared.items():
        places = candidates(codes) if unit(codes[0]) else place_words(codes[0])
        yield Text(f"Warning: {len(ids)} agencies are {role} of {places}: {', '.join(ids)}. Only {ids[0]} is alerted.")


def serving(directory: Directory) -> Mapping[tuple[str, str], Sequence[str]]:
    """The ids of the agencies of each role and place; samples aside."""
    found: dict[tuple[str, str], list[str]] = {}
    for agency in directory.agencies.values():
        for code in () if agency.sample else agency.communes or (agency.province,):
            found.setdefault((agency.role, code), []).append(agency.id)
    return found


def problem_lines(files: Mapping[str, str], problems: Iterable[Problem]) -> Iterator[Text]:
    """Every line that is not taken: what is wrong, how it was read, what it may mean, what to write."""
    for problem in sorted(problems, key=lambda p: (p.table, p.line)):
        at = f"{files[problem.table]} line {problem.line}{f', {problem.column}' if problem.column else ''}"
        parts = [f"{problem.what.words}."]
        parts += [f"Read: {'; '.join(problem.what.reading)}."] if problem.what.reading else []
        parts += [f"May be: {candidates(problem.what.candidates)}."] if problem.what.candidates else []
        yield Text(f"{at}: {' '.join(parts)} Remedy: {problem.what.remedy}.")


def candidates(codes: Sequence[str]) -> str:
    """The first communes in words, with their codes."""
    more = f" … {len(codes)} in all" if len(codes) > MOST_CANDIDATES else ""
    return "; ".join(f"{spoken(code)} ({code})" for code in codes[:MOST_CANDIDATES]) + more


def change_table(before: Coverage, after: Coverage) -> Table:
    """Coverage before and after an import."""
    table = Table("Role", "Places", "Agency", "Officer", "Linked way", "Confirmed number", title="Coverage")
    for was, now in zip(before.rows, after.rows, strict=True):
        have = (f"{was.have[need]:,} → {now.have[need]:,}" for need in NEEDS)
        table.add_row(role_words(now.role), f"{now.places:,}", *have)
    return table


def coverage_table(found: Coverage, where: str) -> Table:
    """How far the directory reaches."""
    title = f"Coverage: {where}"
    table = Table(
        "Role", "Places", "Agency", "Officer", "Linked way", "Confirmed number", "Several agencies", title=title
    )
    for row in found.rows:
        table.add_row(role_words(row.role), f"{row.places:,}", *(f"{row.have[need]:,}" for need in NEEDS), several(row))
    return table


def role_words(role: str) -> str:
    """A role; one that not every place has is marked, it is never missing."""
    return role if role in WANTED else f"{role} (optional)"


def several(row: Row) -> str:
    """In how many places more than one agency has the role."""
    return f"{row.shared:,}"


def gap_rows(gaps: Iterable[Gap]) -> list[tuple[str, str, str, str]]:
    """Gaps in words: role, code, place, what is missing."""
    return [(gap.role, gap.code, place_words(gap.code), missing(gap)) for gap in gaps]


def missing(gap: Gap) -> str:
    """What is missing; without an agency nothing else is worth saying."""
    return "agency" if "agency" in gap.lacks else ", ".join(gap.lacks)


def place_words(code: str) -> str:
    """A commune, a province, or the whole country."""
    return spoken(code) if unit(code) else units().provinces.get(code, "toàn quốc")


def gap_table(found: Coverage, everything: bool) -> RenderableType:
    """The first gaps, or all of them."""
    shown = found.gaps if everything else found.gaps[:MOST_SHOWN]
    if not shown:
        return Text("Nothing is missing.")
    table = Table("Role", "Code", "Place", "Missing", title=f"Missing: {len(found.gaps):,}")
    for row in gap_rows(shown):
        table.add_row(*cells(row))
    if len(shown) < len(found.gaps):
        table.add_row("…", "", "", "--all shows every line")
    return table


def csv_text(found: Coverage) -> str:
    """Every gap as CSV that spreadsheets open with their accents."""
    written = StringIO()
    rows = csv.writer(written)
    rows.writerow(HEADINGS)
    rows.writerows(gap_rows(found.gaps))
    return f"\ufeff{written.getvalue()}"


def names_of(agencies: Path, officers: Path | None) -> Mapping[str, str]:
    """The names of the files, by table."""
    return {"agencies": agencies.name, "officers": officers.name if officers else ""}
