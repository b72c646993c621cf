"""The officers' page as a channel: the same mailbox as the web chat, the address is the officer's id."""

from bot.channels import Refused
from bot.web.desk import WebDesk
from bot.web.hub import Hub
from flows.fitting import CHANNELS
from handlers.events import Address, Media, OutgoingMessage


class OfficerPage:
    """Officers on our own page."""

    name = "officer_page"
    limits = CHANNELS["officer_page"]
    own = True

    def __init__(self, desk: WebDesk, hub: Hub) -> None:
        self._desk = desk
        self._hub = hub

    async def send(self, address: str, message: OutgoingMessage) -> str:
        """Put the message into the mailbox; its number there."""
        number = await self._desk.do(lambda work: work.mailbox.put(message.person_id, message))
        self._hub.wake(address)
        return str(number)

    async def clear(self, address: str) -> None:
        """Empty the mailbox; the cases stay."""
        await self._desk.do(lambda work: work.mailbox.clear(work.people.at(Address(self.name, address)).id))

    async def fetch(self, _ref: str) -> Media:
        """Never asked: officers send words only."""
        raise Refused("The officers' page brings no files; there is nothing to fetch.")
