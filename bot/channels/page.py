"""Our own pages as channels: a message is put into the person's mailbox, and the waiting page is woken."""

from collections.abc import Sequence

from bot.channels import Refused, State
from bot.web.desk import WebDesk, WebWork
from bot.web.hub import Hub
from flows.fitting import CHANNELS
from handlers.events import Address, Media, OutgoingMessage

WIPE = OutgoingMessage(key="clear", person_id="", act="clear")


class Page:
    """People on a page of ours, "webchat" or "officer_page". What they read never leaves our house."""

    own = True
    templates: frozenset[str] = frozenset()

    def __init__(self, name: str, desk: WebDesk, hub: Hub) -> None:
        self.name = name
        self.limits = CHANNELS[name]
        self._desk = desk
        self._hub = hub

    async def send(self, address: str, message: OutgoingMessage) -> str:
        """Put the message into the mailbox; its number there."""
        number = await self._desk.do(
            lambda work: work.mailbox.put(message.person_id, message), first=message.lane == "urgent"
        )
        self._hub.wake(address)
        return str(number)

    async def clear(self, address: str, _traces: Sequence[str]) -> None:
        """Empty the mailbox, and tell an open page to wipe itself."""
        await self._desk.do(lambda work: wipe(work, Address(self.name, address)))
        self._hub.wake(address)

    async def retract(self, address: str, message: OutgoingMessage, _traces: Sequence[str]) -> None:
        """Drop what the mailbox holds of the case, and tell an open page to do the same."""
        await self._desk.do(lambda work: take_back(work, message), first=True)
        self._hub.wake(address)

    async def fetch(self, _ref: str) -> Media:
        """Never asked: files arrive together with what was said."""
        raise Refused("A page brings its files at once; there is nothing to fetch.")

    def state(self) -> State:
        """Ours: as alive as the process."""
        return "up"


def take_back(work: WebWork, message: OutgoingMessage) -> None:
    """Leave nothing of the case but the word to drop it, which names nothing a person can read."""
    work.mailbox.take_back(message.person_id, message.case_id)
    work.mailbox.put(message.person_id, message)


def wipe(work: WebWork, address: Address) -> None:
    """Leave nothing in the mailbox but the word to wipe."""
    person = work.people.at(address)
    work.mailbox.clear(person.id)
    work.mailbox.put(person.id, WIPE)
