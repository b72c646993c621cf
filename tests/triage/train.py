"""`make voice`: learn the weights of the second voice from our own messages, byte for byte the same each time.

Stochastic gradient descent with Adagrad (Duchi, Hazan and Singer 2011), one message at a time, numpy alone. Nothing
depends on the machine: no sum is left to a library that may take another order, and what comes from exp() is rounded.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy
from numpy.typing import NDArray

from referral.triage import CATEGORIES
from referral.triage import lexicon as words
from referral.triage.judge import story
from referral.triage.lexicon import SHIPPED, Lexicon
from referral.triage.reading import read
from referral.triage.voice import (
    ANSWERS,
    BUCKETS,
    CHILD,
    FINE,
    FINER,
    HIDDEN,
    KINDS,
    LEVELS,
    OUTPUTS,
    SPREAD,
    WORDS,
    Floats,
    Touched,
    buckets,
    together,
)  # fmt: skip
from tests.triage.messages import Message, corpus

EPOCHS = 14
RATE = 0.07
SEED = 111
SEEN_OFTEN = 2  # a feature of one message only says nothing about the next
WORDS_KEPT, HIDDEN_KEPT = 0.85, 0.6  # share that each lesson uses: no single word is relied on (dropout)
DEFENSIBLE = 0.4  # of the truth lies anywhere between floor and ceiling, the rest on the label
ALSO = 0.3  # of the truth lies on the other kinds of harm that fit
ROUND = 4096.0
CALM = 1e-3  # what Adagrad starts from
NEUTRAL = 0  # the row of no feature


@dataclass(frozen=True, slots=True)
class Lesson:
    """A message as the learner sees it: its features, and how far each answer is right."""

    touched: Touched
    right: Floats


@dataclass
class Net:
    """The weights while they are learnt, each with the sum of its squared steps."""

    words: Floats
    answers: Floats
    words_steps: Floats = field(default_factory=lambda: numpy.full(BUCKETS, CALM))
    neutral_steps: Floats = field(default_factory=lambda: numpy.full(HIDDEN, CALM))
    answers_steps: Floats = field(default_factory=lambda: numpy.full((HIDDEN + 1, OUTPUTS), CALM))


def lesson(message: Message, lexicon: Lexicon) -> Lesson:
    """One message."""
    right = numpy.zeros(OUTPUTS)
    right[int(message.floor) : int(message.ceiling) + 1] = DEFENSIBLE / (message.ceiling - message.floor + 1)
    right[int(message.urgency)] += 1 - DEFENSIBLE
    right[KINDS.start + CATEGORIES.index(message.category)] = 1 - ALSO if message.also else 1
    for name in message.also:
        right[KINDS.start + CATEGORIES.index(name)] += ALSO / len(message.also)
    right[CHILD] = message.reporter_is_child
    told = story(read(message.text, lexicon.spelling), message.text, lexicon)
    return Lesson(together([buckets(clause) for clause in told]), right)


def learn(lessons: Sequence[Lesson]) -> Net:
    """Go through the lessons in another order each time, with smaller and smaller steps."""
    chance = numpy.random.Generator(numpy.random.PCG64(SEED))
    first = rounded(chance.random((BUCKETS, HIDDEN)) * 0.2 - 0.1), rounded(chance.random((HIDDEN + 1, OUTPUTS)) * 0.2)
    net = Net(*first)
    net.words[NEUTRAL] = 0
    often = [kept[kept > 0] for kept in frequent(lessons)]
    for epoch in range(EPOCHS):
        rate = RATE * (1 - epoch / EPOCHS)
        for at in chance.permutation(len(lessons)):
            touched = often[at][chance.random(len(often[at])) < WORDS_KEPT]
            if len(touched):
                step(net, touched, lessons[at].right, rate, (chance.random(HIDDEN) < HIDDEN_KEPT) / HIDDEN_KEPT)
    never = numpy.ones(BUCKETS, dtype=bool)
    never[[NEUTRAL, *numpy.unique(numpy.concatenate(often))]] = False
    net.words[never] = 0
    return net


def frequent(lessons: Sequence[Lesson]) -> list[Touched]:
    """The features of each lesson that other lessons have too."""
    often = numpy.bincount(numpy.concatenate([one.touched for one in lessons]), minlength=BUCKETS) >= SEEN_OFTEN
    return [one.touched[often[one.touched]] for one in lessons]


def step(net: Net, touched: Touched, right: Floats, rate: float, kept: Floats) -> None:
    """Learn from one lesson."""
    scale = SPREAD / len(touched) ** 0.5
    before = net.words[touched].sum(axis=0) * scale + net.words[NEUTRAL]
    open_ = (before > 0) * kept
    hidden = numpy.append(before * open_, 1.0)
    wrong = likely((hidden[:, None] * net.answers).sum(axis=0)) - right
    back = (net.answers[:-1] * wrong).sum(axis=1) * open_
    towards = hidden[:, None] * wrong
    net.answers_steps += towards * towards
    net.answers -= rate * towards / numpy.sqrt(net.answers_steps)
    net.neutral_steps += back * back
    net.words[NEUTRAL] -= rate * back / numpy.sqrt(net.neutral_steps)
    back = back * scale
    net.words_steps[touched] += (back * back).sum() / HIDDEN
    net.words[touched] -= (rate / numpy.sqrt(net.words_steps[touched]))[:, None] * back


def likely(scores: Floats) -> Floats:
    """The probabilities that scores stand for: one level, one kind of harm, a child or not."""
    raised = numpy.exp(scores - scores[LEVELS].max())
    kinds = numpy.exp(scores[KINDS] - scores[KINDS].max())
    raised[LEVELS] /= raised[LEVELS].sum()
    raised[KINDS] = kinds / kinds.sum()
    raised[CHILD] = 1 / (1 + numpy.exp(-scores[CHILD]))
    return rounded(raised)


def rounded(values: Floats) -> Floats:
    """Values on a grid so coarse that the last bit of exp() does not matter."""
    found: Floats = numpy.rint(values * ROUND) / ROUND
    return found


def small(net: Net) -> tuple[NDArray[numpy.int8], NDArray[numpy.int16]]:
    """The weights as they are shipped."""
    words_of = numpy.clip(numpy.rint(net.words * FINE), -127, 127).astype(numpy.int8)
    return words_of, numpy.clip(numpy.rint(net.answers * FINER), -32767, 32767).astype(numpy.int16)


def main() -> None:
    """Learn from the whole corpus and write the weights beside the program."""
    lexicon = words.load(SHIPPED)
    features, answers = small(learn([lesson(message, lexicon) for message in corpus()]))
    numpy.save(WORDS, features)
    numpy.save(ANSWERS, answers)
    print(f"{WORDS.name}: {features.nbytes:,} bytes, {ANSWERS.name}: {answers.nbytes:,} bytes")
    print(f"learnt from {len(corpus()):,} messages")


if __name__ == "__main__":
    main()
