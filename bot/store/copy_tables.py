"""The table of the copies that were made of the whole database, and of the drills that proved one."""

from sqlalchemy import BigInteger, Column, Index, Table

from bot.store.columns import counted, moment, word
from bot.store.tables import metadata

copies = Table(
    "copies", metadata,
    counted(), moment("at"), word("kind"), Column("rows", BigInteger, nullable=False), Index(None, "kind"),
)  # fmt: skip
