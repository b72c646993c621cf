"""The commands of `langnghe`, each with the module that has it and what it is for: loaded when somebody asks for it."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

import typer
from typer.core import TyperGroup

from bot.collecting import without_collector

if TYPE_CHECKING:
    from typer._click import Command, Context


class Part(NamedTuple):
    """A command, or a group of them: its module, its name there, its line on the page of help."""

    module: str
    name: str
    help: str


COMMANDS: Mapping[str, Part] = {
    "serve": Part("cli_serve", "serve", "Run the web chat, the officers' page and everything behind them."),
    "chat": Part("cli_chat", "chat", "Report, alert, accept, ask and follow in this terminal."),
    "check": Part("cli_check", "check", "Look at settings, files, places, directory and texts; exit code 1 on errors."),
    "drill": Part("cli_drill", "drill", "Send the intake desk's officers on duty a message to answer."),
    "triage": Part("cli_triage", "triage_texts", "Read JSON Lines as triage reads messages; nothing is kept or sent."),
    "poster": Part("cli_poster", "posters", "Draw posters with QR codes, as PDF and PNG: who scans one subscribes."),
    "forget": Part("cli_forget", "forget", "Forget what is older than it may be, as the night does."),
    "move": Part("cli_move", "move", "Copy a running SQLite deployment to PostgreSQL."),
    "restore": Part("cli_restore", "restore", "Put a backup into an empty database, and prove that it is whole."),
    "dead-letters": Part("cli_cases", "dead_letters", "Messages that will not be sent, and why not."),
    "settings": Part("cli_settings", "show_settings", "Every setting: its variable, its default, what it is for."),
    "case": Part("cli_cases", "app", "Erase a case."),
    "alarm": Part("cli_alarm", "app", "Alarms: list, and try each way by which they are told."),
    "erasures": Part("cli_erasures", "app", "What was erased: export, and repeat after a restore."),
    "audit": Part("cli_audit", "app", "The log of who did what: verify, head."),
    "backup": Part("cli_backup", "app", "An encrypted copy of the database: make, prove."),
    "keys": Part("cli_keys", "app", "The key ring."),
    "places": Part("cli_places", "app", "Places: resolve, explain, update, replay, history."),
    "directory": Part("cli_directory", "app", "Who answers where: import, template, coverage."),
    "matrix": Part("cli_matrix", "app", "Who must act, know, supervise: export, import."),
    "duty": Part("cli_duty", "app", "Who is on duty when: rosters, public holidays."),
    "hazard": Part("cli_hazards", "app", "Dangerous places: list, map, after a storm."),
    "admin": Part("cli_admin", "app", "Administrators of the console: create, list, reset."),
    "officer": Part("cli_officers", "app", "Officers: list, log-in links, invitations."),
    "clocks": Part("cli_clocks", "app", "Legal clocks: show, and import a province's shorter ones."),
    "campaign": Part("cli_campaign", "app", "Campaigns and reminders: calendar, preview, start, results."),
    "request": Part("cli_requests", "app", "Requests about personal data: list, answer, done."),
    "subscriptions": Part("cli_subscriptions", "app", "Subscribers: import a list, count."),
    "zalo": Part("cli_zalo", "app", "Zalo Official Accounts: log in, status."),
}


class OnDemand(TyperGroup):
    """Click's group whose commands are loaded when they run; the page of help needs but their names and lines."""

    def resolve_command(self, ctx: "Context", args: list[str]) -> "tuple[str | None, Command | None, list[str]]":
        name, found, rest = super().resolve_command(ctx, args)
        return name, loaded(name) if name else found, rest


def loaded(name: str) -> "Command":
    """A command with all it needs."""
    part = COMMANDS[name]
    with without_collector():
        found: Callable[..., None] | typer.Typer = getattr(import_module(f"bot.{part.module}"), part.name)
    app = typer.Typer()
    if isinstance(found, typer.Typer):
        app.add_typer(found, name=name, help=part.help)
    else:
        app.command(name)(found)
    return typer.main.get_group(app).commands[name]


def listed() -> None:
    """Stands on the page of help for a command that is not loaded."""
