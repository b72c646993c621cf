"""A process that rings: it takes reports until enough alerts are out, on channels that only write down what arrived.

`python -m tests.kill.ringing FOLDER ALERTS BOOT` ends by itself once all is delivered; it may be killed at any moment.
"""

import asyncio
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count, islice
from pathlib import Path

from sqlalchemy import func, select

from bot.channels import ChannelDown, State
from bot.desk import Desk
from bot.log import start_log
from bot.store import Store, Surroundings
from bot.store.tables import alerts, cases, outbox
from bot.store.work import SqlWork
from bot.wiring import REACTIONS, warm
from flows.fitting import SMALLEST, Limits
from handlers.events import Address, IncomingEvent, Media, OutgoingMessage
from referral.sample import sample_directory
from tests.cast import live_directory
from tests.fakes import UNLIMITED

AT_ONCE = 40
LOST_ANSWERS = 97  # of so many sends one arrives, and the channel says that it did not
PLACES = ("xã Sơn Tây, Quảng Ngãi", "phường Bỉm Sơn, Thanh Hóa", "phường Vĩnh Yên, Phú Thọ", "xã Trà Leng, Đà Nẵng")
HEARD, UNANSWERED = "heard", "unanswered"


@dataclass(slots=True)
class Notebook:
    """A channel that writes a line for each message that arrives, at once and unbuffered: it outlives the process."""

    name: str
    file: int
    boot: str
    own: bool = True
    limits: Limits = SMALLEST
    templates: frozenset[str] = frozenset()
    sends: int = 0

    async def send(self, address: str, message: OutgoingMessage) -> str:
        """Arrives after a moment; now and then the answer to us is lost."""
        await asyncio.sleep(0.002)
        self.sends += 1
        lost = self.sends % LOST_ANSWERS == 0
        line = f"{self.boot} {UNANSWERED if lost else HEARD} {self.name} {message.key}\n"
        os.write(self.file, line.encode())
        if lost:
            raise ChannelDown("The answer was lost.")
        return message.key

    async def clear(self, _address: str, _traces: Sequence[str]) -> None:
        """Nothing is kept that could be cleared."""

    async def retract(self, _address: str, _message: OutgoingMessage, _traces: Sequence[str]) -> None:
        """Nothing is kept that could be taken back."""

    async def fetch(self, _ref: str) -> Media:
        raise ChannelDown("There are no files here.")

    def state(self) -> State:
        return "up"

    def problems(self) -> Sequence[str]:
        return ()


def move_in(work: SqlWork) -> None:
    """Every officer of the sample is there and has a page."""
    if work.directory.agencies:
        return
    directory = live_directory()
    work.directories.replace(directory.agencies.values(), directory.officers.values())
    for officer in sample_directory().officers:
        work.staff.link(officer, work.people.at(Address("officer_page", officer)).id)


def report(n: int) -> IncomingEvent:
    """Somebody new tells of an emergency."""
    words = f"có người đang đánh cháu bé dã man, {PLACES[n % len(PLACES)]}"
    return IncomingEvent(f"report-{n}", Address("webchat", f"person-{n}"), datetime.now(UTC), words)


def asked(work: SqlWork) -> int:
    """How many alerts there are."""
    return int(work.connection.execute(select(func.count()).select_from(alerts)).scalar_one())


def opened(work: SqlWork) -> int:
    """How many cases there are: those before them were taken."""
    return int(work.connection.execute(select(func.count()).select_from(cases)).scalar_one())


def unsent(work: SqlWork) -> int:
    """How many messages are still to go."""
    waiting = outbox.c.state.in_(("queued", "sending"))
    return int(work.connection.execute(select(func.count()).select_from(outbox).where(waiting)).scalar_one())


async def ring(desk: Desk, most: int) -> None:
    """Take reports until there are so many alerts, then wait until all is delivered."""
    numbers = count(max(await desk.do(opened) - AT_ONCE, 0))
    while await desk.do(asked) < most:
        await asyncio.gather(*(desk.receive(report(n)) for n in islice(numbers, AT_ONCE)))
    while await desk.do(unsent):  # noqa: ASYNC110  another task sends
        await asyncio.sleep(0.05)


async def main(folder: Path, most: int, boot: str) -> None:
    """Live until everything is done."""
    start_log("critical")
    warm()
    store = Store.open(f"sqlite:///{folder}/ring.db", folder / "keys.json", Surroundings(real_agencies=True))
    desk = Desk(store, REACTIONS, limits=UNLIMITED)
    file = os.open(folder / "heard.log", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for name in ("webchat", "officer_page"):
        desk.add(Notebook(name, file, boot))
    await desk.do(move_in)
    await desk.start()
    await ring(desk, most)
    await desk.stop()
    store.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
