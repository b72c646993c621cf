"""The tables of what a human answers for: texts with their signatures, numbers, and tables that wait to be written."""

from sqlalchemy import BigInteger, Column, Date, Index, Table

from bot.store.columns import counted, flag, key, moment, sealed, word
from bot.store.tables import metadata

# Every edition of a text in both languages.
advice_editions = Table(
    "advice_editions", metadata,
    counted(), word("key"), word("vi"), word("en"), moment("at"), word("actor"), Index(None, "key"),
)  # fmt: skip
# Every signature under an edition; rows are only added. `sealed` names who signed, `actor` wrote it down.
advice_signatures = Table(
    "advice_signatures", metadata,
    counted(), Column("edition", BigInteger, nullable=False), sealed(), Column("signed_on", Date, nullable=False),
    moment("at"), word("actor"), Index(None, "edition"),
)  # fmt: skip
# Numbers of a province; `sealed` names who confirmed it.
hotlines = Table(
    "hotlines", metadata,
    key("province"), key("number"), word("name"), sealed(nullable=True), Column("confirmed_on", Date, nullable=True),
)  # fmt: skip
# Who called the number of an agency; `sealed` holds the name and the number, so that another number is not confirmed.
phone_calls = Table("phone_calls", metadata, key("agency"), sealed(), moment("at"))
matrix_changes = Table(
    "matrix_changes", metadata,
    counted(), word("province"), moment("at"), word("actor"), word("what"), Index(None, "province"),
)  # fmt: skip
# Tables that were compared and wait for the word to write them, for an hour.
kept_tables = Table(
    "kept_tables", metadata,
    key("id"), word("owner"), word("kind"), word("province"),
    flag("workbook"), sealed(), moment("at"), Index(None, "at"),
)  # fmt: skip
