"""A program of the deployer's as a channel: it hears of each alert to the intake desk, and may ring, text or phone."""

import asyncio
import os
import shlex
import signal
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Sequence
from contextlib import suppress

from bot.channels import ChannelDown, Refused, State
from bot.settings import PREFIX
from flows.fitting import SMALLEST
from handlers.commanding import CHANNEL
from handlers.events import Media, OutgoingMessage

SECONDS = 10.0  # then it is ended, and tried again later


class BadCommand(Exception):
    """LANGNGHE_DESK_COMMAND has a quotation mark without its other half: correct it."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def words_of(command: str) -> list[str]:
    """The program and its arguments, as a shell would split them; no shell runs. Raises BadCommand."""
    try:
        return shlex.split(command)
    except ValueError:
        raise BadCommand from None


class Command:
    """Runs the program once for each message, with the message's JSON on standard input; 0 means that it is done."""

    name = CHANNEL
    limits = SMALLEST
    own = False
    templates: frozenset[str] = frozenset()

    def __init__(self, command: str, seconds: float = SECONDS) -> None:
        self._words = words_of(command)
        self._seconds = seconds
        self._failed = False

    async def send(self, address: str, message: OutgoingMessage) -> str:
        """Run it to its end: ChannelDown if it fails or takes too long, Refused if it cannot be started at all."""
        del address  # there is one desk
        process = await self._start()
        try:
            async with asyncio.timeout(self._seconds):
                await process.communicate(message.text.encode())
        except TimeoutError:
            pass
        finally:
            await end(process)
        self._failed = process.returncode != 0
        if self._failed:
            raise ChannelDown("The desk's command failed or took too long.")
        return message.key

    async def _start(self) -> Process:
        """The running program; it does not inherit our secrets."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        try:
            return await asyncio.create_subprocess_exec(
                *self._words, stdin=PIPE, stdout=DEVNULL, stderr=DEVNULL, env=environment, start_new_session=True
            )
        except OSError:
            self._failed = True
            raise Refused("The desk's command cannot be started: is it there, and executable?") from None

    async def clear(self, address: str, _traces: Sequence[str]) -> None:
        """Nothing it heard can be taken back."""

    async def retract(self, address: str, message: OutgoingMessage, _traces: Sequence[str]) -> None:
        """What it was told it keeps: never more than a lock screen shows."""
        del address, message

    async def fetch(self, _ref: str) -> Media:
        """Never asked: nobody sends anything from there."""
        raise Refused("The desk's command sends nothing.")

    def state(self) -> State:
        """Whether it worked the last time."""
        return "down" if self._failed else "up"


async def end(process: Process) -> None:
    """End what still runs, with all it started."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
