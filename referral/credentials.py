"""What a password must be, and how wrong tries slow down whoever makes them, without ever shutting anybody out."""

import re
import unicodedata
from datetime import datetime, timedelta
from typing import Literal

from referral.records import dataclass

LEAST, MOST = 12, 200  # characters of a password
FREE_TRIES = 5
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=24)  # without a wrong try
INVITE_LASTS = timedelta(days=3)
RECOVERY_CODES = 10

Problem = Literal["", "short", "long", "name", "common"]
WORDS = """
password passwordpassword passw0rd matkhau matkhaucuatoi matkhaumatkhau khongcomatkhau qwerty qwertyuiop
qwertyuiopasdfghjkl asdfghjkl asdfghjklzxcvbnm zxcvbnm zxcvbnmasdfghjkl abcdef abcdefgh abcdefghijkl abcxyz qazwsx
qazwsxedc qazwsxedcrfv iloveyou iloveyouiloveyou anhyeuem anhyeuemnhieu emyeuanh emyeuanhnhieu yeuemnhieu
anhyeuemmaimai toiyeuvietnam vietnam vietnamvodich yeuvietnam conyeume conyeubome giadinhtoi giadinhlaso hanhphuc
langnghe letmein welcome welcomewelcome admin administrator adminadmin quantri quantrivien congan congannhandan ubnd
uybannhandan canbo hochiminh saigon hanoi danang monkey dragon football bongda princess sunshine superman
chucmungnammoi khongbiet khongnho hoilamgi
"""
COMMON = frozenset(WORDS.split())
LEFT_OUT = re.compile(r"[\W\d_]+")  # what people add to a common word


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong tries since the last right one, and the latest of them."""

    failures: int = 0
    failed_at: datetime | None = None


def normal(password: str) -> str:
    """The password as it is hashed: the same letters are the same password on every keyboard."""
    return unicodedata.normalize("NFC", password)


def bare(text: str) -> str:
    """Letters without accents, digits and signs."""
    split = unicodedata.normalize("NFD", text.casefold()).replace("đ", "d")
    return LEFT_OUT.sub("", "".join(c for c in split if not unicodedata.combining(c)))


def password_problem(password: str, *names: str) -> Problem:
    """Why this may not be the password of somebody with these names; "" if it may."""
    password = normal(password)
    checks: tuple[tuple[bool, Problem], ...] = (
        (len(password) < LEAST, "short"),
        (len(password) > MOST, "long"),
        (is_name(password, names), "name"),
        (is_common(password), "common"),
    )
    return next((problem for wrong, problem in checks if wrong), "")


def is_name(password: str, names: tuple[str, ...]) -> bool:
    """Whether it is one of the names, with or without something around it."""
    return any(name and bare(password) == bare(name) for name in names)


def is_common(password: str) -> bool:
    """Whether it is a word everybody tries, nothing but digits, or a few letters over and over."""
    letters = bare(password)
    return not letters or letters in COMMON or len(set(password.casefold())) < 5


def wait_after(failures: int) -> timedelta:
    """How long to wait after so many wrong tries: nothing, then 1, 2, 4, 8 minutes, at last 15 and never more."""
    if failures < FREE_TRIES:
        return timedelta()
    doublings = min(failures - FREE_TRIES, 10)
    return min(LONGEST_WAIT, FIRST_WAIT * (1 << doublings))


def still_to_wait(tries: Tries, now: datetime) -> timedelta:
    """How long it is until the next try is looked at; zero if it is now."""
    if tries.failed_at is None:
        return timedelta()
    return max(timedelta(), tries.failed_at + wait_after(tries.failures) - now)


def one_more(tries: Tries, now: datetime) -> Tries:
    """After a wrong try; after a calm day it is counted from the beginning."""
    fresh = tries.failed_at is None or now - tries.failed_at > FORGOTTEN_AFTER
    return Tries(1 if fresh else tries.failures + 1, now)


def one_less(tries: Tries, before: Tries) -> Tries:
    """After a try that was counted and was not wrong: as before it, but what others got wrong meanwhile stays."""
    if tries.failed_at is None:
        return tries
    if tries == one_more(before, tries.failed_at):
        return before
    return Tries(max(0, tries.failures - 1), tries.failed_at)


def minutes(wait: timedelta) -> int:
    """A wait in whole minutes, never less than one: as it is said."""
    return max(1, -(-int(wait.total_seconds()) // 60))
