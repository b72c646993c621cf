"""What changes each year: the theme and the slogans, read from TOML, and what a campaign lacks of them."""

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from referral.calendar import ONE_DAY
from referral.campaigns import LANGUAGES, TOPICS, BadCampaign, Campaign, Year
from referral.campaigns.dates import EARLIEST, LATEST, occurrences
from referral.campaigns.placeholders import OF_THE_YEAR, used
from referral.campaigns.readers import content, flag, whole

HOW = 'write year = 2027, theme.vi = "…", theme.en = "…", slogans.vi = ["…"], slogans.en = ["…"]'


@cache
def shipped_years() -> Mapping[int, Year]:
    """The years that come with the program, as examples."""
    raw = tomllib.loads((files("referral") / "data" / "campaign_years.toml").read_text("utf-8"))
    return {int(number): year_in({"year": int(number), **table}) for number, table in raw.items()}


def years(kept: Mapping[int, str]) -> Mapping[int, Year]:
    """The shipped years and those that were edited, by number. Raises BadCampaign."""
    return {**shipped_years(), **{number: year_of(text) for number, text in kept.items()}}


def the_year(known: Mapping[int, Year], number: int) -> Year:
    """This year; until it has slogans of its own those of the last year before it stay, but no theme does."""
    own = known.get(number, Year(number))
    slogans: dict[str, tuple[str, ...]] = {}
    for earlier in sorted(year for year in known if year <= number):
        slogans |= known[earlier].slogans
    return Year(number, own.themes, slogans, own.example)


def missing(campaign: Campaign, year: Year | None) -> Sequence[str]:
    """The placeholders of its texts that have no value that year, in the language they stand in."""
    return tuple(name for name in OF_THE_YEAR if any(lacks(campaign, year, name, word) for word in campaign.texts))


def lacks(campaign: Campaign, year: Year | None, name: str, language: str) -> bool:
    """Whether a text uses this placeholder and has no value for it."""
    if name not in used(campaign.texts[language]):
        return False
    if year is None or name == "slogan":
        return year is None or not slogans(campaign, year, language)
    return year.example or not theme(year, language)


def theme(year: Year | None, language: str) -> str:
    """The theme of the year; "" if nobody wrote it."""
    return year.themes.get(language, "") if year else ""


def slogans(campaign: Campaign, year: Year | None, language: str) -> Sequence[str]:
    """Those of its topic, else those for all."""
    known = year.slogans if year else {}
    return known.get(f"{campaign.topic}.{language}") or known.get(language, ())


def slogan(campaign: Campaign, year: Year | None, day: date, language: str) -> str:
    """The slogan of a day: its days of the year take them in turn. The same on every machine; "" if there is none."""
    turns = slogans(campaign, year, language)
    before = occurrences(campaign, date(day.year, 1, 1), day - ONE_DAY)
    return turns[len(before) % len(turns)] if turns else ""


def year_of(text: str) -> Year:
    """Read the text of a year, or raise BadCampaign."""
    try:
        return year_in(tomllib.loads(text))
    except tomllib.TOMLDecodeError as mistake:
        raise BadCampaign(f"the year is not TOML: {mistake}; {HOW}") from None


def year_in(raw: Mapping[str, Any]) -> Year:
    """The year of a table."""
    values = {path: read(path, value) for path, value in leaves(raw)}
    if "year" not in values:
        raise BadCampaign(f"the year: its number is missing; {HOW}")
    said = Year(values["year"], below("theme", values), below("slogans", values), values.get("example", False))
    for path, turns in said.slogans.items():
        if len(turns) != len(said.slogans.get(other_language(path), ())):
            raise BadCampaign(f"{said.year}: slogans.{path}: write each slogan in {' and '.join(LANGUAGES)}")
    return said


def leaves(raw: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Each value with its path: theme.vi, slogans.drowning.en."""
    for word, value in raw.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{above}{word}.")
        else:
            yield f"{above}{word}", value


def read(path: str, value: object) -> Any:
    """The value of a path, or BadCampaign."""
    if path not in READERS:
        raise BadCampaign(f"the year: {path!r} is no word of a year; {HOW}")
    try:
        return READERS[path](value)
    except BadCampaign as mistake:
        raise BadCampaign(f"the year: {path}: {mistake}") from None


def below(word: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """What stands below a word."""
    return {path.removeprefix(f"{word}."): value for path, value in values.items() if path.startswith(f"{word}.")}


def other_language(path: str) -> str:
    """drowning.en of drowning.vi."""
    topic, _, language = path.rpartition(".")
    other = LANGUAGES[1 - LANGUAGES.index(language)]
    return f"{topic}.{other}" if topic else other


def plain(value: object) -> str:
    """Words that go into a text as they are."""
    found = content(value)
    if used(found):
        raise BadCampaign("nothing is filled in here; write it without braces")
    return found


def several(value: object) -> tuple[str, ...]:
    """Words that take turns."""
    if not isinstance(value, list) or not value:
        raise BadCampaign('write a list: ["…", "…"]')
    return tuple(plain(each) for each in value)


READERS: Mapping[str, Callable[[object], object]] = {
    "year": whole(EARLIEST.year, LATEST.year),
    "example": flag,
    **{f"theme.{language}": plain for language in LANGUAGES},
    **{f"slogans.{language}": several for language in LANGUAGES},
    **{f"slogans.{topic}.{language}": several for topic in TOPICS for language in LANGUAGES},
}
