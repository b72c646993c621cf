"""The pages for machines that watch: alive, ready, and if not, what to do."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.typedefs import Handler, Middleware

from bot.channels import State
from bot.store.figures import Figures
from bot.store.keyring import KeyRing
from bot.web.health import HEALTH_ROUTES, OF_PROXIES, UNREADABLE, WATCH, Watch, is_near, of_state, ring_problem

SECOND = timedelta(seconds=1)
FIGURES = Figures({"urgent": 2}, {"emergency": 1}, 3, timedelta(seconds=90), timedelta(days=13, hours=12))
Browser = TestClient[web.Request, web.Application]
Answer = tuple[int, dict[str, object]]


@dataclass(frozen=True, slots=True)
class Stand:
    """How the desk stands, as `Desk.health` tells it."""

    database: bool = True
    oldest_urgent: timedelta | None = None
    overdue_timers: int = 0
    oldest_timer: timedelta | None = None
    inbox_waiting: int = 0
    dead_letters: int = 0
    channels: Mapping[str, State] = field(default_factory=dict)
    heard: Mapping[str, timedelta] = field(default_factory=dict)
    sent: Mapping[str, timedelta] = field(default_factory=dict)
    problems: Mapping[str, Sequence[str]] = field(default_factory=dict)
    unreadable: int = 0
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """What the pages find."""

    stand: Stand | Exception = field(default_factory=Stand)
    ring: str = ""
    figures: Callable[[], Figures] = lambda: FIGURES

    async def health(self) -> Stand:
        if isinstance(self.stand, Exception):
            raise self.stand
        return self.stand


@asynccontextmanager
async def watching(scene: Scene, *between: Middleware) -> AsyncIterator[Browser]:
    """A machine that watches."""
    app = web.Application(middlewares=between)
    app[WATCH] = Watch(scene.health, scene.figures, lambda: scene.ring, lambda: False)
    app.add_routes(HEALTH_ROUTES)
    async with TestClient(TestServer(app)) as browser:
        yield browser


def answered(scene: Scene, path: str = "/readyz") -> Answer:
    """The status and the JSON of a page."""

    async def play() -> Answer:
        async with watching(scene) as browser:
            answer = await browser.get(path)
            return answer.status, await answer.json()

    return asyncio.run(play())


def metrics(scene: Scene) -> str:
    """The page of Prometheus."""

    async def play() -> str:
        async with watching(scene) as browser:
            answer = await browser.get("/metrics")
            assert answer.status == 200 and answer.content_type == "text/plain"
            return await answer.text()

    return asyncio.run(play())


def test_alive_asks_nobody() -> None:
    assert answered(Scene(OSError(), "gone"), "/healthz") == (200, {"alive": True})


def test_what_cannot_be_opened_is_said() -> None:
    status, told = answered(Scene(Stand(unreadable=1)))
    assert (status, told["problems"]) == (200, [UNREADABLE])


def test_ready_tells_every_figure() -> None:
    stand = Stand(True, 5 * SECOND, 2, 7 * SECOND, 3, 4, {"telegram": "up", "webchat": "up"})
    assert answered(Scene(stand)) == (
        200,
        {
            "ready": True,
            "database": True,
            "key_ring": True,
            "oldest_urgent_seconds": 5,
            "overdue_timers": 2,
            "oldest_timer_seconds": 7,
            "inbox_waiting": 3,
            "dead_letters": 4,
            "channels": {"telegram": "up", "webchat": "up"},
            "problems": [],
        },
    )


@pytest.mark.parametrize(
    ("scene", "words"),
    [
        (Scene(Stand(database=False)), "database does not answer"),
        (Scene(OSError("what somebody wrote")), "database does not answer"),
        (Scene(ring="The key ring is gone."), "The key ring is gone."),
        (Scene(Stand(oldest_urgent=61 * SECOND)), "urgent message waits"),
        (Scene(Stand(oldest_timer=61 * SECOND)), "Timers are overdue"),
        (Scene(Stand(moved_to="postgresql, host db, database l")), "It is at postgresql, host db"),
    ],
)
def test_not_ready_says_why(scene: Scene, words: str) -> None:
    status, told = answered(scene)
    problems = told["problems"]
    assert (status, told["ready"]) == (503, False)
    assert isinstance(problems, list) and len(problems) == 1
    assert words in problems[0] and "somebody" not in problems[0]


def test_a_silent_database_leaves_its_figures_open() -> None:
    _, told = answered(Scene(Stand(database=False, channels={"webchat": "up"})))
    assert (told["database"], told["dead_letters"], told["inbox_waiting"]) == (False, None, None)
    assert told["channels"] == {"webchat": "up"}


def test_a_minute_is_not_yet_too_long() -> None:
    assert answered(Scene(Stand(oldest_urgent=60 * SECOND, oldest_timer=60 * SECOND)))[0] == 200


STATES = [state for state in get_args(State) if state != "up"]


@pytest.mark.parametrize("channel", ["telegram", "zalo_oa", "zalo_bot", "zns", "command"])
@pytest.mark.parametrize("state", STATES)
def test_a_broken_channel_is_told_but_the_web_chat_still_serves(state: State, channel: str) -> None:
    status, told = answered(Scene(Stand(channels={channel: state, "webchat": "up"})))
    assert status == 200
    assert told["problems"] == [of_state(channel, state)] != [""]


@pytest.mark.parametrize(
    ("channel", "remedy"),
    [
        ("telegram", "LANGNGHE_TELEGRAM_TOKEN"), ("zalo_bot", "LANGNGHE_ZALO_BOT_TOKEN"),
        ("zalo_oa", "langnghe zalo login"), ("zns", "langnghe zalo login"), ("something_new", "docs/runbook.md"),
    ],
)  # fmt: skip
def test_a_token_that_is_refused_names_its_own_remedy(channel: str, remedy: str) -> None:
    assert remedy in of_state(channel, "token_refused") and channel in of_state(channel, "token_refused")


def test_what_a_channel_warns_of_is_told_and_not_grave() -> None:
    status, told = answered(Scene(Stand(channels={"zalo_oa": "up"}, problems={"zalo_oa": ("Its token dies soon.",)})))
    assert (status, told["problems"]) == (200, ["Its token dies soon."])


@pytest.mark.parametrize("path", ["/readyz", "/metrics"])
def test_what_comes_through_a_proxy_finds_nothing(path: str) -> None:
    async def play() -> list[int]:
        async with watching(Scene()) as browser:
            return [(await browser.get(path, headers={name: "somewhere"})).status for name in OF_PROXIES]

    assert asyncio.run(play()) == [404, 404, 404]


@web.middleware
async def from_afar(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Whoever asks is somewhere on the Internet."""
    return await handler(request.clone(remote="198.51.99.7"))


