"""Told by ways outside the messengers, missed when dead: mail, command, ping, signs of life; the real program too."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from sqlalchemy import text
from typer.testing import CliRunner

from bot.cli import app
from bot.notify import ALIVE, READY, STOPPING, notify, pause, signs_of_life
from bot.store.work import SqlWork
from bot.watch.mail import BadMailServer, Mail, server_of
from bot.watch.notes import Note
from bot.watch.ping import NotTaken, ping
from bot.watch.watchman import Rhythm, Watchman
from bot.watch.ways import AlarmCommand, CommandFailed
from referral.alarms import CLAIM, HOURLY, STICKS, Trouble, Vitals
from tests.fakes import AFTERNOON
from tests.kill.program import Program
from tests.office import Office, office
from tests.smtp_fake import mail_server
from tests.test_alarm_pages import metrics_in_rules

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
NOTE = Note("raised", Trouble("urgent_unsent", "telegram"), AFTERNOON)
SECONDS = 60.0  # for a process to do what it does in two


@dataclass
class FakeWay:
    """Keeps what it was told; `broken`: it takes nothing."""

    name: str = "mail"
    broken: bool = False
    told: list[Note] = field(default_factory=list)

    async def tell(self, note: Note) -> None:
        if self.broken:
            raise OSError("on purpose")
        self.told.append(note)

    @property
    def news(self) -> list[str]:
        return [f"{note.news} {note.trouble.name}" for note in self.told]


@dataclass
class Guardroom:
    """A watchman over a real desk; `vitals` is what will be measured."""

    office: Office
    ways: tuple[FakeWay, ...]
    vitals: Vitals = field(default_factory=Vitals)

    def __post_init__(self) -> None:
        self.watchman = Watchman(
            self.office.desk, lambda work: self.vitals, self.ways, self.office.clock, Rhythm(patience=0.5)
        )

    async def looks(self, by: timedelta, times: int = 1) -> None:
        for _ in range(times):
            self.office.clock.forward(by)
            await self.watchman.tell(await self.watchman.see())


@contextmanager
def guardroom(url: str, ring_path: Path, *ways: FakeWay) -> Iterator[Guardroom]:
    with office(url, ring_path) as here:
        yield Guardroom(here, ways)


@contextmanager
def nobody_writes(here: Office) -> Iterator[None]:
    """The database is there and takes nothing: another connection holds what every writer needs."""
    with here.store.database.begin() as connection:
        if here.store.dialect == "postgresql":
            connection.execute(text("LOCK TABLE alarms IN ACCESS EXCLUSIVE MODE"))
        yield


def test_a_database_that_takes_nothing_is_told_from_memory_and_its_end_once(url: str, ring_path: Path) -> None:
    with guardroom(url, ring_path, FakeWay()) as here:

        async def play() -> None:
            await here.looks(SECOND)
            assert here.watchman.last and here.watchman.last.well
            with nobody_writes(here.office):
                await here.looks(30 * SECOND, 4)
                assert here.watchman.last and not here.watchman.last.well
                await here.looks(HOURLY)
            await here.looks(STICKS, 3)

        asyncio.run(play())
        assert here.ways[0].news == ["raised database_silent", "again database_silent", "over database_silent"]


def test_what_no_way_took_is_tried_again_and_a_way_that_fails_is_told_by_the_other(url: str, ring_path: Path) -> None:
    mail, command = FakeWay("mail", broken=True), FakeWay("command", broken=True)
    with guardroom(url, ring_path, mail, command) as here:

        async def play() -> None:
            here.vitals = Vitals(disk_free=0)
            await here.looks(MINUTE, 2)
            command.broken = False
            await here.looks(CLAIM)
            here.vitals = Vitals()
            await here.looks(MINUTE, 1)

        asyncio.run(play())
    assert mail.told == [] and command.news[:1] == ["raised disk_low"]
    assert "raised way_failed" in command.news and command.told[1].trouble.subject in {"mail", "command"}


def test_a_fault_of_ours_while_measuring_is_no_reason_to_stop(url: str, ring_path: Path) -> None:
    def broken(work: SqlWork) -> Vitals:
        raise ValueError("on purpose")

    with office(url, ring_path) as here:
        way = FakeWay()
        watchman = Watchman(here.desk, broken, (way,), here.clock)

        async def play() -> None:
            for _ in range(3):
                here.clock.forward(MINUTE)
                await watchman.tell(await watchman.see())

        asyncio.run(play())
    assert way.news == ["raised not_measured"]


# the ways


def test_a_letter_says_what_it_means_since_when_and_what_to_do() -> None:
    async def play() -> None:
        async with mail_server() as server:
            way = Mail(f"smtp://watch%40hotline.example:secret@127.0.0.1:{server.port}", "a@b.example, c@d.example")
            await way.tell(NOTE)
            (letter,) = server.letters
            assert letter["Subject"] == "[langnghe] GRAVE: urgent_unsent (telegram)"
            assert (letter["From"], letter["To"]) == ("watch@hotline.example", "a@b.example, c@d.example")
            body = str(letter.get_payload())
            assert "waited on telegram" in body and "22/11/2026 14:00:00" in body and "alarms.md#urgent_unsent" in body
            assert "AUTH" in server.heard and server.heard.count("RCPT") == 2

    asyncio.run(play())


def test_a_letter_that_is_refused_was_not_told() -> None:
    async def play() -> None:
        async with mail_server("554 no") as server:
            with pytest.raises(OSError):  # as all faults of smtplib are
                await Mail(f"smtp://127.0.0.1:{server.port}", "a@b.example").tell(NOTE)

    asyncio.run(play())


@pytest.mark.parametrize("url", ["", "mail.example", "http://mail.example", "smtp://", "smtp://h:x", "smtp://h:99999"])
def test_an_address_that_is_no_mail_server(url: str) -> None:
    with pytest.raises(BadMailServer, match="LANGNGHE_SMTP_URL"):
        server_of(url)


def script(folder: Path, body: str) -> list[str]:
    """A program of the deployer's."""
    file = folder / "báo động.py"
    file.write_text(body, "utf-8")
    return [sys.executable, str(file)]


