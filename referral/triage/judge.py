"""Judge one text: how urgent, what kind of harm, and which words say so; the worst clause decides."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from referral.triage import Evidence, Triage
from referral.triage.facts import child_age
from referral.triage.lexicon import Frame, Lexicon, Lowering, Surroundings, load
from referral.triage.phrases import Hit
from referral.triage.place import place_text
from referral.triage.reading import Clause, read
from referral.urgency import Urgency

MOST_ALSO = 3  # other categories shown
MOST_EVIDENCE = 6
LATEST = 8  # readings remembered: a message is read once to see whether it may wait and again when it is handled
FIRST, LAST = -1, 10_000  # ranks before and after every frame


@dataclass(frozen=True, slots=True)
class Heard:
    """One clause with what was found in it; `names` are its word lists, `negated` the words after a negation."""

    clause: Clause
    frames: tuple[Hit[Frame], ...]
    lowerings: tuple[Hit[Lowering], ...]
    names: frozenset[str]
    negated: frozenset[int]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a phrase says once its surroundings are weighed."""

    urgency: Urgency
    category: str
    rank: int
    evidence: Evidence


SILENT = Finding(Urgency.none, "not_relevant", 0, Evidence(0, 0, ""))  # no word that we know


@lru_cache(maxsize=LATEST)
def triage(text: str) -> Triage:
    """The reading of any text, always the same for the same text; it never raises."""
    lexicon = load()
    heard = tuple(hear(clause, lexicon) for clause in read(text, lexicon.spelling))
    found = sorted(findings(heard), key=lambda f: (-f.urgency, f.rank, f.evidence.start))
    names = frozenset(name for h in heard for name in h.names)
    first = found[0] if found else SILENT
    category = kind(found, first)
    return Triage(
        urgency=first.urgency,
        category=category,
        also=tuple(dict.fromkeys(f.category for f in found if f.category not in (category, "not_relevant")))[
            :MOST_ALSO
        ],
        evidence=shown(found),
        reporter_is_child="child_writer" in names and "adult_writer" not in names,
        child_age=child_age(text),
        place_text=place_text(text) if first.urgency else "",
        ask=question(first.urgency, category, found, lexicon),
        version=lexicon.version,
    )


def kind(found: list[Finding], first: Finding) -> str:
    """The kind of harm; a bare cry takes the best guess that stands beside it."""
    named = (f.category for f in found if f.category != "not_relevant")
    return next(named, first.category) if first.urgency else first.category


def question(urgency: Urgency, category: str, found: list[Finding], lexicon: Lexicon) -> str:
    """One question when the text alone cannot decide, else nothing."""
    if urgency and category == "not_relevant":
        return lexicon.asks["cry"]
    return "" if found else lexicon.asks["unclear"]


def hear(clause: Clause, lexicon: Lexicon) -> Heard:
    """Everything the lexicon knows in one clause; an idiom hides the words of harm inside it."""
    hits = list(lexicon.index.find(clause.words(), clause.plain))
    hidden = {at for hit in hits if hit.owner == "idiom" for at in range(hit.first, hit.last)}
    free = [hit for hit in hits if hidden.isdisjoint(range(hit.first, hit.last))]
    thirds = frozenset(at for hit in free if hit.owner == "third_child" for at in range(hit.first + 1, hit.last))
    return Heard(
        clause,
        tuple(Hit(h.owner, h.first, h.last) for h in free if isinstance(h.owner, Frame)),
        tuple(Hit(h.owner, h.first, h.last) for h in hits if isinstance(h.owner, Lowering)),
        frozenset(h.owner for h in free if isinstance(h.owner, str) and not another(h, thirds)),
        frozenset(at for h in free if h.owner == "negation" for at in bound(h, clause)),
    )


def another(writer: Hit[Frame | Lowering | str], thirds: frozenset[int]) -> bool:
    """Whether words for a child who writes run into words for another: "đánh cháu" in "đánh cháu bé".

    `thirds` are the gaps between words inside such phrases, so that a long text is gone through once.
    """
    return writer.owner == "child_writer" and not thirds.isdisjoint((writer.first, writer.last))


def bound(negation: Hit[Frame | Lowering | str], clause: Clause) -> Iterator[int]:
    """The words a negation binds: the next and the one after, up to a comma."""
    tokens = clause.tokens
    for at in range(negation.last, min(negation.last + 2, len(tokens))):
        if tokens[at].part == tokens[negation.first].part:
            yield at


def findings(heard: tuple[Heard, ...]) -> Iterator[Finding]:
    """Every frame and lowering that holds, with the urgency that is left of it; from the last clause back."""
    everywhere = frozenset(name for here in heard for name in here.names)
    later: frozenset[Lowering] = frozenset()  # what a later clause closes
    for here in reversed(heard):
        holding = [hit for hit in here.lowerings if holds(hit, here, everywhere)]
        ends = {hit.owner: hit.last for hit in holding}
        for hit in (hit for hit in here.frames if fits(hit.owner.around, here.names, everywhere)):
            reaching = (low for low, end in ends.items() if low.reach == "clause" or end > hit.first)
            yield weighed(hit, here, later.union(reaching))
        for low in holding:
            yield Finding(left(low.owner, later.union(ends)), low.owner.category, rank(low.owner), span(low, here))
        later = later.union(low for low in ends if low.reach == "before")


def left(low: Lowering, others: frozenset[Lowering]) -> Urgency:
    """How urgent words that lower are themselves: "đã vớt" is urgent until "giờ khỏe" closes it."""
    return min([low.to, *(other.to for other in others if low.to > Urgency.routine)])


def rank(lowering: Lowering) -> int:
    """What closes or explains a case names it; what only lowers it leaves that to the frames."""
    return FIRST if lowering.to <= Urgency.routine else LAST


def holds(hit: Hit[Lowering], here: Heard, everywhere: frozenset[str]) -> bool:
    """Whether words that lower are meant so: "chưa vớt được" closes nothing."""
    return hit.first not in here.negated and fits(hit.owner.around, here.names, everywhere)


def fits(around: Surroundings, here: frozenset[str], everywhere: frozenset[str]) -> bool:
    """Whether the words a frame needs are there and those it shuns are not."""
    return around.needs <= here and around.somewhere <= everywhere and not around.unless & here


def weighed(hit: Hit[Frame], here: Heard, lowerings: frozenset[Lowering]) -> Finding:
    """A frame with its urgency after time, negation and whatever lowers it."""
    frame = hit.owner
    urgency = frame.now if "now" in here.names else frame.urgency
    if hit.first in here.negated and not frame.firm:
        urgency = Urgency(max(urgency - 1, Urgency.none))
    urgency = min([urgency, *(low.to for low in lowerings if low.strong or not frame.firm)])
    return Finding(urgency, frame.category, frame.rank, span(hit, here))


def span(hit: Hit[Frame] | Hit[Lowering], here: Heard) -> Evidence:
    """The stretch of the original text a phrase covers and what it says."""
    tokens = here.clause.tokens
    return Evidence(tokens[hit.first].start, tokens[hit.last - 1].end, hit.owner.says)


def shown(found: list[Finding]) -> tuple[Evidence, ...]:
    """The evidence a person sees, the weightiest first, nothing twice."""
    return tuple(dict.fromkeys(f.evidence for f in found if f.urgency or not found[0].urgency))[:MOST_EVIDENCE]
