"""`langnghe serve` as it is, but for the clock: it runs ahead or behind by the seconds in the file CLOCK names."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.cli_serve import serve_by

CLOCK = "FAULTS_CLOCK"


def stepped() -> datetime:
    """The clock of a host that somebody set wrongly."""
    try:
        ahead = float(Path(os.environ[CLOCK]).read_text("ascii"))
    except (OSError, ValueError):
        ahead = 0.0  # it is being written
    return datetime.now(UTC) + timedelta(seconds=ahead)


if __name__ == "__main__":
    serve_by(stepped)
