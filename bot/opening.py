"""Open the database as the settings say, for the program and for each command."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from bot.channels.zalo_oa.templates import kinds_in
from bot.settings import Settings
from bot.store import Store, Surroundings
from bot.store.store import utc_now
from bot.store.work import SqlWork
from bot.texts import Translate, read_catalogues, translator
from bot.trial import testers_in
from handlers.house import House
from referral.agencies import Directory
from referral.sample import sample_directory

OWN_CHANNELS = frozenset({"webchat", "officer_page", "terminal", "terminal_officer"})


def open_store(settings: Settings, translate: Translate, clock: Callable[[], datetime] = utc_now) -> Store:
    """The database of these settings. Raises the store's errors, whose words name the remedy."""
    house = House(
        public_url=settings.web_address,
        without_buttons=frozenset() if settings.zalo_buttons else frozenset({"zalo_oa"}),
        details_in_chat=settings.details_in_chat,
        own_channels=OWN_CHANNELS,
        outside=connected(settings),
        templates=kinds_in(settings.zalo_templates) if settings.zalo_app_id else frozenset(),
        testers=testers_in(settings),
        human_silence=timedelta(minutes=settings.zalo_human_minutes),
        ledger_reserve=settings.zalo_reserve,
        doors=(link_to_tap(settings.telegram_name, "{code}"),) if settings.telegram_name else (),
        desk_command=bool(settings.desk_command),
        campaigns=settings.campaign_rules,
        translate=translate,
    )
    surroundings = Surroundings(house, clock, real_agencies=settings.real_agencies)
    store = Store.open(settings.url, settings.keyring_path, surroundings)
    with store.begin() as connection:
        fill(store.work(connection))
    return store


def connected(settings: Settings) -> frozenset[str]:
    """The channels of platforms that these settings connect: a way on any other carries nothing."""
    there = {
        "telegram": settings.telegram_token,
        "zalo_oa": settings.zalo_app_id,
        "zns": settings.zalo_app_id and settings.zalo_templates,
        "zalo_bot": settings.zalo_bot_token,
    }
    return frozenset(name for name, setting in there.items() if setting)


def link_to_tap(bot_name: str, code: str) -> str:
    """Opens the bot in Telegram and sends the code with one tap on Start."""
    return f"https://t.me/{bot_name.removeprefix('@')}?start=lk_{code}"


def fill(work: SqlWork) -> Directory:
    """Give an empty database the sample directory; the directory, now read, so that `live` is known."""
    if not work.directory.agencies:
        sample = sample_directory()
        work.directories.replace(sample.agencies.values(), sample.officers.values())
    return work.directory


@contextmanager
def opened() -> Iterator[tuple[Settings, SqlWork]]:
    """The settings of the environment and one transaction on their database, for a command."""
    settings = Settings()
    store = open_store(settings, translator(read_catalogues()))
    try:
        with store.begin() as connection:
            yield settings, store.work(connection)
    finally:
        store.close()
