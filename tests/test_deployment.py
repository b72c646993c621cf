"""What is in deploy/: the units and the web server as far as this machine has their programs, the rest by its rules."""

import asyncio
import os
import re
import shutil
import ssl
import subprocess
import time
from io import BytesIO
from pathlib import Path

import pytest
from aiohttp import ClientSession, ClientTimeout, TCPConnector, web

from bot.settings import Settings, environment_name
from tests.databases import NO_FSYNC, server
from tests.kill.program import free_port

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
MOST_EXPOSED = 2.0
SETTINGS = {environment_name(name) for name in Settings.model_fields}
UPLOAD = 21 * 1024 * 1024
MAIN = (
    "daemon off; pid {here}/pid; error_log {here}/error.log; events {{}} http {{ access_log off; {temporary} {site} }}"
)
TEMPORARY = " ".join(
    f"{kind}_temp_path {{here}}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
)


def lacks(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not on this machine")


# systemd


@lacks("systemd-analyze")
def test_the_units_are_understood(tmp_path: Path) -> None:
    for unit in UNITS:  # their programs are installed elsewhere
        words = re.sub(r"^ExecStart=.*$", "ExecStart=/bin/true", unit.read_text("utf-8"), flags=re.MULTILINE)
        (tmp_path / unit.name).write_text(words, "utf-8")
    names = [str(tmp_path / unit.name).replace("@.", "@1.") for unit in UNITS]
    (tmp_path / "langnghe@1.service").symlink_to(tmp_path / "langnghe@.service")
    done = subprocess.run(["systemd-analyze", "verify", *names], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@lacks("systemd-analyze")
@pytest.mark.parametrize("unit", [u for u in UNITS if u.suffix == ".service"], ids=lambda unit: unit.name)
def test_a_stolen_process_can_do_little(unit: Path) -> None:
    command = ["systemd-analyze", "security", "--offline=true", str(unit)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    exposure = re.search(r"exposure level .*: ([\d.]+)", done.stdout)
    assert exposure and float(exposure[1]) <= MOST_EXPOSED


def test_campaigns_may_read_the_boot_id() -> None:
    assert not any(re.search(r"^ProcSubset=pid", unit.read_text("utf-8"), re.MULTILINE) for unit in UNITS)


def test_after_a_backup_the_old_ones_of_the_night_go_and_nothing_else(tmp_path: Path) -> None:
    days = {"2026-08-01-0240.backup": 30.1, "2026-08-01-0240.backup.1f2e.part": 40, "2026-09-01-0240.backup": 29.9}
    for name, old in {**days, "before.backup": 99, "keys-2026-01-01.json": 99}.items():
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (then := time.time() - old * 86_400, then))
    unit = (DEPLOY / "systemd/langnghe-backup.service").read_text("utf-8")
    (line,) = re.findall(r"^ExecStartPost=(.*)$", unit, re.MULTILINE)
    subprocess.run(line.replace("/var/backups/langnghe", str(tmp_path)).split(), check=True)
    left = {"2026-09-01-0240.backup", "before.backup", "keys-2026-01-01.json"}
    assert {file.name for file in tmp_path.iterdir()} == left


# settings, the container, the package


def test_every_setting_that_is_named_is_one() -> None:
    named = {(file.name, name) for file in DEPLOY.rglob("*") if file.is_file() for name in names_in(file)}
    assert named and {(file, name) for file, name in named if name not in SETTINGS} == set()


def names_in(file: Path) -> set[str]:
    return set(re.findall(r"\bLANGNGHE_[A-Z_]+\b", file.read_text("utf-8")))


def test_the_container_is_locked_and_nobody_in_it_is_root() -> None:
    lines = (DEPLOY / "Containerfile").read_text("utf-8").replace("\\\n", " ").splitlines()
    told = [line.split(maxsplit=1) for line in lines if line and not line.startswith("#")]
    users = [rest for word, rest in told if word == "USER"]
    assert users and not users[-1].startswith(("0", "root"))
    assert all(":" in rest and ":latest" not in rest for word, rest in told if word == "FROM")
    assert all("--require-hashes" in part or "--no-deps" in part for _, rest in told for part in installs(rest))
    assert {"HEALTHCHECK", "STOPSIGNAL", "ENTRYPOINT"} <= {word for word, _ in told}
    assert not any(word == "ADD" or "curl" in rest for word, rest in told)


def installs(command: str) -> list[str]:
    return [part for part in command.split("&&") if "pip install" in part]


def test_an_upgrade_installs_nothing_of_the_version_before() -> None:
    upgrade = (ROOT / "docs" / "deployment.md").read_text("utf-8").partition("## Upgrade")[2]
    orders = [upgrade.index(order) for order in ("git checkout", "rm -rf build", "pip install --no-deps")]
    assert orders == sorted(orders)  # setuptools packs whatever lies in build/, also what the checkout took away


def test_a_wheel_would_hold_every_file() -> None:
    shipped = set(re.findall(r'"\*(\.\w+)"', (ROOT / "pyproject.toml").read_text("utf-8"))) | {".py"}
    folders = ("bot", "handlers", "flows", "referral", "locales")
    there = {file.suffix for folder in folders for file in (ROOT / folder).rglob("*") if file.is_file()}
    assert there - shipped <= {".pyc", ".md", ".mako", ".pot"}  # for people and for tools


# PostgreSQL


def test_postgresql_knows_its_settings() -> None:
    lines = (DEPLOY / "postgresql.conf").read_text("utf-8").splitlines()
    wanted = [line.split(" = ", 1) for line in lines if line and not line.startswith("#")]
    assert len(wanted) > 20
    orders = [(f"ALTER SYSTEM SET {name} = '{value}'", f"ALTER SYSTEM RESET {name}") for name, value in wanted]
    server().do(*(order for pair in orders for order in pair))  # the server judges them; none is taken up
    server().do(*NO_FSYNC)


# nginx


class Behind:
    """A program behind the web server: tells what it was told, and holds a stream open until it may end."""

    def __init__(self) -> None:
        self.go_on = asyncio.Event()

    async def headers(self, request: web.Request) -> web.Response:
        size = len(await request.read())
        return web.json_response({"from": request.headers.getall("X-Forwarded-For", []), "size": size})

    async def stream(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        await response.write(b"event: changed\n\n")
        await self.go_on.wait()
        await response.write(b"event: over\n\n")
        return response

    async def start(self, port: int) -> web.AppRunner:
        app = web.Application(client_max_size=2 * UPLOAD)
        app.add_routes([web.get("/o/live", self.stream), web.route("*", "/{rest:.*}", self.headers)])
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        return runner


def site(here: Path, port: int, behind: int) -> Path:
    """Our example for this machine: other ports, a certificate of its own, its files in a folder of the test."""
    line = f"openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost -keyout {here}/key -out {here}/cert"
    subprocess.run(line.split(), check=True, capture_output=True)
    words = (DEPLOY / "nginx.conf").read_text("utf-8").replace("127.0.0.1:8080", f"127.0.0.1:{behind}")
    words = re.sub(r"listen (\[::\]:)?443 .*", "", words).replace("server_tokens", f"listen {port} ssl; server_tokens")
    words = re.sub(r"listen (\[::\]:)?80;", f"listen 127.0.0.1:{free_port()};", words, count=1)
    words = words.replace("listen [::]:80;", "")
    words = re.sub(r"(ssl_certificate) .*;", rf"\1 {here}/cert;", words)
    words = re.sub(r"(ssl_certificate_key) .*;", rf"\1 {here}/key;", words).replace("/var/log/nginx", str(here))
    main = here / "nginx.conf"
    main.write_text(MAIN.format(here=here, temporary=TEMPORARY.format(here=here), site=words), "utf-8")
    assert subprocess.run(["nginx", "-t", "-c", main], capture_output=True, check=False).returncode == 0
    return main


async def through_the_web_server(tmp_path: Path) -> None:
    behind, port, inner = Behind(), free_port(), free_port()
    runner = await behind.start(inner)
    conf = site(tmp_path, port, inner)
    nginx = await asyncio.create_subprocess_exec("nginx", "-c", str(conf), stderr=asyncio.subprocess.DEVNULL)
    trusting = ssl.create_default_context(cafile=tmp_path / "cert")
    trusting.check_hostname = False
    connector = TCPConnector(ssl=trusting)
    try:
        async with ClientSession(f"https://127.0.0.1:{port}", connector=connector, timeout=ClientTimeout(30)) as client:
            await up(client)
            await ask(client, behind)
    finally:
        nginx.terminate()
        await nginx.wait()
        await runner.cleanup()


async def up(client: ClientSession) -> None:
    """Wait until the web server listens."""
    for _ in range(100):
        try:
            async with client.get("/healthz"):
                return
        except OSError:
            await asyncio.sleep(0.05)
    raise AssertionError("nginx does not listen")


async def ask(client: ClientSession, behind: Behind) -> None:
    """What a deployer relies on."""
    forged = {"X-Forwarded-For": "198.51.100.7"}
    async with client.post("/chat/send", headers=forged, data=BytesIO(bytes(UPLOAD))) as answer:
        assert await answer.json() == {"from": ["127.0.0.1"], "size": UPLOAD}
    async with client.post("/hook/telegram", data=b"{}") as answer:
        assert (await answer.json())["size"] == 2
    for hidden in ("/readyz", "/metrics"):
        async with client.get(hidden) as answer:
            assert answer.status == 404
    async with client.get("/o/live") as stream:
        assert await stream.content.readuntil(b"\n\n") == b"event: changed\n\n"  # though more is to come
        behind.go_on.set()
        assert await stream.content.read() == b"event: over\n\n"
    answers = await asyncio.gather(*(client.post("/chat/send", data=b"{}") for _ in range(200)))
    assert {answer.status for answer in answers} == {200}


@lacks("nginx")
@lacks("openssl")
def test_the_web_server_in_front(tmp_path: Path) -> None:
    asyncio.run(through_the_web_server(tmp_path))
