"""Alarms: what is wrong with the program itself, since when, and who was told."""

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Nothing yet."""
