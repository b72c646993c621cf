"""The audit log: who did or read what, when; appended in a chain and never changed. Never content."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import BigInteger, Connection, bindparam, func, insert, select, type_coerce

from bot.store.audit_chain import BEGINS, Checked, Head, Older, Row, linked
from bot.store.audit_lines import lines
from bot.store.canary import PUT, value
from bot.store.columns import EPOCH, MICROSECOND
from bot.store.keyring import KeyRing
from bot.store.tables import audit
from bot.store.transaction import Transaction
from handlers.events import Audit
from handlers.keeps_records import Line, Wanted

LOCK = 0x6C6E61  # "lna": the advisory lock of those who append on one PostgreSQL database
KEPT = "audit"  # under which a connection holds what its transaction has still to write
MARKED = "audit_mark"
AT_ONCE = 5000
CHECKED = "audit_checked"
CHECKS = TypeAdapter(Checked)
WHOLE = (audit.c.id, type_coerce(audit.c.at, BigInteger), *(audit.c[n] for n in Row.__slots__[2:]))
ADD = insert(audit)
HEAD = select(audit.c.id, audit.c.hash).order_by(audit.c.id.desc()).limit(1)
ANY_LINK = select(audit.c.id).where(audit.c.hash != "").limit(1)
ROWS = select(*WHOLE).order_by(audit.c.id)
OF_CASE = (
    select(audit.c.at, audit.c.actor, audit.c.action, audit.c.detail)
    .where(audit.c.case_id == bindparam("case_id"))
    .order_by(audit.c.id)
)


class SqlAudit:
    """Appending to the log, and reading what it says of a case."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction

    def add(self, actor: str, action: str, case_id: str = "", detail: str = "") -> None:
        """Append a row: it is written, and gets its place in the chain, when the transaction ends."""
        waiting(self._t.connection).append((self._t.now, actor, action, case_id, detail))

    def of_case(self, case_id: str) -> Sequence[Audit]:
        """Who did or read what of a case, in the order it happened."""
        rows = [Audit(*row) for row in self._t.run(OF_CASE, case_id=case_id)]
        mine = [
            Audit(at, who, did, detail) for at, who, did, of, detail in waiting(self._t.connection) if of == case_id
        ]
        return [*rows, *mine]

    def head(self) -> Head:
        """The last row that is written."""
        return head_of(self._t.connection)

    def rows(self) -> Iterator[Row]:
        """The whole log, some thousand rows at a time."""
        return every_row(self._t.connection)

    def checked(self) -> Checked | None:
        """When the whole log was last looked at, and what was found."""
        kept = value(self._t.connection, CHECKED)
        return CHECKS.validate_json(kept) if kept else None

    def keep_checked(self, found: Checked) -> None:
        """Keep what a look at the whole log found."""
        words = CHECKS.dump_json(found).decode()
        self._t.connection.execute(PUT.on(self._t.connection), {"key": CHECKED, "value": words})

    def page(self, wanted: Wanted, before: int = 0, most: int = 50) -> Sequence[Line]:
        """The newest rows of what is wanted; with a number, those before it."""
        return lines(self._t, wanted, before, most)


Waiting = tuple[datetime, str, str, str, str]


def waiting(connection: Connection) -> list[Waiting]:
    """What this transaction has still to append."""
    found: list[Waiting] = connection.info.setdefault(KEPT, [])
    return found


@contextmanager
def appending(connection: Connection, ring: KeyRing) -> Iterator[None]:
    """A transaction that writes what it appended to the log as the last thing it does."""
    rows = waiting(connection)
    rows.clear()
    try:
        yield
        write(connection, ring)
    finally:
        rows.clear()  # not asked of the connection: one that was cut has only another fault to tell


def write(connection: Connection, ring: KeyRing) -> None:
    """Link the rows that wait behind the last one. The lock comes last of all, so that it is held for a moment only."""
    rows = waiting(connection)
    if not rows:
        return
    lock(connection)
    append(connection, ring, rows)
    rows.clear()


def append(connection: Connection, ring: KeyRing, rows: Sequence[Waiting]) -> None:
    """Write these rows behind the last one; whoever calls holds the lock."""
    head, made = head_of(connection), []
    for at, *words in rows:
        row = Row(head.row + 1, (at - EPOCH) // MICROSECOND, *words)
        head = Head(row.id, linked(ring, head.hash, row))
        made.append({"id": row.id, "at": at, **dict(zip(Row.__slots__[2:6], words, strict=True)), "hash": head.hash})
    connection.execute(ADD, made)


def begin(connection: Connection, ring: KeyRing, now: datetime) -> None:
    """Begin the chain of a log that is older: its first link takes in every row before it."""
    if connection.execute(ANY_LINK).first() or not head_of(connection).row:
        return
    lock(connection)
    older = Older()
    for row in every_row(connection):
        older.take(row)
    append(connection, ring, [(now, "system", BEGINS, "", str(older))])


def head_of(connection: Connection) -> Head:
    """The last row that is written."""
    found = connection.execute(HEAD).first()
    return Head(found.id, found.hash) if found else Head()


def every_row(connection: Connection) -> Iterator[Row]:
    """The whole log in its order."""
    with connection.execute(ROWS, execution_options={"yield_per": AT_ONCE}) as found:
        for row in found:
            yield Row(*row)


def lock(connection: Connection) -> None:
    """One process at a time, until the commit; on SQLite the transaction itself is the lock."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(LOCK)))


def mark(connection: Connection) -> None:
    """From here on `undo` forgets what was appended."""
    connection.info[MARKED] = len(waiting(connection))


def undo(connection: Connection) -> None:
    """What was appended since the mark is not written."""
    del waiting(connection)[connection.info.get(MARKED, 0) :]
