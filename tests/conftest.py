"""Fixtures: databases, stores, a room, a desk, the program in a browser. And what is not collected, and why."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, settings

from bot.collecting import without_collector
from bot.store import Store, Surroundings
from referral.jurisdiction.units import units, use
from tests.browser import Page, Program, browser, missing
from tests.databases import KINDS, drop, fresh_postgresql, fresh_url
from tests.fakes import FakeClock, seeded_chance
from tests.office import Office, office
from tests.room import Room, room
from tests.store_cast import START

SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a crowded machine is no fault
settings.register_profile("steady", SLOW, derandomize=True)  # the same examples on every machine
settings.register_profile("searching", SLOW, max_examples=400)  # make soak looks for new ones
settings.load_profile("steady")

LACKING = missing()
collect_ignore_glob = ["test_browser*.py"] if LACKING else []


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Modules and tests stay: the garbage collector looks only at what tests make."""
    with without_collector():
        return (yield)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was left out: it must not look as if it had passed."""
    if LACKING:
        terminalreporter.write_line(f"NOT RUN: tests/test_browser*.py. Missing here: {LACKING}.")


@pytest.fixture(autouse=True)
def log_as_before() -> Iterator[None]:
    """What a test that starts the log changes does not reach the next one."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


@pytest.fixture
def units_as_before() -> Iterator[None]:
    """What units a test uses does not reach the next one."""
    before = units()
    yield
    use(before)


@pytest.fixture
def clock() -> FakeClock:
    """A clock that stands still until it is told to go on."""
    return FakeClock(START)


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh, migrated database."""
    address = fresh_url(request.param, tmp_path)
    yield address
    drop(address)


@pytest.fixture
def postgresql(tmp_path: Path) -> Iterator[str]:
    """The same, where only PostgreSQL will do."""
    address = fresh_postgresql(tmp_path)
    yield address
    drop(address)


@pytest.fixture
def ring_path(tmp_path: Path) -> Path:
    """Where the key ring of the test's database goes."""
    return tmp_path / "keyring.json"


@pytest.fixture
def store(url: str, ring_path: Path, clock: FakeClock) -> Iterator[Store]:
    """An open store with a fake clock and seeded chance."""
    opened = Store.open(url, ring_path, Surroundings(clock=clock, chance=seeded_chance(7)))
    yield opened
    opened.close()


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Room]:
    """The handlers without a desk, on SQLite; the officers of the cast can be reached."""
    with room(tmp_path) as made:
        yield made


@pytest.fixture
def opened(url: str, ring_path: Path) -> Iterator[Office]:
    """A desk with one channel and a clock that stands still."""
    with office(url, ring_path) as made:
        yield made


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the program of the browser tests of a file keeps everything."""
    return tmp_path_factory.mktemp("program")


@pytest.fixture(scope="module")
def program(folder: Path) -> Iterator[Program]:
    """The real program, running."""
    running = Program(folder)
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="module")
def tab(program: Program, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A browser on it; who sits at it changes with each `sit_down`."""
    with browser(program.address, tmp_path_factory.mktemp("tab")) as page:
        yield page
