"""Change bytes of a sealed row behind the program's back, as a failing disk does; whom that may cost is returned."""

from random import Random

from sqlalchemy import Connection, Table, select, update

from bot.store.columns import AnyRow
from bot.store.database import Database
from bot.store.outbox import LANES
from bot.store.tables import cases, outbox, people


def flip(connection: Connection, table: Table, row: AnyRow) -> None:
    """The last byte of what is sealed there."""
    sealed = bytes(row.sealed)
    torn = sealed[:-1] + bytes([sealed[-1] ^ 1])
    connection.execute(update(table).where(table.c.id == row.id).values(sealed=torn))


def tear_a_message(url: str) -> str:
    """An alert that waits is made unreadable: the number of its case. "" if none waits."""
    waits = (
        select(outbox.c.id, outbox.c.sealed, cases.c.number)
        .select_from(outbox.join(people).join(cases, cases.c.id == outbox.c.case_id))
        .where(outbox.c.state == "queued", outbox.c.lane == LANES["urgent"], people.c.officer_id != "")
        .limit(1)
    )
    database = Database.open(url)
    try:
        with database.begin() as connection:
            row = connection.execute(waits).one_or_none()
            if row is None:
                return ""
            flip(connection, outbox, row)
            return str(row.number)
    finally:
        database.close()


def tear_a_case(url: str, chance: Random) -> str:
    """A case is made unreadable: its number. "" if there is none."""
    database = Database.open(url)
    try:
        with database.begin() as connection:
            rows = connection.execute(select(cases.c.id, cases.c.sealed, cases.c.number)).all()
            if not rows:
                return ""
            row = chance.choice(rows)
            flip(connection, cases, row)
            return str(row.number)
    finally:
        database.close()
