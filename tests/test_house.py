"""Tests that look at the house itself: nothing named in two places may differ, and nothing foreign is in it."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot
import flows
import handlers
import referral
from bot.messages import texts
from bot.texts import read_catalogues, untranslated
from flows.library import flows as all_flows
from flows.words import sections
from handlers.timers import ON_DUE

ROOT = Path(__file__).parents[1]
CODE = [file for layer in ("bot", "handlers", "flows", "referral") for file in sorted((ROOT / layer).rglob("*.py"))]
KEY_AT = {"say": 0, "phrase": 0, "Miss": 0, "Again": 0, "tell_reporter": 2, "tell_holders": 2, "words": 2}
COMPOSED = ("update_", "closed_", "unread_", "shield_")  # keys made of a prefix and an answer, see test_words.py
FOREIGN = re.compile(
    r"(?<![\w.])/(?:work|home|root|Users|mnt)/\w+|\bfile:///(?!\{)\w"
    r"|index-url\s*[=\s]\s*http|extra-index|trusted-host|https?://[^\s\"']*/simple\b"
)
TEXT = {".py", ".toml", ".txt", ".md", ".html", ".css", ".js", ".sh", ".yml", ".yaml", ".po", ".pot", ".service", ""}


def code() -> str:
    return "\n".join(file.read_text("utf-8") for file in CODE)


def tracked() -> Iterator[Path]:
    """The files of the repository that are text; without git there is nothing to look at."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    return (ROOT / name for name in listed.splitlines() if Path(name).suffix in TEXT and (ROOT / name).exists())


@pytest.mark.parametrize("package", [bot, handlers, flows, referral], ids=lambda package: package.__name__)
def test_the_packages_come_from_this_checkout(package: object) -> None:
    assert Path(str(getattr(package, "__file__", ""))).is_relative_to(ROOT)


def test_every_kind_of_timer_that_is_set_is_acted_on() -> None:
    set_kinds = set(re.findall(r'Timer\([^)]*?"(\w+)",\s*[\w.]+\)', code()))
    assert set_kinds and set_kinds <= set(ON_DUE)
    assert set(ON_DUE) <= set_kinds, "nothing waits for a timer that nobody sets"


def named_phrases() -> set[str]:
    """The keys of phrases that stand in the code as they are, behind the calls of KEY_AT."""
    trees = (ast.parse(file.read_text("utf-8")) for file in CODE if "store" not in file.parts)
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    keys = [call.args[KEY_AT[name_called(call)] :][:1] for call in calls if name_called(call) in KEY_AT]
    return {str(key.value) for (key,) in filter(None, keys) if isinstance(key, ast.Constant)}


def name_called(call: ast.Call) -> str:
    """The last name of what is called: `say` of `scene.say(…)`."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def test_every_phrase_is_used_and_every_phrase_used_is_there() -> None:
    phrases = set(sections()["phrases"])
    assert named_phrases() - phrases == set()
    quoted = set(re.findall(r"""["'](\w+)["']""", code()))
    assert {key for key in phrases - quoted if not key.startswith(COMPOSED)} == set()


def test_every_text_is_translated_into_every_language() -> None:
    wanted = frozenset(text for _, text in texts() if text)
    assert not any(untranslated(read_catalogues(), wanted).values())


def test_nothing_names_a_machine_or_a_package_index() -> None:
    here = Path(__file__)
    found = [(f.name, m[0]) for f in tracked() if f != here for m in FOREIGN.finditer(f.read_text("utf-8", "replace"))]
    assert found == []


def test_every_file_opens_with_one_sentence_and_is_short() -> None:
    for file in CODE:
        text = file.read_text("utf-8")
        assert text.startswith('"""') or not text, file.name
        assert len(text.splitlines()) <= 260, file.name


def test_our_dataclasses_are_our_own() -> None:
    """The standard library's cost more at each start and each step: see referral/records.py."""
    standard = re.compile(r"^from dataclasses import .*\bdataclass\b(?! as dataclass)", re.M)
    assert not [file.name for file in CODE if standard.search(file.read_text("utf-8"))]


@pytest.mark.parametrize("plays", ["*.txt", "telegram_*.txt"])
def test_every_flow_and_every_timer_is_in_a_play(plays: str) -> None:
    played = "\n".join(file.read_text("utf-8") for file in (ROOT / "tests" / "plays").glob(plays))
    for name, flow in all_flows().items():
        said = [text for step in flow.steps for text in (step.ask, step.say) if text]
        first = max(re.split(r"\{\w+\}|\n", said[0]), key=len).strip() if said else ""
        assert any(part in played for part in (first, *flow.starts)), name
    assert "passes" in played or "pass)" in played


def test_no_database_and_no_key_ring_is_kept_with_the_code() -> None:
    """A start in the checkout with a data folder of its own leaves both there: once they were committed."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    assert [name for name in listed.splitlines() if re.search(r"(^|/)keys\.json$|\.db(-wal|-shm|\.lock)?$", name)] == []
