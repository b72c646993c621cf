"""Judge one text: how urgent, what kind of harm, and which words say so; the worst clause decides."""

import gc
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path

from referral.records import dataclass
from referral.triage import Evidence, Triage
from referral.triage import lexicon as words
from referral.triage import voice as voices
from referral.triage.answers import worse
from referral.triage.facts import child_age
from referral.triage.hearing import Heard, hear
from referral.triage.lexicon import SHIPPED, Frame, Lexicon, Lowering, Surroundings
from referral.triage.phrases import Hit
from referral.triage.place import place_text
from referral.triage.polite import bare
from referral.triage.reading import Clause, read, whole, without
from referral.triage.voice import MUTE, Opinion, Voice
from referral.triage.whereabouts import only_whereabouts
from referral.urgency import Urgency

MOST_ALSO = 3  # other categories shown
MOST_EVIDENCE = 6
QUIET = frozenset({"info_request", "child_opinion", "not_relevant"})  # no kinds of harm
FALL, WATER = "injury_now", "drowning_now"
UNSURE = 1.0  # log-odds up to which the rules say whether a child writes
MOST_WEIGHED = 24  # findings looked through for evidence
LATEST = 256  # readings remembered: a message is read to see whether it may wait, and again when it is handled
FIRST, LAST = -1, 10_000  # ranks before and after every frame


@dataclass(frozen=True, slots=True)
class Finding:
    """What a phrase says once its surroundings are weighed."""

    urgency: Urgency
    category: str
    rank: int
    evidence: Evidence


@dataclass(frozen=True)
class Judge:
    """Two voices, one judge: the rules of a lexicon, and a model that may raise what they say or make us ask."""

    lexicon: Lexicon
    voice: Voice

    def judge(self, text: str, *, voiced: bool = True) -> Triage:
        """The reading of any text, always the same for the same text; it never raises. `voiced`: by both voices.

        Thanks in front of what is told make it no milder: the worse reading counts, with them or without.
        """
        polite, plain = self.heard(text, voiced=voiced), bare(text)
        blunt = polite if plain == text else self.heard(plain, voiced=voiced)
        return polite if weight(blunt) <= weight(polite) else worse(blunt, polite)

    def heard(self, text: str, *, voiced: bool) -> Triage:
        """The reading of a text as it stands."""
        clauses = read(text, self.lexicon.spelling)
        heard = tuple(hear(clause, self.lexicon) for clause in clauses)
        found = sorted(findings(heard), key=lambda f: (-f.urgency, f.rank, f.evidence.start))
        place = place_text(text)
        told = story(clauses, text, self.lexicon)
        rules = found[0].urgency if found else Urgency.none
        calm = {at for at, here in enumerate(heard) if here.lowerings and rules <= Urgency.routine}
        opinion = self.voice.listen(told, calm) if voiced else MUTE
        urgency = rules if only_whereabouts(told) else max(rules, opinion.urgency)
        spoken = self.voice.reasons(told, opinion) if urgency > rules else ()
        category, *also = kinds(found, opinion, urgency)
        return Triage(
            urgency=urgency,
            category=category,
            also=tuple(also[:MOST_ALSO]),
            evidence=(*spoken, *shown(found))[:MOST_EVIDENCE],
            reporter_is_child=child_writes(heard, opinion),
            child_age=child_age(text),
            place_text=place if urgency else "",
            ask=self.question(urgency, category, opinion, bool(found)),
            version=f"{self.lexicon.version}-{self.voice.version}",
        )

    def question(self, urgency: Urgency, category: str, opinion: Opinion, known: bool) -> str:
        """One question when the text alone cannot decide, else nothing."""
        if urgency and category == "not_relevant":
            return self.lexicon.asks["cry"]
        if opinion.doubt > urgency:
            return self.lexicon.asks["doubt"]
        return "" if known or urgency else self.lexicon.asks["unclear"]


def weight(reading: Triage) -> tuple[Urgency, bool, bool]:
    """Which of two readings is worse: the more urgent, then the one that knows the harm, then the one that asks."""
    return reading.urgency, reading.category != "not_relevant", bool(reading.ask)


@dataclass(slots=True)
class InUse:
    """The judge of this process, if a deployer has added words."""

    judge: Judge | None = None


IN_USE = InUse()


def use(folder: Path | None) -> None:
    """From now on the words of this folder are known too, or of none. Raises LexiconError."""
    IN_USE.judge = judge_of(SHIPPED, folder) if folder else None
    triage.cache_clear()


