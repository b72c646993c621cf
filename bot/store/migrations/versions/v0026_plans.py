"""So that less is read: a person's messages, the answers of an agency's alerts; no figures of runs on PostgreSQL."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
PAST = sa.text("state NOT IN ('queued', 'sending')")
NO_FIGURES = (
    "ALTER TABLE campaign_copies ALTER run_id SET STATISTICS 0",
    "ALTER TABLE campaign_copies ALTER run_id TYPE VARCHAR",  # as it was; that drops the figures there are
)


def upgrade() -> None:
    op.create_index("ix_outbox_past", "outbox", ["person_id"], sqlite_where=PAST, postgresql_where=PAST)
    op.drop_index("ix_alerts_body", "alerts")
    op.create_index("ix_alerts_body", "alerts", ["body", "case_id", "answer"])
    if op.get_bind().dialect.name == "postgresql":
        for statement in NO_FIGURES:
            op.execute(statement)
