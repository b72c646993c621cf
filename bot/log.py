"""The log: one JSON object a line, with kinds and ids only, never what people wrote."""

import logging
import sys
import threading
import traceback
import warnings
from contextlib import suppress
from pathlib import PurePath
from types import TracebackType
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


class Libraries(logging.Handler):
    """What libraries log, asyncio's lost faults among it: whose line, from where. Their words may quote a person."""

    def emit(self, record: logging.LogRecord) -> None:
        place = f"{record.filename}:{record.lineno}"
        fault = record.exc_info[1] if record.exc_info else None
        about = {"where": where(fault)} if fault else {}
        level = min(record.levelno // 10 * 10, logging.CRITICAL)  # libraries may have levels of their own
        log.log(level, "library", of=record.name, at=place, **about)


LIBRARIES = Libraries(logging.WARNING)


def start_log(level: str) -> None:
    """Write the log as JSON lines to standard error: ours, the libraries' from warnings up, and what nobody caught."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(cast(TextIO, StandardError())),
    )
    logging.getLogger().addHandler(LIBRARIES)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a tick that is late says nothing new
    catch_the_rest()


def catch_the_rest() -> None:
    """Python itself would print these with their words."""
    sys.excepthook = on_crash
    threading.excepthook = on_thread_crash
    sys.unraisablehook = on_unraisable
    warnings.showwarning = on_warning


def on_crash(_kind: type[BaseException], fault: BaseException, _trace: TracebackType | None) -> None:
    """A fault that nobody caught ends the program."""
    log.critical("crashed", where=where(fault))


def on_thread_crash(crash: threading.ExceptHookArgs) -> None:
    """A fault that nobody caught ends a thread."""
    log.critical("thread_crashed", where=where(crash.exc_value) if crash.exc_value else crash.exc_type.__name__)


def on_unraisable(lost: "sys.UnraisableHookArgs") -> None:
    """A fault where none can be raised, as while something is thrown away."""
    log.error("fault_lost", where=where(lost.exc_value) if lost.exc_value else lost.exc_type.__name__)


def on_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """A warning of Python or a library: its kind and place, not its message."""
    log.warning("warned", kind=category.__name__, at=f"{PurePath(filename).name}:{lineno}")


def log_of(area: str) -> FilteringBoundLogger:
    """The logger of one part of the program."""
    logger: FilteringBoundLogger = structlog.get_logger(area=area)
    return logger


log = log_of("program")


def where(fault: BaseException) -> str:
    """The kind of a fault and the lines it came through; not its message, which may quote a person."""
    frames = traceback.extract_tb(fault.__traceback__)[-KEPT_FRAMES:]
    places = [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in frames]
    return " < ".join([type(fault).__name__, *reversed(places)])
