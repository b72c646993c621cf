"""How near two reports are: pins in metres, words without what every place has."""

import pytest

from referral.likeness import likeness, metres, own_words, place_likeness, point_of, told_apart

SON_TAY = "21340"


def own(text: str) -> tuple[str, ...]:
    return own_words(text, SON_TAY)


def test_a_pin_is_read_back_as_it_was_written() -> None:
    assert point_of("15.00000, 108.25000") == (15.0, 108.25)
    assert point_of("") is None


def test_metres_on_the_ground() -> None:
    assert metres((15.0, 108.0), (15.0, 108.0)) == 0
    assert metres((15.0, 108.0), (15.001, 108.0)) == pytest.approx(111, abs=1)
    assert metres((15.0, 108.0), (15.0, 108.001)) == pytest.approx(107, abs=1)  # degrees of longitude are shorter


def test_the_names_of_commune_and_province_are_no_own_words() -> None:
    assert own("ở ao nhà bà Tư, xã Sơn Tây, Quảng Ngãi") == ("ao", "nha", "ba", "tu")
    assert own("Sơn Tây") == ()
    assert own_words("ao nhà bà Tư", "") == ("ao", "nha", "ba", "tu")


@pytest.mark.parametrize(
    ("a", "b", "least", "most"),
    [
        ("ao xã Sơn Tây", "ao nhà bà Tư xã Sơn Tây, Quảng Ngãi", 100, 100),
        ("ao ba tu", "ao nhà bà Tư", 100, 100),  # written without diacritics
        ("cầu treo sông Rin", "sông Rin gần cầu treo thôn Gò", 100, 100),
        ("ao nhà bà Tư", "ao nhà bà Năm", 75, 89),
        ("sông Rin đoạn bãi đá", "sông Rin đoạn cầu mới", 75, 89),
        ("ao sau trường mầm non", "ao cạnh trường tiểu học", 0, 74),
        ("ao thôn 3", "ao thôn 5", 0, 0),
        ("giếng nhà ông Sáu", "ao nhà ông Sáu", 0, 0),
        ("ao nhà bà Tư", "sông Rin", 0, 0),
        ("", "ao", 0, 0),
    ],
)
def test_two_places_in_words(a: str, b: str, least: float, most: float) -> None:
    assert least <= place_likeness(own(a), own(b)) <= most
    assert place_likeness(own(a), own(b)) == place_likeness(own(b), own(a))


def test_kinds_tell_apart_only_where_both_are_named() -> None:
    kinds = (("be trai",), ("be gai", "co be"))
    assert told_apart(("mot", "be", "trai"), ("co", "be"), kinds)
    assert not told_apart(("mot", "be", "trai"), ("mot", "be"), kinds)
    assert not told_apart(("be", "trai", "be", "gai"), ("be", "gai"), kinds)
    assert likeness(("a",), ()) == 0
