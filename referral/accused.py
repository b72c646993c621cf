"""Who of an agency a story accuses, or asks not to tell: a post or a name counts only in one of these two frames."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal

from referral.beside import acts, acts_between, begins_within, does, end_of_again, ends_near, whole
from referral.posts import Marked, Names, Span, marked, shipped_posts
from referral.records import dataclass
from referral.withheld import NEAR, withheld

Why = Literal["harm", "do_not_tell"]
NOBODY: Names = frozenset()
TITLES = frozenset({"ông", "chú", "anh", "bác", "thầy", "cô", "bà", "cậu", "chị", "dượng"})
DOERS = frozenset({"nó", "hắn", "ổng", "thằng", "gã", "lão", "no", "han", "thang"})  # whoever does harm, unnamed


@dataclass(frozen=True, slots=True)
class Finding:
    """A stretch of the text (offsets) that accuses a post, or asks not to tell it. `role` "": known by `name` alone."""

    start: int
    end: int
    why: Why
    role: str = ""
    name: str = ""

    @property
    def sure(self) -> bool:
        """Whether it names a post; a name alone may be somebody else's."""
        return bool(self.role)


@dataclass(frozen=True, slots=True)
class Somebody:
    """A post or a name where it stands: clause number, words."""

    at: int
    span: Span
    role: str = ""
    name: str = ""


@lru_cache(maxsize=8)  # what was said just now is read when it is said and when it joins the case
def accused(text: str, names: Names = NOBODY) -> tuple[Finding, ...]:
    """Everybody of an agency whom these words accuse or want kept out, with the stretch that says so."""
    story = marked(text, shipped_posts(), names)
    found = [(one, why_of(story, one)) for one in everybody(story)]
    return tuple(finding(story[one.at], one, why) for one, why in found if why)


def called(text: str) -> frozenset[str]:
    """The roles of posts that these words only call for help: “kêu công an giùm em” is no wish to leave them out."""
    story = marked(text, shipped_posts(), NOBODY)
    found = [(one.role, why_of(story, one), addressed(story[one.at], one.span)) for one in everybody(story)]
    return frozenset(role for role, why, helps in found if helps and not why)


def everybody(story: Sequence[Marked]) -> Iterator[Somebody]:
    """Every post and every name, in order; a name beside a post is that post's."""
    for at, clause in enumerate(story):
        for role, span in clause.posts:
            beside = (name for name, other in clause.names if touches(span, other))
            yield Somebody(at, span, role, next(beside, ""))
        for name, span in clause.names:
            if not any(touches(span, post) for _, post in clause.posts):
                yield Somebody(at, span, name=name)


def touches(one: Span, other: Span) -> bool:
    """Whether two stretches stand side by side, a title between at most."""
    return -1 <= max(one[0], other[0]) - min(one[1], other[1]) <= 1


def finding(clause: Marked, one: Somebody, why: Why) -> Finding:
    """The finding, with the part of its clause as evidence."""
    tokens, (first, last) = clause.clause.tokens, one.span
    start, end = tokens[max(first - NEAR, 0)].start, tokens[min(last + NEAR, len(tokens)) - 1].end
    return Finding(start, end, why, one.role, one.name)


def why_of(story: Sequence[Marked], one: Somebody) -> Why | None:
    """In which frame somebody stands, None if in neither."""
    clause = story[one.at]
    if ends_near(clause, "deny", one.span[0], 2) or of_the_writer(clause, one.span):
        return None
    if withheld(clause, one.span):
        return "do_not_tell"
    return "harm" if harms(story, one) else None


def of_the_writer(clause: Marked, span: Span) -> bool:
    """“Tôi là giáo viên”: the post of whoever writes; “ba em là công an” is not."""
    own = [first for first, last in clause.of("self") if last <= span[0] <= last + 2]
    return any(first == 0 or clause.part(first) != clause.part(first - 1) for first in own)


def harms(story: Sequence[Marked], one: Somebody) -> bool:
    """Whether somebody is the one who does harm in these words."""
    clause, span = story[one.at], one.span
    if suffered(clause, span) or named_as_culprit(clause, span) or kin_of_culprit(story, one):
        return True
    if addressed(clause, span):
        return False
    return does(clause, span[1], "harm") or goes_on(story, one) or at_home(story, one)


