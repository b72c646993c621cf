"""Cases that are one: which was merged into which, by whom, and that it was undone."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "case_merges",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("kept_id", sa.String(), nullable=False),
        sa.Column("officer_id", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("joined", sa.String(), nullable=False),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.Column("undone_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_merges_case_id"),
        sa.ForeignKeyConstraint(["kept_id"], ["cases.id"], name="fk_case_merges_kept_id"),
        sa.PrimaryKeyConstraint("id", name="pk_case_merges"),
    )
    op.create_index("ix_case_merges_case_id", "case_merges", ["case_id"], unique=False)
    op.create_index("ix_case_merges_kept_id", "case_merges", ["kept_id"], unique=False)
