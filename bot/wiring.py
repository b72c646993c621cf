"""The only assembly: from settings to a program whose parts know each other."""

import gc
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from bot.channels.command import Command
from bot.channels.outside import Outside
from bot.collecting import without_collector
from bot.desk import Desk
from bot.desk.reactions import Reactions
from bot.desk.rehearsal import Rehearsal
from bot.media import inspect
from bot.opening import open_store
from bot.outside import outside_of
from bot.places import BOUNDARIES, load
from bot.settings import Settings
from bot.sharing import own_pages
from bot.store import Store
from bot.store.database_time import DatabaseTime
from bot.store.figures import figures_of
from bot.store.store import utc_now
from bot.texts import Translate, said
from bot.trial import operator_in, testers_in
from bot.watch.guard import Guard
from bot.watch.measuring import Around, Measuring
from bot.watch.watchman import Watchman
from bot.watch.ways import ways_of
from bot.web.app import make_app
from bot.web.health import HEALTH_ROUTES, WATCH, Watch, ring_problem
from bot.web.hooks import HOOKS
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
from referral.jurisdiction import pins
from referral.jurisdiction.resolver import resolve
from referral.records import dataclass
from referral.triage.judge import triage
from referral.triage.judge import use as use_words

if TYPE_CHECKING:
    from referral.jurisdiction.boundaries import Boundaries

RECHECK = {"sqlite": 25.0, "postgresql": 5.0}  # a bell that another process rings may be lost with it
COLLECT = (10_000, 10, 10)  # little of what we make is cyclic
TURN = 0.0005  # seconds a thread runs while others wait: the writer returns from PostgreSQL dozens of times a step

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
    guard: Guard
    time: DatabaseTime

    def live(self) -> bool:
        """Whether real people answer; otherwise every page says that this is a trial."""
        return self.store.live

    def close(self) -> None:
        """Let go of the database."""
        self.store.close()


@without_collector()
def open_program(settings: Settings, clock: Callable[[], datetime] = utc_now) -> Program:
    """Open the database (migrated, with the sample directory if it is new) and put the desk in front of it.

    A mistake in the deployer's own words stops the start before anything is opened.
    """
    use_words(settings.lexicon)
    time = DatabaseTime(clock)
    store = open_store(settings, said, time)
    if store.dialect == "postgresql":
        with store.connection() as connection:
            time.read(connection)
    load(store)
    with store.begin() as connection:
        duty_note.begin(store.work(connection))
        retention.begin_nights(store.work(connection))
        campaign_calendar.begin(store.work(connection))
        report_reminders.begin(store.work(connection))
    pins.use(boundaries_in(settings.data_dir))
    warm()
    rehearsal = Rehearsal(lambda: store.live, testers_in(settings), operator_in(settings))
    desk = Desk(store, REACTIONS, rehearsal)
    desk.journal_in(settings.data_dir / "mail")
    if settings.desk_command:
        desk.add(Command(settings.desk_command))
    guard = guard_of(settings, store, desk, clock)
    return Program(settings, store, desk, outside_of(settings, desk), said, guard, time)


def boundaries_in(folder: Path) -> "Boundaries | None":
    """The deployer's boundaries, if there are any."""
    if not (folder / BOUNDARIES).exists():
        return None
    from bot.boundaries import load_boundaries  # with the library for shapes

    return load_boundaries(folder)


def guard_of(settings: Settings, store: Store, desk: Desk, clock: Callable[[], datetime]) -> Guard:
    """What watches over the program itself. Raises BadMailServer, BadCommand."""
    around = Around(
        settings.data_dir,
        settings.keyring_path,
        lambda: ring_problem(settings.keyring_path, store.vault.ring),
        lambda: tuple(desk.channels),
        lambda: desk.loops.ages,
        desk.free_leases,
        clock,
    )
    watchman = Watchman(desk, Measuring(around), ways_of(settings), store.now)
    return Guard(watchman, settings.ping_url.get_secret_value(), lambda: desk.stuck_seconds)


def warm() -> None:
    """Read the flows (a mistake stops the start), the lexicon and the places before the first message needs them."""
    flows()
    triage("")
    resolve("xã")
    gc.set_threshold(*COLLECT)
    sys.setswitchinterval(TURN)


def small_app(program: Program) -> web.Application:
    """What a process shows that serves no pages: how it stands."""
    own_pages(program.desk, program.store.vault.ring)
    app = web.Application()
    app.add_routes(HEALTH_ROUTES)
    app[WATCH] = watch(program)
    return app


def web_app(program: Program) -> web.Application:
    """The web pages, and the channels that reach people through them."""
    hub = own_pages(program.desk, program.store.vault.ring)
    settings = program.settings
    app = make_app(
        WebParts(
            desk=program.desk,
            texts=program.translate,
            clock=program.store.now,
            live=program.live,
            hub=hub,
            settings=pages_of(settings, RECHECK[program.store.dialect]),
        )
    )
    app[HOOKS] = dict(program.outside.hooks)
    app[WATCH] = watch(program)
    return app


def pages_of(settings: Settings, recheck: float) -> WebSettings:
    """What the pages need of the settings; they look for mail after so many seconds also without a bell."""
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
        recheck_seconds=recheck,
    )


def watch(program: Program) -> Watch:
    """What those who watch over the program may look at."""
    store, path = program.store, program.settings.keyring_path
    return Watch(
        health=program.desk.health,
        figures=lambda: figures_of(store),
        ring=lambda: ring_problem(path, store.vault.ring),
        live=program.live,
        watched=lambda: program.guard.last,
        stuck=program.guard.stuck,
    )
