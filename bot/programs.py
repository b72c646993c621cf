"""A program of the deployer's, run once to its end: it inherits none of our secrets and cannot hold us up."""

import asyncio
import os
import shlex
import signal
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Sequence
from contextlib import suppress

from bot.settings import PREFIX


class BadCommand(Exception):
    """A command in the settings has a quotation mark without its other half: correct it."""

    def __init__(self, setting: str) -> None:
        super().__init__(f"{setting} has a quotation mark without its other half: correct it.")


def words_of(command: str, setting: str) -> list[str]:
    """The program and its arguments, as a shell would split them; no shell runs. Raises BadCommand."""
    try:
        return shlex.split(command)
    except ValueError:
        raise BadCommand(setting) from None


async def run(words: Sequence[str], given: bytes, seconds: float) -> bool:
    """Whether it took what was given on standard input and ended well in time. Raises OSError: it cannot start."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    process = await asyncio.create_subprocess_exec(
        *words, stdin=PIPE, stdout=DEVNULL, stderr=DEVNULL, env=environment, start_new_session=True
    )
    try:
        async with asyncio.timeout(seconds):
            await process.communicate(given)
    except TimeoutError:
        pass
    finally:
        await end(process)
    return process.returncode == 0


async def end(process: Process) -> None:
    """End what still runs, with all it started."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
