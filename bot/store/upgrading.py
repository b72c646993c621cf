"""Alembic at work: the steps from one schema to the next. A database that is at its head does without."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Run the steps that are missing."""
    command.upgrade(config(connection), revision)


@cache
def known_revisions() -> frozenset[str]:
    """Every revision this program knows, read once."""
    return frozenset(script.revision for script in ScriptDirectory.from_config(settings()).walk_revisions())


def config(connection: Connection) -> Config:
    """Alembic's settings on a connection."""
    bound = settings()
    bound.attributes["connection"] = connection
    return bound


def settings() -> Config:
    """Alembic's settings, with no alembic.ini."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    return made
