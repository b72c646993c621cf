"""Periodic reports: who owes one until when, templates, tokens for the figures as JSON."""

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Nothing yet."""
