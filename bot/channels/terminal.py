"""The terminal as a channel: what is said to a citizen or an officer is printed on one screen or two."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from bot.channels import Refused, State
from bot.web.public import address_of
from flows.fitting import CHANNELS
from handlers.events import Media, OutgoingMessage

CITIZEN = "terminal"
OFFICER = "terminal_officer"

Show = Callable[[str, OutgoingMessage], None]  # (channel name, message)


class Terminal:
    """One side of the screen. `show` prints a message; names of the two sides are CITIZEN and OFFICER."""

    limits = CHANNELS["terminal"]
    own = True
    templates: frozenset[str] = frozenset()

    def __init__(self, name: str, show: Show, public_url: str = "") -> None:
        self.name = name
        self._public_url = public_url
        self._show = show
        self._count = 0

    async def send(self, address: str, message: OutgoingMessage) -> str:
        """Print the message; there is one person at a terminal, so the address says nothing new."""
        del address
        self._show(self.name, self._with_picture(message))
        self._count += 1
        return f"{self.name}-{self._count}"

    def _with_picture(self, message: OutgoingMessage) -> OutgoingMessage:
        """The message, with a line that says where its picture can be seen."""
        if not message.picture:
            return message
        line = f"[hình: {address_of(self._public_url, message.picture)}]"
        return replace(message, text=f"{message.text}\n{line}")

    async def clear(self, address: str, _traces: Sequence[str]) -> None:
        """Wipe the screen."""
        self._show(self.name, OutgoingMessage(key="", person_id=address, act="clear"))

    async def retract(self, address: str, message: OutgoingMessage, _traces: Sequence[str]) -> None:
        """What is printed stays printed."""
        del address, message

    async def fetch(self, ref: str) -> Media:
        """Read the file that `/anh PATH` named; raises Refused if it cannot be read."""
        try:
            data = await asyncio.to_thread(Path(ref).read_bytes)
        except OSError:
            raise Refused("The file cannot be read: check the path.") from None
        return Media(kind="photo", ref=ref, data=data)

    def state(self) -> State:
        """Ours: as alive as the process."""
        return "up"

    def problems(self) -> Sequence[str]:
        """Nothing of ours runs out."""
        return ()
