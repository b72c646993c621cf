"""A list of names stands as Vietnamese look for it."""

from unicodedata import normalize

from referral.alphabet import order


def test_letters_with_a_mark_stand_behind_their_own() -> None:
    read = ["An Giang", "Cà Mau", "Cao Bằng", "Đà Nẵng", "Đắk Lắk", "Điện Biên", "Đồng Nai", "Hà Nội", "Tây Ninh"]
    assert sorted(reversed(read), key=order) == read
    assert sorted(["Ân", "Ăn", "An", "Ba"], key=order) == ["An", "Ăn", "Ân", "Ba"]


def test_the_tone_decides_last_and_a_blank_first() -> None:
    assert sorted(["Lai Châu", "Lái", "Lai", "Lài An"], key=order) == ["Lai", "Lái", "Lài An", "Lai Châu"]


def test_signs_digits_and_other_alphabets_have_a_place() -> None:
    assert sorted(["日", "B", "2", "(A)", "{"], key=order) == ["(A)", "2", "B", "{", "日"]


def test_both_ways_of_writing_a_letter_stand_together() -> None:
    split = normalize("NFD", "Đắk Lắk")
    assert sorted(["Điện Biên", split, "Đà Nẵng"], key=order)[1] == split
