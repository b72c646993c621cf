"""Passwords that are refused, and how long wrong tries make one wait."""

import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.credentials import (
    FREE_TRIES,
    LONGEST_WAIT,
    Problem,
    Tries,
    minutes,
    normal,
    one_less,
    one_more,
    password_problem,
    still_to_wait,
    wait_after,
)

NOW = datetime(2026, 11, 22, 7, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PASSWORDS: dict[str, Problem] = {
    "ngan qua": "short",
    "x1" * 101: "long",
    "Nguyễn Thị Hiền 2026": "name",
    "nguyenthihien!!!": "name",
    "canbo.sontay": "name",
    "Mật khẩu 123456": "common",
    "anhyeuem12345678": "common",
    "QWERTYUIOP[]": "common",
    "0912345678901": "common",
    "abababababab": "common",
    "chim sẻ đi xe đạp": "",
    "x" * 6 + "gấu trúc ăn phở": "",
}


@pytest.mark.parametrize("password", PASSWORDS)
def test_what_may_be_a_password(password: str) -> None:
    assert password_problem(password, "canbo.sontay", "Nguyễn Thị Hiền", "") == PASSWORDS[password]


def test_the_same_letters_are_the_same_password_on_every_keyboard() -> None:
    typed = "đạp xe"
    assert normal(unicodedata.normalize("NFD", typed)) == normal(typed) and normal("a") != normal("A")


def test_the_fifth_wrong_try_makes_wait_and_no_wait_is_longer_than_a_quarter_of_an_hour() -> None:
    waits = [wait_after(n) // MINUTE for n in range(4, 12)]
    assert waits == [0, 1, 2, 4, 8, 15, 15, 15]
    assert wait_after(10**6) == LONGEST_WAIT


@given(st.integers(0, 10**9), st.integers(0, 10**6))
def test_a_wait_always_ends(failures: int, later: int) -> None:
    wait = still_to_wait(Tries(failures, NOW), NOW + timedelta(seconds=later))
    assert timedelta() <= wait <= LONGEST_WAIT
    assert still_to_wait(Tries(failures, NOW), NOW + LONGEST_WAIT) == timedelta()


def test_after_a_calm_day_it_is_counted_anew() -> None:
    assert one_more(Tries(), NOW) == Tries(1, NOW)
    assert one_more(Tries(7, NOW - MINUTE), NOW) == Tries(8, NOW)
    assert one_more(Tries(7, NOW - timedelta(hours=25)), NOW) == Tries(1, NOW)
    assert still_to_wait(Tries(FREE_TRIES), NOW) == timedelta()


def test_a_try_that_was_not_wrong_takes_back_itself_alone() -> None:
    for before in (Tries(), Tries(4, NOW - MINUTE), Tries(7, NOW - timedelta(hours=25))):
        assert one_less(one_more(before, NOW), before) == before
        assert one_less(one_more(one_more(before, NOW), NOW), before).failures == one_more(before, NOW).failures
        assert one_less(Tries(), before) == Tries(), "a right code ended it meanwhile"


def test_a_wait_is_said_in_whole_minutes() -> None:
    assert [minutes(timedelta(seconds=s)) for s in (0, 1, 60, 61, 900)] == [1, 1, 1, 2, 15]
