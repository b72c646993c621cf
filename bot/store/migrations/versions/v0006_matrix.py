"""The matrices that provinces edited, and who was told of a case without being asked to take it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "matrices",
        sa.Column("province", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("province", name="pk_matrices"),
    )
    key = ("case_id", "officer", "body", "mode")
    op.create_table(
        "tellings",
        *(sa.Column(name, sa.String(), nullable=False) for name in key),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(*key, name="pk_tellings"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_tellings_case_id"),
    )
    op.create_index("ix_tellings_officer_case_id", "tellings", ["officer", "case_id"])
