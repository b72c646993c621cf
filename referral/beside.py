"""What stands beside what in a clause: who acts, what is denied, what begins or ends near a word."""

from referral.posts import Marked, Span

REACH = 12  # words between somebody and what they do
OBJECTS = frozenset({  # a person right after one of these is done something to, or owns a thing
    "gọi", "kêu", "bắt", "rủ", "dụ", "cho", "của", "đưa", "chở", "dẫn", "kéo", "theo", "cả", "nhiều", "với", "ép",
})  # fmt: skip
TIMES = frozenset({"lần", "ngày", "bữa", "hôm", "tháng", "năm", "đêm", "tuần", "lan", "ngay", "bua", "thang", "nam"})


def does(clause: Marked, start: int, meaning: str) -> bool:
    """Whether from this word on the same person does it: nobody else acts in between and it is not denied."""
    reached = [first for first, _ in clause.of(meaning) if start <= first <= start + REACH]
    return any(not acts_between(clause, start, first) and not denied(clause, first) for first in reached[:3])


def denied(clause: Marked, at: int) -> bool:
    """Whether a negation stands right before the deed."""
    return ends_near(clause, "no", at, 1)


def acts_between(clause: Marked, start: int, end: int) -> bool:
    """Whether somebody else acts between two words, or what is told there is no harm."""
    free = end_of_again(clause, start)
    others = [span for span in (*clause.of("subject"), *(span for _, span in clause.posts)) if free <= span[0] < end]
    if any(acts(clause, span) for span in others):
        return True
    return any(start <= first and last <= end for first, last in clause.of("blocks"))


def end_of_again(clause: Marked, start: int) -> int:
    """Where a word for the same person ends that stands right here: “công an xã, ổng …”, “công an thôn em nó …”."""
    return max((last for first, last in clause.of("again") if start <= first <= start + 2), default=start)


def acts(clause: Marked, span: Span) -> bool:
    """Whether these words name somebody who acts: no object of another's deed, and no number of times."""
    before = clause.words[span[0] - 1] if span[0] else ""
    after = clause.words[span[1]] if span[1] < len(clause.words) else ""
    return before not in OBJECTS and after not in TIMES


def whole(clause: Marked, start: int, span: Span) -> bool:
    """Whether no comma stands between a word and somebody."""
    return start == 0 or clause.part(start - 1) == clause.part(span[0])


def ends_near(clause: Marked, meaning: str, at: int, gap: int) -> bool:
    """Whether such words end at most `gap` words before this one."""
    return any(at - gap <= last <= at for _, last in clause.of(meaning))


def begins_within(clause: Marked, meaning: str, at: int, reach: int) -> bool:
    """Whether such words begin within reach after this one."""
    return any(at <= first <= at + reach for first, _ in clause.of(meaning))


def begins_between(clause: Marked, meaning: str, start: int, end: int) -> bool:
    """Whether such words begin between two words."""
    return any(start <= first < end for first, _ in clause.of(meaning))
