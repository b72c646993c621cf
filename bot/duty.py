"""Rosters put into force: whoever comes on duty or goes by it is told at once, and the next edge is watched for."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.store.work import SqlWork
from handlers.duty import keep_timers
from handlers.shifts import hand_over
from referral.duty import on_post
from referral.roster import Shift


def put(work: SqlWork, rosters: Mapping[str, Sequence[Shift]]) -> None:
    """These agencies have these shifts from now on, and no others."""
    before = {agency: on_post(work.directory, agency, work.now) for agency in rosters}
    work.duty.replace(rosters, (shift for shifts in rosters.values() for shift in shifts))
    for agency, officers in before.items():
        hand_over(work, agency, officers, "roster")
    keep_timers(work)
    work.audit("deployer", f"import duty {len(rosters)} agencies")


def correct(work: SqlWork, day: date, *, off: bool | None) -> None:
    """Offices are closed on this day, or open all the same; None: as the law says."""
    rostered = work.directory.roster.agencies
    before = {agency: on_post(work.directory, agency, work.now) for agency in rostered}
    work.duty.correct(day, off)
    for agency, officers in before.items():
        hand_over(work, agency, officers, "roster")
    keep_timers(work)
    work.audit("deployer", f"day {day} {'as the law says' if off is None else 'off' if off else 'on'}")
