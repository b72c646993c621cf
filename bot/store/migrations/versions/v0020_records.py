"""Personal data: how long each kind lives, what was erased and its proof, figures of what is gone."""

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Nothing yet."""
