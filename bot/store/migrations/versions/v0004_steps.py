"""What an officer who accepted did last, and whether they were reminded since."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("alerts", sa.Column("step", sa.String(), nullable=False, server_default=sa.text("''")))
    op.add_column("alerts", sa.Column("acted_at", sa.BigInteger(), nullable=True))
    op.add_column("alerts", sa.Column("reminded", sa.Integer(), nullable=False, server_default="0"))
