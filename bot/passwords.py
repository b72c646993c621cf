"""Passwords as argon2id keeps them, with the library's recommended profile; slow, so outside every transaction."""

import asyncio
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from referral.credentials import MOST, normal

AT_ONCE = 2  # each takes 64 MB
HASHER = PasswordHasher()


@cache
def dummy() -> str:
    """What the password of a name that nobody has is compared with, so that it takes as long."""
    return HASHER.hash("nobody has this password")


def matches(kept: str, password: str) -> bool:
    """Whether this is the password behind the hash; with no hash it takes as long and is wrong."""
    try:
        return HASHER.verify(kept or dummy(), normal(password[: MOST * 4])) and bool(kept)
    except (VerificationError, InvalidHashError):
        return False


def hashed(password: str) -> str:
    """What to keep of a password."""
    return HASHER.hash(normal(password))


def renewed(kept: str, password: str) -> str:
    """The hash anew if it was made with an older profile, "" if it is as it should be."""
    return hashed(password) if HASHER.check_needs_rehash(kept) else ""


class Hashing:
    """A thread for each of a few hashes at once; who comes later waits."""

    def __init__(self) -> None:
        self._room = asyncio.Semaphore(AT_ONCE)

    async def matches(self, kept: str, password: str) -> tuple[bool, str]:
        """Whether the password is right, and its hash anew if that should be kept."""
        async with self._room:
            right = await asyncio.to_thread(matches, kept, password)
            return right, await asyncio.to_thread(renewed, kept, password) if right else ""

    async def hashed(self, password: str) -> str:
        """What to keep of a password."""
        async with self._room:
            return await asyncio.to_thread(hashed, password)
