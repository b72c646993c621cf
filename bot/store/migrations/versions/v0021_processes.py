"""Several processes on one database: who does alone what must be alone, and in which order what waits is taken."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.create_table(
        "leases",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
    )
    op.add_column("inbox", sa.Column("sender", sa.String(), server_default=sa.text("''"), nullable=False))
    op.add_column("inbox", sa.Column("cries", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index("ix_inbox_sender_id", "inbox", ["sender", "id"], unique=False)
