"""`make triage`: how the triage does on messages it was not made from, written into docs/triage.md."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from referral.triage.judge import triage
from tests.triage.figures import Judged, Share, figures, grouped
from tests.triage.messages import Message, corpus, suite

PAGE = Path(__file__).parents[2] / "docs" / "triage.md"
MARKS = ("<!-- make triage -->", "<!-- end -->")
GOALS = {
    "emergencies heard": "≥ 97 %",
    "emergencies below urgent": "none",
    "below floor": "≤ 3 %",
    "above ceiling": "≤ 8 %",
    "false emergencies on routine and none": "≤ 4 %",
    "emergencies that may be one": "≥ 85 %",
    "kind of harm": "≥ 85 %",
    "child writes": "≥ 92 %",
    "age": "–",
}
SHORT = ("emergencies heard", "below floor", "above ceiling", "kind of harm")  # columns of the tables by group
FEWEST = 15  # messages of a group that gets a line


def main() -> None:
    """Judge both halves of the suite, and write the figures into the page."""
    columns = {
        "validation": judged(suite("validation")),
        "validation, rules alone": judged(suite("validation"), voiced=False),
        "tuning": judged(suite("tuning")),
    }
    page = "\n".join(report(columns))
    before, rest = PAGE.read_text(encoding="utf-8").split(MARKS[0])
    PAGE.write_text(before + MARKS[0] + "\n" + page + "\n" + MARKS[1] + rest.split(MARKS[1])[1], encoding="utf-8")
    print(page)


def judged(messages: Iterable[Message], *, voiced: bool = True) -> list[Judged]:
    """Messages with how they are judged."""
    return [Judged(message, triage(message.text, voiced=voiced)) for message in messages]


def report(columns: Mapping[str, Sequence[Judged]]) -> Iterator[str]:
    """The generated part of the page."""
    sizes = ", ".join(f"{name}: {len(rows)}" for name, rows in columns.items())
    yield f"\nMessages judged: {sizes}. Learnt from: {len(corpus())}.\n"
    yield from table("figure", {"goal": GOALS, **{name: figures(rows) for name, rows in columns.items()}}, GOALS)
    validation = columns["validation"]
    for title, names in GROUPS.items():
        yield f"\n### By {title} (validation)\n"
        yield from by_group(title, {n: g for n, g in grouped(validation, names).items() if len(g) >= FEWEST})
    yield "\n### What it got wrong\n"
    yield "Of the validation half only the numbers, so that it stays unseen; of the tuning half the words.\n"
    yield from errors(validation, columns["tuning"])


GROUPS: Mapping[str, Callable[[Message], Iterable[str]]] = {
    "category": lambda message: [message.category],
    "register": lambda message: [message.register],
    "style": lambda message: message.style,
}


def table(corner: str, columns: Mapping[str, Mapping[str, str | Share]], rows: Iterable[str]) -> Iterator[str]:
    """A table of named columns."""
    yield f"| {corner} | {' | '.join(columns)} |"
    yield "|---" * (len(columns) + 1) + "|"
    for row in rows:
        yield f"| {row} | {' | '.join(str(column[row]) for column in columns.values())} |"


def by_group(title: str, groups: Mapping[str, Sequence[Judged]]) -> Iterator[str]:
    """A table with a line for each group."""
    yield f"| {title} | messages | {' | '.join(SHORT)} |"
    yield "|---" * (len(SHORT) + 2) + "|"
    for name, rows in groups.items():
        found = figures(rows)
        yield f"| {name} | {len(rows)} | {' | '.join(str(found[key]) for key in SHORT)} |"


WRONG: Mapping[str, Callable[[Judged], bool]] = {
    "Below the floor": lambda row: row.below,
    "Above the ceiling": lambda row: row.above,
}


def errors(validation: Sequence[Judged], tuning: Sequence[Judged]) -> Iterator[str]:
    """The messages judged outside what can be defended."""
    for name, wrong in WRONG.items():
        ids = " ".join(row.message.id for row in validation if wrong(row))
        yield f"**{name}** (validation): {ids}\n"
        yield f"**{name}** (tuning):\n"
        for row in filter(wrong, tuning):
            wanted = f"{row.message.floor.name}–{row.message.ceiling.name}"
            yield f"- {row.message.id}, {row.heard.urgency.name} instead of {wanted}: {row.message.text}"
        yield ""


if __name__ == "__main__":
    main()
