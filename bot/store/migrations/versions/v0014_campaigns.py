"""Campaigns: who asked for reminders, what is said when, which run gave whom a copy."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

SUBSCRIBED = """
    INSERT INTO subscriptions
        (person_id, channel, human, rank, since, source, commune, province, role, topics, push)
    SELECT id, channel, id, 0, COALESCE(seen_at, 0), 'chat', '', '', '', ',', 'no' FROM people WHERE subscribed
"""  # `push` is put right when they next write: until then nothing goes to whoever may have hidden


OFFICERS = """
    INSERT INTO subscriptions
        (person_id, channel, human, rank, since, source, commune, province, role, topics, push)
    SELECT people.id, people.channel, 'officer:' || officers.id,
        CASE WHEN officer_ways.preferred THEN 0 WHEN people.channel = 'officer_page' THEN 2 ELSE 1 END,
        officer_ways.used_at, 'office', '', agencies.province, agencies.role, ',work,', ''
    FROM officer_ways
    JOIN people ON people.id = officer_ways.person_id
    JOIN officers ON officers.id = officer_ways.officer_id
    JOIN agencies ON agencies.id = officers.agency
    WHERE NOT people.subscribed AND people.channel <> 'zns'
"""  # reminders of their work; they may stop them like everybody, and a phone number that we pay for gets none

MARKED = "UPDATE people SET subscribed = TRUE WHERE id IN (SELECT person_id FROM subscriptions)"


def upgrade() -> None:
    make_subscriptions()
    make_stops()
    make_texts()
    make_runs()
    make_copies()
    op.execute(SUBSCRIBED)
    op.execute(OFFICERS)
    op.execute(MARKED)


def make_subscriptions() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("human", sa.String(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("commune", sa.String(), nullable=False),
        sa.Column("province", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("topics", sa.String(), nullable=False),
        sa.Column("push", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_subscriptions_person_id"),
        sa.PrimaryKeyConstraint("person_id", name="pk_subscriptions"),
    )
    op.create_index("ix_subscriptions_commune", "subscriptions", ["commune"], unique=False)
    op.create_index("ix_subscriptions_human", "subscriptions", ["human"], unique=False)
    op.create_index("ix_subscriptions_line", "subscriptions", ["channel", "person_id"], unique=False)


def make_stops() -> None:
    op.create_table(
        "subscription_stops",
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("who", name="pk_subscription_stops"),
    )


def make_texts() -> None:
    op.create_table(
        "campaigns",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("approved", sa.String(), nullable=False),
        sa.Column("approved_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_campaigns"),
    )
    op.create_table(
        "campaign_years",
        sa.Column("year", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("year", name="pk_campaign_years"),
    )
    op.create_table(
        "campaign_pictures",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("mime", sa.String(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_campaign_pictures"),
    )


def make_runs() -> None:
    op.create_table(
        "campaign_runs",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("campaign", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("spot", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("planned", sa.Integer(), nullable=False),
        sa.Column("claimed", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("approved_by", sa.String(), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("held_by", sa.String(), nullable=False),
        sa.Column("held_until", sa.BigInteger(), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_campaign_runs"),
        sa.UniqueConstraint("campaign", "day", "spot", "turn", name="uq_campaign_runs_campaign_day_spot_turn"),
        sa.UniqueConstraint("number", name="uq_campaign_runs_number"),
    )
    op.create_index("ix_campaign_runs_state", "campaign_runs", ["state"], unique=False)
    op.create_table(
        "campaign_cursors",
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["campaign_runs.id"], name="fk_campaign_cursors_run_id"),
        sa.PrimaryKeyConstraint("run_id", "channel", name="pk_campaign_cursors"),
    )


def make_copies() -> None:
    op.create_table(
        "campaign_copies",
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("human", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("commune", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("paid", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("trace_hash", sa.String(), nullable=True),
        sa.Column("delivered_at", sa.BigInteger(), nullable=True),
        sa.Column("seen_at", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("stopped_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["campaign_runs.id"], name="fk_campaign_copies_run_id"),
        sa.PrimaryKeyConstraint("run_id", "person_id", name="pk_campaign_copies"),
    )
    op.create_index("ix_campaign_copies_lately", "campaign_copies", ["human", "at"], unique=False)
    op.create_index("ix_campaign_copies_person_id_at", "campaign_copies", ["person_id", "at"], unique=False)
    op.create_index(
        "ix_campaign_copies_sending",
        "campaign_copies",
        ["run_id", "state"],
        sqlite_where=sa.text("state = 'sending'"),
        postgresql_where=sa.text("state = 'sending'"),
    )
    op.create_index("ix_campaign_copies_trace_hash", "campaign_copies", ["trace_hash"], unique=False)
    op.create_index(
        "ix_campaign_copies_waiting",
        "campaign_copies",
        ["run_id", "state", "channel", "due_at", "person_id"],
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index("uq_campaign_copies_human", "campaign_copies", ["run_id", "human"], unique=True)
