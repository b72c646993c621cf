"""How well posts and names are found in a story: prints precision and recall over tests/conflict_sentences.toml."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from referral.accused import accused

SENTENCES = Path(__file__).with_name("conflict_sentences.toml")
NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Judged:
    """One sentence: the role it must exclude (NOBODY: none), and those that were found."""

    wanted: str
    found: frozenset[str]
    sentence: str

    @property
    def right(self) -> bool:
        """Whether just the wanted role was found."""
        return self.found == (frozenset() if self.wanted == NOBODY else frozenset({self.wanted}))

    @property
    def missed(self) -> bool:
        return self.wanted != NOBODY and self.wanted not in self.found


def judged(part: str) -> Iterator[Judged]:
    """The sentences of a part of the file."""
    for wanted, sentences in tomllib.loads(SENTENCES.read_text("utf-8"))[part].items():
        for sentence in sentences:
            yield Judged(wanted, frozenset(f.role for f in accused(sentence)), sentence)


def figures(part: str) -> tuple[float, float]:
    """Precision and recall: of the roles found how many were wanted, of those wanted how many were found."""
    every = list(judged(part))
    wanted = sum(one.wanted != NOBODY for one in every)
    hits = sum(one.wanted in one.found for one in every)
    return hits / max(sum(len(one.found) for one in every), 1), hits / max(wanted, 1)


if __name__ == "__main__":
    for name in tomllib.loads(SENTENCES.read_text("utf-8")):
        for one in judged(name):
            if not one.right:
                print(one.wanted, sorted(one.found), one.sentence)
        print(name, len(list(judged(name))), "precision {:.2f} recall {:.2f}".format(*figures(name)))
