"""The queue: where each case stands in lists, indexes for lists of many cases, views that somebody saved."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

ASKED = "SELECT min(due_at) FROM alerts WHERE case_id = cases.id AND answer = ''"
TAKEN = "EXISTS (SELECT 1 FROM alerts WHERE case_id = cases.id AND answer = 'accepted')"
CLOCK = "SELECT min(due_at) FROM clocks WHERE subject = 'case:' || cases.id AND stopped_at IS NULL AND NOT ended"
LATER = "1000000000000000000"
RANK = f"""UPDATE cases SET queue_rank = CASE
    WHEN length(sealed) = 0 THEN 30 WHEN status <> 'open' THEN 20
    WHEN {TAKEN} THEN 14 - urgency ELSE 4 - urgency END"""
OPEN = f"UPDATE cases SET queue_turn = coalesce(({CLOCK}), {LATER} + opened_at) WHERE queue_rank < 20"
CLOSED = f"UPDATE cases SET queue_turn = {LATER} - opened_at WHERE queue_rank >= 20"
WAITS = f"UPDATE cases SET queue_turn = ({ASKED}) WHERE queue_rank < 10 AND queue_turn > ({ASKED})"


def upgrade() -> None:
    op.add_column("cases", sa.Column("queue_rank", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("cases", sa.Column("queue_turn", sa.BigInteger(), nullable=False, server_default="0"))
    for statement in (RANK, OPEN, CLOSED, WAITS):
        op.execute(statement)
    order = ["queue_rank", "queue_turn", "number"]
    op.create_index("ix_cases_queue", "cases", [*order, "id"], unique=False)
    for column in ("commune", "province"):
        op.create_index(f"ix_cases_queue_{column}", "cases", [column, *order, "id"], unique=False)
    op.create_index("ix_cases_queue_kind", "cases", ["category", *order], unique=False)
    op.create_index("ix_cases_queue_id", "cases", ["id", *order, "province", "commune"], unique=False)
    op.create_index("ix_alerts_body", "alerts", ["body", "case_id"], unique=False)
    op.create_table(
        "saved_views",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_saved_views"),
    )
    op.create_index("ix_saved_views_owner", "saved_views", ["owner"], unique=False)
