"""Officers who were removed: nobody else ever gets their id, under which they still stand in cases and in the log."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.create_table("retired_officers", sa.Column("id", sa.String(), primary_key=True))
