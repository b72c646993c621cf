"""Chance: the shapes others rely on, and the same draws from the same seed."""

import re

from bot.chance import ALPHABET, Chance
from tests.fakes import seeded_chance


def test_shapes() -> None:
    chance = Chance()
    assert re.fullmatch("[0-9a-f]{24}", chance.id())
    assert re.fullmatch(f"LN-[{ALPHABET}]{{5}}", chance.number())
    assert re.fullmatch("[0-9]{16}", chance.receipt())
    assert re.fullmatch(f"[{ALPHABET}]{{8}}", chance.code())


def test_a_receipt_may_begin_with_zeros() -> None:
    assert Chance(below=lambda _n: 7).receipt() == "0000000000000007"


def test_nothing_that_is_misread() -> None:
    assert not set("01OIL") & set(ALPHABET)


def test_the_same_seed_draws_the_same() -> None:
    assert [seeded_chance(3).id(), seeded_chance(3).receipt()] == [seeded_chance(3).id(), seeded_chance(3).receipt()]
    assert seeded_chance(3).id() != seeded_chance(4).id()
