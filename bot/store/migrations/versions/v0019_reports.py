"""Periodic reports: who owes one until when, drafts, what was handed in, layouts, tokens for the figures as JSON."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "report_deadlines",
        sa.Column("province", sa.String(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        *words("half", "year"),
        sa.PrimaryKeyConstraint("province", "since", name="pk_report_deadlines"),
    )
    op.create_table(
        "report_drafts",
        *words("commune", "name", "written_by"),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("commune", "name", name="pk_report_drafts"),
    )
    make_handed()
    op.create_table(
        "report_layouts",
        *words("province", "uploaded_by"),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("province", name="pk_report_layouts"),
    )
    make_tokens()


def words(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def make_handed() -> None:
    op.create_table(
        "report_handed",
        *words("id", "commune", "province", "name", "handed_by"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_report_handed"),
        sa.UniqueConstraint("commune", "name", "version", name="uq_report_handed_commune_name_version"),
    )
    op.create_index("ix_report_handed_province_name", "report_handed", ["province", "name"], unique=False)


def make_tokens() -> None:
    id_type = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "api_tokens",
        sa.Column("id", id_type, autoincrement=True, nullable=False),
        *words(
            "token_hash", "title", "province", "commune", "account_id", "officer_id", "agency", "agency_role", "made_by"
        ),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_api_tokens"),
        sa.UniqueConstraint("token_hash", name="uq_api_tokens_token_hash"),
    )
