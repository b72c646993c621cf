"""A backup on disk: encrypted from its first byte, there under its name only when it is whole."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

from sqlalchemy import Connection

from bot.recipients import Sealing, SecretKey, opened
from bot.store import Store
from bot.store.database import Database
from bot.store.keyring import sync_folder
from bot.store.migrate import take_time
from bot.store.portable import Dump, compressed, expanded
from bot.store.restoring import Restored, restore

WITHOUT_LINKS = frozenset({errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK})  # as FAT on a stick


def write_backup(store: Store, to: Path, recipient: str) -> int:
    """Everything of one moment into a new file; how many rows there were. Raises FileExistsError, OSError, BadKey."""
    with new_file(to) as file, one_moment(store.database) as connection:
        sealing, dump = Sealing(file, recipient), Dump(connection, store.now())
        for piece in compressed(dump.lines()):
            sealing.write(piece)
        sealing.close()
    return dump.rows


def read_backup(file: Path, secret: SecretKey, database: Database, ring: Path) -> Restored:
    """What is in a backup, now in this database: all of it or nothing. Raises what `restore` and `opened` raise."""
    with file.open("rb") as sealed, database.begin() as connection:
        return restore(expanded(opened(sealed, secret)), connection, ring)


@contextmanager
def one_moment(database: Database) -> Iterator[Connection]:
    """A transaction that sees the database as it was when it began, however long it lasts; it keeps nobody waiting."""
    if database.is_sqlite:
        with database.connection() as connection:
            yield connection
        return
    with database.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        take_time(connection)
        yield connection


@contextmanager
def new_file(to: Path) -> Iterator[BinaryIO]:
    """A file for nobody else that gets its name when it is whole and on disk. Raises FileExistsError."""
    draft = to.with_name(f"{to.name}.{token_hex(4)}.part")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        name(draft, to)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(to.parent)


def name(draft: Path, to: Path) -> None:
    """Give the draft its name; never in place of another file, as a rename alone would. Raises FileExistsError."""
    try:
        os.link(draft, to)
    except OSError as problem:
        if problem.errno not in WITHOUT_LINKS:
            raise
        os.close(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        draft.replace(to)
