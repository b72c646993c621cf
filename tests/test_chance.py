"""Chance: the shapes others rely on, and the same draws from the same seed."""

import re

from bot.chance import ALPHABET, Chance, SeededChance


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
    assert [SeededChance(3).id(), SeededChance(3).receipt()] == [SeededChance(3).id(), SeededChance(3).receipt()]
    assert SeededChance(3).id() != SeededChance(4).id()