def test_a_command_hears_kinds_and_the_text_and_none_of_our_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGNGHE_SMTP_URL", "secret")
    kept = tmp_path / "kept"
    body = f"import os, sys; open({str(kept)!r}, 'w').write(f'{{sys.argv[1:]}} {{sys.stdin.read()}} {{os.environ}}')"
    asyncio.run(AlarmCommand(script(tmp_path, body)).tell(NOTE))
    said = kept.read_text("utf-8")
    assert said.startswith("['raised', 'urgent_unsent', 'grave', 'telegram'] GRAVE: urgent_unsent (telegram)")
    assert "secret" not in said


@pytest.mark.parametrize("body", ["raise SystemExit(3)", "import time; time.sleep(60)"])
def test_a_command_that_fails_or_hangs_was_not_told(body: str, tmp_path: Path) -> None:
    way = AlarmCommand(script(tmp_path, body), seconds=0.2 if "sleep" in body else 20.0)
    with pytest.raises(CommandFailed):
        asyncio.run(way.tell(NOTE))


# the dead-man ping, and the service manager


@asynccontextmanager
async def monitor(status: int = 200) -> AsyncIterator[tuple[str, asyncio.Queue[str]]]:
    """A monitor elsewhere; its address, and what asked it."""
    asked: asyncio.Queue[str] = asyncio.Queue()

    async def answer(request: web.Request) -> web.Response:
        await asked.put(request.path)
        return web.Response(status=status)

    site = web.Application()
    site.router.add_get("/{token}", answer)
    async with TestServer(site) as server:
        yield str(server.make_url("/secret-token")), asked


