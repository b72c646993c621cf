"""How places are said: labels that tell namesakes apart, lines of lists, and names that people type."""

from referral.jurisdiction import Place
from referral.jurisdiction.resolver import resolve
from referral.jurisdiction.units import units
from referral.jurisdiction.words import (
    choices,
    chosen,
    communes_of,
    held,
    label,
    listed,
    old_names,
    provinces,
    said_now,
    spoken,
    spoken_province,
)

SON_TAY_WORDS = "xã Sơn Tây, Quảng Ngãi"


def test_labels_tell_namesakes_apart() -> None:
    several = resolve("xã Tân Lập")
    labels = choices(several, most=len(several.codes))
    assert len(set(labels)) == len(several.codes) and all(len(said) <= 60 for said in labels)
    assert choices(Place("ambiguous", ("21340", "00000"), via=("Sơn Long", ""))) == (SON_TAY_WORDS,)
    assert label("21340", "sonlong") == SON_TAY_WORDS, "nobody is shown a name in bare letters"
    assert label("21340", "x" * 60) == SON_TAY_WORDS
    assert label("26740", "Bến Nghé") == "Bến Nghé cũ của quận 1, TP.HCM"
    twice = Place("ambiguous", ("21340", "21340"))
    assert choices(twice) == (SON_TAY_WORDS,)


def test_a_place_is_said_as_people_say_it() -> None:
    assert (said_now("21340"), said_now("51"), said_now("79")) == (SON_TAY_WORDS, "Quảng Ngãi", "TP.HCM")
    assert spoken("x") == spoken_province("x") == "" and held("x") == () and communes_of("x") == ()
    assert listed("21340") == "xã Sơn Tây" and listed("51") == "Quảng Ngãi"
    assert "Sơn Long" in old_names("21340") and set(old_names("51")) == {"Quảng Ngãi", "Kon Tum"}
    assert len(provinces()) == 34 and sum(len(communes_of(p)) for p in provinces()) == len(units().current)


def test_a_typed_name_stands_for_the_commune_of_the_list_that_bears_it() -> None:
    codes = communes_of("51")
    assert spoken(chosen(codes, "xã Sơn Hạ")) == "xã Sơn Hạ, Quảng Ngãi"
    assert spoken(chosen(codes, "sơn hà")) == "xã Sơn Hà, Quảng Ngãi"
    assert chosen(codes, "son ha") == chosen(codes, "x") == chosen(("00000",), "x") == ""
