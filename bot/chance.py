"""Everything random, from `secrets`; a play brings draws of its own."""

import secrets
from collections.abc import Callable

from referral.records import dataclass

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without 0 O 1 I L, which people misread


@dataclass(frozen=True, slots=True)
class Chance:
    """`handlers.work.Chance`. `below(n)` draws a whole number from 0 to n - 1."""

    below: Callable[[int], int] = secrets.randbelow

    def id(self) -> str:
        """An id nobody can guess: 96 bits as 24 hexadecimal digits."""
        return f"{self.below(2**96):024x}"

    def number(self) -> str:
        """A case number such as LN-7K3FQ; one in 28 million, so ask whether it is taken."""
        return "LN-" + self.letters(5)

    def receipt(self) -> str:
        """Sixteen digits (53 bits), without separators."""
        return f"{self.below(10**16):016d}"

    def code(self) -> str:
        """An invite code of eight letters or digits (39 bits)."""
        return self.letters(8)

    def letters(self, count: int) -> str:
        """So many letters or digits that cannot be misread."""
        return "".join(ALPHABET[self.below(len(ALPHABET))] for _ in range(count))
