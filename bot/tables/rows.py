"""What goes out as a table: agencies, officers, shifts, days and the matrix, in the columns in which they come in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from bot.directory_lines import AGENCY_COLUMNS
from bot.directory_officers import OFFICER_COLUMNS
from bot.duty_cells import SAID_DAYS
from bot.duty_lines import SHIFT_COLUMNS
from bot.tables.days import DAY_COLUMNS, OFFICES_SAID
from referral.agencies import Agency, Directory, Officer
from referral.calendar import Calendar
from referral.roster import EVERY_DAY, Shift

Row = Sequence[str]
YES_NO: Mapping[bool, str] = {True: "có", False: "không"}
HOLIDAYS = {"too": "có", "never": "không", "only": "chỉ ngày lễ"}
RANKS = {"": "", "first": "chính", "deputy": "phó"}


def agency_rows(agencies: Iterable[Agency]) -> Iterator[Row]:
    """Agencies; a sample begins with #, so that an import leaves it out."""
    yield tuple(AGENCY_COLUMNS)
    yield from (agency_row(agency) for agency in agencies)


def agency_row(agency: Agency) -> Row:
    """One agency; what it serves by code."""
    place = "; ".join(agency.communes) or agency.province or "toàn quốc"
    name = f"#{agency.id}" if agency.sample else agency.id
    return (name, agency.name, agency.role, place, agency.phone, YES_NO[agency.phone_confirmed])


def officer_rows(officers: Iterable[Officer], directory: Directory) -> Iterator[Row]:
    """Officers; those of samples begin with #."""
    yield tuple(OFFICER_COLUMNS)
    for officer in officers:
        name = f"#{officer.id}" if directory.agencies[officer.agency].sample else officer.id
        yield (name, officer.agency, officer.name, YES_NO[officer.deputy])


def shift_rows(shifts: Iterable[Shift]) -> Iterator[Row]:
    """Shifts, officers by id."""
    yield tuple(SHIFT_COLUMNS)
    yield from map(shift_row, shifts)


def shift_row(shift: Shift) -> Row:
    """One shift, as one writes it."""
    hours = shift.hours
    days = "hằng ngày" if hours.days == EVERY_DAY else ", ".join(SAID_DAYS[day][0] for day in sorted(hours.days))
    ends = (f"{hours.begin:%H:%M}", f"{hours.end:%H:%M}")
    dates = (day_words(hours.since), day_words(hours.until))
    return (shift.agency, shift.officer, days, *ends, HOLIDAYS[hours.on_holidays], RANKS[shift.rank], *dates)


def shift_line(shift: Shift) -> str:
    """The same in one line, without the agency."""
    return " · ".join(cell for cell in shift_row(shift)[1:] if cell)


def day_words(day: date | None) -> str:
    """A day as it is written here, "" for none."""
    return f"{day:%d/%m/%Y}" if day else ""


def day_rows(calendar: Calendar) -> Iterator[Row]:
    """Every correction of the calendar."""
    yield tuple(DAY_COLUMNS)
    every = {**dict.fromkeys(calendar.off, True), **dict.fromkeys(calendar.on, False)}
    yield from ((day_words(day), OFFICES_SAID[every[day]]) for day in sorted(every))
