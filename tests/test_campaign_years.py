"""Themes and slogans of a year: read or refused, taken in turn, and what a campaign lacks of them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.campaigns import BadCampaign, Campaign, Year
from referral.campaigns.dates import occurrences
from referral.campaigns.years import missing, shipped_years, slogan, the_year, theme, year_of, years

TEXT = """year = 2027
theme.vi = "Nghe"
theme.en = "Listen"
slogans.vi = ["Một", "Hai"]
slogans.en = ["One", "Two"]
slogans.drowning.vi = ["Ao", "Giếng", "Sông"]
slogans.drowning.en = ["Pond", "Well", "River"]
"""
FRIDAYS = "each Friday from 1 May to 30 September"


def saying(vi: str, en: str = "Hello", topic: str = "drowning") -> Campaign:
    return Campaign("a", "A", topic, FRIDAYS, {"vi": vi, "en": en})


def test_a_year_is_read() -> None:
    found = year_of(TEXT)
    assert (found.year, found.themes, found.example) == (2027, {"vi": "Nghe", "en": "Listen"}, False)
    assert found.slogans["en"] == ("One", "Two") and found.slogans["drowning.vi"] == ("Ao", "Giếng", "Sông")


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("year", "the year is not TOML"),
        ('theme.vi = "a"', "its number is missing; write year = 2027"),
        ("year = 20270", "year: 20270 is no whole number from 1902 to 2098"),
        ("year = 2027\nexample = 1", "example: write true or false"),
        ('year = 2027\ntheme = "a"', "'theme' is no word of a year; write year"),
        ('year = 2027\nslogans.cats.vi = ["a"]', "'slogans.cats.vi' is no word"),
        ('year = 2027\ntheme.fr = "a"', "'theme.fr' is no word"),
        ('year = 2027\ntheme.vi = "Năm {year}"', "theme.vi: nothing is filled in here"),
        ('year = 2027\ntheme.vi = " "', "theme.vi: is empty"),
        ('year = 2027\nslogans.vi = "a"', 'slogans.vi: write a list: ["…", "…"]'),
        ("year = 2027\nslogans.vi = []", "write a list"),
        ("year = 2027\nslogans.vi = [7]", "write a text in quotes"),
        ('year = 2027\nslogans.vi = ["a"]', "2027: slogans.vi: write each slogan in vi and en"),
        ('year = 2027\nslogans.home.en = ["a"]', "2027: slogans.home.en: write each slogan"),
        ('year = 2027\nslogans.vi = ["a", "b"]\nslogans.en = ["a"]', "2027: slogans.vi: write each slogan"),
    ],
)
def test_a_mistake_in_a_year_is_named_with_its_remedy(text: str, remedy: str) -> None:
    with pytest.raises(BadCampaign) as caught:
        year_of(text)
    assert remedy in str(caught.value)


def test_what_was_edited_takes_the_place_of_what_is_shipped() -> None:
    known = years({2027: TEXT, 2030: TEXT.replace("2027", "2030")})
    assert known[2027] == year_of(TEXT) and known[2026] == shipped_years()[2026] and known[2030].year == 2030


def test_slogans_stay_until_there_are_new_ones_but_no_theme_does() -> None:
    known = {2026: Year(2026, {}, {"vi": ("Cũ",), "drowning.vi": ("Ao",)}), 2027: Year(2027, {"vi": "Nghe"})}
    later = the_year(known | {2028: Year(2028, {}, {"vi": ("Mới",)})}, 2028)
    assert (later.year, later.themes) == (2028, {})
    assert later.slogans == {"vi": ("Mới",), "drowning.vi": ("Ao",)}
    assert the_year(known, 2027).slogans["vi"] == ("Cũ",) and the_year(known, 2027).themes == {"vi": "Nghe"}
    assert the_year(known, 2025).slogans == {}


def test_the_shipped_years_are_examples_with_slogans() -> None:
    for number in range(2026, 2060):
        found = the_year(shipped_years(), number)
        assert missing(saying("{slogan}", "{slogan}"), found) == ()
        assert found.example or not found.themes


@pytest.mark.parametrize(
    ("campaign", "year", "wanted"),
    [
        (saying("Chào"), None, ()),
        (saying("{theme} {slogan}"), None, ("theme", "slogan")),
        (saying("{theme} {slogan}"), Year(2027), ("theme", "slogan")),
        (saying("{theme} {slogan} {year} {commune}", "{theme}"), year_of(TEXT), ()),
        (saying("{theme}"), year_of(TEXT + "example = true"), ("theme",)),
        (saying("{slogan}"), year_of(TEXT + "example = true"), ()),
        (saying("{theme}", "{theme}"), Year(2027, {"vi": "Nghe"}), ("theme",)),
        (saying("Chào", "{slogan}"), Year(2027, {}, {"vi": ("Một",)}), ("slogan",)),
    ],
)
def test_what_has_no_value_in_a_year_is_named(campaign: Campaign, year: Year | None, wanted: tuple[str, ...]) -> None:
    assert missing(campaign, year) == wanted


def test_slogans_of_the_topic_come_before_those_for_all() -> None:
    assert slogan(saying(""), year_of(TEXT), date(2027, 5, 7), "vi") == "Ao"
    assert slogan(saying("", topic="home"), year_of(TEXT), date(2027, 5, 7), "en") == "One"
    assert slogan(saying(""), None, date(2027, 5, 7), "vi") == ""


def test_a_theme_is_said_in_its_language() -> None:
    assert (theme(year_of(TEXT), "en"), theme(year_of(TEXT), "fr"), theme(None, "vi")) == ("Listen", "", "")


@given(st.integers(2026, 2060))
def test_the_days_of_a_season_take_the_slogans_in_turn(number: int) -> None:
    fridays = occurrences(saying(""), date(number, 1, 1), date(number, 12, 31))
    said = [slogan(saying(""), year_of(TEXT), day, "en") for day in fridays]
    assert said == [("Pond", "Well", "River")[n % 3] for n in range(len(fridays))]
