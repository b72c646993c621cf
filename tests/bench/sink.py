"""A channel that takes everything at once and lets somebody here see it: what is measured is our own part."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.channels import State
from flows.fitting import SMALLEST, Limits
from handlers.events import Media, OutgoingMessage


@dataclass
class Sink:
    """`took` hears of each message."""

    name: str
    took: Callable[[OutgoingMessage], None]
    own: bool = True
    limits: Limits = SMALLEST
    templates: frozenset[str] = frozenset()

    async def send(self, _address: str, message: OutgoingMessage) -> str:
        self.took(message)
        return message.key

    async def clear(self, _address: str, _traces: Sequence[str]) -> None:
        """Nothing is kept."""

    async def retract(self, _address: str, _message: OutgoingMessage, _traces: Sequence[str]) -> None:
        """Nothing is kept that could be taken back."""

    async def fetch(self, _ref: str) -> Media:
        raise AssertionError("no file was sent")

    def state(self) -> State:
        return "up"

    def problems(self) -> Sequence[str]:
        return ()
