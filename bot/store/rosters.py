"""Shifts, overrides and days off as rows, and back; facts about work, nothing is sealed."""

from collections.abc import Iterable
from datetime import date, time

from sqlalchemy import select

from bot.store.tables import AnyRow, days_off, duty_overrides, shifts
from bot.store.transaction import Transaction
from referral.calendar import Calendar
from referral.roster import Hours, Override, Roster, Shift

SHIFTS = select(shifts).order_by(shifts.c.agency, shifts.c.id)
OVERRIDES = select(duty_overrides).order_by(duty_overrides.c.id)
DAYS_OFF = select(days_off).order_by(days_off.c.day)


def read_roster(transaction: Transaction, calendar: Calendar) -> Roster:
    """All shifts and overrides."""
    held = tuple(shift(row) for row in transaction.run(SHIFTS))
    exceptions = tuple(override(row) for row in transaction.run(OVERRIDES))
    return Roster(held, exceptions, calendar)


def read_calendar(transaction: Transaction) -> Calendar:
    """The working days as the deployer corrected them."""
    rows = transaction.run(DAYS_OFF).all()
    return Calendar(off=days(row.day for row in rows if row.off), on=days(row.day for row in rows if not row.off))


def days(written: Iterable[str]) -> frozenset[date]:
    """Days from how they are stored."""
    return frozenset(map(date.fromisoformat, written))


def shift_row(one: Shift) -> dict[str, object]:
    """The row of a shift."""
    hours = one.hours
    return {
        "agency": one.agency,
        "officer": one.officer,
        "days": "".join(str(day) for day in sorted(hours.days)),
        "begins": f"{hours.begin:%H:%M}",
        "ends": f"{hours.end:%H:%M}",
        "first_day": written(hours.since),
        "last_day": written(hours.until),
        "on_holidays": hours.on_holidays,
        "rank": one.rank,
    }


def shift(row: AnyRow) -> Shift:
    """The shift of a row."""
    hours = Hours(
        frozenset(map(int, row.days)),
        time.fromisoformat(row.begins),
        time.fromisoformat(row.ends),
        day_in(row.first_day),
        day_in(row.last_day),
        row.on_holidays,
    )
    return Shift(row.agency, row.officer, hours, row.rank)


def override(row: AnyRow) -> Override:
    """The override of a row."""
    return Override(row.officer, row.since, row.until, row.on_duty)


def written(day: date | None) -> str:
    """A day as it is stored, "" for none."""
    return day.isoformat() if day else ""


def day_in(stored: str) -> date | None:
    """A day from how it is stored."""
    return date.fromisoformat(stored) if stored else None
