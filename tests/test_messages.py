"""The catalogues: complete, up to date, with the same blanks, and naming only commands that work."""

import re
import shutil
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from string import Formatter

import pytest

from bot.messages import collected, main
from bot.texts import LOCALES, catalogue_file, read_catalogue, read_catalogues, untranslated
from flows.fitting import CHANNELS, SMALLEST
from flows.library import flow_started_by, flows, menu
from flows.words import command_in
from referral.triage.judge import triage
from referral.urgency import Urgency

ENGLISH = read_catalogue(catalogue_file("en"))
NAMES = ("Lắng Nghe",)  # stay as they are in every language
NUMBER = re.compile(r"(?:LN|HZ|CD)-\w+")
WORDS = re.compile(r"\w+|[^\w\s]")
SAYS_TYPE = {"vi": re.compile(r"\bgõ\b", re.I), "en": re.compile(r"\btype\b", re.I)}


def blanks(text: str) -> set[str]:
    """The names in {braces}."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def commands_named(text: str, locale: str) -> Iterator[str]:
    """The words in capitals of a text that tells people what to type."""
    if not SAYS_TYPE[locale].search(text):
        return
    words = WORDS.findall(NUMBER.sub("", text))
    for shouted, run in groupby(words, str.isupper):
        said = " ".join(run)
        if shouted and len(said) > 1:  # a single letter is the English "I"
            yield said


def works(word: str) -> bool:
    """Whether typing this does something: a command, or the start of a conversation."""
    orders = (flow_started_by(f"{word}{number}", "officer") for number in ("", " LN-7K3FQ", " HZ-7K3FQ", " CD-7K3FQ"))
    return bool(command_in(word) or flow_started_by(word, "citizen") or any(orders))


def undated(folder: Path) -> Mapping[str, str]:
    """The catalogue files without the line that says when they were made."""
    dated = re.compile(r'^"POT-Creation-Date:.*\n', re.M)
    return {str(f.relative_to(folder)): dated.sub("", f.read_text("utf-8")) for f in folder.rglob("*.po*")}


def test_every_text_is_translated() -> None:
    texts = frozenset(str(message.id) for message in collected() if message.id)
    assert untranslated(read_catalogues(), texts) == {"en": frozenset()}


def test_the_catalogues_are_up_to_date(tmp_path: Path) -> None:
    copy = shutil.copytree(LOCALES, tmp_path / "locales")
    main(copy)
    assert undated(copy) == undated(LOCALES), "run `make messages` and translate what is new"


def test_a_translation_has_the_blanks_of_its_source() -> None:
    wrong = {text for text, said in ENGLISH.items() if blanks(text) != blanks(said)}
    assert not wrong


def test_english_is_english() -> None:
    for said in ENGLISH.values():
        rest = said
        for name in NAMES:
            rest = rest.replace(name, "")
        assert not [c for c in rest if c.isalpha() and not c.isascii()], said


@pytest.mark.parametrize("locale", ["vi", "en"])
def test_a_command_that_a_text_names_works(locale: str) -> None:
    texts = ENGLISH.keys() if locale == "vi" else ENGLISH.values()
    named = {word for text in texts for word in commands_named(text, locale)}
    assert len(named) > 10, "the texts name commands"
    assert not {word for word in named if not works(word)}


def test_the_same_commands_are_named_in_both_languages() -> None:
    for text, said in ENGLISH.items():
        assert len([*commands_named(text, "vi")]) == len([*commands_named(said, "en")]), said


def test_a_menu_button_by_itself_is_no_emergency() -> None:
    for flow in menu("citizen"):
        for title in (flow.title, ENGLISH[flow.title]):
            assert triage(title, voiced=False).urgency < Urgency.urgent, title  # as scene.chosen has it


@pytest.mark.parametrize("who", ["citizen", "officer"])
def test_a_menu_button_in_english_starts_its_conversation(who: str) -> None:
    for flow in menu(who):
        assert flow_started_by(ENGLISH[flow.title], who) == (flow, ""), flow.title


def test_the_choices_of_a_question_differ_in_english_and_fit_a_button() -> None:
    for step in (step for flow in flows().values() for step in flow.steps if step.choices):
        said = [ENGLISH[words] for words in step.choices.values()]
        assert len(set(said)) == len(said), step.ask
        assert max(map(len, said)) <= SMALLEST.button_text


def test_an_english_text_fits_one_message_of_every_channel() -> None:
    assert max(map(len, ENGLISH.values())) <= min(SMALLEST.text, *(limits.text for limits in CHANNELS.values()))
