"""The contender that is this program: webhook, desk, store with full durability, delivery."""

import asyncio
import json
import sys
import time
from dataclasses import replace
from pathlib import Path

from bot.channels.page import Page
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.pacing import Pacing
from bot.channels.telegram.webhook import PATH, SECRET, Webhook
from bot.desk import Desk
from bot.desk.flood import UNLIMITED
from bot.log import start_log
from bot.settings import Settings
from bot.store import Store
from bot.store.store import Surroundings, utc_now
from bot.texts import read_catalogues, translator
from bot.web.app import make_app
from bot.web.hooks import HOOKS
from bot.web.hub import Hub
from bot.web.parts import WebParts
from bot.wiring import OWN_CHANNELS, REACTIONS, warm
from handlers import incoming
from handlers.events import Address, House, Lane
from referral.agencies import Agency
from referral.jurisdiction.resolver import resolve
from referral.sample import sample_directory
from tests.bench.contender import serve
from tests.bench.phases import Times, watch
from tests.bench.platforms import TOKEN


class Unpaced(Pacing):
    """Lets everything go at once: Telegram's thirty a second would measure Telegram, not us."""

    async def turn(self, chat: str, lane: Lane) -> None:
        """Now."""


def real(agency: Agency) -> Agency:
    """An agency of the sample as if it were real, so that nothing is held back as in a trial."""
    return replace(agency, sample=False, phone_confirmed=True)


def open_store(folder: Path, url: str) -> Store:
    """A fresh store with a directory."""
    settings = Settings(data_dir=folder, database_url=url, real_agencies=True)
    house = House("https://example.org", False, OWN_CHANNELS, translate=translator(read_catalogues()))
    store = Store.open(settings.url, settings.keyring_path, Surroundings(house, real_agencies=True))
    sample = sample_directory()
    with store.begin() as connection:
        work = store.work(connection)
        work.directories.replace([real(a) for a in sample.agencies.values()], sample.officers.values())
        for officer in sample.officers:  # with nobody to alert each answer would be a warning
            work.staff.link(officer, work.people.at(Address("officer_page", officer)).id)
    return store


async def main(api: str, folder: Path, url: str, profile: str) -> None:
    """Serve the webhook; with `profile`, the name of a file, keep there where the time went."""
    start_log("critical")
    times = Times()
    if profile:
        watch(times)
    warm()
    resolve("xã Sơn Tây, Quảng Ngãi")
    store = open_store(folder, url)
    reactions = replace(REACTIONS, message=incoming.take)  # the one with a stopwatch, if there is one
    desk = Desk(store, reactions, limits=UNLIMITED)
    telegram = Telegram(TOKEN, api, Unpaced())
    hook = Webhook(telegram, desk, "https://example.org")
    desk.add(telegram)
    desk.add(Page("officer_page", desk, Hub()))
    app = make_app(WebParts(desk, translator(read_catalogues()), utc_now, lambda: store.live))
    app[HOOKS] = {"telegram": hook}
    await desk.start()
    began = time.process_time()
    times.forget()  # what the start took
    await serve(app, PATH, f"{SECRET}: {telegram.client.secret}\r\n")
    total = time.process_time() - began
    await desk.stop()
    await telegram.close()
    store.close()
    if profile:
        keep(times, total, Path(profile))


def keep(times: Times, total: float, file: Path) -> None:
    """Write down seconds and calls, and the processor time of the whole process."""
    file.write_text(json.dumps({"seconds": times.seconds, "calls": times.calls, "all": total}))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), sys.argv[3], sys.argv[4]))
