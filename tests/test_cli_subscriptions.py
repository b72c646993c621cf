"""`langnghe subscriptions …`: a list is taken, bad lines are said, and mistakes are one sentence."""

from functools import partial
from pathlib import Path

import pytest

from bot import cli_subscriptions
from tests import cli
from tests.databases import furnish

command = partial(cli.command, "subscriptions")
told = partial(cli.told, "subscriptions")

GOOD = "channel,id,commune\ntelegram,123,21340\ntelegram,124,\ntelegram,123,\n"


@pytest.fixture(autouse=True)
def deployment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A deployment of its own, in a wide terminal."""
    monkeypatch.setenv("LANGNGHE_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("COLUMNS", "200")
    furnish(tmp_path / "var")


def given(folder: Path, content: str) -> str:
    file = folder / "list.csv"
    file.write_text(content, "utf-8")
    return str(file)


def test_a_list_is_looked_at_taken_and_counted(tmp_path: Path) -> None:
    file = given(tmp_path, GOOD)
    dry = command("import", file, "--consent", "trường A", "--dry-run")
    assert dry.exit_code == 0 and "Nothing was written" in dry.output and "│ 2" in dry.output
    assert "trường A" not in command("count").output
    taken = command("import", file, "--consent", "trường A")
    assert taken.exit_code == 0 and "Subscribed" in taken.output and "further up" in taken.output
    assert "As before" in command("import", file, "--consent", "trường A").output
    counted = command("count").output
    assert "list:trường A" in counted and "under 5" in counted


def test_bad_lines_are_said_and_many_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli_subscriptions, "MOST_SHOWN", 2)
    lines = "".join(f"telegram,{n},14773\n" for n in range(10, 15))
    taken = command("import", given(tmp_path, GOOD + lines), "--consent", "trường A")
    assert taken.exit_code == 1 and "list.csv line 5, commune: 14773 is a code of before July 2025" in taken.output
    assert "May be: " in taken.output and "line 6" in taken.output and "line 7" not in taken.output
    assert "Further lines" in taken.output and "│ 5" in taken.output


@pytest.mark.parametrize("consent", ["", "a", " ab ", "x" * 81])
def test_without_a_word_of_consent_nothing_is_taken(tmp_path: Path, consent: str) -> None:
    assert "--consent" in told("import", given(tmp_path, GOOD), "--consent", consent)


def test_a_list_that_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    assert "CSV UTF-8" in told("import", str(tmp_path / "none.csv"), "--consent", "trường A")
    assert "channel and id" in told("import", given(tmp_path, "a,b\n"), "--consent", "trường A")
