"""Rosters: shifts by week, exceptions for a while, corrections of the public holidays."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    create_shifts()
    create_overrides()
    op.create_table(
        "days_off",
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("off", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_days_off"),
    )


def counted() -> sa.Column[int]:
    """A primary key the database counts up."""
    return sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False)


def create_shifts() -> None:
    """The table of shifts."""
    words = ("officer", "days", "begins", "ends", "first_day", "last_day", "on_holidays", "rank")
    op.create_table(
        "shifts",
        counted(),
        sa.Column("agency", sa.String(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in words),
        sa.PrimaryKeyConstraint("id", name="pk_shifts"),
        sa.ForeignKeyConstraint(["agency"], ["agencies.id"], name="fk_shifts_agency"),
    )
    op.create_index("ix_shifts_agency", "shifts", ["agency"])


def create_overrides() -> None:
    """The table of exceptions."""
    op.create_table(
        "duty_overrides",
        counted(),
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("on_duty", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_duty_overrides"),
    )
    op.create_index("ix_duty_overrides_officer", "duty_overrides", ["officer"])
