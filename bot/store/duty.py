"""The roster inside one transaction: shifts of whole agencies replaced, exceptions made and ended, days corrected."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import bindparam, delete, insert

from bot.store.directory import Directories
from bot.store.rosters import shift_row
from bot.store.tables import UtcTime, days_off, duty_overrides, shifts
from bot.store.transaction import Transaction
from bot.store.upsert import upsert
from referral.roster import Override, Shift

PUT_SHIFT = insert(shifts)
DROP_SHIFTS = delete(shifts).where(shifts.c.agency == bindparam("this"))
OVERRIDE = insert(duty_overrides)
END_OVERRIDES = delete(duty_overrides).where(
    duty_overrides.c.officer == bindparam("this"), duty_overrides.c.since <= bindparam("now", type_=UtcTime)
)
CORRECT = upsert(days_off, ["day"], ["off"])
DROP_DAY = delete(days_off).where(days_off.c.day == bindparam("this"))


class SqlDuty:
    """`handlers.work.Duty`; what changes shifts and days is for the program."""

    def __init__(self, transaction: Transaction, directories: Directories) -> None:
        self._t = transaction
        self._directories = directories

    def replace(self, agencies: Iterable[str], new_shifts: Iterable[Shift]) -> None:
        """These agencies have these shifts and no others."""
        for agency in agencies:
            self._t.run(DROP_SHIFTS, this=agency)
        for shift in new_shifts:
            self._t.run(PUT_SHIFT, **shift_row(shift))
        self._directories.changed()

    def override(self, override: Override) -> None:
        """For a while this officer is on or off duty, whatever the shifts say."""
        row = {"since": override.since, "until": override.until, "on_duty": override.on_duty}
        self._t.run(OVERRIDE, officer=override.officer, **row)
        self._directories.changed()

    def end_overrides(self, officer_id: str) -> None:
        """From now on the shifts count again; an exception that begins later stays."""
        self._t.run(END_OVERRIDES, this=officer_id, now=self._t.now)
        self._directories.changed()

    def correct(self, day: date, off: bool | None) -> None:
        """Offices are closed on this day, or open; None: as the law says."""
        if off is None:
            self._t.run(DROP_DAY, this=day.isoformat())
        else:
            self._t.run(CORRECT, day=day.isoformat(), off=off)
        self._directories.changed()
