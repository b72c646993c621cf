"""Several processes on one database: who does alone what must be alone, and in which order what waits is taken."""

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Nothing yet."""
