"""Looks at the deployer's own words for the triage: what they change in the examples that come with the program."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from bot.checks import Finding, Weight
from referral.records import dataclass
from referral.triage import Triage
from referral.triage.examples import Example, examples
from referral.triage.judge import judge_of, shipped
from referral.triage.lexicon import SHIPPED, LexiconError

MOST = 10  # examples above their ceiling that are shown
LONGEST = 80  # letters of an example


@dataclass(frozen=True, slots=True)
class Change:
    """An example as the shipped words judge it and as the deployer's do."""

    example: Example
    before: Triage
    after: Triage

    @property
    def more(self) -> bool:
        """More urgent than before."""
        return self.after.urgency > self.before.urgency

    @property
    def less(self) -> bool:
        """Less urgent than before."""
        return self.after.urgency < self.before.urgency

    @property
    def below(self) -> bool:
        """Now less urgent than anybody could defend: somebody in danger would wait."""
        return self.less and self.after.urgency < self.example.floor

    @property
    def above(self) -> bool:
        """Now more urgent than anybody could defend."""
        return self.more and self.after.urgency > self.example.ceiling


def look_at_lexicon(folder: Path | None) -> Iterator[Finding]:
    """What the words of this folder do to the examples; nothing if there is none."""
    if folder:
        try:
            yield from compared(folder)
        except LexiconError as problem:
            yield Finding("error", f"Words of your own: {problem}.")


def compared(folder: Path) -> Iterator[Finding]:
    """How the examples are judged with the words of a folder, against without them. Raises LexiconError."""
    ours, theirs = shipped(), judge_of(SHIPPED, folder)
    changes = [Change(one, ours.judge(one.text), theirs.judge(one.text)) for one in examples()]
    below, above = [change for change in changes if change.below], [change for change in changes if change.above]
    weight: Weight = "error" if below else "warning" if above else "ok"
    yield Finding(weight, summary(folder, changes))
    yield from (Finding("error", f"{told(change)}, at least {change.example.floor.name}.") for change in below)
    yield from (
        Finding("warning", f"{told(change)}, at most {change.example.ceiling.name}.") for change in above[:MOST]
    )


def summary(folder: Path, changes: Sequence[Change]) -> str:
    """How many examples change, and how many for the worse."""
    other = count(change.after.category != change.before.category for change in changes)
    more, less = count(change.more for change in changes), count(change.less for change in changes)
    below, above = count(change.below for change in changes), count(change.above for change in changes)
    worse = f"{below} fall below their floor, {above} rise above their ceiling" if below or above else "none is worse"
    return (
        f"With the words in {folder}, of {len(changes)} examples {more} are more urgent, {less} less urgent,"
        f" {other} of another category: {worse}."
    )


def count(hits: Iterable[bool]) -> int:
    """How many are true."""
    return sum(hits)


def told(change: Change) -> str:
    """One example and what becomes of it."""
    text = " ".join(change.example.text.split())
    short = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
    return f"{change.example.id} “{short}”: {change.before.urgency.name} -> {change.after.urgency.name}"
