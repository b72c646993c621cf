"""Hours at which it is safe to write are read from few words; whatever else stands there, nothing is pushed."""

from datetime import datetime

import pytest

from referral.clock import VIETNAM
from referral.safe_hours import HOUR, SafeHours, Span, read_hours

READABLE = {
    "sau 8 giờ tối": (20, 22),
    "sau 8h toi": (20, 22),
    "sau 10 giờ tối": (22, 23),
    "7h-9h sáng": (7, 9),
    "7h toi 9h sang": (7, 9),
    "từ 7 giờ đến 9 giờ sáng": (7, 9),
    "buổi tối từ 8h đến 9h": (20, 21),
    "19h30": (19.5, 20.5),
    "7 rưỡi tối": (19.5, 20.5),
    "chỉ nhắn em lúc 15h thôi ạ": (15, 16),
    "trước 7 giờ sáng": (6, 7),
    "12h trưa": (12, 13),
    "11h đêm - 1h trưa": (23, 13),
    "12 giờ đêm": (0, 1),
    "1h trưa": (13, 14),
    "11h trưa": (11, 12),
    "after 8pm": (20, 22),
}
UNREAD = (
    "", "giờ ra chơi", "buổi tối", "8 giờ", "khi bố đi làm", "sau 8 giờ tối trừ thứ bảy", "chủ nhật 8h sáng",
    "không nhắn sau 8 giờ tối", "25h", "8h75 sáng", "sau 8h - 9h tối", "12h", "8h sáng - 25h", "8h sáng-8h sáng",
    "never", "any", "15h hoặc lúc vắng nhà",
)  # fmt: skip


@pytest.mark.parametrize("words", READABLE)
def test_hours_that_leave_no_doubt_are_read(words: str) -> None:
    begin, end = READABLE[words]
    assert read_hours(words) == SafeHours((Span(int(begin * HOUR), int(end * HOUR)),))


@pytest.mark.parametrize("words", UNREAD)
def test_anything_else_is_not_read(words: str) -> None:
    assert read_hours(words) is None


def test_several_stretches_are_read_together() -> None:
    assert read_hours("7h sáng hoặc 8h tối") == SafeHours((Span(420, 480), Span(1200, 1260)))


@pytest.mark.parametrize(
    ("now", "then"),
    [((20, 15), (22, 20, 15)), ((14, 0), (22, 20, 0)), ((21, 0), (23, 20, 0)), ((23, 59), (23, 20, 0))],
)
def test_the_next_safe_moment_is_now_or_when_it_begins(now: tuple[int, int], then: tuple[int, int, int]) -> None:
    safe = SafeHours((Span(20 * HOUR, 21 * HOUR),))
    moment = datetime(2026, 11, 22, *now, tzinfo=VIETNAM)
    assert safe.next(moment) == datetime(2026, 11, *then, tzinfo=VIETNAM)


def test_a_stretch_may_pass_midnight() -> None:
    late = Span(23 * HOUR, HOUR)
    assert late.holds(0) and late.holds(23 * HOUR) and not late.holds(HOUR)
