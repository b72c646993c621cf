"""The Zalo channel on a real database against the fake platform, in one time for both."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from bot.channels.zalo_oa.channel import Parts, ZaloOA
from bot.channels.zalo_oa.oauth import Granted
from bot.channels.zalo_oa.setting_up import parts_of, zns_of
from bot.channels.zalo_oa.zns import Zns
from bot.desk import Desk
from bot.settings import Settings
from bot.store import Store, Surroundings
from bot.store.tokens import Pair
from bot.store.work import SqlWork
from bot.wiring import REACTIONS
from tests.fakes import FakeClock
from tests.zalo_fake import FakeZalo

TEMPLATES = "alert=111;status=333"


def settings_for(fake: FakeZalo, **more: object) -> Settings:
    """The settings of a deployment on the fake."""
    given: dict[str, object] = {
        "zalo_app_id": fake.app_id,
        "zalo_app_secret": SecretStr(fake.app_secret),
        "zalo_api": fake.api,
        "zalo_business_api": fake.api,
        "zalo_oauth": fake.api,
        "zalo_media_hosts": fake.api.removeprefix("http://"),
        "zalo_templates": TEMPLATES,
    }
    return Settings.model_validate(given | more)


@dataclass
class ZaloOffice:
    """A desk, its channel and the platform."""

    fake: FakeZalo
    desk: Desk
    store: Store
    clock: FakeClock
    settings: Settings
    parts: Parts
    channel: ZaloOA

    @property
    def account(self) -> str:
        return self.fake.oas[0]

    @property
    def name(self) -> str:
        return f"zalo_oa:{self.account}"

    def zns(self) -> Zns:
        """The channel by phone."""
        return zns_of(self.settings, self.parts)

    async def log_in(self) -> Pair:
        """Store the pair that the platform has for the account now, as a log-in does."""
        pair = pair_of(self.fake, self.clock)
        await self.desk.do(lambda work: work.tokens.put(self.name, pair))
        return pair

    async def stored(self) -> Pair:
        """What the database holds."""

        def read(work: SqlWork) -> Pair:
            pair = work.tokens.of(self.name)
            assert pair
            return pair

        return await self.desk.do(read)


def pair_of(fake: FakeZalo, clock: FakeClock) -> Pair:
    """The platform's pair for its first account."""
    pair = fake.tokens[fake.oas[0]]
    return Granted(pair.access, pair.refresh).pair(clock.now)


@asynccontextmanager
async def zalo_office(url: str, ring_path: Path, **more: object) -> AsyncIterator[ZaloOffice]:
    """An office that is logged in."""
    clock = FakeClock()
    store = Store.open(url, ring_path, Surroundings(clock=clock))
    desk = Desk(store, REACTIONS)
    async with FakeZalo() as fake:
        fake.hours.clock = clock
        settings = settings_for(fake, **more)
        parts = parts_of(settings, desk)
        channel = ZaloOA(parts)
        desk.add(channel)
        office = ZaloOffice(fake, desk, store, clock, settings, parts, channel)
        await office.log_in()
        try:
            yield office
        finally:
            fake.release()
            await channel.close()
            await desk.stop()
            store.close()