def suffered(clause: Marked, span: Span) -> bool:
    """“Bị thầy hiệu trưởng đánh”, “bị sờ, là do chú công an”."""
    by = any(last <= span[0] <= last + 1 for _, last in clause.of("by"))
    if by and any(last <= span[0] for _, last in clause.of("deed")):
        return True
    bound = [first for first, last in clause.of("suffers") if last <= span[0] <= last + 1]
    passive = any(not ends_near(clause, "no", first, 0) for first in bound)
    return passive and (does(clause, span[1], "deed") or does(clause, span[1], "harm"))


def named_as_culprit(clause: Marked, span: Span) -> bool:
    """“Người đánh em là thầy chủ nhiệm”, “thủ phạm là công an xã”."""
    for first, last in clause.of("is"):
        if not (last <= span[0] <= last + 3 and whole(clause, last, span)):
            continue
        if ends_near(clause, "guilty", first, 1):
            return True
        deeds = [deed for deed in clause.of("deed") if first - NEAR <= deed[0] and deed[1] <= first]
        if any(ends_near(clause, "culprit", deed[0], 3) and not suffers_before(clause, deed[0]) for deed in deeds):
            return True
    return False


def suffers_before(clause: Marked, at: int) -> bool:
    """Whether the deed was suffered: “người bị đánh là …” names a victim."""
    return ends_near(clause, "suffers", at, 0)


def addressed(clause: Marked, span: Span) -> bool:
    """Whether somebody is called, told, or only a place: “gọi công an”, “gần nhà thầy giáo”, “cô giáo ơi”."""
    before = span[0] - (span[0] > 0 and clause.words[span[0] - 1] in TITLES)
    called = any(last <= span[0] <= last + 3 and not acts_between(clause, last, before) and whole(clause, last, span)
                 for _, last in clause.of("help"))  # fmt: skip
    return called or any(last in (before, span[0]) for _, last in clause.of("near"))


def goes_on(story: Sequence[Marked], one: Somebody) -> bool:
    """“Chú công an xã gần nhà em. Chú hay sờ em”: the next sentence goes on with the same title."""
    if one.at + 1 >= len(story):
        return False
    clause, after = story[one.at], story[one.at + 1]
    near = clause.words[max(one.span[0] - 1, 0) : one.span[1]]
    titles = TITLES.intersection(near)
    starts = [at for at, word in enumerate(after.words[:2]) if word in titles]
    return any(
        does(after, end_of_again(after, at) if end_of_again(after, at) > at else at + 1, "harm") for at in starts
    )


def kin_of_culprit(story: Sequence[Marked], one: Somebody) -> bool:
    """“Ba em là công an xã, hay đánh em”, “nó đánh con hoài, bố nó làm chủ tịch”."""
    clause = story[one.at]
    for first, last in clause.of("is"):
        said_of = last <= one.span[0] <= last + 3 and whole(clause, last, one.span)
        if said_of and any(guilty_kin(story, one, head) for head in heads(clause, first)):
            return True
    return False


def at_home(story: Sequence[Marked], one: Somebody) -> bool:
    """“Công an phường đó là bố dượng con, con bị đánh hoài”: kin of the child's, and harm is told."""
    kin = begins_within(story[one.at], "own_kin", one.span[1], 2)
    return kin and any(told.of("harm") or (told.of("suffers") and told.of("deed")) for told in story)


def heads(clause: Marked, end: int) -> list[Span]:
    """The persons of whom something is said right here: “ba em” before “là”."""
    return [
        span for span in clause.of("subject") if span[1] <= end <= span[1] + 3 and whole(clause, span[1], (end, end))
    ]


def guilty_kin(story: Sequence[Marked], one: Somebody, head: Span) -> bool:
    """Whether this person, or whose kin they are, does the harm that is told."""
    clause = story[one.at]
    words = clause.words[head[0] : head[1]]
    owner = set(clause.words[head[0] : min(head[1] + 2, one.span[0])])
    if does(clause, one.span[1], "harm"):
        return True
    if owner & DOERS and any(told.of("harm") for told in story):
        return True
    return any(
        does(told, span[1], "harm")
        for told in story
        for span in told.of("subject")
        if told.words[span[0] : span[1]] == words and acts(told, span)
    )
