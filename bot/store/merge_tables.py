"""The table of cases that became part of others."""

from sqlalchemy import Index, Table

from bot.store.columns import counted, moment, of, word
from bot.store.tables import metadata

# `joined` is JSON: ids of the persons who follow the kept case only since then, each with a moment or "". One row is
# written for each merge and closed when it is undone; nothing is deleted.
case_merges = Table(
    "case_merges", metadata,
    counted(), of("case_id", "cases"), of("kept_id", "cases"), word("officer_id"), moment("at"), word("joined"),
    moment("undone_at", nullable=True), word("undone_by"), Index(None, "case_id"), Index(None, "kept_id"),
)  # fmt: skip
