"""The looks of `langnghe check` at settings and files: each mistake has its line, and no secret is said."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.checks import Finding, Look, Site
from bot.checks.alarms import look_at_alarms
from bot.checks.configuration import (
    database_file,
    look_at_addresses,
    look_at_backup_key,
    look_at_desk_command,
    look_at_files,
    look_at_names,
    look_at_proxy,
    look_at_telegram,
    look_at_trial,
)
from bot.recipients import SecretKey
from bot.settings import Settings
from bot.store import Store, Surroundings
from bot.store.work import SqlWork
from tests.databases import furnish

TOKEN = "123456:" + "A" * 35
HTTPS = {"LANGNGHE_PUBLIC_URL": "https://langnghe.example"}
CALLS_FOR_HELP = {"LANGNGHE_ALARM_COMMAND": "true", "LANGNGHE_PING_URL": "https://m.example/oops"}
MAIL = {"LANGNGHE_ALARM_MAIL_TO": "a@b.example", "LANGNGHE_SMTP_URL": "smtps://a:oops@m.example"}
TELEGRAM = {"LANGNGHE_TELEGRAM_TOKEN": TOKEN, "LANGNGHE_TELEGRAM_NAME": "langnghe_bot"}


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SqlWork]:
    """A transaction on a new database in a folder of its own."""
    monkeypatch.setenv("LANGNGHE_DATA_DIR", str(tmp_path / "var"))
    furnish(tmp_path / "var")
    settings = Settings()
    store = Store.open(settings.url, settings.keyring_path, Surroundings())
    with store.begin() as connection:
        yield store.work(connection)
    store.close()


@pytest.mark.parametrize(
    ("look", "set_to", "words"),
    [
        (look_at_names, {**HTTPS, "LANGNGHE_TARGET_URL": "postgresql://db/langnghe"}, ""),
        (look_at_names, {"LANGNGHE_TELEGARM_TOKEN": TOKEN}, "LANGNGHE_TELEGARM_TOKEN is no setting"),
        (look_at_addresses, {}, ""),
        (look_at_addresses, HTTPS, ""),
        (look_at_addresses, {"LANGNGHE_PUBLIC_URL": "http://192.168.1.5:8080"}, ""),
        (look_at_addresses, {"LANGNGHE_PUBLIC_URL": "http://localhost:8080"}, ""),
        (look_at_addresses, {"LANGNGHE_PUBLIC_URL": "http://langnghe.example"}, "neither https://"),
        (look_at_addresses, {"LANGNGHE_HOST": "0.0.0.0"}, "lead nowhere"),
        (look_at_addresses, {"LANGNGHE_HOST": "0.0.0.0", **HTTPS}, ""),
        (look_at_addresses, {"LANGNGHE_PORT": "0"}, "another port"),
        (look_at_backup_key, {}, ""),
        (look_at_backup_key, {"LANGNGHE_BACKUP_RECIPIENT": SecretKey.create().public}, ""),
        (look_at_backup_key, {"LANGNGHE_BACKUP_RECIPIENT": "langnghe-public-oops"}, "no key of `langnghe backup key`"),
        (look_at_desk_command, {}, ""),
        (look_at_desk_command, {"LANGNGHE_DESK_COMMAND": "sh -c 'exit 0'"}, ""),
        (look_at_desk_command, {"LANGNGHE_DESK_COMMAND": "./no-such-program"}, "not there or not executable"),
        (look_at_desk_command, {"LANGNGHE_DESK_COMMAND": "  "}, "not there or not executable"),
        (look_at_desk_command, {"LANGNGHE_DESK_COMMAND": "sh 'half"}, "quotation mark"),
        (look_at_alarms, CALLS_FOR_HELP, ""),
        (look_at_alarms, {**CALLS_FOR_HELP, "LANGNGHE_ALARM_COMMAND": "./no-such"}, "ALARM_COMMAND: its program"),
        (look_at_alarms, {**CALLS_FOR_HELP, "LANGNGHE_ALARM_COMMAND": ""}, "No alarm leaves this house but by"),
        (look_at_alarms, {**CALLS_FOR_HELP, "LANGNGHE_ALARM_MAIL_TO": "a@b.example"}, "belong together"),
        (look_at_alarms, {**CALLS_FOR_HELP, **MAIL, "LANGNGHE_SMTP_URL": "mail.example"}, "must be smtp://"),
        (look_at_alarms, {**CALLS_FOR_HELP, **MAIL, "LANGNGHE_ALARM_COMMAND": ""}, ""),
        (look_at_alarms, {**CALLS_FOR_HELP, "LANGNGHE_PING_URL": ""}, "nobody misses this program when it is dead"),
        (look_at_alarms, {**CALLS_FOR_HELP, "LANGNGHE_PING_URL": "http://m.example/oops"}, "others could ping for us"),
        (look_at_proxy, {}, ""),
        (look_at_proxy, HTTPS, "LANGNGHE_BEHIND_PROXY=yes"),
        (look_at_proxy, {"LANGNGHE_BEHIND_PROXY": "yes", **HTTPS}, ""),
        (look_at_proxy, {"LANGNGHE_BEHIND_PROXY": "yes", "LANGNGHE_HOST": "localhost"}, ""),
        (look_at_proxy, {"LANGNGHE_BEHIND_PROXY": "yes", "LANGNGHE_HOST": "0.0.0.0"}, "past the proxy"),
        (look_at_telegram, {}, "No Telegram"),
        (look_at_telegram, TELEGRAM, ""),
        (look_at_telegram, {**TELEGRAM, "LANGNGHE_TELEGRAM_TOKEN": "oops"}, "from @BotFather"),
        (look_at_telegram, {**TELEGRAM, "LANGNGHE_TELEGRAM_NAME": ""}, "without @"),
        (look_at_telegram, {**TELEGRAM, "LANGNGHE_TELEGRAM_API": "http://api.example"}, "LANGNGHE_TELEGRAM_API"),
        (look_at_trial, {}, ""),
        (look_at_trial, TELEGRAM, "Nobody may try the messengers"),
        (look_at_trial, {**TELEGRAM, "LANGNGHE_TESTERS": "telegram:1"}, ""),
        (look_at_trial, {"LANGNGHE_TESTERS": "lan"}, "telegram:ID"),
        (look_at_trial, {"LANGNGHE_OPERATOR": "lan"}, "telegram:ID"),
    ],
)
def test_settings(
    work: SqlWork, monkeypatch: pytest.MonkeyPatch, look: Look, set_to: dict[str, str], words: str
) -> None:
    for name, value in set_to.items():
        monkeypatch.setenv(name, value)
    found = [finding.words for finding in look(Site(Settings(), work))]
    assert len(found) == bool(words)
    assert all(words in line and TOKEN not in line and "oops" not in line for line in found)


def test_files_that_others_can_read(work: SqlWork) -> None:
    settings = Settings()
    settings.data_dir.chmod(0o755)
    database = database_file(settings)
    assert database
    database.chmod(0o640)
    found = list(look_at_files(Site(settings, work)))
    assert found == [
        Finding("warning", f"Other users can look into {settings.data_dir}: run `chmod 700 {settings.data_dir}`."),
        Finding("warning", f"Other users can look into {database}: run `chmod 600 {database}`."),
    ]
    settings.data_dir.chmod(0o700)
    database.chmod(0o600)
    assert list(look_at_files(Site(settings, work))) == []


def test_a_database_elsewhere_has_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGNGHE_DATABASE_URL", "postgresql://user@host/name")
    assert database_file(Settings()) is None
