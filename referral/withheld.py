"""Words that ask that somebody is not told, or say why telling them would be wrong."""

from referral.beside import acts_between, begins_between, begins_within, ends_near, whole
from referral.posts import Marked, Span

NEAR = 6  # words from somebody to the reason why they must not be told


def withheld(clause: Marked, span: Span) -> bool:
    """Whether these words ask that somebody is not told, or say why it would be wrong to tell them."""
    asked = unsaid(clause, span) or unwelcome(clause, span) or hidden_from(clause, span)
    return asked or covers(clause, span)


def unsaid(clause: Marked, span: Span) -> bool:
    """“Đừng báo công an xã, ủy ban”: the words alone say it, unless somebody else spoke them."""
    wished = [last for first, last in clause.of("dont") if not ends_near(clause, "reported", first, 2)]
    return any(last <= span[0] <= last + 7 and flows_on(clause, last, span[0]) for last in wished)


def flows_on(clause: Marked, start: int, end: int) -> bool:
    """Whether nothing between says that something else begins: a turn, or after a comma whom to tell."""
    between = range(start, end)
    if any(first in between for first, _ in clause.of("stop")):
        return False
    breaks = [at for at in range(max(start, 1), end + 1) if clause.part(at) != clause.part(at - 1)]
    return not breaks or not any(first >= breaks[0] and last <= end for first, last in clause.of("help"))


def unwelcome(clause: Marked, span: Span) -> bool:
    """“Không muốn công an xã biết”, “sợ thầy biết”, “không dám báo trưởng thôn vì ổng là anh nó”."""
    known = begins_within(clause, "know", span[1], 5)
    wanted = [last for last in own(clause, "unwilling") if last <= span[0] <= last + 5 and whole(clause, last, span)]
    told = any(begins_between(clause, "tell", last, span[0]) for last in wanted)
    feared = any(last <= span[0] <= last + 3 and whole(clause, last, span) for last in own(clause, "afraid"))
    return (known and (feared or bool(wanted))) or told


def own(clause: Marked, meaning: str) -> list[int]:
    """Where a wish or a fear of the writer ends: not one that is told of somebody else."""
    return [last for first, last in clause.of(meaning) if not ends_near(clause, "subject", first, 1)]


def hidden_from(clause: Marked, span: Span) -> bool:
    """“Giấu giùm em với công an”: only words of asking stand between, and nobody else hides it."""
    softly = {at for first, last in clause.of("softly") for at in range(first, last)}
    return any(
        last <= span[0] and set(range(last, span[0])) <= softly and not ends_near(clause, "subject", first, 1)
        for first, last in clause.of("hide")
    )


def covers(clause: Marked, span: Span) -> bool:
    """“Công an xã bao che cho nó”, “chủ tịch là anh ruột của hắn”."""
    near = (reason for reason in clause.of("cover") if span[1] <= reason[0] <= span[1] + NEAR)
    reasons = [first for first, last in near if whole(clause, last, (first, last))]
    return any(not acts_between(clause, span[1], first) for first in reasons)
