"""`langnghe alarm`: the alarms that stand, and a trial of every way by which one is told."""

import asyncio
import sys
from collections.abc import Mapping

import typer
from rich.console import Console
from rich.table import Table

from bot.opening import opened
from bot.settings import Settings
from bot.store.store import utc_now
from bot.watch.mail import BadMailServer
from bot.watch.notes import Note, spoken, trial_note
from bot.watch.ping import ping
from bot.watch.ways import told_by, ways_of
from handlers import alarms
from referral.alarm_table import ALARMS, means

app = typer.Typer(no_args_is_help=True)
EXPECTED = (BadMailServer,)


@app.command("list")
def show() -> None:
    """The alarms that stand, and what to do."""
    with opened() as (_, work):
        raised = [one for one in work.alarms.all() if not one.over_at]
    table = Table("Alarm", "Since", "What it means", "What to do")
    for one in raised:
        table.add_row(one.trouble.name, spoken(one.since), means(one.trouble), ALARMS[one.trouble.name].remedy)
    Console().print(table if raised else "No alarm stands.")


@app.command("test")
def trial() -> None:
    """Send a trial alarm by each way and say which took it; exit code 1 if one did not, or there is none outside."""
    with opened() as (settings, work):
        count = alarms.rehearse(work)
    report(f"desks: messages staged: {count}; the running program delivers them")
    found = asyncio.run(outside(settings, trial_note(utc_now())))
    for name, fault in found.items():
        report(f"{name}: did not take it ({type(fault).__name__})" if fault else f"{name}: took it")
    if not settings.ping_url.get_secret_value():
        report("ping: LANGNGHE_PING_URL is not set; nobody misses this program when it is dead")
    if set(found) <= {"ping"}:
        report("There is no way outside the messengers: set LANGNGHE_ALARM_MAIL_TO and LANGNGHE_SMTP_URL, or")
        report("LANGNGHE_ALARM_COMMAND.")
    if set(found) <= {"ping"} or any(found.values()):
        sys.exit(1)


async def outside(settings: Settings, note: Note) -> Mapping[str, BaseException | None]:
    """What went wrong by each way that is set up, the ping among them; None: nothing did."""
    found: dict[str, BaseException | None] = {
        name: faults[note] for name, faults in (await told_by(ways_of(settings), [note])).items()
    }
    if url := settings.ping_url.get_secret_value():
        (found["ping"],) = await asyncio.gather(ping(url), return_exceptions=True)
    return found


def report(line: str) -> None:
    """A line of what was found."""
    Console().print(line, soft_wrap=True, highlight=False)
