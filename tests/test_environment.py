"""A hostile machine: each thing a deployer can cause works, or is one sentence that says what to change."""

import os
import resource
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BytesIO, TextIOWrapper
from pathlib import Path
from types import MappingProxyType

import psycopg
import pytest

from bot.checks import Look, Site, environment
from bot.cli import main
from bot.foreseen import sentence
from bot.ports import NotOurAddress, PortForbidden, PortTaken, refusal
from bot.settings import Settings
from bot.speaking import speak_vietnamese
from bot.store import Store
from bot.store.fitness import (
    Facts,
    NotUtf8,
    PostgresqlTooOld,
    ReadOnlyServer,
    SqliteTooOld,
    judge,
    judge_postgresql,
    judge_sqlite,
)
from tests.databases import empty_postgresql, server
from tests.fakes import FakeClock

ROOT = Path(__file__).parents[1]
Done = subprocess.CompletedProcess[str]
COMMAND = ("officer", "list")
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount and make network namespaces")
NO_PRIVILEGES = ("setpriv", "--bounding-set", "-all", "--inh-caps", "-all") if os.geteuid() == 0 else ()
PLAIN = {"LANG": "C", "LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "TZ": "Mars/Olympus"}


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder that is not there yet, in a path with spaces and Vietnamese letters."""
    folder = tmp_path / "thư mục của tôi" / "dữ liệu"
    monkeypatch.setenv("LANGNGHE_DATA_DIR", str(folder))
    monkeypatch.setenv("LANGNGHE_PORT", "0")
    return folder


def told(monkeypatch: pytest.MonkeyPatch, *words: str) -> str:
    """The one sentence with which a command ends."""
    monkeypatch.setattr(sys, "argv", ["langnghe", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    said = str(ended.value.code)
    assert said.startswith("langnghe: ") and "\n" not in said
    return said


def run(before: Sequence[str] = (), settings: Mapping[str, str] = MappingProxyType({})) -> Done:
    """A command as a process of its own."""
    line = [*before, sys.executable, "-m", "bot", *COMMAND]
    surroundings = {**os.environ, **settings}
    return subprocess.run(
        line, cwd=ROOT, env=surroundings, capture_output=True, text=True, encoding="utf-8", timeout=60
    )


# the folder and the disk


def test_a_path_with_spaces_and_letters_in_a_world_without_languages(data: Path) -> None:
    done = run(settings={**PLAIN, "HOME": "/proc", "HTTP_PROXY": "http://127.0.0.1:1", "COLUMNS": "200"})
    assert done.returncode == 0 and "Công an xã Sơn Tây" in done.stdout and done.stderr == ""
    assert (data / "langnghe.db").exists()


def test_a_folder_of_somebody_else(data: Path) -> None:
    data.parent.mkdir()
    data.parent.chmod(0o500)
    done = run(NO_PRIVILEGES)
    assert done.returncode == 1 and "may not read or write here" in done.stderr and "Traceback" not in done.stderr


def test_a_file_where_the_folder_should_be(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data.parent.mkdir()
    data.touch()
    assert "A file stands where a folder is needed" in told(monkeypatch, "serve")


def test_a_file_that_is_no_database(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data.mkdir(parents=True)
    (data / "langnghe.db").write_bytes(b"Dear diary, " * 1000)
    assert "no database of this program" in told(monkeypatch, "check")


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[None]:
    """A small disk in memory."""
    folder.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


@AS_ROOT
@pytest.mark.parametrize(("options", "says"), [("ro", "can only be read"), ("size=64k", "The disk is full")])
def test_a_disk_that_takes_nothing(data: Path, monkeypatch: pytest.MonkeyPatch, options: str, says: str) -> None:
    with mounted(data.parent, options):
        if options != "ro":
            (data.parent / "filler").write_bytes(bytes(60_000))
        assert says in told(monkeypatch, "serve")


@AS_ROOT
def test_a_database_that_can_only_be_read(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with mounted(data.parent, "size=50m"):
        Store.open(Settings().url, Settings().keyring_path).close()
        subprocess.run(["mount", "-o", "remount,ro", data.parent], check=True)
        assert "can only be read" in told(monkeypatch, "serve")


def test_nobody_else_reads_what_is_made_under_a_careless_mask(data: Path) -> None:
    before = os.umask(0)
    try:
        Store.open(Settings().url, Settings().keyring_path).close()
    finally:
        os.umask(before)
    made = {path.name: path.stat().st_mode & 0o077 for path in (data, *data.iterdir()) if path.suffix != ".lock"}
    assert len(made) >= 3 and set(made.values()) == {0}


# the network


@pytest.mark.parametrize("host", ["203.0.113.9", "no-such-host.invalid", "2001:db8::1"])
def test_an_address_of_another_machine(data: Path, monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setattr("bot.wiring.warm", lambda: None)  # seconds that this is not about
    monkeypatch.setattr("bot.cli_serve.start_log", lambda _level: None)
    monkeypatch.setenv("LANGNGHE_HOST", host)
    assert "LANGNGHE_HOST is no address of this machine" in told(monkeypatch, "serve")


def test_a_port_that_cannot_be_opened() -> None:
    assert isinstance(refusal(PermissionError(13, "")), PortForbidden)
    assert isinstance(refusal(OSError(98, "")), PortTaken)
    assert isinstance(refusal(socket.gaierror(-2, "")), NotOurAddress)
    strange = OSError(5, "")
    assert refusal(strange) is strange


def test_an_address_of_ipv6_is_printed_in_brackets() -> None:
    assert Settings(host="::1", port=8080).web_address == "http://[::1]:8080"


SERVED = """
ip link set lo up; ip -4 addr flush dev lo
"$0" -m bot serve > "$1" 2>&1 & program=$!
for try in $(seq 600); do grep -q Officers "$1" && break; sleep 0.1; done
"$0" -c 'import sys, urllib.request as u; print(u.urlopen(sys.argv[1]).status)' http://[::1]:8080/healthz
kill -HUP $program; wait $program
"""


@AS_ROOT
def test_a_machine_that_has_only_ipv6_and_a_terminal_that_is_closed(data: Path, tmp_path: Path) -> None:
    settings = {**os.environ, **PLAIN, "LANGNGHE_HOST": "::1", "LANGNGHE_PORT": "8080"}
    line = ["unshare", "--net", "sh", "-c", SERVED, sys.executable, str(tmp_path / "said")]
    done = subprocess.run(line, cwd=ROOT, env=settings, capture_output=True, text=True, timeout=120)
    said = (tmp_path / "said").read_text("utf-8")
    assert (done.returncode, done.stdout) == (0, "200\n"), said + done.stderr
    assert "http://[::1]:8080/o" in said and "crashed" not in said


# the database server


def weak() -> str:
    """Somebody who may log in and nothing else."""
    server().do("DROP ROLE IF EXISTS weak", "CREATE ROLE weak LOGIN")
    return empty_postgresql().replace("postgres@", "weak@")


def bytes_only() -> str:
    """A database that knows bytes and no letters."""
    server().do(
        "DROP DATABASE IF EXISTS bytes_only",
        "CREATE DATABASE bytes_only ENCODING SQL_ASCII LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0",
    )
    return server().url("bytes_only")


def no_writes() -> str:
    """A server that takes none, as a standby does."""
    return f"{empty_postgresql()}&options=-c%20default_transaction_read_only=on"


def asks() -> str:
    """A server that wants a password, and is given another one."""
    server().do("DROP ROLE IF EXISTS asked", "CREATE ROLE asked LOGIN PASSWORD 'right'")
    with psycopg.connect(server().url("postgres")) as connection:
        rules = Path(str(connection.execute("SHOW hba_file").fetchall()[0][0]))
    rules.write_text("local all asked scram-sha-256\n" + rules.read_text("utf-8"), "utf-8")
    server().do("SELECT pg_reload_conf()")
    return server().url("postgres").replace("postgres@", "asked:geheim@")


SERVERS: tuple[tuple[Callable[[], str], str], ...] = (
    (weak, "may not make tables"),
    (bytes_only, "not in UTF8"),
    (no_writes, "takes no writes"),
    (lambda: server().url("nowhere"), "does not let us in"),
    (lambda: server().url("postgres").replace("postgres@", "nobody@"), "does not let us in"),
    (lambda: "postgresql://u:geheim@127.0.0.1:1/x", "Connection refused"),
    (asks, "password authentication failed"),
    (lambda: server().url("postgres") + "&geheim=1", "an option behind its"),
    (lambda: "postgresql://u@127.0.0.1:port/x", "must be sqlite:///"),
    (lambda: "my database", "must be sqlite:///"),
)


@pytest.mark.parametrize(("address", "says"), SERVERS)
def test_a_database_server_that_does_not_serve(
    data: Path, monkeypatch: pytest.MonkeyPatch, address: Callable[[], str], says: str
) -> None:
    monkeypatch.setenv("LANGNGHE_DATABASE_URL", address())
    said = told(monkeypatch, *COMMAND)
    assert says in said and "geheim" not in said
    assert not data.exists(), "no key ring is made for a database that does not serve"


def test_old_and_unfit_databases_are_refused(store: Store) -> None:
    with store.connection() as connection:
        judge(connection)  # this one serves
    judge_sqlite((3, 35, 0))
    with pytest.raises(SqliteTooOld, match="use the Python of a newer system"):
        judge_sqlite((3, 34, 1))
    for facts, error in (
        (Facts(149_999, "UTF8", False), PostgresqlTooOld),
        (Facts(150_000, "LATIN1", False), NotUtf8),
        (Facts(150_000, "UTF8", True), ReadOnlyServer),
    ):
        with pytest.raises(error, match=r"\w: \w"):
            judge_postgresql(facts)


def test_what_nobody_foresaw_stays_a_fault() -> None:
    for fault in (OSError(71, "?"), sqlite3.OperationalError("no such table: cases"), psycopg.DataError("?")):
        assert sentence(fault) == ""
    assert sentence(ValueError("?")) == ""
    assert "256 MB" in sentence(MemoryError())


# what is written on the screen


@pytest.mark.parametrize(("named", "written"), [("ascii", "xã"), ("latin-1", "x\xe3"), ("utf-8", "xã")])
def test_letters_that_a_terminal_has_not(monkeypatch: pytest.MonkeyPatch, named: str, written: str) -> None:
    kept = BytesIO()
    monkeypatch.setattr(sys, "stdout", TextIOWrapper(kept, encoding=named))
    speak_vietnamese()
    print("xã ộ", flush=True)
    assert kept.getvalue().decode("latin-1" if named == "latin-1" else "utf-8").startswith(written)


# what `langnghe check` sees


def found(store: Store, look: Look) -> str:
    with store.begin() as connection:
        return " ".join(finding.words for finding in look(Site(Settings(), store.work(connection))))


def test_the_clock_of_the_machine(store: Store, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "BUILT", clock())
    right = found(store, environment.look_at_clock)
    assert ("PostgreSQL's differ" in right) == (store.dialect == "postgresql")  # the test's clock stands still
    with store.begin() as connection:
        store.work(connection).audit("deployer", "erase")
    clock.now += environment.UNUSED * 3
    assert "is its date right" in found(store, environment.look_at_clock)
    clock.now -= environment.UNUSED * 4
    wrong = found(store, environment.look_at_clock)
    assert "before this version was made" in wrong and "before what is in the database" in wrong


def test_promises_of_the_server(store: Store) -> None:
    said = found(store, environment.look_at_promises)
    assert ("fsync off" in said) == (store.dialect == "postgresql")  # the server of the tests makes none


def test_room_limits_and_detours(data: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGNGHE_DATA_DIR", str(data.parents[1]))
    monkeypatch.setattr(environment, "LITTLE_ROOM", 1 << 60)
    monkeypatch.setattr(environment, "LITTLE_MEMORY", 1 << 60)
    assert "500 MB" in found(store, environment.look_at_room)
    few = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (512, few[1]))
    try:
        limits = found(store, environment.look_at_limits)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, few)
    assert "256 MB" in limits and "1,024" in limits
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    assert found(store, environment.look_at_detours) == ""
    monkeypatch.setenv("LANGNGHE_TELEGRAM_TOKEN", "1:x")
    assert "HTTPS_PROXY" in found(store, environment.look_at_detours)


def test_what_a_folder_is_on() -> None:
    mounts = "overlay / overlay rw 0 0\n/dev/sda /srv/my\\040data ext4 rw 0 0\ntmpfs /run tmpfs rw 0 0\n"
    assert environment.kind_of_disk(Path("/srv/my data/var"), mounts) == "ext4"
    assert environment.kind_of_disk(Path("/opt"), mounts) == "overlay"
    assert environment.kind_of_disk(Path("/run/x"), mounts) == "tmpfs"


def test_too_little_address_space_is_said_before_anything_is_read() -> None:
    """The libraries alone want more than 256 MB of it."""
    command = f'ulimit -v {256 * 1024} && exec "$0" -m bot check'
    done = subprocess.run(["sh", "-c", command, sys.executable], capture_output=True, text=True, check=False, cwd=ROOT)
    assert (done.returncode, done.stdout) == (1, "") and done.stderr.startswith("langnghe: `ulimit -v`")
    assert done.stderr.count("\n") == 1
