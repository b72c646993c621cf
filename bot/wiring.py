"""The only assembly: from settings to a program whose parts know each other."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from aiohttp import web

from bot.boundaries import load_boundaries
from bot.channels.command import Command
from bot.channels.outside import Outside
from bot.channels.page import Page
from bot.channels.zalo_oa.templates import kinds_in
from bot.desk import Desk
from bot.desk.leases import Leases
from bot.desk.part import BELL, Part
from bot.desk.pokes import Pokes
from bot.desk.reactions import Reactions
from bot.desk.rehearsal import Rehearsal
from bot.outside import outside_of
from bot.pictures import inspect
from bot.places import load
from bot.roles import Roles
from bot.settings import Settings
from bot.store import Store, Surroundings
from bot.store.figures import figures_of
from bot.store.store import utc_now
from bot.store.work import SqlWork
from bot.texts import Translate, read_catalogues, translator
from bot.trial import operator_in, testers_in
from bot.web.app import make_app
from bot.web.health import HEALTH_ROUTES, WATCH, Watch, ring_problem
from bot.web.hooks import HOOKS
from bot.web.hub import Hub
from bot.web.parts import WebParts, WebSettings
from flows.library import flows
from handlers import (
    campaign_calendar,
    channel_health,
    delivery,
    duty_note,
    fetching,
    happenings,
    incoming,
    retention,
    slowing,
    stumbling,
    timers,
    urgent,
)
from handlers.console import report_reminders
from handlers.house import House
from referral.agencies import Directory
from referral.jurisdiction import pins
from referral.jurisdiction.resolver import resolve
from referral.sample import sample_directory
from referral.triage.judge import triage
from referral.triage.judge import use as use_words

OWN_CHANNELS = frozenset({"webchat", "officer_page", "terminal", "terminal_officer"})

COLLECT = (10_000, 10, 10)  # little of what we make is cyclic

REACTIONS = Reactions(
    message=incoming.take,
    stumbled=stumbling.take,
    happened=happenings.happened,
    urgent=urgent.urgent,
    orders=urgent.orders,
    fetched=fetching.take_result,
    due=timers.due,
    failed=delivery.failed,
    delayed=delivery.delayed,
    looked=channel_health.look,
    inspect=inspect,
    slowed=slowing.slowed,
)


@dataclass(frozen=True, slots=True)
class Program:
    """Everything that runs; `close` it after the desk has stopped."""

    settings: Settings
    store: Store
    desk: Desk
    outside: Outside
    translate: Translate

    def live(self) -> bool:
        """Whether real people answer; otherwise every page says that this is a trial."""
        return self.store.live

    def close(self) -> None:
        """Let go of the database."""
        self.store.close()


def open_program(settings: Settings) -> Program:
    """Open the database (migrated, with the sample directory if it is new) and put the desk in front of it.

    A mistake in the deployer's own words stops the start before anything is opened.
    """
    use_words(settings.lexicon)
    translate = translator(read_catalogues())
    store = open_store(settings, translate)
    load(store)
    with store.begin() as connection:
        duty_note.begin(store.work(connection))
        retention.begin_nights(store.work(connection))
        campaign_calendar.begin(store.work(connection))
        report_reminders.begin(store.work(connection))
    pins.use(load_boundaries(settings.data_dir))
    warm()
    rehearsal = Rehearsal(lambda: store.live, testers_in(settings), operator_in(settings))
    desk = Desk(store, REACTIONS, rehearsal)
    desk.journal_in(settings.data_dir / "mail")
    if settings.desk_command:
        desk.add(Command(settings.desk_command))
    return Program(settings, store, desk, outside_of(settings, desk), translate)


def warm() -> None:
    """Read the flows (a mistake stops the start), the lexicon and the places before the first message needs them."""
    flows()
    triage("")
    resolve("xã")
    gc.collect()
    gc.freeze()  # what was read never goes: the collector need not walk through it again and again
    gc.set_threshold(*COLLECT)


def open_store(settings: Settings, translate: Translate) -> Store:
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
    surroundings = Surroundings(house, real_agencies=settings.real_agencies)
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


def share(program: Program, roles: Roles) -> None:
    """Do only this, beside other processes on the same PostgreSQL; after all channels were added."""
    store, desk = program.store, program.desk
    if store.dialect == "sqlite":
        return
    url = store.database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    desk.take_part(Part(roles, Leases(store), Pokes(url, desk.ears.hear)))


def own_pages(program: Program) -> Hub:
    """Our own pages as channels, in every process that may send; the page itself may wait in another one."""
    desk, ring = program.desk, program.store.vault.ring
    hub = Hub(lambda name: ring.hash("bell", name), lambda hidden: desk.part.tell(BELL + hidden))
    desk.ears.bell = hub.ring
    desk.add(Page("webchat", desk, hub))
    desk.add(Page("officer_page", desk, hub))
    return hub


def small_app(program: Program) -> web.Application:
    """What a process shows that serves no pages: how it stands."""
    own_pages(program)
    app = web.Application()
    app.add_routes(HEALTH_ROUTES)
    app[WATCH] = watch(program)
    return app


def web_app(program: Program) -> web.Application:
    """The web pages, and the channels that reach people through them."""
    hub = own_pages(program)
    settings = program.settings
    app = make_app(
        WebParts(
            desk=program.desk,
            texts=program.translate,
            clock=utc_now,
            live=program.live,
            hub=hub,
            settings=pages_of(settings),
        )
    )
    app[HOOKS] = dict(program.outside.hooks)
    app[WATCH] = watch(program)
    return app


def pages_of(settings: Settings) -> WebSettings:
    """What the pages need of the settings."""
    return WebSettings(
        tab_title=settings.tab_title,
        https=settings.web_address.startswith("https:"),
        behind_proxy=settings.behind_proxy,
        forms=settings.forms,
        telegram_name=settings.telegram_name,
        zalo=bool(settings.zalo_app_id),
        campaigns=settings.campaign_rules,
        tiles=settings.tiles,
        tiles_credit=settings.tiles_credit,
        zalo_verifier=settings.zalo_verifier,
    )


def watch(program: Program) -> Watch:
    """What those who watch over the program may look at."""
    store, path = program.store, program.settings.keyring_path
    return Watch(
        health=program.desk.health,
        figures=lambda: figures_of(store),
        ring=lambda: ring_problem(path, store.vault.ring),
        live=program.live,
    )


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
