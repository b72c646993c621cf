"""Texts and numbers that a human must confirm: who signed them off, when."""

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Nothing yet."""
