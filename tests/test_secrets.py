"""The real program beside all platforms, with everything going wrong: what it prints and keeps tells no secret."""

import asyncio
import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from aiohttp import ClientSession
from psycopg import sql
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from typer.testing import CliRunner

from bot.cli import app
from bot.opening import open_store
from bot.settings import Settings
from bot.store import Store
from bot.store.database import Database
from bot.store.tokens import Pair
from bot.texts import read_catalogues, translator
from tests.databases import drop, fresh_url
from tests.fakes import PHOTO
from tests.kill.program import Program
from tests.store_cast import MINUTE
from tests.telegram_fake import FakeTelegram, TelegramPerson
from tests.zalo_bot_fake import FakeZaloBot, ZaloPerson
from tests.zalo_fake import FakeZalo, Person

MARK = "lưới vằn xoắn"  # in all that people write here, and nowhere in the program
NAME, PHONE, PASSWORD = "Bống Xoắn Ốc", "0987600123", "s3cret-d8-password"
REPORT = f"bé {NAME} rơi xuống ao xã Sơn Tây, Quảng Ngãi chưa vớt được, cạnh {MARK}, số của cô {PHONE}"
LAN_TELEGRAM, LAN_BOT = 7734512009, "5f3a90c1d2e4b6a80c17"
RECEIPT = "Mã theo dõi"
GROUPED = re.compile(r"\b\d{4}(?: \d{3}){4}\b")
BAD_BODIES = (
    b"", b"{", b'"\\ud800"', b"[" * 50_000, b'{"a": ' * 9_999, b"\xff\xfe\0", b"1" * 5_000,
    f'{{"text": "{MARK}"'.encode(),
    json.dumps({"event_name": "user_send_text", "sender": {"id": PHONE}, "message": {"text": MARK}}).encode(),
    json.dumps({"update_id": 10**400, "message": {"text": MARK, "from": {"first_name": NAME}}}).encode(),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outside:
    """All platforms, and the program between them."""

    telegram: FakeTelegram
    zalo: FakeZalo
    bot: FakeZaloBot
    program: Program
    url: str

    def secrets(self, seen: Iterable[str]) -> dict[str, str]:
        """What may stand nowhere, each under what it is; `seen` are texts that people read: receipts are in them."""
        pairs = [self.zalo.tokens[oa] for oa in self.zalo.oas]
        receipts = {found for words in seen for found in GROUPED.findall(words)}
        assert len(receipts) == 4  # one on each channel: we did look at receipts
        return {
            "Telegram's token": self.telegram.token, "the token of the Zalo bot": self.bot.token,
            "the app's secret": self.zalo.app_secret, "the account's secret": self.zalo.oa_secret,
            **{f"access token {n}": pair.access for n, pair in enumerate(pairs)},
            **{f"refresh token {n}": pair.refresh for n, pair in enumerate(pairs)},
            "the password": PASSWORD, "the words": MARK, "a name": NAME, "a phone number": PHONE,
            "a Telegram id": str(LAN_TELEGRAM), "a Zalo id": self.zalo.person("Lan").id, "an id at the bot": LAN_BOT,
            **{f"receipt {n}": found for n, found in enumerate(receipts)},
            **{f"receipt {n}, digits": found.replace(" ", "") for n, found in enumerate(receipts)},
        }  # fmt: skip


def settings_for(folder: Path, url: str, fakes: tuple[FakeTelegram, FakeZalo, FakeZaloBot]) -> dict[str, str]:
    """Every token that can be set, on a trial in which one person may write on each platform."""
    telegram, zalo, bot = fakes
    testers = f"telegram:{LAN_TELEGRAM},zalo_oa:{zalo.oas[0]}:{zalo.person('Lan').id},zalo_bot:{LAN_BOT}"
    return {
        "DATA_DIR": str(folder), "DATABASE_URL": url, "TESTERS": testers, "LOG_LEVEL": "debug",
        "TELEGRAM_TOKEN": telegram.token, "TELEGRAM_API": telegram.api,
        "ZALO_APP_ID": zalo.app_id, "ZALO_APP_SECRET": zalo.app_secret, "ZALO_OA_SECRET": zalo.oa_secret,
        "ZALO_API": zalo.api, "ZALO_BUSINESS_API": zalo.api, "ZALO_OAUTH": zalo.api,
        "ZALO_BOT_TOKEN": bot.token, "ZALO_BOT_API": bot.api, "ZALO_MEDIA_HOSTS": "127.0.0.1",
    }  # fmt: skip


def with_password(url: str) -> str:
    """The same database; where there is a server its address also holds a password."""
    return url.replace("postgres@", f"postgres:{PASSWORD}@")


def log_in(folder: Path, url: str, zalo: FakeZalo) -> None:
    """Keep the account's tokens, as `langnghe zalo login` does."""
    store = store_at(folder, url)
    with store.begin() as connection:
        work = store.work(connection)
        for oa_id in zalo.oas:
            pair = zalo.tokens[oa_id]
            later = work.now + 1000 * MINUTE
            work.tokens.put(f"zalo_oa:{oa_id}", Pair(pair.access, pair.refresh, later, later, work.now))
    store.close()


def store_at(folder: Path, url: str) -> Store:
    return open_store(Settings(data_dir=folder, database_url=url), translator(read_catalogues()))


async def report_everywhere(out: Outside, client: ClientSession) -> list[str]:
    """The same words on every channel, with a photo that is one and one that is none; what people read."""
    lan, zed, bot = out.telegram.person(LAN_TELEGRAM), out.zalo.person("Lan"), out.bot.person(LAN_BOT)
    out.telegram.fail("sendMessage", status=500)
    out.zalo.fail(status=502, method="message")
    out.bot.fail("sendMessage", status=502)
    heard = await asyncio.gather(asks(lan), asks(zed), asks(bot), report_on_the_page(out, client))
    lan.send_photo(b"\xff\xd8\xff " + MARK.encode(), MARK)
    zed.photo(PHOTO, MARK)
    bot.send_voice(MARK.encode())
    return [*heard]


async def asks(person: TelegramPerson | Person | ZaloPerson) -> str:
    """Somebody on a platform reports and asks for the receipt; what they read."""
    person.say(REPORT)
    told = (await person.hears("114")).text
    person.say("mã")
    return told + (await person.hears(RECEIPT)).text


async def report_on_the_page(out: Outside, client: ClientSession) -> str:
    """A report on the page; its first answers."""
    async with client.post(f"{out.program.url}/chat/start") as started:
        bearer = {"Authorization": f"Bearer {(await started.json())['token']}"}
    for n, words in enumerate((REPORT, "mã")):
        sent = {"id": f"message-{n}", "text": words}
        async with client.post(f"{out.program.url}/chat/send", json=sent, headers=bearer) as kept:
            assert kept.status == 200
    read, after = "", 0
    while RECEIPT not in read:
        async with client.get(f"{out.program.url}/chat/poll?after={after}", headers=bearer) as polled:
            for message in (await polled.json())["messages"]:
                read, after = f"{read} {message['text']}", message["id"]
    return read


async def go_wrong(out: Outside, client: ClientSession) -> None:
    """What strangers and broken platforms send, wherever they can."""
    url = out.program.url
    for body in BAD_BODIES:
        for path in ("/hook/zalo_oa", "/hook/telegram", "/hook/zalo_bot", "/chat/send", "/chat/clear", "/o/login"):
            headers = {"X-ZEvent-Signature": f"mac={MARK.encode().hex()}", "Authorization": f"Bearer {PHONE * 2}ab"}
            async with client.post(url + path, data=body, headers=headers) as answer:
                assert answer.status < 500, (path, body[:20])
    forms = ({"name": NAME, "password": PASSWORD, "csrf": MARK}, {"t": PASSWORD})
    for form in forms:
        async with client.post(f"{url}/o/login", data=form) as answer:
            assert answer.status < 500
    for path in (f"/{MARK}", f"/o/case/{PHONE}", f"/chat/file/{PASSWORD}", f"/f/{PHONE}", f"/o/invite?t={PASSWORD}"):
        async with client.get(url + path) as answer:
            assert (answer.status < 500 and answer.status != 200) or "invite" in path
    out.telegram.revoke()
    out.bot.revoke()


async def lose_the_database(out: Outside, client: ClientSession) -> None:
    """A table is gone, and with it all that is said; then the whole database, where there is a server."""
    rename(out.url, "events", "elsewhere")
    async with client.post(f"{out.program.url}/chat/start") as started:
        bearer = {"Authorization": f"Bearer {(await started.json())['token']}"}
    said = {"id": "message-2", "text": REPORT}
    async with client.post(f"{out.program.url}/chat/send", json=said, headers=bearer) as lost:
        assert lost.status == 503
    out.zalo.person("Lan").say(REPORT)
    rename(out.url, "elsewhere", "events")


def rename(url: str, old: str, new: str) -> None:
    """Another name for a table, behind the program's back."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), timeout=30)) as raw:
            raw.execute(f"ALTER TABLE {old} RENAME TO {new}")
    else:
        with psycopg.connect(url, autocommit=True) as connection:
            words = sql.SQL("ALTER TABLE {} RENAME TO {}")
            connection.execute(words.format(sql.Identifier(old), sql.Identifier(new)))


async def pages(out: Outside, client: ClientSession) -> str:
    """What machines that watch may read."""
    found = []
    for path in ("/healthz", "/readyz", "/metrics"):
        async with client.get(out.program.url + path) as answer:
            found.append(await answer.text())
    assert "langnghe_events" in found[-1]
    return "\n".join(found)


def kept(folder: Path, url: str) -> bytes:
    """The raw bytes of the database, or every value of it."""
    if url.startswith("sqlite"):
        return b"".join(path.read_bytes() for path in folder.glob("*.db*"))
    with psycopg.connect(url) as connection:
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        tables = [
            connection.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(n))).fetchall() for (n,) in names
        ]
    values = (value for rows in tables for row in rows for value in row)
    return b"\n".join(bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in values)


@pytest.mark.parametrize("kind", [pytest.param("sqlite", marks=pytest.mark.soak), "postgresql"])
def test_nothing_the_program_prints_shows_or_keeps_tells_a_secret(kind: str, tmp_path: Path) -> None:
    async def played() -> None:
        url = fresh_url(kind, tmp_path)
        async with AsyncExitStack() as stack:
            telegram = await stack.enter_async_context(FakeTelegram("7007:AAE-telegram-secret"))
            zalo = await stack.enter_async_context(FakeZalo("31415926", "app-s3cret-of-zalo", "oa-s3cret-of-zalo"))
            bot = await stack.enter_async_context(FakeZaloBot("9009:zalo-bot-secret"))
            log_in(tmp_path, url, zalo)
            settings = settings_for(tmp_path, with_password(url), (telegram, zalo, bot))
            program = Program(settings, tmp_path / "log")
            out = Outside(telegram, zalo, bot, program, url)
            zalo.hook_url = f"{program.url}/hook/zalo_oa"
            try:
                await search(out, tmp_path)
            finally:
                await program.end()
        drop(url)

    asyncio.run(played())


async def search(out: Outside, folder: Path) -> None:
    """Do all of it, and look everywhere."""
    await out.program.start()
    async with ClientSession() as client:
        seen = await report_everywhere(out, client)
        await go_wrong(out, client)
        await lose_the_database(out, client)
        shown = await pages(out, client)
    run = Path(f"/proc/{out.program.pid}")
    places = {
        "the database": kept(folder, out.url), "the pages": shown.encode(),
        "the process list": (run / "cmdline").read_bytes() + (run / "comm").read_bytes(),
    }  # fmt: skip
    assert await out.program.stop() == 0
    places["the log"] = (folder / "log").read_bytes()
    assert all(event in places["the log"] for event in (b"job_failed", b"hook_refused", b"not_sent")), "it did go wrong"
    secrets = out.secrets(seen).items()
    assert [(what, where) for what, found in secrets for where in places if found.encode() in places[where]] == []


def test_a_command_that_nobody_foresaw_to_fail_says_no_password(tmp_path: Path) -> None:
    url = f"postgresql://someone:{PASSWORD}@127.0.0.1:1/none?{PASSWORD}={PASSWORD}"
    settings = {**os.environ, "LANGNGHE_DATA_DIR": str(tmp_path), "LANGNGHE_DATABASE_URL": url, "COLUMNS": "999"}
    line = [sys.executable, "-m", "bot", "officer", "list"]
    said = subprocess.run(line, env=settings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout
    assert said and PASSWORD not in said and "Traceback" not in said


def test_the_settings_are_shown_without_passwords_and_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGNGHE_DATABASE_URL", f"postgresql://someone:{PASSWORD}@127.0.0.1:none/none")
    monkeypatch.setenv("LANGNGHE_TELEGRAM_TOKEN", f"1:{PASSWORD}")
    monkeypatch.setenv("LANGNGHE_ZALO_APP_SECRET", PASSWORD)
    monkeypatch.setenv("COLUMNS", "999")
    shown = CliRunner().invoke(app, ["settings"])
    assert shown.exit_code == 0 and "LANGNGHE_DATABASE_URL" in shown.output and PASSWORD not in shown.output


def test_a_fault_of_the_database_quotes_no_words(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path / 'some.db'}")
    with pytest.raises(OperationalError) as failed, database.begin() as connection:
        connection.execute(text("INSERT INTO nowhere VALUES (:words)"), {"words": MARK})
    database.close()
    assert "nowhere" in str(failed.value) and MARK not in str(failed.value)
