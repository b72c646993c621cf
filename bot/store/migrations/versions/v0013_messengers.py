"""Messengers with tokens, windows, quotas and receipts; a human who answers instead of us; preferred ways."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("people", sa.Column("human_until", sa.BigInteger(), nullable=True))
    op.add_column("officer_ways", sa.Column("preferred", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("outbox", sa.Column("trace_hash", sa.String(), nullable=True))
    op.add_column("outbox", sa.Column("delivered_at", sa.BigInteger(), nullable=True))
    op.add_column("outbox", sa.Column("seen_at", sa.BigInteger(), nullable=True))
    op.create_index("ix_outbox_trace_hash", "outbox", ["trace_hash"])
    make_tokens()
    make_ledger()
    make_files()
    make_states()


def make_tokens() -> None:
    op.create_table(
        "channel_tokens",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("access_until", sa.BigInteger(), nullable=False),
        sa.Column("refresh_until", sa.BigInteger(), nullable=False),
        sa.Column("refreshed_at", sa.BigInteger(), nullable=False),
        sa.Column("held_by", sa.String(), nullable=False),
        sa.Column("held_until", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_channel_tokens"),
    )


def make_ledger() -> None:
    op.create_table(
        "ledger_people",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=True),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("free", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_ledger_people_person_id"),
        sa.PrimaryKeyConstraint("person_id", name="pk_ledger_people"),
    )
    op.create_table(
        "ledger_quotas",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("remain", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("resets_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("account", "kind", name="pk_ledger_quotas"),
    )


def make_files() -> None:
    op.create_table(
        "uploads",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_uploads"),
    )
    op.create_index("ix_uploads_at", "uploads", ["at"])
    op.create_table(
        "hosted",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("attachment_id", sa.String(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_hosted"),
    )
    op.create_index("ix_hosted_until", "hosted", ["until"])


def make_states() -> None:
    op.create_table(
        "channel_states",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("heard_at", sa.BigInteger(), nullable=True),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("told", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("channel", name="pk_channel_states"),
    )
