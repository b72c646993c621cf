"""Dangerous places with the reports of them, cases linked as one incident, alerts that came without a sound."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("alerts", sa.Column("silent", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("ix_cases_commune", "cases", ["commune", "opened_at"])
    links()
    hazards()
    hazard_cases()


def links() -> None:
    """Cases that an officer said are one incident."""
    op.create_table(
        "case_links",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("bundle", sa.String(), nullable=False),
        sa.Column("officer_id", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_links_case_id"),
        sa.PrimaryKeyConstraint("case_id", name="pk_case_links"),
    )
    op.create_index("ix_case_links_bundle", "case_links", ["bundle"])


def hazards() -> None:
    """Dangerous places."""
    words = ("number", "kind", "commune", "province", "status", "must_fix", "fixed_by", "photo_id", "confirmed_by")
    needed, later = ("due_at", "found_at"), ("fixed_at", "confirmed_at", "asked_at")
    op.create_table(
        "hazards",
        sa.Column("id", sa.String(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in words),
        *(sa.Column(name, sa.Float(), nullable=True) for name in ("lat", "lon")),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in needed),
        *(sa.Column(name, sa.BigInteger(), nullable=True) for name in later),
        sa.Column("reminded", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_hazards"),
        sa.UniqueConstraint("number", name="uq_hazards_number"),
    )
    op.create_index("ix_hazards_commune_status", "hazards", ["commune", "status"])
    op.create_index("ix_hazards_province_status", "hazards", ["province", "status"])


def hazard_cases() -> None:
    """Which reports are about which place."""
    op.create_table(
        "hazard_cases",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("hazard_id", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_hazard_cases_case_id"),
        sa.ForeignKeyConstraint(["hazard_id"], ["hazards.id"], name="fk_hazard_cases_hazard_id"),
        sa.PrimaryKeyConstraint("case_id", name="pk_hazard_cases"),
    )
    op.create_index("ix_hazard_cases_hazard_id", "hazard_cases", ["hazard_id"])
