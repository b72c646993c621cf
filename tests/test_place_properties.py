"""What must hold for every commune of the official tables, however it is written."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.jurisdiction.names import fold, fold_word, spelled, spelled_word, split_type, tokens
from referral.jurisdiction.resolver import resolve
from referral.jurisdiction.units import OldCommune, units
from tests.test_jurisdiction import without_accents

SHORT = {
    "xã": "x.", "phường": "P.", "thị trấn": "TT.", "đặc khu": "đặc khu", "huyện": "H.", "quận": "Q.", "thị xã": "TX.",
    "thành phố": "TP.", "tỉnh": "T.",
}  # fmt: skip
OLD = tuple(was for was in units().old if was.name)
CURRENT = tuple(units().current.values())
Key = Callable[[str], str]


def shortened(name: str) -> str:
    """A unit as envelopes have it: "P. Ba Đình"."""
    kind, rest = split_type(name)
    return f"{SHORT[kind]} {rest}"


WRITTEN: Mapping[str, Callable[[str], str]] = {
    "full": str, "folded": without_accents, "lower": str.lower, "abbreviated": shortened,
}  # fmt: skip
ORDERS: tuple[Callable[[str, str, str], str], ...] = (
    lambda commune, district, province: f"{commune}, {district}, {province}",
    lambda commune, district, province: f"{province} - {district} - {commune}",
    lambda commune, district, province: f"{district}, {commune}, {province}",
)


def official(key: Key) -> Mapping[tuple[str, ...], set[str]]:
    """What every old commune became, by its names as they are written; namesakes in one district are one."""
    became: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for was in OLD:
        became[names(was, key)].update(was.codes)
    return became


def names(was: OldCommune, key: Key) -> tuple[str, ...]:
    """An old commune, its district and its province, each as it is written."""
    return key(was.name), key(was.district), key(was.province)


@pytest.mark.no_cover
@pytest.mark.parametrize("written", WRITTEN)
def test_every_old_commune_is_exactly_what_it_became(written: str) -> None:
    """Every one of the official table in each writing; the three orders in turn."""
    key: Key = fold if written == "folded" else str.lower
    became = official(key)
    wrong = [
        text
        for number, was in enumerate(OLD)
        if (text := ORDERS[number % 3](*names(was, WRITTEN[written])))
        and set(resolve(text).codes) != became[names(was, key)]
    ]
    assert wrong == []


@pytest.mark.no_cover
@pytest.mark.parametrize("written", WRITTEN)
def test_every_commune_of_today_is_itself_or_asked_about_beside_its_old_namesakes(written: str) -> None:
    """An old commune of the same type, name and province may have lost land to others: then all of them are asked."""
    key = fold if written == "folded" else spelled
    namesakes: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for was in OLD:
        namesakes[key(was.name), units().merged[was.province]].update(was.codes)
    for here in CURRENT:
        namesakes[key(here.name), here.province].add(here.code)
    wrong = []
    for here in CURRENT:
        found = resolve(f"{WRITTEN[written](here.name)}, {WRITTEN[written](here.province_name)}")
        fits = set(found.codes) == namesakes[key(here.name), here.province]
        first = written == "folded" or found.codes[:1] == (here.code,)
        wrong += [] if fits and first else [here]
    assert wrong == []


@given(st.sampled_from(OLD), st.sampled_from(OLD), st.sampled_from(("đường", "chị", "chợ", "anh", "ngõ")))
def test_the_name_of_a_person_or_street_never_changes_the_commune(was: OldCommune, other: OldCommune, of: str) -> None:
    address = ", ".join(names(was, str))
    found = resolve(f"{of} {split_type(other.name)[1]}, {address}")
    assert set(found.codes) == set(resolve(address).codes)


@given(st.sampled_from(OLD))
def test_folding_never_turns_a_commune_into_another(was: OldCommune) -> None:
    for address in parts(was):
        assert set(resolve(without_accents(address)).codes) >= set(resolve(address).codes)


def parts(was: OldCommune) -> Iterable[str]:
    """An old commune with less and less beside it."""
    yield ", ".join(names(was, str))
    yield f"{was.name}, {was.district}"
    yield was.name


LETTERS = st.sampled_from("aăđơựệyỳ1 0'ʼ’.-\u0301\u0323\u200b\u00adİßΣ")


@given(st.text(LETTERS) | st.text() | st.sampled_from([was.name for was in OLD]))
def test_a_plain_name_is_folded_and_spelled_as_any_text_is(text: str) -> None:
    """It takes a shorter way: nearly all names that are indexed at a start are plain."""
    words = [token.low for token in tokens(text)]
    assert fold(text) == "".join(map(fold_word, words))
    assert spelled(text) == "".join(map(spelled_word, words))


def test_a_unit_always_says_what_it_is() -> None:
    with pytest.raises(ValueError, match="without its type"):
        split_type("Sơn Tây")
