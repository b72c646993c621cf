"""A messenger outside our house, as the program holds it: how it is heard, where it pushes, and that it closes."""

from collections.abc import Mapping
from dataclasses import field
from typing import Protocol

from bot.web.hooks import Hook
from referral.records import dataclass


class Receiver(Protocol):
    """Hears what people do there, from `start` until `stop`."""

    async def start(self) -> None: ...
    async def stop(self) -> None: ...


class Closing(Protocol):
    """Something with connections."""

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Outside:
    """The messengers that are set up: none on a fresh machine."""

    channels: tuple[Closing, ...] = ()
    receivers: tuple[Receiver, ...] = ()
    hooks: Mapping[str, Hook] = field(default_factory=dict)

    def __add__(self, other: "Outside") -> "Outside":
        channels, receivers = self.channels + other.channels, self.receivers + other.receivers
        return Outside(channels, receivers, {**self.hooks, **other.hooks})

    async def start(self) -> None:
        """Listen from now on."""
        for receiver in self.receivers:
            await receiver.start()

    async def stop(self) -> None:
        """Listen no more; what was heard is stored."""
        for receiver in self.receivers:
            await receiver.stop()

    async def close(self) -> None:
        """Close the connections, after the desk has delivered its last message."""
        for channel in self.channels:
            await channel.close()
