"""Rosters put into force by the deployer; the console does the same under the name of whoever sits there."""

from datetime import date

from handlers.console.directory import correct_days
from handlers.console.directory import put_rosters as put
from handlers.work import Work

__all__ = ("correct", "put")


def correct(work: Work, day: date, *, off: bool | None) -> None:
    """Offices are closed on this day, or open all the same; None: as the law says."""
    correct_days(work, {day: off})