def test_a_monitor_that_refuses_or_hangs_does_not_hold_us_up() -> None:
    async def play() -> None:
        async with monitor(404) as (url, _):
            with pytest.raises(NotTaken):
                await ping(url)
        with socket.create_server(("127.0.0.1", 0)) as hanging, pytest.raises(TimeoutError):
            await ping(f"http://127.0.0.1:{hanging.getsockname()[1]}/x", seconds=0.2)

    asyncio.run(play())


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[socket.socket]:
    """Where a service manager listens."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(str(tmp_path / "notify"))
        line.settimeout(SECONDS)
        yield line


def test_without_a_service_manager_nothing_happens(manager: socket.socket, tmp_path: Path) -> None:
    assert not notify(READY, {}) and not notify(READY, {"NOTIFY_SOCKET": str(tmp_path / "nobody")})
    assert notify(READY, {"NOTIFY_SOCKET": manager.getsockname()}) and manager.recv(100) == b"READY=1"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as abstract:
        abstract.bind(f"\0langnghe-{os.getpid()}")
        assert notify(ALIVE, {"NOTIFY_SOCKET": f"@langnghe-{os.getpid()}"}) and abstract.recv(100) == b"WATCHDOG=1"
    assert (pause({}), pause({"WATCHDOG_USEC": "6000000"}), pause({"WATCHDOG_USEC": "90000000"})) == (10.0, 2.0, 10.0)


def test_a_writer_that_hangs_gives_no_sign_of_life(manager: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", manager.getsockname())
    ages = iter([0.0, 61.0, 61.0, 0.0])

    async def play() -> None:
        with pytest.raises(RuntimeError):  # a generator's end inside a coroutine
            await signs_of_life(lambda: next(ages), 0.0)

    asyncio.run(play())
    manager.setblocking(False)
    assert [manager.recv(100), manager.recv(100)] == [b"WATCHDOG=1"] * 2
    with pytest.raises(BlockingIOError):
        manager.recv(100)


def test_the_writer_says_for_how_long_it_has_been_at_one_job(url: str, ring_path: Path) -> None:
    with office(url, ring_path) as here:
        busy: list[float] = []

        def job(work: SqlWork) -> None:
            busy.append(here.desk.stuck_seconds)

        asyncio.run(here.desk.do(job))
        assert busy[0] > 0


# the real program


async def until(arrives: Callable[[], Awaitable[bytes]], wanted: bytes) -> None:
    """Wait for this one, whatever comes before it."""
    async with asyncio.timeout(SECONDS):
        while await arrives() != wanted:
            pass


async def metrics_of(program: Program) -> set[str]:
    """The names that /metrics of a running program knows."""
    async with ClientSession() as client, client.get(f"{program.url}/metrics") as answer:
        lines = (await answer.text()).splitlines()
    return {
        name for line in lines if line.startswith("# HELP") for name in (line.split()[2], f"{line.split()[2]}_total")
    }


def test_the_program_says_ready_alive_and_stopping_and_pings_while_all_is_well(
    tmp_path: Path, manager: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", manager.getsockname())

    async def play() -> None:
        async with monitor() as (url, asked):
            settings = {"DATA_DIR": str(tmp_path / "var"), "PING_URL": url, "LOG_LEVEL": "debug"}
            program = Program(settings, tmp_path / "log")
            try:
                await program.start()
                for wanted in (READY, ALIVE):
                    await until(lambda: asyncio.to_thread(manager.recv, 100), wanted.encode())
                async with asyncio.timeout(SECONDS):
                    assert await asked.get() == "/secret-token"
                assert metrics_in_rules() - await metrics_of(program) == {"langnghe_refresh_token_days"}  # no Zalo here
                assert await program.stop() == 0
                await until(lambda: asyncio.to_thread(manager.recv, 100), STOPPING.encode())
            finally:
                await program.end()
        assert "secret-token" not in program.log.read_text("utf-8")

    asyncio.run(play())


def test_a_trial_alarm_goes_by_each_way_and_says_which_took_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGNGHE_DATA_DIR", str(tmp_path / "var"))
    kept = tmp_path / "kept"
    nothing = CliRunner().invoke(app, ["alarm", "test"])
    assert nothing.exit_code == 1 and "no way outside" in nothing.output and "ping:" in nothing.output
    assert "desks: messages staged: 0;" in nothing.output
    words = script(tmp_path, f"import sys; open({str(kept)!r}, 'w').write(sys.stdin.read())")
    monkeypatch.setenv("LANGNGHE_ALARM_COMMAND", f"{words[0]} '{words[1]}'")
    taken = CliRunner().invoke(app, ["alarm", "test"])
    assert taken.exit_code == 0 and "command: took it" in taken.output
    assert kept.read_text("utf-8").startswith("TRIAL, nothing is wrong")
    monkeypatch.setenv("LANGNGHE_PING_URL", "http://127.0.0.1:9/secret-token")
    monkeypatch.setenv("LANGNGHE_ALARM_MAIL_TO", "a@b.example")
    monkeypatch.setenv("LANGNGHE_SMTP_URL", "smtp://127.0.0.1:9")
    failed = CliRunner().invoke(app, ["alarm", "test"])
    assert failed.exit_code == 1 and "secret-token" not in failed.output
    assert "mail: did not take it" in failed.output and "ping: did not take it" in failed.output
    assert "No alarm stands." in CliRunner().invoke(app, ["alarm", "list"]).output
