"""When a holder was reminded last, and whether a body said yes on the phone."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("alerts", sa.Column("reminded_at", sa.BigInteger(), nullable=True))
    op.add_column("alerts", sa.Column("given_to", sa.String(), nullable=False, server_default=sa.text("''")))
    op.add_column("alerts", sa.Column("phoned", sa.Boolean(), nullable=False, server_default=sa.false()))
