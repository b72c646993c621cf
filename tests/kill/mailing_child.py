"""A process that does nothing but send what runs of campaigns are due, to a fake over HTTP, until it is killed."""

import asyncio
import sys
from collections.abc import Sequence
from datetime import time
from pathlib import Path

from aiohttp import ClientConnectorError, ClientError, ClientSession, TCPConnector

from bot.channels import ChannelDown, State, Unanswered
from bot.desk import Desk
from bot.store import Store, Surroundings
from bot.wiring import REACTIONS
from flows.fitting import CHANNELS
from handlers.events import Media, OutgoingMessage
from handlers.house import House
from referral.campaigns import Rules


class Wire:
    """Telegram as far as a campaign needs it."""

    name = "telegram"
    limits = CHANNELS["telegram"]
    own = True  # so that nobody need be a tester
    templates: frozenset[str] = frozenset()

    def __init__(self, client: ClientSession, url: str) -> None:
        self._client = client
        self._url = url

    async def send(self, address: str, message: OutgoingMessage) -> str:
        try:
            async with self._client.post(self._url, data=address.encode()) as answer:
                return (await answer.read()).decode()
        except ClientConnectorError as problem:
            raise ChannelDown("Nobody is there.") from problem
        except ClientError as problem:
            raise Unanswered("It was handed over.") from problem

    async def clear(self, address: str, traces: Sequence[str]) -> None: ...
    async def retract(self, address: str, message: OutgoingMessage, traces: Sequence[str]) -> None: ...

    async def fetch(self, ref: str) -> Media:
        raise NotImplementedError

    def state(self) -> State:
        return "up"

    def problems(self) -> Sequence[str]:
        return ()


async def serve(store: Store, folder: Path, url: str) -> None:
    """Send until nothing of a run is left."""
    desk = Desk(store, REACTIONS)
    desk.journal_in(folder / "mail")
    async with ClientSession(connector=TCPConnector(limit=64)) as client:
        desk.add(Wire(client, url))
        await desk.start()
        while await desk.do(lambda work: bool(work.campaigns.runs(("planning", "running")))):  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        await desk.stop()


if __name__ == "__main__":
    database, data, target = sys.argv[1:]
    awake = Rules(quiet_from=time(0), quiet_until=time(0, 0, 1))  # whatever the real hour is
    house = House(own_channels=frozenset({"telegram"}), campaigns=awake)
    opened = Store.open(database, Path(data) / "keyring.json", Surroundings(house))
    asyncio.run(serve(opened, Path(data), target))
    opened.close()
