"""The processes of the program: started in their roles, killed, stalled, starved, and started again."""

import asyncio
import os
import resource
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # comes with the PostgreSQL of the tests

from tests.faults.child import CLOCK
from tests.faults.evidence import Broken
from tests.faults.network import Network
from tests.kill.program import PREFIXES, free_port

MEGABYTE = 2**20
ROLES: Mapping[int, Sequence[str]] = {  # by how many processes there are
    1: ("",),
    2: ("web,writer", "delivery,scheduler,writer"),
    3: ("web,writer", "web,delivery", "writer,delivery,scheduler"),
    4: ("web", "web,writer", "writer,delivery,scheduler", "delivery,scheduler"),
}


@dataclass(slots=True)
class Member:
    """One process: what it does, where it answers, the file of its clock."""

    name: str
    roles: str
    folder: Path
    network: Network
    settings: Mapping[str, str]
    port: int = field(default_factory=free_port)
    process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"http://{self.network.inside}:{self.port}"

    @property
    def clock(self) -> Path:
        return self.folder / f"{self.name}.clock"

    @property
    def serves(self) -> bool:
        return not self.roles or "web" in self.roles.split(",")

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.returncode is None

    async def start(self) -> None:
        """Start it; what asks it meanwhile is refused."""
        with (self.folder / f"{self.name}.log").open("ab") as output:
            self.process = await asyncio.create_subprocess_exec(
                *self.network.prefix, sys.executable, "-m", "tests.faults.child",
                env=self._environment(), stdout=output, stderr=output,
            )  # fmt: skip

    def send(self, number: int) -> None:
        """A signal, if it is there."""
        if self.alive and self.process:
            self.process.send_signal(number)

    async def end(self) -> None:
        """Leave nothing running."""
        if self.alive and self.process:
            self.process.kill()
            await self.process.wait()

    def starve(self, spare: int) -> None:
        """It may take so many bytes more of address space, and no more."""
        if self.alive and self.process:
            now = int(psutil.Process(self.process.pid).memory_info().vms)
            resource.prlimit(self.process.pid, resource.RLIMIT_AS, (now + spare, resource.RLIM_INFINITY))

    def feed(self) -> None:
        if self.alive and self.process:
            resource.prlimit(self.process.pid, resource.RLIMIT_AS, (resource.RLIM_INFINITY,) * 2)

    def _environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(PREFIXES)}
        ours = {"PORT": str(self.port), "HOST": self.network.inside, "ROLES": self.roles, **self.settings}
        return inherited | {CLOCK: str(self.clock)} | {f"LANGNGHE_{name}": value for name, value in ours.items()}


@dataclass(slots=True)
class Crew:
    """All of them. `watch` starts again whoever ended, as systemd does; `broken` is when somebody could not work."""

    members: Sequence[Member]
    broken: list[Broken] = field(default_factory=list)
    deaths: int = 0
    _over: bool = False

    def behind(self) -> Sequence[str]:
        return [one.url for one in self.members if one.serves and one.alive]

    async def watch(self) -> None:
        """Look until cancelled."""
        while not self._over:
            for one in self.members:
                if not one.alive:
                    self._note(one)
                    await one.start()
            await asyncio.sleep(0.3)

    def _note(self, one: Member) -> None:
        if one.process:
            self.deaths += 1
            self.broken.append(Broken(f"{one.name} died", time.monotonic() - 1.0, time.monotonic() + 1.0))

    async def end(self) -> None:
        self._over = True
        for one in self.members:
            one.send(signal.SIGCONT)
            await one.end()

    def log(self) -> str:
        return "".join((one.folder / f"{one.name}.log").read_text("utf-8", "replace") for one in self.members)
