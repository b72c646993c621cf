"""A large table takes its time beside the chat: read in a process of its own, compared with pauses."""

import os
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from threading import Lock

from bot.directory_table import Columns, Line, read_upload
from bot.table_bytes import TableTooLarge, Upload

SMALL = 100_000  # bytes: read faster than a process begins
BEHIND = 10  # added to its niceness
BREATH, PAUSE = 16, 0.001  # lines between two pauses, seconds: a thread that computes lets no other run
alone = Lock()  # one at a time: each takes much memory


def read_apart(upload: Upload, columns: Columns) -> tuple[Line, ...]:
    """The lines of a table. Raises TableUnreadable and BadHeadings."""
    if len(upload.data) < SMALL:
        return read_upload(upload, columns)
    try:
        with alone, ProcessPoolExecutor(1, get_context("spawn"), os.nice, (BEHIND,)) as process:
            return process.submit(read_upload, upload, dict(columns)).result()
    except BrokenProcessPool:  # the system ended it: it took too much
        raise TableTooLarge(upload.file) from None


def breathing(lines: Iterable[Line]) -> Iterator[Line]:
    """The same lines, with pauses in which others run."""
    for count, line in enumerate(lines, 1):
        yield line
        if count % BREATH == 0:
            time.sleep(PAUSE)
