"""The line of time: minutes and days on one line, in order, on the line, each dot to be seen."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from referral.timeline import BETWEEN, NEAREST, Lane, Moment, laid_out

OPENED = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)
MINUTES = st.lists(st.integers(0, 60 * 24 * 30), max_size=8)


def lane(*minutes: int) -> Lane:
    """A lane with somebody asked at these minutes after the first message."""
    moments = tuple(Moment(OPENED + timedelta(minutes=n), "asked", "hỏi") for n in sorted(minutes))
    return Lane("Công an xã", moments)


@given(MINUTES, st.integers(-10, 60 * 24 * 40))
def test_everything_lies_on_the_line_in_order(minutes: list[int], now: int) -> None:
    line = laid_out([lane(*minutes)], OPENED, OPENED + timedelta(minutes=now))
    places = [dot.x for dot in line.bars[0].dots]
    assert places == sorted(places)
    assert all(0 <= x <= 100 for x in (*places, line.now))
    assert all(later - x >= BETWEEN - 0.011 for x, later in pairwise(places))
    assert all(later[0] - tick[0] >= NEAREST for tick, later in pairwise(line.ticks))


def test_minutes_and_days_are_told_apart() -> None:
    line = laid_out([lane(0, 5, 12 * 60, 5 * 24 * 60)], OPENED, OPENED)
    first, five, half_day, last = (dot.x for dot in line.bars[0].dots)
    assert first == 0 and last == 100 and 15 < five < 25 and 70 < half_day < 80


def test_time_passes_until_somebody_accepts() -> None:
    accepted = Moment(OPENED + timedelta(minutes=5), "accepted", "nhận")
    taken = Lane("UBND xã", (*lane(0).moments, accepted))
    line = laid_out([taken, lane(0), Lane("chưa hỏi", ())], OPENED, OPENED + timedelta(minutes=30))
    ended, running, empty = line.bars
    assert ended.passed == ended.dots[1].x < running.passed == line.now == 100
    assert (empty.start, empty.end) == (0, 0)
