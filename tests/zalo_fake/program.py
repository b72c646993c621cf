"""The real program beside the fakes: its settings point here, its database has the tokens, its people may try it."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.opening import open_store
from bot.settings import Settings
from bot.store.store import utc_now
from bot.store.tokens import Pair
from tests.zalo_bot_fake.page import chat_of
from tests.zalo_fake.page import PEOPLE

if TYPE_CHECKING:
    from tests.zalo_bot_fake import FakeZaloBot
    from tests.zalo_fake.server import FakeZalo

DATA = Path("var") / "fake_zalo"  # a database of its own: nothing of a real one is touched
TEMPLATES = {"alert": "900001", "officer": "900002", "status": "900003", "campaign": "900004", "code": "900005"}


def settings_for(fake: "FakeZalo", bot: "FakeZaloBot") -> Mapping[str, str]:
    """The program's settings, as its environment; what is set already stays."""
    hook = urlsplit(fake.hook_url)
    account = [f"zalo_oa:{fake.oas[0]}:{fake.person(name).id}" for name in PEOPLE]
    people = ",".join([*account, *(f"zalo_bot:{chat_of(name)}" for name in PEOPLE)])
    found = {
        "LANGNGHE_DATA_DIR": str(DATA),
        "LANGNGHE_PORT": str(hook.port or 80),
        "LANGNGHE_ZALO_APP_ID": fake.app_id,
        "LANGNGHE_ZALO_APP_SECRET": fake.app_secret,
        "LANGNGHE_ZALO_OA_SECRET": fake.oa_secret,
        "LANGNGHE_ZALO_API": fake.api,
        "LANGNGHE_ZALO_BUSINESS_API": fake.api,
        "LANGNGHE_ZALO_OAUTH": fake.api,
        "LANGNGHE_ZALO_BOT_TOKEN": bot.token,
        "LANGNGHE_ZALO_BOT_API": bot.api,
        "LANGNGHE_ZALO_MEDIA_HOSTS": ",".join(api.removeprefix("http://") for api in (fake.api, bot.api)),
        "LANGNGHE_ZALO_TEMPLATES": ";".join(f"{kind}={number}" for kind, number in TEMPLATES.items()),
        "LANGNGHE_TESTERS": people,
    }
    return found | {name: os.environ[name] for name in found if name in os.environ}


def log_in(fake: "FakeZalo", environment: Mapping[str, str]) -> None:
    """Put the account's first pair into the program's database, as `langnghe zalo login` would."""
    os.environ.update(environment)
    fake.platform.templates |= {number: {} for number in TEMPLATES.values()}
    store = open_store(Settings(), lambda _locale, text: text)
    now = utc_now()
    try:
        with store.begin() as connection:
            for oa_id in fake.oas:
                pair = fake.tokens[oa_id]
                until = now + timedelta(hours=25), now + timedelta(days=90)
                store.work(connection).tokens.put(f"zalo_oa:{oa_id}", Pair(pair.access, pair.refresh, *until, now))
    finally:
        store.close()


async def serve_beside(fake: "FakeZalo", bot: "FakeZaloBot") -> int:
    """Run the program until it ends or a signal comes; its exit code."""
    environment = settings_for(fake, bot)
    await asyncio.to_thread(log_in, fake, environment)
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "serve", env={**os.environ, **environment}
    )
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop, program)
    return await program.wait()


def stop(program: asyncio.subprocess.Process) -> None:
    """Let the program finish what it took; that it heard of it already does no harm."""
    if program.returncode is None:
        program.terminate()
