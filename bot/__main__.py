"""`langnghe`, also as `python -m bot`: the command line."""

import resource
import sys

from bot.collecting import without_collector

LEAST = 384 * 1024 * 1024  # bytes of address space: what Python and the libraries want before our first line
TOO_LITTLE = "langnghe: `ulimit -v` leaves the program too little: lift it, and limit memory by MemoryMax= instead."


def main() -> None:
    """Run a command, where there is room for it."""
    if -1 < resource.getrlimit(resource.RLIMIT_AS)[0] < LEAST:
        sys.exit(TOO_LITTLE)
    with without_collector():
        from bot.cli import main as run
    run()


if __name__ == "__main__":
    main()
