"""Legal clocks with what was told of them, what provinces made shorter, and requests about personal data."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "clocks",
        *words("subject", "name"),
        whole("run"),
        *moments("started_at", "due_at"),
        *words("within"),
        sa.Column("stopped_at", sa.BigInteger(), nullable=True),
        *words("stopped_by", "step"),
        whole("marked"),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "name", "run", name="pk_clocks"),
    )
    op.create_table(
        "clock_marks",
        *words("subject", "name"),
        whole("run"),
        whole("percent"),
        *moments("at"),
        *words("told", "held"),
        sa.PrimaryKeyConstraint("subject", "name", "run", "percent", name="pk_clock_marks"),
    )
    province = sa.PrimaryKeyConstraint("province", "name", name="pk_clock_waits")
    op.create_table("clock_waits", *words("province", "name", "within"), province)
    create_requests()


def create_requests() -> None:
    """The table of requests about personal data."""
    op.create_table(
        "requests",
        *words("id", "person_id"),
        *moments("at"),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_requests"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_requests_person_id"),
    )
    op.create_index("ix_requests_person_id", "requests", ["person_id"])


def words(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def moments(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger(), nullable=False) for name in names]


def whole(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)
