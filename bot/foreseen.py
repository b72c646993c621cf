"""What machine and database refuse the program, as one sentence with its remedy: never a traceback for a deployer."""

import errno
import sqlite3
from collections.abc import Mapping

import psycopg
from sqlalchemy.exc import DBAPIError

PRIMARY = 0xFF  # SQLite's error codes carry the kind in their last byte
NO_ROOM = "The disk is full: free some room; nothing that was kept is lost."
READ_ONLY = "The disk can only be read: mount it writable, or set LANGNGHE_DATA_DIR to a folder that is."
NOT_OURS = "This user may not read or write here: run as its owner, or `chown` it to the user that runs the program."
NO_FOLDER = "A file stands where a folder is needed: move it away, or set LANGNGHE_DATA_DIR."
MANY_FILES = "Too many files are open: raise the limit (`ulimit -n 4096`, LimitNOFILE= in a systemd unit)."
NO_MEMORY = "There is not enough memory: the program needs 256 MB; raise the limit or stop other programs."
REACH = "PostgreSQL does not let us in; look at LANGNGHE_DATABASE_URL and at the server"
OPTION = "LANGNGHE_DATABASE_URL has an option behind its “?” that PostgreSQL does not know: correct it."
OF_SYSTEM: Mapping[int | None, str] = {
    errno.EACCES: NOT_OURS,
    errno.EPERM: NOT_OURS,
    errno.EROFS: READ_ONLY,
    errno.ENOSPC: NO_ROOM,
    errno.EDQUOT: NO_ROOM,
    errno.EFBIG: NO_ROOM,
    errno.ENOTDIR: NO_FOLDER,
    errno.EEXIST: NO_FOLDER,
    errno.EISDIR: "A folder stands where a file is needed: move it away, or set another path.",
    errno.ENOENT: "It is not there: correct the path.",
    errno.EMFILE: MANY_FILES,
    errno.ENFILE: MANY_FILES,
    errno.ENOMEM: NO_MEMORY,
    errno.EIO: "The disk gives errors: look at it (`dmesg`), and restore on another one (docs/runbook.md).",
}
OF_SQLITE: Mapping[int, str] = {
    sqlite3.SQLITE_READONLY: "The database can only be read: make its file and folder writable for this user.",
    sqlite3.SQLITE_CANTOPEN: "The database cannot be opened: make its folder writable for this user.",
    sqlite3.SQLITE_PERM: NOT_OURS,
    sqlite3.SQLITE_FULL: NO_ROOM,
    sqlite3.SQLITE_IOERR: "The disk gives errors or is full: look at it (`df`, `dmesg`).",
    sqlite3.SQLITE_NOTADB: "The file is no database of this program: correct LANGNGHE_DATABASE_URL or the data folder.",
    sqlite3.SQLITE_CORRUPT: "The database is damaged: restore the last backup (docs/runbook.md).",
    sqlite3.SQLITE_BUSY: "Another command holds the database for long: wait until it has ended, then try again.",
    sqlite3.SQLITE_LOCKED: "Another command holds the database for long: wait until it has ended, then try again.",
    sqlite3.SQLITE_NOMEM: NO_MEMORY,
}
OF_POSTGRESQL: Mapping[str, str] = {
    "42501": "The PostgreSQL user may not make tables: ALTER DATABASE … OWNER TO that user.",
    "25006": "PostgreSQL takes no writes here, as a standby does not: name the primary in LANGNGHE_DATABASE_URL.",
    "53100": NO_ROOM,
    "53200": "PostgreSQL has no memory left: see deploy/postgresql.conf.",
    "53300": "PostgreSQL has no connection left: raise max_connections (deploy/postgresql.conf).",
    "57P01": "PostgreSQL was stopped meanwhile: start it, then try again.",
    "57014": "PostgreSQL ended a statement that took too long: see statement_timeout in deploy/postgresql.conf.",
}


def sentence(problem: BaseException) -> str:
    """What happened and what to do; "" if nobody foresaw it. Paths are said, what people wrote never is."""
    match problem:
        case DBAPIError() if problem.orig is not None:
            return sentence(problem.orig)
        case sqlite3.Error():
            return OF_SQLITE.get(getattr(problem, "sqlite_errorcode", 0) & PRIMARY, "")
        case psycopg.Error():
            return of_postgresql(problem)
        case OSError() if words := OF_SYSTEM.get(problem.errno, ""):
            return f"{problem.filename}: {words}" if isinstance(problem.filename, str) else words
        case MemoryError():
            return NO_MEMORY
    return ""


def of_postgresql(problem: psycopg.Error) -> str:
    """A refusal by its number; one that has none came before there was a connection, and quotes nobody."""
    if problem.sqlstate is None and isinstance(problem, psycopg.OperationalError):
        first = str(problem).partition("\n")[0]
        return f"{REACH}: {first.rpartition('failed: ')[2]}"
    if str(problem).startswith("invalid connection option"):
        return OPTION
    return OF_POSTGRESQL.get(problem.sqlstate or "", "")
