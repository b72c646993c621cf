"""The tables of periodic reports: deadlines, drafts, what was handed in, templates, tokens for the figures."""

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, String, Table, UniqueConstraint

from bot.store.columns import count, counted, key, moment, sealed, word
from bot.store.tables import metadata

# Each row holds from its year on.
report_deadlines = Table(
    "report_deadlines", metadata,
    key("province"), Column("since", Integer, primary_key=True, autoincrement=False), word("half"), word("year"),
)  # fmt: skip
# `sealed` holds the words somebody wrote under the headings: in a small commune they tell of a child.
report_drafts = Table(
    "report_drafts", metadata, key("commune"), key("name"), sealed(), word("written_by"), moment("at")
)  # fmt: skip
# A report as it was handed in, figures and words: never changed, a correction is another version.
report_handed = Table(
    "report_handed", metadata,
    key("id"), word("commune"), word("province"), word("name"), count("version"), moment("at"), word("handed_by"),
    sealed(), UniqueConstraint("commune", "name", "version"), Index(None, "province", "name"),
)  # fmt: skip
# A layout that a deployer uploaded for a province, "" for all.
report_layouts = Table(
    "report_layouts", metadata,
    key("province"), Column("data", LargeBinary, nullable=False), word("uploaded_by"), moment("at"),
)  # fmt: skip
# Who may read the figures as JSON: never the token itself, and nothing of a case that is hidden from who made it.
api_tokens = Table(
    "api_tokens", metadata,
    counted(), Column("token_hash", String, nullable=False, unique=True), word("title"), word("province"),
    word("commune"), word("account_id"), word("officer_id"), word("agency"), word("agency_role"), word("made_by"),
    moment("made_at"), moment("expires_at"),
    moment("used_at", nullable=True), Column("revoked", Boolean, nullable=False),
)  # fmt: skip
