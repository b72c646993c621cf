"""The real program as a process of its own: started on a data folder, killed without warning, started again."""

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import ClientError, ClientSession

PREFIXES = ("LANGNGHE_", "REAL_AGENCIES")
READY_SECONDS = 90
STOP_SECONDS = 20
LOOK_AGAIN = 0.05


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(slots=True)
class Program:
    """`python -m bot serve` with these settings (name without prefix -> value); `log` gets what it prints."""

    settings: Mapping[str, str]
    log: Path
    port: int = field(default_factory=free_port)
    _process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """The id of the process that runs now."""
        assert self._process
        return self._process.pid

    async def start(self) -> None:
        """Start it and wait until it answers."""
        with self.log.open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "serve", env=self._environment(), stdout=output, stderr=output
            )
        async with asyncio.timeout(READY_SECONDS), ClientSession() as client:
            while not await answers(client, f"{self.url}/healthz"):
                assert self._process.returncode is None, self.log.read_text("utf-8", "replace")
                await asyncio.sleep(LOOK_AGAIN)

    async def kill(self) -> float:
        """SIGKILL. When it was dead, by `time.monotonic()`."""
        assert self._process
        self._process.kill()
        await self._process.wait()
        return time.monotonic()

    async def stop(self) -> int:
        """Ask it to end, and return its exit code."""
        assert self._process
        self._process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(STOP_SECONDS):
            return await self._process.wait()

    async def end(self) -> None:
        """Leave nothing running, whatever happened."""
        if self._process and self._process.returncode is None:
            await self.kill()

    def _environment(self) -> dict[str, str]:
        return environment({"PORT": str(self.port), "HOST": "127.0.0.1", **self.settings})


def environment(ours: Mapping[str, str]) -> dict[str, str]:
    """Ours without its own settings, so that a developer's do not change the test."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(PREFIXES)}
    return inherited | {f"LANGNGHE_{name}": value for name, value in ours.items()}


async def answers(client: ClientSession, url: str) -> bool:
    """Whether this page is there."""
    try:
        async with client.get(url) as answer:
            return answer.status == 200
    except ClientError:
        return False
