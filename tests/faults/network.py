"""A network of its own for the program, with one line for each platform that can be cut; only where we are root."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass

LINES = ("web", "telegram", "zalo")
MOST = 128 * 64  # networks side by side: tests run in several processes


def ip(*words: str) -> None:
    """Run `ip`; an error stops the run."""
    subprocess.run(("ip", *words), check=True, capture_output=True, timeout=20)


@dataclass(frozen=True, slots=True)
class Network:
    """The hosts of each line on our side and on the program's. Without a `space` all of it is this computer."""

    space: str = ""
    number: int = 0

    @property
    def inside(self) -> str:
        """Where the program listens."""
        return self._address(0, 2) if self.space else "127.0.0.1"

    @property
    def hosts(self) -> Mapping[str, str]:
        """Where each line's fake listens."""
        return {name: self._address(n, 1) if self.space else "127.0.0.1" for n, name in enumerate(LINES)}

    @property
    def prefix(self) -> tuple[str, ...]:
        """What a command begins with to be run inside."""
        return ("ip", "netns", "exec", self.space) if self.space else ()

    def cut(self, line: str) -> None:
        """Packets of this line vanish from now on."""
        ip("link", "set", self._device(line), "down")

    def mend(self, line: str) -> None:
        ip("link", "set", self._device(line), "up")

    def remove(self) -> None:
        """The lines go with it."""
        if self.space:
            ip("netns", "del", self.space)

    def _address(self, line: int, end: int) -> str:
        return f"10.{64 + self.number % 128}.{len(LINES) * (self.number // 128) + line}.{end}"

    def _device(self, line: str) -> str:
        return f"lf{self.number}{line}"

    def _lay(self, n: int, line: str) -> None:
        """Both ends of a line, with their addresses."""
        ours, theirs = self._device(line), f"in{self.number}{line}"
        ip("link", "add", ours, "type", "veth", "peer", "name", theirs)
        ip("link", "set", theirs, "netns", self.space)
        ip("addr", "add", f"{self._address(n, 1)}/24", "dev", ours)
        ip("link", "set", ours, "up")
        ip("-n", self.space, "addr", "add", f"{self._address(n, 2)}/24", "dev", theirs)
        ip("-n", self.space, "link", "set", theirs, "up")

    def build(self) -> None:
        ip("netns", "add", self.space)
        ip("-n", self.space, "link", "set", "lo", "up")
        for n, line in enumerate(LINES):
            self._lay(n, line)


def network() -> tuple[Network, str]:
    """The network, and why it has no lines of its own ("" if it has)."""
    if os.geteuid() != 0:
        return Network(), "not root"
    made = Network(f"langnghe-faults-{os.getpid()}", os.getpid() % MOST)
    try:
        made.build()
    except (OSError, subprocess.SubprocessError) as problem:
        subprocess.run(("ip", "netns", "del", made.space), check=False, capture_output=True)
        return Network(), f"no network namespace here ({type(problem).__name__})"
    return made, ""
