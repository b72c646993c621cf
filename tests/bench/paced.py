"""This program with Telegram's pace on a database that is there: webhook, campaign, an alert every 50 ms, till stopped.

`python -m tests.bench.paced API FOLDER URL [unpaced]`; prints where it takes updates, as every contender does.
"""

import asyncio
import sys
from pathlib import Path

from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.pacing import Pacing
from bot.channels.telegram.webhook import PATH, SECRET, Webhook
from bot.desk import Desk
from bot.log import start_log
from bot.store.store import utc_now
from bot.texts import read_catalogues, translator
from bot.web.app import make_app
from bot.web.hooks import HOOKS
from bot.web.parts import WebParts
from bot.wiring import REACTIONS, warm
from tests.bench.contender import serve
from tests.bench.mass_ours import alerts
from tests.bench.ours import Unpaced
from tests.bench.platforms import TOKEN
from tests.bench.seeding import open_store
from tests.fakes import UNLIMITED


async def main(api: str, folder: Path, url: str, pacing: Pacing) -> None:
    """Serve, send and ring."""
    start_log("critical")
    warm()
    store = open_store(folder, url)
    desk = Desk(store, REACTIONS, limits=UNLIMITED)
    channel = Telegram(TOKEN, api, pacing)
    desk.add(channel)
    app = make_app(WebParts(desk, translator(read_catalogues()), utc_now, lambda: store.live))
    app[HOOKS] = {channel.name: Webhook(channel, desk, "https://example.org")}
    stop = asyncio.Event()
    await desk.start()
    ringing = asyncio.create_task(alerts(desk, stop))
    await serve(app, PATH, f"{SECRET}: {channel.client.secret}\r\n")
    stop.set()
    await ringing
    await desk.stop()
    await channel.close()
    store.close()


if __name__ == "__main__":
    told = Unpaced() if "unpaced" in sys.argv[4:] else Pacing()
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), sys.argv[3], told))
