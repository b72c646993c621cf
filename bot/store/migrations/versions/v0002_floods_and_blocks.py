"""Who blocked us, whose reports were untrue, where a case came from (hashed), and what waits for its turn."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("people", sa.Column("gone", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("people", sa.Column("pranks", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("cases", sa.Column("source", sa.String(), nullable=False, server_default=sa.text("''")))
    op.create_index("ix_cases_source", "cases", ["source", "opened_at"])
    dead = sa.text("state = 'dead'")
    op.create_index("ix_outbox_dead", "outbox", ["state"], sqlite_where=dead, postgresql_where=dead)
    create_inbox()


def create_inbox() -> None:
    """The table of what waits for its turn."""
    counted = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "inbox",
        sa.Column("id", counted, autoincrement=True, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
        sa.UniqueConstraint("key", name="uq_inbox_key"),
    )
    op.create_index("ix_inbox_due_at", "inbox", ["due_at"])
