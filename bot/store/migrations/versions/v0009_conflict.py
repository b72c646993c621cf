"""Which case a log-in link leads to, so that it can end with the officer's access."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("logins", sa.Column("case_id", sa.String(), nullable=False, server_default=sa.text("''")))
