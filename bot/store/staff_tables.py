"""The tables of the console's log-ins: accounts, what opens them, and whom a case is hidden from."""

from sqlalchemy import Column, Integer, String, Table

from bot.store.columns import count, flag, key, moment, of, sealed, word
from bot.store.tables import metadata

# `sealed` holds the typed name, the name others read and the secret of the second factor. `password` is an argon2 hash.
accounts = Table(
    "accounts", metadata,
    key("id"), Column("name_hash", String, nullable=False, unique=True), sealed(), word("role"), word("officer_id"),
    word("province"), word("password"), flag("second_factor"), flag("disabled"), moment("created_at"),
    word("created_by"), count("failures"), moment("failed_at", nullable=True),
    Column("last_step", Integer, nullable=False),  # of the second factor: no code counts twice
)  # fmt: skip
recovery_codes = Table(
    "recovery_codes", metadata,
    key("code_hash"), of("account_id", "accounts"), moment("used_at", nullable=True),
)  # fmt: skip
account_invites = Table(
    "account_invites", metadata,
    key("token_hash"), of("account_id", "accounts"), moment("expires_at"), moment("used_at", nullable=True),
)  # fmt: skip

# Who must not know of a case, as keyed hashes of ids and roles ("officer:…", "agency:…", "role:…"): so that a list and
# a count can leave it out without opening it, and the table tells nobody who is accused.
case_hidden = Table("case_hidden", metadata, of("case_id", "cases", primary=True), key("who_hash"))
retired_officers = Table("retired_officers", metadata, key("id"))  # nobody else gets these ids
