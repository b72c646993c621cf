"""A start is short because of what it leaves aside: commands nobody asked for, libraries that no message needs."""

import subprocess
import sys
from textwrap import dedent

from typer.testing import CliRunner

from bot.cli import app
from bot.commands import COMMANDS, loaded

# What only a workbook, a document, a picture, a chart, a migration, a bot, another command, a page of the console,
# PostgreSQL, another language, a pin or a wait in office hours needs.
ASIDE = (
    "openpyxl", "docx", "docxtpl", "lxml", "leather", "alembic", "mako", "bot.posters", "bot.expected",
    "telegram", "httpx", "bot.cli_campaign", "bot.cli_check", "typer.rich_utils",
    "bot.web.console.routes", "wtforms", "jinja2", "psycopg", "babel", "shapely", "bot.channels.zalo_oa.setting_up",
    "bot.channels.zalo_bot.setting_up", "PIL", "fontpkg", "holidays", "dateutil",
)  # fmt: skip
FIRST = ("sqlalchemy", "aiohttp", "pydantic", "telegram", "numpy", "bot.settings", "bot.cli_serve")
LOOK = """
    import sys
    import bot.cli
    print(*(name for name in {first} if name in sys.modules))
    import bot.cli_serve
    print(*(name for name in {aside} if name in sys.modules))
"""


def test_a_start_loads_what_a_message_needs_and_the_page_of_help_nearly_nothing() -> None:
    look = dedent(LOOK.format(first=FIRST, aside=ASIDE))
    seen = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert seen.stdout == "\n\n", seen.stdout


def test_every_command_is_there_and_on_the_page_of_help() -> None:
    page = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "200"}).output
    for name, part in COMMANDS.items():
        command = loaded(name)
        assert command.name == name and command.help and part.help in page


def test_a_command_that_nobody_has_is_answered_with_one_like_it() -> None:
    told = CliRunner().invoke(app, ["offices"])
    assert told.exit_code == 2 and "officer" in told.output
