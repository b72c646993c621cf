"""Tell the service manager (systemd, Type=notify) that the program is ready, alive, stopping: sd_notify's protocol."""

import asyncio
import os
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress

READY, ALIVE, STOPPING = "READY=1", "WATCHDOG=1", "STOPPING=1"
STUCK_SECONDS = 60.0  # a writer at one group of jobs for so long does not come back by itself
MOST_SECONDS = 10.0  # between two signs of life


def notify(state: str, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether there is a service manager that was told; without one nothing happens."""
    address = environment.get("NOTIFY_SOCKET", "")
    if not address:
        return False
    path = f"\0{address[1:]}" if address.startswith("@") else address  # Linux's abstract sockets
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line:
        line.setblocking(False)
        line.sendto(state.encode(), path)
        return True
    return False


def pause(environment: Mapping[str, str] = os.environ) -> float:
    """Seconds between two signs of life: a third of what the service manager waits for."""
    microseconds = environment.get("WATCHDOG_USEC", "")
    asked = int(microseconds) / 3_000_000 if microseconds.isdecimal() else MOST_SECONDS
    return min(asked, MOST_SECONDS)


async def signs_of_life(stuck: Callable[[], float], seconds: float) -> None:
    """From the event loop, so that one that hangs gives none; and none for a writer that hangs. Until cancelled."""
    while True:
        if stuck() < STUCK_SECONDS:
            notify(ALIVE)
        await asyncio.sleep(seconds)
