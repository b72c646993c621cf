"""The tables of campaigns: who asked for reminders, what is said, which run gave whom a copy. Nothing is sealed."""

from sqlalchemy import Column, Index, LargeBinary, String, Table, UniqueConstraint, text

from bot.store.columns import count, flag, key, moment, of, word
from bot.store.tables import metadata

WAITING = "state = 'waiting'"
SENDING = "state = 'sending'"
# Spelled out: SQLite prepares a statement anew at each run whose values it could compare with a partial index.
ARRIVED = "state IN ('sent', 'unsure')"

# `human` is the same for all ways of one human, and the person's own id where there is one; `topics` and a comma around
# each. `push`: "no" who hid or had us forget them, "yes" who said that they may be written to at any time.
subscriptions = Table(
    "subscriptions", metadata,
    of("person_id", "people", primary=True), word("channel"), word("human"), count("rank"), moment("since"),
    word("source"), word("commune"), word("province"), word("role"), word("topics"), word("push"),
    Index("ix_subscriptions_line", "channel", "person_id"), Index(None, "human"), Index(None, "commune"),
)  # fmt: skip
# Who stopped, as a person and as a human: no list and no office subscribes them again, only they themselves.
subscription_stops = Table("subscription_stops", metadata, key("who"), moment("at"))
campaigns = Table(
    "campaigns", metadata,
    key("name"), word("text"), flag("is_on"), moment("at"), word("changed_by"), word("approved"), word("approved_by"),
)  # fmt: skip
campaign_years = Table("campaign_years", metadata, Column("year", String, primary_key=True), word("text"), moment("at"))
campaign_pictures = Table(
    "campaign_pictures", metadata, key("hash"), word("mime"), Column("data", LargeBinary, nullable=False), moment("at")
)  # fmt: skip

# Runs: each may be worked by one process at a time (`held_by` until `held_until`). A cursor is how far the line of
# subscribers of a channel was looked through.
campaign_runs = Table(
    "campaign_runs", metadata,
    key("id"), Column("number", String, nullable=False, unique=True), word("campaign"), word("day"), word("spot"),
    word("text"), word("state"), moment("starts_at"), moment("ends_at"), word("area"), count("planned"),
    count("claimed"), word("created_by"),
    Column("corrected_by", String, nullable=False, server_default=text("''")), word("approved_by"),
    moment("begun_at", nullable=True), moment("ended_at", nullable=True), word("held_by"),
    moment("held_until", nullable=True), count("turn"),
    UniqueConstraint("campaign", "day", "spot", "turn"), Index(None, "state"),
)  # fmt: skip
campaign_cursors = Table(
    "campaign_cursors", metadata,
    of("run_id", "campaign_runs", primary=True), key("channel"), word("after"), flag("done"),
)  # fmt: skip
# PostgreSQL keeps no figures of their `run_id` (v0026): a run that they do not know yet it would take for one copy.
campaign_copies = Table(
    "campaign_copies", metadata,
    of("run_id", "campaign_runs", primary=True), key("person_id"), word("human"), word("channel"), word("commune"),
    word("state"), word("reason"), flag("paid"), count("attempts"), word("page"), moment("at"),
    moment("due_at"), Column("trace_hash", String), moment("delivered_at", nullable=True),
    moment("seen_at", nullable=True), moment("answered_at", nullable=True), moment("stopped_at", nullable=True),
    Index("uq_campaign_copies_human", "run_id", "human", unique=True),
    Index("ix_campaign_copies_lately", "human", "at"), Index(None, "person_id", "at"), Index(None, "trace_hash"),
    # `state` is the same in all of each, and names it to SQLite, which else takes the longer index of the humans.
    Index(
        "ix_campaign_copies_waiting", "run_id", "state", "channel", "due_at", "person_id",
        sqlite_where=text(WAITING), postgresql_where=text(WAITING),
    ),
    Index(
        "ix_campaign_copies_sending", "run_id", "state",
        sqlite_where=text(SENDING), postgresql_where=text(SENDING),
    ),
)  # fmt: skip
