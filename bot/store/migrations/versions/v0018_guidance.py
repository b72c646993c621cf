"""Texts and numbers that a human must confirm: who signed them off, when; tables that wait to be written."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    make_advice()
    op.create_table(
        "phone_calls",
        word("agency"),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("agency", name="pk_phone_calls"),
    )
    op.create_table(
        "matrix_changes",
        counted(),
        *(word(name) for name in ("province", "actor", "what")),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_matrix_changes"),
    )
    op.create_index("ix_matrix_changes_province", "matrix_changes", ["province"])
    op.create_table(
        "kept_tables",
        *(word(name) for name in ("id", "owner", "kind", "province")),
        sa.Column("workbook", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_kept_tables"),
    )
    op.create_index("ix_kept_tables_at", "kept_tables", ["at"])


def make_advice() -> None:
    op.create_table(
        "advice_editions",
        counted(),
        *(word(name) for name in ("key", "vi", "en", "actor")),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_advice_editions"),
    )
    op.create_index("ix_advice_editions_key", "advice_editions", ["key"])
    op.create_table(
        "advice_signatures",
        counted(),
        sa.Column("edition", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        word("actor"),
        sa.PrimaryKeyConstraint("id", name="pk_advice_signatures"),
    )
    op.create_index("ix_advice_signatures_edition", "advice_signatures", ["edition"])
    op.create_table(
        "hotlines",
        *(word(name) for name in ("province", "number", "name")),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("province", "number", name="pk_hotlines"),
    )


def counted() -> sa.Column[int]:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("id", big, autoincrement=True, nullable=False)


def word(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)
