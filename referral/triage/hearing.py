"""Everything the lexicon knows in one clause, before anything is judged."""

from collections.abc import Iterator

from referral.records import dataclass
from referral.triage.lexicon import Frame, Lexicon, Lowering
from referral.triage.phrases import Hit
from referral.triage.reading import Clause

REACH = 2  # words a negation binds
Found = Hit[Frame | Lowering | str]


@dataclass(frozen=True, slots=True)
class Heard:
    """One clause with what was found in it; `names` are its word lists, `negated` the words after a negation."""

    clause: Clause
    frames: tuple[Hit[Frame], ...]
    lowerings: tuple[Hit[Lowering], ...]
    names: frozenset[str]
    negated: frozenset[int]


def hear(clause: Clause, lexicon: Lexicon) -> Heard:
    """Everything the lexicon knows in one clause; an idiom hides the words of harm inside it."""
    hits = list(lexicon.index.find(clause.words(), clause.plain))
    named = [hit for hit in hits if isinstance(hit.owner, str)]
    hidden = {at for hit in named if hit.owner == "idiom" for at in range(hit.first, hit.last)}
    known = [hit for hit in named if hidden.isdisjoint(range(hit.first, hit.last))]
    thirds = frozenset(at for hit in known if hit.owner == "third_child" for at in range(hit.first + 1, hit.last))
    frames = (Hit(hit.owner, hit.first, hit.last) for hit in hits if isinstance(hit.owner, Frame))
    return Heard(
        clause,
        tuple(hit for hit in frames if hidden.isdisjoint(range(hit.first, hit.last))),
        tuple(Hit(hit.owner, hit.first, hit.last) for hit in hits if isinstance(hit.owner, Lowering)),
        frozenset(str(hit.owner) for hit in known if not another(hit, thirds)),
        frozenset(at for hit in known if hit.owner == "negation" for at in bound(hit, clause)),
    )


def another(writer: Found, thirds: frozenset[int]) -> bool:
    """Whether words for a child who writes run into words for another: "đánh cháu" in "đánh cháu bé".

    `thirds` are the gaps between words inside such phrases, so that a long text is gone through once.
    """
    return writer.owner == "child_writer" and not thirds.isdisjoint((writer.first, writer.last))


def bound(negation: Found, clause: Clause) -> Iterator[int]:
    """The words a negation binds: the next and the one after, up to a comma."""
    tokens = clause.tokens
    for at in range(negation.last, min(negation.last + REACH, len(tokens))):
        if tokens[at].part == tokens[negation.first].part:
            yield at
