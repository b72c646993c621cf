"""The queue by kind: indexes in its order, so that nothing of other kinds is read."""

from alembic import op

revision = "0024"
down_revision = "0023"
ORDER = ("queue_rank", "queue_turn", "number")


def upgrade() -> None:
    """One for a whole province, and the kind beside the place in the one for cases known by their alerts."""
    op.create_index("ix_cases_queue_province_kind", "cases", ["province", "category", *ORDER, "id"])
    op.drop_index("ix_cases_queue_id", "cases")
    op.create_index("ix_cases_queue_id", "cases", ["id", *ORDER, "province", "commune", "category"])
