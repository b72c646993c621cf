"""The log: one JSON object a line, with kinds and ids only, never what people wrote."""

import logging
import sys
import traceback
from contextlib import suppress
from typing import TextIO, cast

import structlog
from structlog.typing import FilteringBoundLogger

KEPT_FRAMES = 4  # the innermost places of a fault that are worth a line


class StandardError:
    """Standard error as it is now; if it is gone (a closed terminal, a broken pipe) the program goes on unlogged."""

    def write(self, line: str) -> None:
        with suppress(OSError, ValueError):
            sys.stderr.write(line)

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            sys.stderr.flush()


def start_log(level: str) -> None:
    """Write the log as JSON lines to standard error; the libraries' own words only from warnings up."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format='{"event": "library", "of": "%(name)s"}')
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a tick that is late says nothing new
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(cast(TextIO, StandardError())),
    )


def log_of(area: str) -> FilteringBoundLogger:
    """The logger of one part of the program."""
    logger: FilteringBoundLogger = structlog.get_logger(area=area)
    return logger


def where(fault: BaseException) -> str:
    """The kind of a fault and the lines it came through; not its message, which may quote a person."""
    frames = traceback.extract_tb(fault.__traceback__)[-KEPT_FRAMES:]
    places = [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in frames]
    return " < ".join([type(fault).__name__, *reversed(places)])
