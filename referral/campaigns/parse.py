"""Campaigns from TOML and back: every mistake is named by campaign, word and what to write instead."""

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import time, timedelta
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from referral.campaigns import LANGUAGES, BadCampaign, Campaign, article_mistakes
from referral.campaigns.audience import sentence, unknown_places
from referral.campaigns.readers import READERS

NEEDED = ("title", "topic", "when", *LANGUAGES)
FIRST = ("title", "topic", "when", "at", "days", "spread", "audience")
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
DEFAULTS = {field.name: field.default for field in fields(Campaign)}
LAST = tuple(name for name in DEFAULTS if name not in ("name", "texts", *FIRST))
Values = dict[str, Any]


def parse_campaigns(text: str) -> Mapping[str, Campaign]:
    """Read a file with a table for each campaign, or raise BadCampaign with every mistake in it."""
    found, mistakes = {}, []
    for name, table in read("the file", text).items():
        try:
            found[name] = checked(campaign_in(name, table))
        except BadCampaign as mistake:
            mistakes.append(str(mistake))
    if mistakes:
        raise BadCampaign("\n".join(mistakes))
    return found


def parse_campaign(name: str, text: str) -> Campaign:
    """Read one campaign, or raise BadCampaign."""
    return checked(stored_campaign(name, text))


@lru_cache(maxsize=64)  # a run's is asked for with each page that is sent
def stored_campaign(name: str, text: str) -> Campaign:
    """Read one that was checked when it was written: a commune that ended since then does not stop it."""
    return campaign_in(name, read(name, text))


def read(name: str, text: str) -> Values:
    """The words of a text in TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as mistake:
        raise BadCampaign(f"{name} is not TOML: {mistake}") from None


def checked(campaign: Campaign) -> Campaign:
    """A campaign for places that there are, with an article that everybody may see."""
    mistakes = [f"{campaign.name}: audience: {words}" for words in unknown_places(campaign.audience)]
    mistakes += [f"{campaign.name}: {words}" for words in article_mistakes(campaign)]
    if mistakes:
        raise BadCampaign("\n".join(mistakes))
    return campaign


def campaign_in(name: str, raw: object) -> Campaign:
    """The campaign of a table."""
    if not isinstance(raw, dict):
        raise BadCampaign(f"{name}: write [{name}] and the words of this campaign below it")
    values: Values = {}
    mistakes = list(problems(name, raw, values))
    if mistakes:
        raise BadCampaign("\n".join(f"{name}: {words}" for words in mistakes))
    texts = {language: values.pop(language) for language in LANGUAGES}
    return Campaign(name=name, texts=texts, **values)


def problems(name: str, raw: Values, values: Values) -> Iterator[str]:
    """All that is wrong with a table; what is right goes to `values`."""
    if not NAME.fullmatch(name):
        yield "a campaign is named by small letters a-z, digits and _, a letter first, at most 40"
    yield from (f"{word}: is missing" for word in NEEDED if word not in raw)
    for word, value in raw.items():
        try:
            values[word] = reader(word)(value)
        except ValueError as mistake:
            yield f"{word}: {mistake}"


def reader(word: str) -> Callable[[Any], object]:
    """What reads the value behind a word."""
    if word in READERS:
        return READERS[word]
    close = get_close_matches(word, READERS, 1)
    meant = f"did you mean {close[0]}? " if close else ""
    raise BadCampaign(f"is no word of a campaign; {meant}The words are {', '.join(READERS)}")


def written(campaign: Campaign) -> str:
    """Its words, one a line; what is as usual is left out."""
    said = {name: getattr(campaign, name) for name in FIRST} | dict(campaign.texts)
    said |= {name: getattr(campaign, name) for name in LAST}
    return "".join(f"{name} = {value_of(value)}\n" for name, value in said.items() if value != DEFAULTS.get(name))


def written_all(campaigns: Iterable[Campaign]) -> str:
    """A file of campaigns, each a table."""
    return "\n".join(f"[{campaign.name}]\n{written(campaign)}" for campaign in campaigns)


def value_of(value: Any) -> str:
    """A value in TOML."""
    return WRITERS.get(type(value), json.dumps)(value)


def text_of(text: str) -> str:
    """A text in quotes; several lines stay several. TOML escapes like JSON, and one character more."""
    lines = [json.dumps(line, ensure_ascii=False)[1:-1].replace("\x7f", "\\u007f") for line in text.split("\n")]
    return f'"{lines[0]}"' if len(lines) == 1 else '"""\n' + "\n".join(lines) + '"""'


def minutes_of(span: timedelta) -> str:
    return str(span // timedelta(minutes=1))


WRITERS: Mapping[type, Callable[[Any], str]] = {
    str: text_of,
    time: lambda hour: f'"{hour:%H:%M}"',
    timedelta: minutes_of,
    tuple: lambda audience: text_of(" and ".join(map(sentence, audience))),
}
