"""`langnghe zalo …` against the fake platform: consent, pasted tokens, status; and each mistake in one sentence."""

import asyncio
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.channels.zalo_oa.oauth import Consent, TokenRefused
from bot.channels.zalo_oa.setting_up import app_of
from bot.cli_zalo import NoSuchAccount, NotThatAccount, NotThatLogIn, ZaloNotSet, ZaloSilent, brought_back
from bot.expected import EXPECTED
from bot.opening import opened
from bot.settings import Settings
from bot.store.tokens import Pair
from handlers.events import Address
from tests import cli
from tests.zalo_fake import FakeZalo

command = partial(cli.command, "zalo")

REDIRECT = "https://langnghe.example/zalo"


@contextmanager
def running() -> Iterator[FakeZalo]:
    """The fake in a thread of its own: a command has a loop of its own."""
    loop, fake = asyncio.new_event_loop(), FakeZalo()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(fake.__aenter__(), loop).result(20)
        yield fake
        asyncio.run_coroutine_threadsafe(fake.__aexit__(None, None, None), loop).result(20)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeZalo]:
    """A house whose settings name the fake."""
    with running() as platform:
        given = {
            "DATA_DIR": str(tmp_path / "var"),
            "ZALO_APP_ID": platform.app_id,
            "ZALO_APP_SECRET": platform.app_secret,
            "ZALO_API": platform.api,
            "ZALO_OAUTH": platform.api,
        }
        for name, value in given.items():
            monkeypatch.setenv(f"LANGNGHE_{name}", value)
        monkeypatch.setenv("COLUMNS", "300")
        yield platform


def pair_stored(fake: FakeZalo) -> Pair | None:
    with opened() as (_, work):
        return work.tokens.of(f"zalo_oa:{fake.oas[0]}")


class Stay(urllib.request.HTTPRedirectHandler):
    """Follows nowhere: the address is what we want."""

    def redirect_request(self, *_args: object, **_more: object) -> None:
        return None


def sent_to(url: str) -> str:
    """Where a consent leads."""
    try:
        urllib.request.build_opener(Stay).open(url)
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.headers["Location"]
    raise AssertionError("no redirection")


def test_an_administrator_agrees(fake: FakeZalo, monkeypatch: pytest.MonkeyPatch) -> None:
    consent = Consent.begin()
    monkeypatch.setattr(Consent, "begin", lambda: consent)
    url = consent.url(app_of(Settings()), REDIRECT)
    result = command("login", "--redirect", REDIRECT, given=sent_to(url) + "\n")
    assert result.exit_code == 0 and url in result.output
    stored, pair = pair_stored(fake), fake.tokens[fake.oas[0]]
    assert stored and (stored.access, stored.refresh) == (pair.access, pair.refresh)
    assert pair.access not in result.output and consent.verifier not in result.output


def test_tokens_are_pasted_and_exchanged_at_the_next_look(fake: FakeZalo) -> None:
    pair = fake.tokens[fake.oas[0]]
    result = command("login", "--paste", given=f"{fake.oas[0]}\n{pair.access}\n{pair.refresh}\n")
    stored = pair_stored(fake)
    assert result.exit_code == 0 and stored and stored.refresh == pair.refresh
    assert pair.access not in result.output and pair.refresh not in result.output
    with opened() as (_, work):
        assert work.now - stored.refreshed_at >= timedelta(hours=20)


def test_status_shows_ages_and_quotas_and_no_secret(fake: FakeZalo) -> None:
    assert "No Zalo account is logged in" in command("status").output
    pair = fake.tokens[fake.oas[0]]
    command("login", "--paste", given=f"{fake.oas[0]}\n{pair.access}\n{pair.refresh}\n")
    with opened() as (_, work):
        work.people.at(Address("zalo_oa", f"{fake.oas[0]}:1"))
        work.ledger.note_quota(f"zalo_oa:{fake.oas[0]}", "sub_quota", 12, 2000)
    shown = command("status").output
    assert fake.oas[0] in shown and "20.0 h old" in shown and "sub_quota: 12 of 2000 left." in shown
    assert pair.access not in shown and pair.refresh not in shown


def test_an_account_is_logged_out_when_it_is_confirmed(fake: FakeZalo) -> None:
    pair, account = fake.tokens[fake.oas[0]], fake.oas[0]
    command("login", "--paste", given=f"{account}\n{pair.access}\n{pair.refresh}\n")
    assert command("logout", account, given="n\n").exit_code == 1 and pair_stored(fake)
    result = command("logout", account, given="y\n")
    assert result.exit_code == 0 and pair_stored(fake) is None and "No Zalo account" in command("status").output
    assert type(command("logout", account, "--yes").exception) is NoSuchAccount


@pytest.mark.parametrize("given", ["7\nbad\nbad\n", "{oa}\nbad\nx\n", "7\n{access}\nx\n"])
def test_wrong_tokens_are_not_kept(given: str, fake: FakeZalo) -> None:
    words = given.format(oa=fake.oas[0], access=fake.tokens[fake.oas[0]].access)
    assert type(command("login", "--paste", given=words).exception) is NotThatAccount
    assert pair_stored(fake) is None


def test_a_wrong_code_is_refused(fake: FakeZalo) -> None:
    assert type(command("login", given="nonsense\n").exception) is TokenRefused
    assert pair_stored(fake) is None


def test_an_account_that_does_not_fit_is_not_kept(fake: FakeZalo, monkeypatch: pytest.MonkeyPatch) -> None:
    consent = Consent.begin()
    monkeypatch.setattr(Consent, "begin", lambda: consent)
    leads = sent_to(consent.url(app_of(Settings()), REDIRECT))
    result = command("login", "--redirect", REDIRECT, given=leads.replace(fake.oas[0], "7") + "\n")
    assert type(result.exception) is NotThatAccount and pair_stored(fake) is None


def test_what_is_brought_back_must_be_of_this_log_in() -> None:
    consent = Consent("v", "s")
    assert brought_back(" abc ", consent).code == "abc"
    assert brought_back("https://a.example/?code=c&oa_id=7&state=s", consent).account == "7"
    for words in ("https://a.example/?code=c&state=t", "https://a.example/?state=s"):
        with pytest.raises(NotThatLogIn):
            brought_back(words, consent)


def test_zalo_may_be_silent(fake: FakeZalo) -> None:
    fake.fail(status=502, method="access_token")
    assert type(command("login", given="code\n").exception) is ZaloSilent
    fake.fail(status=502, method="getoa")
    assert type(command("login", "--paste", given="7\na\nb\n").exception) is ZaloSilent


def test_without_settings_there_is_no_log_in(fake: FakeZalo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGNGHE_ZALO_APP_SECRET", "")
    assert type(command("login").exception) is ZaloNotSet
    assert {NoSuchAccount, ZaloNotSet, NotThatLogIn, NotThatAccount, ZaloSilent, TokenRefused} <= set(EXPECTED)
