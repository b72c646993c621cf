"""Learn the weights of the draft of a second voice from our own messages, the same whenever and wherever.

Whole numbers only, one order of the messages, no clock and no chance but a counter: nothing depends on the machine.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

from referral.triage import CATEGORIES
from tests.triage.messages import Message
from tests.triage.voice import BUCKETS, CHILD, KINDS, LEVELS, OUTPUTS, buckets, heard_in, score

EPOCHS = 14
MARGIN = 300
STEP = 7919  # a prime: each round goes through the messages in another order
SEEN_OFTEN = 2  # a bucket of one message only says nothing about the next
LARGEST = 127

Whole = NDArray[numpy.int64]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A message as the learner sees it: its buckets, for each level whether it is reached, its kinds of harm."""

    touched: Whole
    reached: Whole
    kind: int
    kinds: tuple[int, ...]
    child: int  # 1 or -1


def lesson(message: Message) -> Lesson:
    """One message."""
    clauses, names = heard_in(message.text)
    reached = numpy.array([1 if message.urgency >= level else -1 for level in LEVELS])
    kinds = tuple(CATEGORIES.index(name) for name in (message.category, *message.also))
    return Lesson(buckets(clauses, names), reached, kinds[0], kinds, 1 if message.reporter_is_child else -1)


def learn(lessons: Sequence[Lesson]) -> Whole:
    """The averaged weights, buckets by outputs."""
    weights = numpy.zeros((BUCKETS, OUTPUTS), dtype=numpy.int64)
    late = numpy.zeros_like(weights)  # each change times the moment it was made, to take the average at the end
    moment = 1
    for epoch in range(EPOCHS):
        for number in range(len(lessons)):
            one = lessons[(number * STEP + epoch * 101) % len(lessons)]
            change = correction(one, weights[one.touched].sum(axis=0))
            if change.any():
                weights[one.touched] += change
                late[one.touched] += moment * change
            moment += 1
    return weights * moment - late


def correction(one: Lesson, scores: Whole) -> Whole:
    """What to add to the weights of a message that is not yet judged right by a margin."""
    change = numpy.zeros(OUTPUTS, dtype=numpy.int64)
    first = len(LEVELS)
    change[:first] = numpy.where(one.reached * scores[:first] < MARGIN, one.reached, 0)
    change[CHILD] = one.child if one.child * scores[CHILD] < MARGIN else 0
    kinds = scores[KINDS].copy()
    right = kinds[one.kind]
    kinds[list(one.kinds)] = numpy.iinfo(numpy.int64).min
    if right - kinds.max() < MARGIN:
        change[first + one.kind] += 1
        change[first + int(kinds.argmax())] -= 1
    return change


def small(weights: Whole, lessons: Iterable[Lesson]) -> NDArray[numpy.int8]:
    """The weights as bytes; buckets that hardly any message touches are nought."""
    often = numpy.zeros(BUCKETS, dtype=numpy.int64)
    for one in lessons:
        often[one.touched] += 1
    weights[often < SEEN_OFTEN] = 0
    largest = int(numpy.abs(weights).max()) or 1
    unit = -(-largest // (LARGEST * 4))  # the few largest are cut, so that the many small ones keep their shape
    rounded = (2 * weights + unit) // (2 * unit)
    return numpy.clip(rounded, -LARGEST, LARGEST).astype(numpy.int8)


def thresholds(table: NDArray[numpy.int8], messages: Sequence[Message]) -> tuple[int, ...]:
    """For each level the lowest score at which at most one message in FALSE of those below it is raised too far."""
    judged = [(message, score(table, lesson(message).touched)) for message in messages]
    return tuple(least(level, at, judged) for at, level in enumerate(LEVELS))


FALSE = 40


def least(level: int, at: int, judged: Sequence[tuple[Message, NDArray[numpy.int32]]]) -> int:
    """The threshold of one level."""
    wrong = sorted((int(scores[at]) for message, scores in judged if message.ceiling < level), reverse=True)
    allowed = len(judged) // FALSE
    return max(wrong[allowed] + 1 if allowed < len(wrong) else 0, 0)
