"""The contender that is this program: webhook, desk, store with full durability, delivery."""

import asyncio
import json
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from pydantic import SecretStr

from bot.channels.page import Page
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.pacing import Pacing, Slot
from bot.channels.telegram.webhook import PATH, SECRET, Webhook
from bot.channels.zalo_oa.channel import ZaloOA
from bot.channels.zalo_oa.setting_up import parts_of, webhook_of
from bot.channels.zalo_oa.webhook import PATH as ZALO_PATH
from bot.desk import Desk
from bot.log import start_log
from bot.opening import OWN_CHANNELS
from bot.settings import Settings
from bot.store import Store
from bot.store.store import Surroundings, utc_now
from bot.store.tokens import Pair
from bot.texts import read_catalogues, translator
from bot.web.app import make_app
from bot.web.hooks import HOOKS, Hook
from bot.web.hub import Hub
from bot.web.parts import WebParts
from bot.wiring import REACTIONS, warm
from handlers import incoming
from handlers.events import Address, Lane
from handlers.house import House
from referral.agencies import Agency
from referral.jurisdiction.resolver import resolve
from referral.sample import sample_directory
from tests.bench.contender import serve
from tests.bench.phases import Times, watch
from tests.bench.platforms import APP, OA, TOKEN
from tests.bench.platforms import SECRET as ZALO_SECRET
from tests.fakes import UNLIMITED


class Unpaced(Pacing):
    """Lets everything go at once: Telegram's thirty a second would measure Telegram, not us."""

    async def turn(self, _chat: str, _lane: Lane) -> Slot:
        """Now."""
        return Slot(0.0)

    def answered(self, _slot: Slot) -> None:
        """Nothing is counted."""


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
        later = work.now + timedelta(days=1)
        work.tokens.put(f"zalo_oa:{OA}", Pair("access", "refresh", later, later + timedelta(days=60), work.now))
    return store


@dataclass(frozen=True, slots=True)
class Door:
    """How one platform reaches us and we reach it."""

    channel: Telegram | ZaloOA
    hook: Hook
    path: str
    headers: str = ""


def telegram(desk: Desk, api: str) -> Door:
    """By the Bot API."""
    channel = Telegram(TOKEN, api, Unpaced())
    hook = Webhook(channel, desk, "https://example.org")
    return Door(channel, hook, PATH, f"{SECRET}: {channel.client.secret}\r\n")


def zalo(desk: Desk, api: str) -> Door:
    """By an Official Account, whose tokens are in the store."""
    hidden = SecretStr(ZALO_SECRET)
    settings = Settings(zalo_app_id=APP, zalo_app_secret=hidden, zalo_oa_secret=hidden, zalo_api=api)
    parts = parts_of(settings, desk)
    return Door(ZaloOA(parts, Unpaced()), webhook_of(settings, desk, parts), ZALO_PATH)


DOORS: Mapping[str, Callable[[Desk, str], Door]] = {"telegram": telegram, "zalo": zalo}


async def main(platform: str, api: str, folder: Path, url: str, profile: str) -> None:
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
    door = DOORS[platform](desk, api)
    desk.add(door.channel)
    desk.add(Page("officer_page", desk, Hub()))
    app = make_app(WebParts(desk, translator(read_catalogues()), utc_now, lambda: store.live))
    app[HOOKS] = {door.channel.name: door.hook}
    await desk.start()
    began = time.process_time()
    times.forget()  # what the start took
    await serve(app, door.path, door.headers, platform)
    total = time.process_time() - began
    await desk.stop()
    await door.channel.close()
    store.close()
    if profile:
        keep(times, total, Path(profile))


def keep(times: Times, total: float, file: Path) -> None:
    """Write down seconds and calls, and the processor time of the whole process."""
    file.write_text(json.dumps({"seconds": times.seconds, "calls": times.calls, "all": total}))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[2], sys.argv[1], Path(sys.argv[3]), sys.argv[4], sys.argv[5]))