def house() -> Judge:
    """The judge of this program."""
    return IN_USE.judge or shipped()


@lru_cache(maxsize=1)
def shipped() -> Judge:
    """The judge by the words that come with the program, made once."""
    return judge_of(SHIPPED)


def judge_of(*folders: Path) -> Judge:
    """A judge by the words of these folders. Raises LexiconError."""
    made = Judge(words.load(*folders), voices.load())
    gc.freeze()  # it stays as long as the program: looking through it for rubbish would slow every message
    return made


@lru_cache(maxsize=LATEST)
def triage(text: str, *, voiced: bool = True) -> Triage:
    """The reading of any text by the judge of this program; `voiced`: by both voices, else by the rules alone."""
    return house().judge(text, voiced=voiced)


def story(clauses: tuple[Clause, ...], text: str, lexicon: Lexicon) -> tuple[Clause, ...]:
    """What the second voice hears: the words without those that only say where."""
    where = read(place_text(whole(text)), lexicon.spelling)
    return without(clauses, [token.word for clause in where for token in clause.tokens])


def kinds(found: Sequence[Finding], opinion: Opinion, urgency: Urgency) -> list[str]:
    """The kinds of harm, the likeliest first: of those about as likely by the voice, what the rules find gravest.

    Of a bare cry nothing is known yet: the guesses only follow. A fall sounds like any other to the voice, which hears
    no names of waters: what the rules found to be one into water is.
    """
    grave = {f.category for f in found if f.urgency == urgency}
    told = [f.category for f in found if f.urgency]
    likely = [kind for kind in opinion.kinds[: opinion.near] if urgency < Urgency.priority or kind not in QUIET]
    if likely[:1] == [FALL] and WATER in grave:
        likely.append(WATER)
    order = sorted(likely or told, key=lambda kind: kind not in grave)
    cried = grave == {"not_relevant"} and len(order) > 1
    sure = [kind for kind in dict.fromkeys([*order, *told]) if kind != "not_relevant"]
    return sure if urgency and sure and not cried else ["not_relevant", *sure]


def child_writes(heard: Sequence[Heard], opinion: Opinion) -> bool:
    """Whether the writer is probably a child."""
    names = frozenset(name for here in heard for name in here.names)
    told = "child_writer" in names and "adult_writer" not in names
    return opinion.child > 0 if abs(opinion.child) > UNSURE else told


def findings(heard: tuple[Heard, ...]) -> Iterator[Finding]:
    """Every frame and lowering that holds, with the urgency that is left of it; from the last clause back."""
    everywhere = frozenset(name for here in heard for name in here.names)
    later: frozenset[Lowering] = frozenset()  # what a later clause closes
    for here in reversed(heard):
        holding = [hit for hit in here.lowerings if holds(hit, here)]
        ends = {hit.owner: hit.last for hit in holding}
        for hit in (hit for hit in here.frames if heeded(hit.owner, here, everywhere)):
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


def holds(hit: Hit[Lowering], here: Heard) -> bool:
    """Whether words that lower are meant so: "chưa vớt được" closes nothing."""
    return hit.first not in here.negated and fits(hit.owner.around, here.names, here.names)


def heeded(frame: Frame, here: Heard, everywhere: frozenset[str]) -> bool:
    """Whether a frame counts where it was found."""
    short = not frame.most or len(here.clause.tokens) <= frame.most
    return short and fits(frame.around, here.names, everywhere)


def fits(around: Surroundings, here: frozenset[str], everywhere: frozenset[str]) -> bool:
    """Whether the words a frame needs are there and those it shuns are not."""
    return around.needs <= here and around.somewhere <= everywhere and not around.unless & here


def weighed(hit: Hit[Frame], here: Heard, lowerings: frozenset[Lowering]) -> Finding:
    """A frame with its urgency after time, negation and whatever lowers it."""
    frame = hit.owner
    urgency = next((graded for name, graded in frame.when if name in here.names), frame.urgency)
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
    weighty = islice((f.evidence for f in found if f.urgency or not found[0].urgency), MOST_WEIGHED)
    every = tuple(dict.fromkeys(weighty))
    return tuple(one for one in every if not any(within(one, other) for other in every))[:MOST_EVIDENCE]


def within(one: Evidence, other: Evidence) -> bool:
    """Whether a longer stretch says the same."""
    inside = other.start <= one.start and one.end <= other.end
    return inside and one != other and one.says == other.says
