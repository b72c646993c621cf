"""What several processes share the work by: what came in and waits, and who does alone what must be alone."""

from sqlalchemy import Boolean, Column, Index, String, Table, false, text

from bot.store.columns import counted, key, moment, sealed, word
from bot.store.tables import metadata

inbox = Table(
    "inbox", metadata,
    counted(), Column("key", String, nullable=False, unique=True), sealed(), moment("at"), moment("due_at"),
    Column("sender", String, nullable=False, server_default=text("''")),  # a keyed hash: whose order is kept
    Column("cries", Boolean, nullable=False, server_default=false()),
    Index(None, "due_at"), Index(None, "sender", "id"),
)  # fmt: skip
leases = Table("leases", metadata, key("name"), word("holder"), moment("until"))  # by the database's own clock