@pytest.mark.parametrize("path", ["/readyz", "/metrics"])
def test_who_comes_from_afar_finds_nothing(path: str) -> None:
    async def play() -> int:
        async with watching(Scene(), from_afar) as browser:
            return (await browser.get(path)).status

    assert asyncio.run(play()) == 404


@pytest.mark.parametrize(
    ("address", "near"),
    [
        ("127.0.0.1", True), ("::1", True), ("10.1.2.3", True), ("172.17.0.1", True), ("192.168.1.9", True),
        ("fd00::7", True), ("fe80::1%eth0", True), ("::ffff:10.0.0.1", True), ("::ffff:8.8.8.8", False),
        ("8.8.8.8", False), ("172.32.0.1", False), ("2001:4860::8", False), ("", False), ("somebody", False),
    ],
)  # fmt: skip
def test_near_is_this_computer_and_its_network(address: str, near: bool) -> None:
    assert is_near(address) is near


def test_metrics_hold_counters_and_gauges() -> None:
    written = metrics(Scene(Stand(oldest_urgent=5 * SECOND, dead_letters=4, channels={"telegram": "conflict"})))
    beats = metrics(Scene(Stand(heard={"zalo_oa": 3 * SECOND}, sent={"zalo_oa": 7 * SECOND})))
    for line in (
        'langnghe_channel_heard_seconds{channel="zalo_oa"} 3.0',
        'langnghe_channel_sent_seconds{channel="zalo_oa"} 7.0',
        "langnghe_refresh_token_days 13.5",
    ):
        assert line in beats.splitlines(), line
    for line in (
        "langnghe_ready 1.0",
        "langnghe_live 0.0",
        "langnghe_key_ring_fits 1.0",
        "langnghe_database_up 1.0",
        'langnghe_build_info{version="0.1.0"} 1.0',
        "langnghe_oldest_urgent_seconds 5.0",
        "langnghe_oldest_timer_seconds 0.0",
        "langnghe_dead_letters 4.0",
        'langnghe_channel_state{channel="telegram",state="conflict"} 1.0',
        'langnghe_outbox_waiting{lane="urgent"} 2.0',
        'langnghe_open_cases{urgency="emergency"} 1.0',
        "langnghe_unanswered_alerts 3.0",
        "langnghe_oldest_unanswered_alert_seconds 90.0",
        "# TYPE langnghe_events_total counter",
        "# TYPE langnghe_send_seconds histogram",
    ):
        assert line in written.splitlines(), line


def silent() -> Figures:
    raise OSError


@pytest.mark.parametrize("scene", [Scene(OSError(), "gone", silent), Scene(Stand(database=False), "gone")])
def test_metrics_without_a_database_still_say_so(scene: Scene) -> None:
    written = metrics(scene)
    assert {"langnghe_ready 0.0", "langnghe_database_up 0.0", "langnghe_key_ring_fits 0.0"} <= set(written.splitlines())
    assert "langnghe_open_cases" not in written


def test_figures_that_fail_leave_the_rest() -> None:
    written = metrics(Scene(figures=silent))
    assert "langnghe_ready 1.0" in written and "langnghe_open_cases" not in written


def test_the_key_ring_file_is_watched(tmp_path: Path) -> None:
    path, ring = tmp_path / "keys.json", KeyRing.create()
    assert "is not there" in ring_problem(path, ring)
    ring.save(path)
    assert ring_problem(path, ring) == ""
    assert "after a rotation restart" in ring_problem(path, replace(ring, wraps=KeyRing.create().wraps))
    path.chmod(0o644)
    assert "chmod 600" in ring_problem(path, ring)
    folder = tmp_path / "folder"
    folder.mkdir(mode=0o700)
    assert "cannot be read" in ring_problem(folder, ring)
