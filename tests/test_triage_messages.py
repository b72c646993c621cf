"""The labelled messages: complete, consistent, and the suite apart from what anything learns from."""

import json
from itertools import chain
from pathlib import Path

import pytest

from referral.triage import CATEGORIES
from referral.triage import lexicon as words
from referral.triage.lexicon import SHIPPED
from tests.triage.messages import SPLITS, Message, corpus, suite
from tests.triage.train import learn, lesson, small

EVERY = tuple(chain(corpus(), *map(suite, SPLITS)))
SAMPLE = Path(__file__).parents[2] / "shared" / "triage" / "sample.jsonl"
REGISTERS = {"child", "parent", "relative", "neighbour", "teacher", "grandparent", "bystander", "other"}
FEWEST = 1_500  # messages of the suite


def test_every_message_is_labelled_as_the_rule_says() -> None:
    wrong = [message.id for message in EVERY if not labelled(message)]
    assert wrong == []


def labelled(message: Message) -> bool:
    """Whether the fields of a message agree."""
    kinds = {message.category, *message.also} <= set(CATEGORIES)
    levels = message.floor <= message.urgency <= message.ceiling
    return kinds and levels and message.register in REGISTERS and message.place_text in message.text


def test_no_text_stands_twice_and_none_is_of_the_sample() -> None:
    texts = [message.text.casefold() for message in EVERY]
    assert len(texts) == len(set(texts)) and len({message.id for message in EVERY}) == len(EVERY)
    if SAMPLE.exists():
        lines = SAMPLE.read_text(encoding="utf-8").splitlines()
        assert not {json.loads(line)["text"].casefold() for line in lines} & set(texts)


@pytest.mark.parametrize("split", SPLITS)
def test_the_suite_has_every_kind_in_both_splits(split: str) -> None:
    messages = suite(split)
    assert len(messages) >= FEWEST // 2
    assert {message.category for message in messages} == set(CATEGORIES)
    assert {message.urgency for message in messages} == {message.urgency for message in EVERY}


def test_the_voice_learns_the_same_twice() -> None:
    lexicon = words.load(SHIPPED)
    some = [lesson(message, lexicon) for message in corpus()[::200]]
    once, twice = small(learn(some)), small(learn(some))
    assert once[0].any() and (once[0] == twice[0]).all() and (once[1] == twice[1]).all()
