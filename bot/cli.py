"""The command line: `langnghe` and what it can do."""

import sys

import typer

from bot.commands import COMMANDS, OnDemand, listed
from bot.log import start_log
from bot.speaking import speak_vietnamese

app = typer.Typer(
    cls=OnDemand,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Lắng Nghe: the chat hotline for children.",
)
for name, part in COMMANDS.items():
    app.command(name, help=part.help)(listed)


def main() -> None:
    """Run a command; what the deployer can put right is one sentence and exit code 1.

    What nobody expected is one line in the log, by kind and place: typer's own page would quote its words.
    """
    speak_vietnamese()
    start_log("warning")
    try:
        typer.main.get_command(app)()
    except Exception as problem:
        if words := words_for(problem):
            sys.exit(f"langnghe: {words}")
        raise


def words_for(problem: Exception) -> str:
    """What went wrong and what to do; "" if nobody foresaw it. Imported only now: this knows nearly every module."""
    from bot.foreseen import sentence

    if words := sentence(problem):  # first: where memory or open files ran out, more modules cannot be read
        return words
    from bot.expected import told

    return told(problem)
