"""The Zalo bot of the settings: its channel, and how it is heard."""

from functools import partial

from bot.channels.in_turn import InTurn
from bot.channels.outside import Outside
from bot.channels.zalo_bot.channel import ZaloBot
from bot.channels.zalo_bot.client import Client
from bot.channels.zalo_bot.polling import Polling
from bot.channels.zalo_bot.webhook import Webhook
from bot.channels.zalo_files import hosts_in
from bot.desk import Desk
from bot.settings import Settings
from bot.web.hosted import lend_to, link_to
from bot.web.public import address_of
from handlers.events import OutgoingMessage


def zalo_bot_with(token: str, settings: Settings, desk: Desk) -> Outside:
    """The Zalo bot, added to the desk: pushed to and with pictures where we have https, else polled and without."""
    client, hosts = Client(token, settings.zalo_bot_api.rstrip("/")), hosts_in(settings.zalo_media_hosts)
    if not settings.web_address.startswith("https:"):
        silent = ZaloBot(client, hosts=hosts)
        desk.add(silent)
        polling = InTurn("poll:zalo_bot", lambda: desk.part.leases, lambda: Polling(client, desk))
        return Outside((silent,), (polling,))
    bot = ZaloBot(client, partial(lent, desk, settings.web_address), hosts)
    desk.add(bot)
    hook = Webhook(client, desk, settings.web_address)
    return Outside((bot,), (hook,), {bot.name: hook})


async def lent(desk: Desk, public_url: str, message: OutgoingMessage) -> str:
    """Where Zalo can fetch the picture of a message: a public one for good, else a day; "": not theirs."""
    if message.picture:
        return address_of(public_url, message.picture)
    token = await desk.do(lambda work: lend_to(work, message.person_id, message.attachment_id), first=True)
    return link_to(public_url, token) if token else ""
