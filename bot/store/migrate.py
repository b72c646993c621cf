"""Bring the database to this program's schema at start: one transaction, under a lock, never backwards."""

from sqlalchemy import Connection, inspect, text

HEAD = "0026"  # the newest of bot/store/migrations: a database that stands there needs no Alembic
LOCK = 0x6C6E67  # "lng": the advisory lock of those who start on one PostgreSQL database
LIMITS = ("idle_in_transaction_session_timeout", "lock_timeout", "statement_timeout")


class DatabaseIsNewer(Exception):
    """A newer version of this program has used the database: install that version or a later one, then start it."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def migrate(connection: Connection) -> None:
    """Run what is missing. The caller commits; raises DatabaseIsNewer before anything is touched."""
    lock(connection)
    current = revision_of(connection)
    if current == HEAD:
        return
    from bot.store.upgrading import known_revisions, upgrade  # Alembic takes a tenth of a second to load

    if current and current not in known_revisions():
        raise DatabaseIsNewer
    upgrade(connection)


def revision_of(connection: Connection) -> str:
    """Where Alembic says the schema stands; "" of an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""


def lock(connection: Connection) -> None:
    """One starter at a time; on SQLite the transaction itself (BEGIN IMMEDIATE) is the lock."""
    if connection.dialect.name == "postgresql":
        take_time(connection)
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})


def take_time(connection: Connection) -> None:
    """Let this transaction on PostgreSQL last as long as it must: the server's limits are for short ones."""
    for name in LIMITS:
        connection.exec_driver_sql(f"SET LOCAL {name} = 0")
