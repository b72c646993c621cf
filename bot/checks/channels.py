"""Looks at the messengers: which are set up, which settings contradict each other, what runs out. No secret is said."""

from collections.abc import Iterator

from sqlalchemy import func, select

from bot.channels.zalo_oa.templates import kinds_in
from bot.checks import Finding, Site
from bot.checks.configuration import is_safe
from bot.settings import Settings
from bot.store.tables import channel_tokens

SOON_DAYS = 14  # a human must log in again, and may be on holiday
DIES = select(func.min(channel_tokens.c.refresh_until))
FOR_OFFICERS = ("alert", "officer")  # the kinds of templates without which an officer's closed window stays closed

Findings = Iterator[Finding]


def look_at_zalo(site: Site) -> Findings:
    """The Official Account, if there is one."""
    settings = site.settings
    if not settings.zalo_app_id:
        yield from forgotten(settings)
        yield Finding("ok", "No Zalo Official Account: LANGNGHE_ZALO_APP_ID is not set.")
        return
    yield Finding("ok", "Zalo Official Account: set up.")
    yield from secrets(settings)
    yield from addresses(settings)
    yield from templates(settings)
    yield from tokens(site)


def look_at_zalo_bot(site: Site) -> Findings:
    """The bot of the Zalo Bot Platform, if there is one."""
    settings = site.settings
    if not settings.zalo_bot_token.get_secret_value():
        yield Finding("ok", "No bot of the Zalo Bot Platform: LANGNGHE_ZALO_BOT_TOKEN is not set.")
        return
    yield Finding("ok", "Bot of the Zalo Bot Platform: set up.")
    if ":" not in settings.zalo_bot_token.get_secret_value():
        yield Finding("error", "LANGNGHE_ZALO_BOT_TOKEN is not digits, a colon and letters: copy it whole.")
    if not is_safe(settings.zalo_bot_api):
        yield Finding("error", "LANGNGHE_ZALO_BOT_API is neither https://… nor on this network.")
    if not settings.web_address.startswith("https:"):
        yield Finding("warning", "Without LANGNGHE_PUBLIC_URL=https://… the Zalo bot is polled and can show no photos.")


def forgotten(settings: Settings) -> Findings:
    """Secrets of an account without the id of its app: somebody meant it to run."""
    if settings.zalo_app_secret.get_secret_value() or settings.zalo_oa_secret.get_secret_value():
        yield Finding("error", "There is a Zalo secret but no LANGNGHE_ZALO_APP_ID: set it, or Zalo stays off.")


def secrets(settings: Settings) -> Findings:
    """Two secrets, from two pages of the console."""
    app, account = settings.zalo_app_secret.get_secret_value(), settings.zalo_oa_secret.get_secret_value()
    if not settings.zalo_app_id.isdecimal():
        yield Finding("error", "LANGNGHE_ZALO_APP_ID is not digits alone: copy it from the app's page.")
    if not app:
        yield Finding("error", "LANGNGHE_ZALO_APP_SECRET is not set: no token of the account can be refreshed.")
    if not account:
        yield Finding("error", "LANGNGHE_ZALO_OA_SECRET is not set: nothing that Zalo pushes can be believed.")
    if app and app == account:
        yield Finding("warning", "Both Zalo secrets are the same: the OA Secret Key stands on the app's webhook page.")


def addresses(settings: Settings) -> Findings:
    """Where Zalo finds us, and where we find it; one of our own on this network pushes without https too."""
    if settings.zalo_api.startswith("https:") and not settings.web_address.startswith("https:"):
        yield Finding("error", "Zalo pushes to https only: set LANGNGHE_PUBLIC_URL, else nobody there is heard.")
    named = {
        "LANGNGHE_ZALO_API": settings.zalo_api,
        "LANGNGHE_ZALO_BUSINESS_API": settings.zalo_business_api,
        "LANGNGHE_ZALO_OAUTH": settings.zalo_oauth,
    }
    for name, address in named.items():
        if not is_safe(address):
            yield Finding("error", f"{name} is neither https://… nor on this network.")


def templates(settings: Settings) -> Findings:
    """Without templates an account cannot write to who has been quiet for a week."""
    kinds = kinds_in(settings.zalo_templates)
    missing = [kind for kind in FOR_OFFICERS if kind not in kinds]
    if missing:
        words = f"No Zalo template for {' and '.join(missing)} in LANGNGHE_ZALO_TEMPLATES"
        yield Finding("warning", f"{words}: officers quiet for 7 days cannot be alerted on Zalo.")


def tokens(site: Site) -> Findings:
    """Whether there are tokens, and for how long."""
    dies = site.work.connection.execute(DIES).scalar()
    if dies is None:
        yield Finding("error", "Zalo has no tokens of the account: run `langnghe zalo login`.")
        return
    days = (dies - site.work.now).days
    if days < SOON_DAYS:
        yield Finding("error", f"A Zalo refresh token dies in {max(days, 0)} days: run `langnghe zalo login`.")


def outside_channels(settings: Settings) -> frozenset[str]:
    """The messengers that this deployment has set up, by name."""
    named = {
        "telegram": settings.telegram_token.get_secret_value(),
        "zalo_oa": settings.zalo_app_id,
        "zalo_bot": settings.zalo_bot_token.get_secret_value(),
    }
    return frozenset(name for name, set_up in named.items() if set_up)
