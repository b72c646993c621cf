"""The Zalo Official Account of the settings: its channels, and how it is heard."""

from functools import partial

from bot.channels.outside import Outside
from bot.channels.zalo_files import hosts_in
from bot.channels.zalo_oa.calls import Calls
from bot.channels.zalo_oa.channel import Parts, ZaloOA
from bot.channels.zalo_oa.client import Client
from bot.channels.zalo_oa.noting import Noting, Said
from bot.channels.zalo_oa.oauth import App, OAuth
from bot.channels.zalo_oa.refreshing import Refreshing
from bot.channels.zalo_oa.renewing import Renewing
from bot.channels.zalo_oa.saying import Saying, Style
from bot.channels.zalo_oa.signature import Keys
from bot.channels.zalo_oa.templates import templates_in
from bot.channels.zalo_oa.tokens import Tokens
from bot.channels.zalo_oa.webhook import Around, Webhook
from bot.channels.zalo_oa.wire import Wire
from bot.channels.zalo_oa.zns import Zns, ZnsParts
from bot.desk import Desk
from bot.settings import Settings
from bot.store.work import SqlWork
from handlers.events import Address

FORM_PICTURE = "/static/form.png"


def zalo_oa_with(settings: Settings, desk: Desk) -> Outside:
    """The account, added to the desk; messages by phone too if there are templates. Raises BadTemplates."""
    parts = parts_of(settings, desk)
    channel = ZaloOA(parts)
    desk.add(channel)
    if parts.templates:
        desk.add(zns_of(settings, parts))
    hook = webhook_of(settings, desk, parts)
    return Outside((channel,), (hook, Renewing(parts.tokens)), {channel.name: hook})


def webhook_of(settings: Settings, desk: Desk, parts: Parts) -> Webhook:
    """How the accounts are heard."""
    keys = Keys(settings.zalo_app_id, settings.zalo_oa_secret.get_secret_value(), settings.zalo_mac_id)
    heard = partial(desk.heartbeat.heard, ZaloOA.name)
    return Webhook(desk, keys, heard=heard, around=Around(desk.now, oas=parts.tokens.accounts))


def app_of(settings: Settings) -> App:
    """The app of these settings."""
    return App(settings.zalo_app_id, settings.zalo_app_secret.get_secret_value(), settings.zalo_oauth.rstrip("/"))


def parts_of(settings: Settings, desk: Desk) -> Parts:
    """What the channel is made of."""
    wire = Wire()
    tokens = Tokens(desk, Refreshing(desk, OAuth(app_of(settings), wire)))
    calls = Calls(Client(settings.zalo_api.rstrip("/"), wire), tokens)
    return Parts(
        wire=wire,
        tokens=tokens,
        calls=calls,
        saying=Saying(calls, desk, style_of(settings)),
        hosts=hosts_in(settings.zalo_media_hosts),
        noting=Noting(desk, keep),
        now=desk.now,
        templates=templates_in(settings.zalo_templates),
    )


def zns_of(settings: Settings, parts: Parts) -> Zns:
    """The channel for templates by phone, with the tokens of the accounts."""
    calls = Calls(Client(settings.zalo_business_api.rstrip("/"), parts.wire), parts.tokens, "phone")
    secret = settings.zalo_app_secret.get_secret_value()
    return Zns(ZnsParts(parts.tokens, calls, parts.noting, parts.now, parts.templates, settings.zalo_night, secret))


def style_of(settings: Settings) -> Style:
    """Whether there are buttons; the form for a number only where Zalo can fetch its picture."""
    https = settings.web_address.startswith("https:")
    return Style(settings.zalo_buttons, settings.web_address + FORM_PICTURE if https else "")


def keep(work: SqlWork, said: Said) -> None:
    """Tell the ledger; of somebody whom we do not know there is nothing to tell."""
    if not said.address:
        work.ledger.note_quota(said.account, said.kind, said.remain, said.total)
    elif person := work.people.find(Address("zalo_oa", said.address)):
        if said.last_at:
            work.ledger.interacted(person.id, said.last_at)
        work.ledger.note_free(person.id, said.remain)
