"""Is it alive, is it ready, how much is there to do: for machines that watch, without a word of content."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import timedelta
from ipaddress import IPv6Address, ip_address
from itertools import chain
from pathlib import Path
from typing import TypeVar

from aiohttp import web
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from bot.channels import State
from bot.gauges import Health, Measured, written
from bot.gauges_of_alarms import of_watch
from bot.metrics import REGISTRY
from bot.store.figures import Figures
from bot.store.keyring import KeyRing, KeyRingMissing, KeyRingOpenToOthers, KeyRingUnreadable
from bot.store.moved import MovedAway
from bot.watch.watchman import Watched
from referral.alarm_table import TOO_LONG
from referral.records import dataclass

T = TypeVar("T")
PATIENCE_SECONDS = 5.0  # a database that says nothing for so long is silent
OF_PROXIES = ("X-Forwarded-For", "Forwarded", "Via")

SILENT = "The database does not answer: is it running, is the disk full? See job_failed in the log."
URGENT_WAITS = (
    "An urgent message waits for over a minute: see channels here and not_sent in the log; phone the officers."
)
TIMERS_LATE = "Timers are overdue by over a minute: see job_failed in the log; if there is none, restart the program."
UNREADABLE = (
    "Messages cannot be opened, their bytes were changed: look for unreadable in the log, test the disk, then restore"
    " those rows from a backup; until then ask the people of those cases again."
)
RING_CHANGED = "The key ring file is not the one this program opened: put it back, or after a rotation restart."
RING_UNREADABLE = "The key ring file cannot be read: look at its owner and at the disk."
HOLDS = "Messages wait; officers there are told by other ways."
ANY = ""  # of no channel in particular
OF_STATE: Mapping[tuple[State, str], str] = {
    ("starting", ANY): "{name} is starting: look again in a minute.",
    ("down", ANY): f"{{name}} does not answer: is the network up? {HOLDS}",
    ("down", "command"): "The desk's command failed: run LANGNGHE_DESK_COMMAND by hand. Phone the desk meanwhile.",
    ("throttled", ANY): "{name} asks us to slow down: messages wait for their turn.",
    ("conflict", ANY): "{name}: another program reads with the same token. Stop it, or make a new token.",
    ("token_refused", ANY): "{name} refuses the token: see docs/runbook.md, A channel is ill.",
    ("token_refused", "telegram"): "telegram refuses the token: set a new LANGNGHE_TELEGRAM_TOKEN and restart.",
    (
        "token_refused",
        "zalo_oa",
    ): "zalo_oa refuses our tokens: run `langnghe zalo login`; the program may go on running.",
    ("token_refused", "zns"): "zns refuses our tokens: run `langnghe zalo login`; the program may go on running.",
    ("token_refused", "zalo_bot"): "zalo_bot refuses the token: set a new LANGNGHE_ZALO_BOT_TOKEN and restart.",
    ("quota_gone", ANY): f"{{name}} has used up its quota: buy more or wait until it is renewed. {HOLDS}",
    ("needs_human", ANY): f"{{name}}: somebody must log in to the account and do what it asks there. {HOLDS}",
    ("needs_human", "zalo_oa"): f"zalo_oa: `langnghe zalo status` says what to do in the account. {HOLDS}",
    ("silent", ANY): "{name} takes messages but nothing comes back: people there may be unheard."
    " Look at the webhook address and the oa_send events in the app's console.",
}


@dataclass(frozen=True, slots=True)
class Watch:
    """What these pages look at; wiring gives the real ones."""

    health: Callable[[], Awaitable[Health]]
    figures: Callable[[], Figures]  # blocks, so it is called on a thread
    ring: Callable[[], str]  # what is wrong with the key ring file, "" if nothing; see ring_problem
    live: Callable[[], bool]
    watched: Callable[[], Watched | None] = lambda: None  # what the watchman of this process found last
    stuck: Callable[[], float] = lambda: 0.0  # seconds the writer has been at one group of jobs


@dataclass(frozen=True, slots=True)
class Problem:
    """One sentence with its remedy. A `grave` one makes the program not ready."""

    words: str
    grave: bool = True


@dataclass(frozen=True, slots=True)
class Readiness:
    """What was found; `health` is None if the desk did not answer."""

    health: Health | None
    ring: str

    @property
    def problems(self) -> tuple[Problem, ...]:
        return (*of_ring(self.ring), *of_health(self.health))

    @property
    def ready(self) -> bool:
        return not any(problem.grave for problem in self.problems)


WATCH = web.AppKey("watch", Watch)


async def healthz(_request: web.Request) -> web.Response:
    """The process lives and answers; asks no database."""
    return web.json_response({"alive": True})


async def readyz(request: web.Request) -> web.Response:
    """Whether it does its work, and if not, what to do."""
    only_from_nearby(request)
    found = await look(request.app[WATCH])
    return web.json_response(told(found), status=200 if found.ready else 503)


async def metrics(request: web.Request) -> web.Response:
    """Counts, times and gauges in Prometheus's text format."""
    only_from_nearby(request)
    watch = request.app[WATCH]
    found = await look(watch)
    now = Measured(found.ready, watch.live(), not found.ring, found.health, await count(watch, found))
    body = generate_latest(REGISTRY) + written(now, of_watch(watch.watched(), watch.stuck()))
    return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})


