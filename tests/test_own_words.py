"""Words that a deployer adds to the triage: used from the start, tried on the examples first, mistakes named."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.checks import Finding
from bot.checks import lexicon as checks
from bot.checks.lexicon import look_at_lexicon
from bot.cli import app, main
from bot.settings import Settings
from bot.wiring import open_program
from referral.triage import examples as shipped_examples
from referral.triage import voice
from referral.triage.examples import examples
from referral.triage.judge import house, triage, use
from referral.triage.lexicon import LexiconError, load, parse
from referral.urgency import Urgency
from tests.triage.messages import suite

USEFUL = """
[[frame]]
says = "rơi xuống đìa"
category = "drowning_now"
urgency = "emergency"
words = ["Lủm đìa"]
"""
HARMFUL = """
[[lower]]
says = "chỉ nói chơi"
category = "not_relevant"
to = "none"
strong = true
words = ["đuối nước"]
"""
LABELLED = (  # id, text, floor, ceiling
    ("S0002", "lủm đìa", "urgent", "emergency"),
    ("S0004", "đuối nước kìa", "priority", "emergency"),
    ("S0006", "xin chào", "none", "routine"),
)


@pytest.fixture(autouse=True)
def house_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A data folder of its own, a wide terminal, and afterwards the shipped words again."""
    monkeypatch.setenv("LANGNGHE_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("COLUMNS", "200")
    yield
    use(None)


@pytest.fixture
def few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A handful of examples in place of all, judged by the words alone."""
    monkeypatch.setattr(voice, "FEWEST", 99)
    rows = (
        {"id": of, "text": text, "urgency": floor, "urgency_floor": floor, "urgency_ceiling": top, "category": "x"}
        for of, text, floor, top in LABELLED
    )
    file = tmp_path / "few.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    monkeypatch.setattr(shipped_examples, "FILE", file)


def folder(tmp_path: Path, content: str) -> Path:
    """A folder with one file."""
    made = tmp_path / "words"
    made.mkdir(exist_ok=True)
    (made / "mine.toml").write_text(content, encoding="utf-8")
    return made


def checked(*words: str) -> Result:
    return CliRunner().invoke(app, ["check", *words])


def lines(result: Result) -> list[str]:
    """The lines of the report that are about words."""
    return [line for line in result.output.splitlines() if "S000" in line or "With the words" in line]


def test_the_examples_are_the_tuning_half_of_the_suite() -> None:
    told = [(one.id, one.text, one.urgency, one.floor, one.ceiling, one.category) for one in examples()]
    assert told == [(m.id, m.text, m.urgency, m.floor, m.ceiling, m.category) for m in suite("tuning")]
    assert len(told) == 912 and len(suite("validation")) == 914
    assert {int(one.id[-4:]) % 2 for one in examples()} == {0}
    assert {int(message.id[-4:]) % 2 for message in suite("validation")} == {1}


def test_words_of_a_folder_are_known_from_the_start(tmp_path: Path) -> None:
    before, version = triage("lủm đìa"), house().lexicon.version
    open_program(Settings(lexicon=folder(tmp_path, USEFUL))).close()
    after = triage("lủm đìa")
    assert (before.urgency, after.urgency, after.category) == (Urgency.none, Urgency.emergency, "drowning_now")
    assert house().lexicon.version != version
    open_program(Settings()).close()
    assert triage("lủm đìa") == before and house().lexicon.version == version


def test_the_command_knows_them_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGNGHE_LEXICON", str(folder(tmp_path, USEFUL)))
    answered = CliRunner().invoke(app, ["triage"], input='{"id": 1, "text": "lủm đìa"}\n')
    assert json.loads(answered.output)["urgency"] == "emergency"


@pytest.mark.parametrize("command", ["serve", "triage"])
def test_a_mistake_stops_the_start_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    typo = folder(tmp_path, USEFUL.replace("drowning_now", "drowning"))
    monkeypatch.setenv("LANGNGHE_LEXICON", str(typo))
    monkeypatch.setattr("sys.argv", ["langnghe", command])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert str(stopped.value) == 'langnghe: mine.toml: "rơi xuống đìa": category = "drowning" is not known'
    assert not list(tmp_path.glob("var/*.db"))


@pytest.mark.usefixtures("few")
def test_a_useful_word_makes_nothing_worse(tmp_path: Path) -> None:
    (found,) = look_at_lexicon(folder(tmp_path, USEFUL))
    assert found.weight == "ok"
    assert "of 3 examples 1 are more urgent, 0 less urgent, 1 of another category: none is worse." in found.words


@pytest.mark.usefixtures("few")
def test_a_harmful_word_is_an_error_with_the_example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGNGHE_LEXICON", str(folder(tmp_path, HARMFUL)))
    result = checked()
    summary, example = lines(result)
    assert result.exit_code == 1 and summary.startswith("error ") and "1 fall below their floor, 0 rise" in summary
    assert example.split(maxsplit=1) == ["error", "S0004 “đuối nước kìa”: emergency -> none, at least priority."]
    assert "S0004" in checked("--live").output
    assert lines(checked("--lexicon", str(folder(tmp_path, USEFUL))))[0].startswith("ok ")


@pytest.mark.usefixtures("few")
def test_too_urgent_is_a_warning_and_only_the_first_are_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shrill = folder(tmp_path, USEFUL.replace("Lủm đìa", "xin chào"))
    summary, example = look_at_lexicon(shrill)
    assert summary.weight == "warning" and "0 fall below their floor, 1 rise" in summary.words
    assert example == Finding("warning", "S0006 “xin chào”: none -> emergency, at most routine.")
    monkeypatch.setattr(checks, "MOST", 0)
    assert len(list(look_at_lexicon(shrill))) == 1


@pytest.mark.usefixtures("few")
def test_long_examples_are_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "LONGEST", 5)
    *_, example = look_at_lexicon(folder(tmp_path, HARMFUL))
    assert "S0004 “đuối…”" in example.words


def test_every_example_is_judged_both_ways(tmp_path: Path) -> None:
    assert list(look_at_lexicon(None)) == []
    (found,) = look_at_lexicon(folder(tmp_path, USEFUL))
    assert found.weight == "ok" and "of 912 examples 0 are more urgent" in found.words


def test_a_wrong_file_is_an_error_of_the_check(tmp_path: Path) -> None:
    (found,) = look_at_lexicon(folder(tmp_path, USEFUL.replace("drowning_now", "drowning")))
    told = 'Words of your own: mine.toml: "rơi xuống đìa": category = "drowning" is not known.'
    assert found == Finding("error", told)


def test_a_folder_without_words_is_a_mistake(tmp_path: Path) -> None:
    for wrong in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(LexiconError, match=r"is no folder with \.toml files"):
            load(wrong)
    (tmp_path / "a.toml").mkdir()
    with pytest.raises(LexiconError, match=r"a\.toml cannot be read"):
        load(tmp_path)


MISTAKES = (  # what the file says, what we say of it
    (USEFUL.replace("urgency", "urgancy"), '"rơi xuống đìa": urgancy is not known in a [[frame]]'),
    (USEFUL.replace('"emergency"', "4"), '"rơi xuống đìa": urgency: write words in quotes'),
    (USEFUL.replace('["Lủm đìa"]', '"lủm đìa"'), '"rơi xuống đìa": words: write a list of words, as ["a", "b"]'),
    (USEFUL.replace('"Lủm đìa"', '"…"'), '"rơi xuống đìa": words must be a list of phrases'),
    (USEFUL.replace("Lủm đìa", "lủm <đìa>"), '"rơi xuống đìa": words = "đìa" is not known'),
    (USEFUL.replace('words = ["Lủm đìa"]', ""), '"rơi xuống đìa": words must be a list of phrases'),
    (USEFUL + 'needs = ["nobody"]\n', '"rơi xuống đìa": needs = "nobody" is not known'),
    (USEFUL + "firm = 1\n", '"rơi xuống đìa": firm: write true or false'),
    (USEFUL + 'when = "now"\n', '"rơi xuống đìa": when: write a table'),
    (USEFUL.replace("[[frame]]", "[frame]"), "[frame] needs two brackets: write [[frame]]"),
    (USEFUL.replace("says =", "# says ="), 'a [[frame]] has no says = "…": write what its words tell'),
    ("lower = [1]", "[lower] needs two brackets: write [[lower]]"),
    ("[sounds]", "[sounds] is not known: write [words], [spelling], [ask], [[frame]] or [[lower]]"),
    ("words = 3", "[words]: write a table"),
    ('[words]\nwater = "ao"', '[words] water: write a list of words, as ["a", "b"]'),
    ('[words]\nwater = ["ao", 3]', "[words] water must be a list of phrases"),
    ('[words]\nwater = [""]', "[words] water must be a list of phrases"),
    ("[spelling]\nko = 3", "[spelling] ko: write words in quotes"),
)


@pytest.mark.parametrize(("content", "problem"), MISTAKES)
def test_a_mistake_is_named_by_file_and_entry(content: str, problem: str) -> None:
    with pytest.raises(LexiconError) as found:
        parse([("mine.toml", content.encode())])
    assert str(found.value) == f"mine.toml: {problem}"


def test_a_list_that_names_no_list_is_a_mistake() -> None:
    with pytest.raises(LexiconError, match="no word list named 'pond': add it under"):
        parse([("mine.toml", b'[words]\nwater = ["ao <pond>"]')])
