"""Rosters on the deployer's screen: what a table changes, who is on duty in the days to come, where nobody is."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import StringIO

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from bot.duty_cells import SAID_DAYS
from bot.duty_lines import SHIFT_COLUMNS
from bot.place_words import cells, listed
from referral.agencies import Agency, Directory, Officer
from referral.calendar import Calendar, public_holidays
from referral.clock import local
from referral.duty import vacant, would_be
from referral.roster import EVERY_DAY, Hours, Post, Roster, Shift, Stretch

EXAMPLES = (  # agency, officer, days, begin, end, holidays, rank, since, until
    ("#Công an xã Sơn Tây", "Nguyễn Văn Mẫu", "T2-T6", "07:30", "17:30", "không", "chính", "", ""),
    ("#Công an xã Sơn Tây", "Trần Thị Mẫu", "hằng ngày", "17:30", "07:30", "có", "chính", "", ""),
    ("#Công an xã Sơn Tây", "", "CN", "07:30", "17:30", "có", "", "", ""),
    ("#Trạm y tế xã Sơn Tây", "Lê Văn Mẫu", "hằng ngày", "07:30", "07:30", "chỉ ngày lễ", "", "", ""),
    ("#UBND xã Sơn Tây", "Phạm Thị Mẫu", "T2-CN", "17:30", "07:30", "", "phó", "01/12/2026", "31/12/2026"),
)
KINDS = {"too": "", "never": "not on holidays", "only": "only on holidays"}
A_WEEK = timedelta(days=7)
SHOWN_GAPS = 5


def template_text() -> str:
    """An empty table of shifts with examples that are no lines yet, as CSV that spreadsheets open."""
    written = StringIO()
    table = csv.writer(written)
    table.writerow(SHIFT_COLUMNS)
    table.writerows(EXAMPLES)
    return f"\ufeff{written.getvalue()}"


def import_tables(before: Directory, rosters: Mapping[str, Sequence[Shift]], now: datetime) -> Iterator[RenderableType]:
    """What becomes of each agency's roster, and when nobody would be on duty in the week to come."""
    after = with_rosters(before, rosters)
    rows = [row for agency in sorted(rosters) for row in changed_rows(before, after, agency)]
    yield listed("Changed shifts", ("Agency", "", "Shift"), rows)
    same = sum(shifts_at(before.roster, a) == shifts_at(after.roster, a) for a in rosters)
    yield Text(f"Agencies whose roster stays as it is: {same}")
    gaps = [(agency, gap_words(vacant(after, (agency,), (now, now + A_WEEK)))) for agency in sorted(rosters)]
    yield listed("Nobody on duty within a week", ("Agency", "When"), [gap for gap in gaps if gap[1]])


def with_rosters(before: Directory, rosters: Mapping[str, Sequence[Shift]]) -> Directory:
    """The directory as it will be stored."""
    base = before.kept or before
    others = tuple(shift for shift in base.roster.shifts if shift.agency not in rosters)
    new = tuple(shift for shifts in rosters.values() for shift in shifts)
    roster = Roster((*others, *new), base.roster.overrides, base.calendar)
    return replace(base, roster=roster)


def changed_rows(before: Directory, after: Directory, agency: str) -> Iterator[tuple[str, str, str]]:
    """The shifts of an agency that go and those that come."""
    was, will = shifts_at(before.roster, agency), shifts_at(after.roster, agency)
    yield from ((agency, "goes", shift_words(shift)) for shift in was if shift not in will)
    yield from ((agency, "comes", shift_words(shift)) for shift in will if shift not in was)


def shifts_at(roster: Roster, agency: str) -> tuple[Shift, ...]:
    """All shifts of an agency."""
    return tuple(shift for shift in roster.shifts if shift.agency == agency)


def shift_words(shift: Shift) -> str:
    """A shift in one line; an officer by id."""
    parts = (shift.officer or "everybody", hours_words(shift.hours), shift.rank)
    return ", ".join(part for part in parts if part)


def hours_words(hours: Hours) -> str:
    """When a shift is held."""
    names = "every day" if hours.days == EVERY_DAY else " ".join(SAID_DAYS[day][0] for day in sorted(hours.days))
    dates = f"{day_words(hours.since)} – {day_words(hours.until)}" if hours.since or hours.until else ""
    parts = (names, f"{hours.begin:%H:%M}–{hours.end:%H:%M}", dates, KINDS[hours.on_holidays])
    return " ".join(part for part in parts if part)


def day_words(day: date | None) -> str:
    """A day as it is written here, or that there is no such bound."""
    return f"{day:%d/%m/%Y}" if day else "…"


def gap_words(stretches: Sequence[Stretch]) -> str:
    """The first stretches of time without anybody."""
    more = f" … {len(stretches)} in all" if len(stretches) > SHOWN_GAPS else ""
    return "; ".join(stretch_words(stretch) for stretch in stretches[:SHOWN_GAPS]) + more


def stretch_words(stretch: Stretch) -> str:
    """From when until when, in Vietnam."""
    begins, ends = map(local, stretch)
    return f"{begins:%d/%m %H:%M} – {ends:%d/%m %H:%M}"


def roster_table(directory: Directory, agency: Agency, stretch: Stretch) -> Table:
    """Who of an agency is on duty when, change by change."""
    table = Table("From", "On duty", title=f"{agency.name} ({agency.id})", title_justify="left")
    for edge, here in roster_rows(directory, agency, stretch):
        words = [o.id if o.ways else f"{o.id} (not linked)" for o in here]
        table.add_row(*cells((f"{local(edge):%a %d/%m %H:%M}", ", ".join(words) or "NOBODY")))
    return table


def roster_rows(directory: Directory, agency: Agency, stretch: Stretch) -> Iterator[tuple[datetime, Sequence[Officer]]]:
    """Each moment at which the officers on duty at an agency change, with those who then are."""
    base = directory.kept or directory
    start, end = stretch
    officers = base.officers_of(agency.id)
    edges = {e for o in officers for e in base.roster.changes(Post(o.agency, o.id), start, end)} | {start}
    for edge in sorted(edges - {end}):
        yield edge, [o for o in officers if would_be(base, o, edge)]


def holiday_table(calendar: Calendar, year: int) -> Table:
    """The public holidays of a year and their corrections."""
    table = Table("Day", "", "", title=f"Public holidays {year}", title_justify="left")
    every: Iterable[date] = public_holidays(year) | {d for d in calendar.off | calendar.on if d.year == year}
    for day in sorted(every):
        open_or_closed = "closed" if calendar.holiday(day) else "open"
        corrected = "corrected" if day in calendar.off | calendar.on else ""
        table.add_row(f"{day:%a %d/%m/%Y}", open_or_closed, corrected)
    return table
