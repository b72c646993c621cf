"""Alembic at work: the steps from one schema to the next. A database that is at its head does without."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Run the steps that are missing."""
    command.upgrade(config(connection), revision)


def known_revisions(connection: Connection) -> frozenset[str]:
    """Every revision this program knows."""
    scripts = ScriptDirectory.from_config(config(connection))
    return frozenset(script.revision for script in scripts.walk_revisions())


def config(connection: Connection) -> Config:
    """Alembic's settings, with no alembic.ini."""
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = connection
    return settings
