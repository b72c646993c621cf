"""The command line: `langnghe` and what it can do."""

import sqlite3
import sys

import typer
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from rich.console import Console
from rich.table import Table
from sqlalchemy.exc import DBAPIError

from bot import (
    cli_admin,
    cli_alarm,
    cli_audit,
    cli_backup,
    cli_campaign,
    cli_cases,
    cli_chat,
    cli_check,
    cli_clocks,
    cli_directory,
    cli_drill,
    cli_duty,
    cli_erasures,
    cli_forget,
    cli_hazards,
    cli_keys,
    cli_matrix,
    cli_move,
    cli_officers,
    cli_places,
    cli_poster,
    cli_requests,
    cli_restore,
    cli_serve,
    cli_subscriptions,
    cli_triage,
    cli_zalo,
)  # fmt: skip
from bot.channels.zalo_oa.oauth import TokenRefused
from bot.channels.zalo_oa.templates import BadTemplates
from bot.foreseen import sentence
from bot.log import start_log
from bot.pictures import BadPicture, PictureTooLarge
from bot.ports import REFUSALS
from bot.programs import BadCommand
from bot.roles import OneProcess, UnknownRole
from bot.settings import described
from bot.speaking import speak_vietnamese
from bot.store.database import UnknownDatabase
from bot.store.fitness import UNFIT
from bot.store.keyring import KeyRingMissing, KeyRingOpenToOthers, KeyRingUnreadable
from bot.store.migrate import DatabaseIsNewer
from bot.store.vault import KeyRingDoesNotFit
from bot.trial import BadSetting
from flows.parse import BadFlow
from referral.clock_rules import BadClocks
from referral.triage.lexicon import LexiconError

# What a deployer can put right: said in one sentence, without a traceback.
EXPECTED = (
    UnknownDatabase, KeyRingMissing, KeyRingOpenToOthers, KeyRingUnreadable, KeyRingDoesNotFit,
    DatabaseIsNewer, BadFlow, BadSetting, BadCommand, LexiconError,
    *REFUSALS, *UNFIT, cli_officers.UnknownOfficer, cli_cases.UnknownCase, cli_drill.NobodyToDrill,
    *cli_keys.EXPECTED, *cli_places.EXPECTED, *cli_directory.EXPECTED, *cli_matrix.EXPECTED, *cli_duty.EXPECTED,
    cli_requests.UnknownRequest, BadClocks, cli_hazards.UnknownCommune,
    BadTemplates, TokenRefused, *cli_zalo.EXPECTED, *cli_poster.EXPECTED, BadPicture, PictureTooLarge,
    *cli_admin.EXPECTED, *cli_alarm.EXPECTED, *cli_subscriptions.EXPECTED, *cli_campaign.EXPECTED, cli_audit.BadHead,
    cli_cases.CaseKept, *cli_erasures.EXPECTED, *cli_move.EXPECTED, *cli_backup.EXPECTED, OneProcess, UnknownRole,
)  # fmt: skip
# Of these, what bot/foreseen.py has a sentence for; the rest is our own fault.
MACHINE = (OSError, sqlite3.Error, DBAPIError, MemoryError)

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Lắng Nghe: the chat hotline for children.",
)
app.command("serve")(cli_serve.serve)
app.command("chat")(cli_chat.chat)
app.command("check")(cli_check.check)
app.command("drill")(cli_drill.drill)
app.command("triage")(cli_triage.triage_texts)
app.command("poster")(cli_poster.posters)
app.command("forget")(cli_forget.forget)
app.command("move")(cli_move.move)
app.command("restore")(cli_restore.restore)
app.command("dead-letters")(cli_cases.dead_letters)
app.add_typer(cli_cases.app, name="case", help="Erase a case.")
app.add_typer(cli_alarm.app, name="alarm", help="Alarms: list, and try each way by which they are told.")
app.add_typer(cli_erasures.app, name="erasures", help="What was erased: export, and repeat after a restore.")
app.add_typer(cli_audit.app, name="audit", help="The log of who did what: verify, head.")
app.add_typer(cli_backup.app, name="backup", help="An encrypted copy of the database: make, prove.")
app.add_typer(cli_keys.app, name="keys", help="The key ring.")
app.add_typer(cli_places.app, name="places", help="Places: resolve, explain, update, replay, history.")
app.add_typer(cli_directory.app, name="directory", help="Who answers where: import, template, coverage.")
app.add_typer(cli_matrix.app, name="matrix", help="Who must act, know, supervise: export, import.")
app.add_typer(cli_duty.app, name="duty", help="Who is on duty when: rosters, public holidays.")
app.add_typer(cli_hazards.app, name="hazard", help="Dangerous places: list, map, after a storm.")
app.add_typer(cli_admin.app, name="admin", help="Administrators of the console: create, list, reset.")
app.add_typer(cli_officers.app, name="officer", help="Officers: list, log-in links, invitations.")
app.add_typer(cli_clocks.app, name="clocks", help="Legal clocks: show, and import a province's shorter ones.")
app.add_typer(cli_campaign.app, name="campaign", help="Campaigns and reminders: calendar, preview, start, results.")
app.add_typer(cli_requests.app, name="request", help="Requests about personal data: list, answer, done.")
app.add_typer(cli_subscriptions.app, name="subscriptions", help="Subscribers: import a list, count.")
app.add_typer(cli_zalo.app, name="zalo", help="Zalo Official Accounts: log in, status.")


@app.command("settings")
def show_settings() -> None:
    """Every setting: its environment variable, its default, what it is for."""
    table = Table("Variable", "Default", "What for")
    for row in described():
        table.add_row(*row)
    Console().print(table)


def main() -> None:
    """Run a command; what the deployer can put right is one sentence and exit code 1.

    What nobody expected is one line in the log, by kind and place: typer's own page would quote its words.
    """
    speak_vietnamese()
    start_log("warning")
    try:
        typer.main.get_command(app)()
    except ValidationError as problem:
        sys.exit("\n".join(f"langnghe: {wrong_setting(error)}" for error in problem.errors()))
    except EXPECTED as problem:
        sys.exit(f"langnghe: {problem}")
    except MACHINE as problem:
        if words := sentence(problem):
            sys.exit(f"langnghe: {words}")
        raise


def wrong_setting(error: ErrorDetails) -> str:
    """Which setting is wrong, and how."""
    name = "_".join(str(part) for part in error["loc"]).upper()
    return f"LANGNGHE_{name.removeprefix('LANGNGHE_')}: {error['msg']}. `langnghe settings` lists what is allowed."
