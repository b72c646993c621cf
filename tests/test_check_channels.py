"""What `langnghe check` says of the messengers: set up or not, contradictions, what runs out; never a secret."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import insert

from bot.checks import Finding, Look, Site
from bot.checks.channels import look_at_zalo, look_at_zalo_bot, outside_channels
from bot.settings import Settings
from bot.store import Store, Surroundings
from bot.store.tables import channel_tokens
from tests.databases import fresh_url
from tests.fakes import FakeClock

DAY = timedelta(days=1)
APP, ACCOUNT = "secret-of-the-app", "secret-of-the-account"
ZALO = Settings(
    public_url="https://langnghe.example",
    zalo_app_id="1",
    zalo_app_secret=SecretStr(APP),
    zalo_oa_secret=SecretStr(ACCOUNT),
    zalo_templates="alert=1; officer=2",
)
BOT = Settings(public_url="https://langnghe.example", zalo_bot_token=SecretStr("1:abc"))


@pytest.fixture
def house(tmp_path: Path, clock: FakeClock) -> Iterator[Store]:
    opened = Store.open(fresh_url("sqlite", tmp_path), tmp_path / "keys.json", Surroundings(clock=clock))
    yield opened
    opened.close()


def found(house: Store, look: Look, settings: Settings) -> list[Finding]:
    """What a look says but for the good news."""
    with house.begin() as connection:
        findings = list(look(Site(settings, house.work(connection))))
    assert not any(secret in finding.words for finding in findings for secret in (APP, ACCOUNT, "1:abc"))
    return [finding for finding in findings if finding.weight != "ok"]


def log_in(house: Store, lives: timedelta) -> None:
    """As if the account had tokens."""
    with house.begin() as connection:
        now = house.now()
        row = {"name": "zalo_oa:1", "sealed": b"", "held_by": "", "held_until": None}
        times = {"access_until": now, "refresh_until": now + lives, "refreshed_at": now}
        connection.execute(insert(channel_tokens).values(**row, **times))


def test_an_account_as_it_should_be(house: Store) -> None:
    log_in(house, 15 * DAY)
    assert found(house, look_at_zalo, ZALO) == []


@pytest.mark.parametrize(("days", "said"), [(13, "13 days"), (-3, "0 days")])
def test_a_refresh_token_that_dies_soon(house: Store, days: int, said: str) -> None:
    log_in(house, days * DAY)
    (finding,) = found(house, look_at_zalo, ZALO)
    assert finding.weight == "error" and said in finding.words and "langnghe zalo login" in finding.words


@pytest.mark.parametrize(
    ("change", "weight", "words"),
    [
        ({"zalo_app_id": "app"}, "error", "not digits alone"),
        ({"zalo_app_secret": SecretStr("")}, "error", "LANGNGHE_ZALO_APP_SECRET is not set"),
        ({"zalo_oa_secret": SecretStr("")}, "error", "LANGNGHE_ZALO_OA_SECRET is not set"),
        ({"zalo_oa_secret": SecretStr(APP)}, "warning", "Both Zalo secrets are the same"),
        ({"public_url": ""}, "error", "https only"),
        ({"zalo_oauth": "http://oauth.example"}, "error", "LANGNGHE_ZALO_OAUTH"),
        ({"zalo_templates": "officer=2; alert="}, "warning", "No Zalo template for alert in"),
        ({"zalo_templates": ""}, "warning", "No Zalo template for alert and officer in"),
    ],
)
def test_each_contradiction_of_an_account(house: Store, change: dict[str, object], weight: str, words: str) -> None:
    log_in(house, 90 * DAY)
    (finding,) = found(house, look_at_zalo, ZALO.model_copy(update=change))
    assert finding.weight == weight and words in finding.words


def test_a_zalo_of_our_own_pushes_without_https(house: Store) -> None:
    log_in(house, 90 * DAY)
    assert (
        found(house, look_at_zalo, ZALO.model_copy(update={"public_url": "", "zalo_api": "http://127.0.0.1:1"})) == []
    )


def test_an_account_nobody_logged_in(house: Store) -> None:
    assert [finding.words for finding in found(house, look_at_zalo, ZALO)] == [
        "Zalo has no tokens of the account: run `langnghe zalo login`."
    ]


def test_secrets_without_an_app(house: Store) -> None:
    assert found(house, look_at_zalo, Settings()) == []
    (finding,) = found(house, look_at_zalo, Settings(zalo_oa_secret=SecretStr(ACCOUNT)))
    assert finding.weight == "error" and "no LANGNGHE_ZALO_APP_ID" in finding.words


@pytest.mark.parametrize(
    ("change", "weight", "words"),
    [
        ({"zalo_bot_token": SecretStr("abc")}, "error", "LANGNGHE_ZALO_BOT_TOKEN is not digits"),
        ({"zalo_bot_api": "http://bot.example"}, "error", "LANGNGHE_ZALO_BOT_API"),
        ({"public_url": ""}, "warning", "polled"),
    ],
)
def test_each_contradiction_of_a_bot(house: Store, change: dict[str, object], weight: str, words: str) -> None:
    (finding,) = found(house, look_at_zalo_bot, BOT.model_copy(update=change))
    assert finding.weight == weight and words in finding.words


def test_a_bot_as_it_should_be_and_none(house: Store) -> None:
    assert found(house, look_at_zalo_bot, BOT) == found(house, look_at_zalo_bot, Settings()) == []


def test_which_messengers_there_are() -> None:
    assert outside_channels(Settings()) == frozenset()
    assert outside_channels(ZALO) == {"zalo_oa"} and outside_channels(BOT) == {"zalo_bot"}
    assert outside_channels(Settings(telegram_token=SecretStr("1:a"))) == {"telegram"}
