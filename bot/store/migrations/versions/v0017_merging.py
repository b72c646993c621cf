"""Cases that are one: which was merged into which, by whom, and that it was undone."""

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Nothing yet."""