def only_from_nearby(request: web.Request) -> None:
    """For this computer and its network: what came through a proxy or from afar finds nothing here."""
    if any(name in request.headers for name in OF_PROXIES) or not is_near(request.remote or ""):
        raise web.HTTPNotFound


def is_near(address: str) -> bool:
    """Whether this is an address of this computer or of a private network."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return (mapped or found).is_private  # loopback too


async def look(watch: Watch) -> Readiness:
    """Ask the desk and look at the key ring."""
    ring = await asyncio.to_thread(watch.ring)
    return Readiness(await within_patience(watch.health()), ring)


async def count(watch: Watch, found: Readiness) -> Figures | None:
    """The figures; a database that is silent is not asked again, for each asking would hold a thread."""
    answers = found.health is not None and found.health.database
    return await within_patience(asyncio.to_thread(watch.figures)) if answers else None


async def within_patience(asked: Awaitable[T]) -> T | None:
    """The answer; None if it does not come or is a fault, which the writer has logged."""
    (found,) = await asyncio.gather(asyncio.wait_for(asked, PATIENCE_SECONDS), return_exceptions=True)
    return None if isinstance(found, BaseException) else found


def told(found: Readiness) -> dict[str, object]:
    """The answer of /readyz; null is what a silent database did not say."""
    health = found.health
    known = health if health and health.database else None
    return {
        "ready": found.ready,
        "database": known is not None,
        "key_ring": not found.ring,
        "oldest_urgent_seconds": whole_seconds(known.oldest_urgent) if known else None,
        "overdue_timers": known.overdue_timers if known else None,
        "oldest_timer_seconds": whole_seconds(known.oldest_timer) if known else None,
        "inbox_waiting": known.inbox_waiting if known else None,
        "dead_letters": known.dead_letters if known else None,
        "channels": dict(health.channels) if health else {},
        "problems": [problem.words for problem in found.problems],
    }


def of_ring(problem: str) -> Iterator[Problem]:
    """What is wrong with the key ring."""
    if problem:
        yield Problem(problem)


def of_health(health: Health | None) -> Iterator[Problem]:
    """What is wrong with the desk. A broken channel alone is not grave: the web chat still serves."""
    if health is None or not health.database:
        yield Problem(SILENT)
        return
    if health.moved_to:
        yield Problem(str(MovedAway(health.moved_to)))
    if late(health.oldest_urgent):
        yield Problem(URGENT_WAITS)
    if late(health.oldest_timer):
        yield Problem(TIMERS_LATE)
    if health.unreadable:
        yield Problem(UNREADABLE, grave=False)
    for name, state in health.channels.items():
        if words := of_state(name, state):
            yield Problem(words, grave=False)
    for words in chain.from_iterable(health.problems.values()):
        yield Problem(words, grave=False)


def of_state(name: str, state: State) -> str:
    """What is wrong with a channel in this state, with the remedy; "" if nothing is."""
    return (OF_STATE.get((state, name)) or OF_STATE.get((state, ANY), "")).format(name=name)


def late(waits: timedelta | None) -> bool:
    """Whether something waits for too long."""
    return waits is not None and waits > TOO_LONG


def whole_seconds(waits: timedelta | None) -> int | None:
    """A time as JSON tells it."""
    return None if waits is None else round(waits.total_seconds())


def ring_problem(path: Path, held: KeyRing) -> str:
    """What is wrong with the key ring file of a running program that holds this ring; "" if nothing."""
    try:
        return "" if KeyRing.load(path) == held else RING_CHANGED
    except (KeyRingMissing, KeyRingOpenToOthers, KeyRingUnreadable) as problem:
        return str(problem)
    except OSError:
        return RING_UNREADABLE


HEALTH_ROUTES = (web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", metrics))
