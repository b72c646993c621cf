"""Copies of the whole database: what was moved or backed up, and whether it was proven."""

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Nothing yet."""
