"""Goals of `make bench`: each bench tells what it measured and what was wanted; the summary collects them."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

KEPT_IN = "BENCH_GOALS"  # the environment variable that names the file in which the summary collects


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure beside the least (or, with `most`, the most) it should be; `must` if less than the goal is allowed."""

    name: str
    figure: float
    goal: float
    unit: str = "x"
    most: bool = True
    must: float | None = None

    def held(self, limit: float) -> bool:
        """Whether the figure keeps within this limit."""
        return self.figure <= limit if self.most else self.figure >= limit

    @property
    def verdict(self) -> str:
        """In a word."""
        if self.held(self.goal):
            return "reached"
        return "must held" if self.must is not None and self.held(self.must) else "MISSED"

    @property
    def wanted(self) -> str:
        """The limits in words."""
        word = "at most" if self.most else "at least"
        must = "" if self.must is None else f", must {shown(self.must)}"
        return f"{word} {shown(self.goal)} {self.unit}{must}"


def shown(figure: float) -> str:
    """Three digits are all that a noisy machine can tell."""
    return f"{figure:,.0f}" if abs(figure) >= 100 else f"{figure:.3g}"


def tell(goals: Sequence[Goal]) -> None:
    """Print a line for each, and keep it for the summary if that runs us."""
    for goal in goals:
        print(f"-> {goal.name}: {shown(goal.figure)} {goal.unit}, {goal.wanted}: {goal.verdict}", flush=True)
    if file := os.environ.get(KEPT_IN):
        with Path(file).open("a") as kept:
            kept.writelines(json.dumps(asdict(goal)) + "\n" for goal in goals)


def told(file: Path) -> list[Goal]:
    """What was kept."""
    return [Goal(**json.loads(line)) for line in file.read_text().splitlines()]
