"""The page a poster leads to: what one gets, and the ways in. Looking at it subscribes nobody; it needs no script."""

from aiohttp import web

from bot.poster_words import HEADLINE, Voice, place_name, promises
from bot.subscribe_links import (
    Origin,
    chat_address,
    first_account,
    page_address,
    slug_in,
    telegram_address,
    zalo_address,
)
from bot.web.desk import Unanswered
from bot.web.parts import LANGUAGES, PARTS, WebParts, locale_of
from bot.web.rendering import page
from referral.jurisdiction.units import unit


async def show(request: web.Request) -> web.Response:
    """The ways in for a commune, and perhaps a school there; for a commune that is not, only the chat."""
    parts, locale, origin = request.app[PARTS], locale_of(request), origin_of(request)
    voice = Voice(parts.texts, locale, parts.settings.campaigns, parts.live())
    context: dict[str, object] = {
        "tab_title": parts.settings.tab_title,
        "languages": {code: name for code, name in LANGUAGES.items() if code != locale},
        "path": "/" + page_address("", origin),
        "headline": voice.say(HEADLINE),
        "live": voice.live,
        "place": place_name(origin.commune) if origin.commune else "",
        "promises": promises(voice),
        "sender": voice.rules.sender,
        "typed": Origin(origin.commune).words,
        "chat": chat_address(origin, locale),
        **await outside(parts, origin),
    }
    return page(request, "subscribe.html", context, 200 if origin.commune else 404)


def origin_of(request: web.Request) -> Origin:
    """What the address names; what is no commune of today, or no slug, counts as not said."""
    code = request.match_info.get("code", "")
    return Origin(code, slug_in(request.match_info.get("slug", ""))) if unit(code) else Origin()


async def outside(parts: WebParts, origin: Origin) -> dict[str, object]:
    """The ways in through messengers; "" where there is none, or for no commune."""
    bot, account = parts.settings.telegram_name, await zalo_account(parts)
    return {
        "telegram": telegram_address(bot, origin) if bot and origin.commune else "",
        "zalo": zalo_address(account) if account and origin.commune else "",
    }


async def zalo_account(parts: WebParts) -> str:
    """Our Official Account, "" if there is none or the database cannot be asked: the page is shown all the same."""
    if not parts.settings.zalo:
        return ""
    try:
        return first_account(await parts.ask(lambda work: work.tokens.names()))
    except Unanswered:
        return ""


SUBSCRIBE_ROUTES = (web.get("/dk", show), web.get("/dk/{code}", show), web.get("/dk/{code}/{slug}", show))
