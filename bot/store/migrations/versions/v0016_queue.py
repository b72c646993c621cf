"""The queue: indexes for lists of many cases, views that somebody saved."""

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Nothing yet."""
