"""What may stand behind each word of a campaign's file, read or refused."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import time, timedelta
from typing import Any
from urllib.parse import urlsplit

from referral.campaigns import TOPICS, BadCampaign
from referral.campaigns.audience import parse_audience
from referral.campaigns.dates import parse_when
from referral.campaigns.placeholders import wrong
from referral.conditions import Condition

LONGEST_LINE = 100
MOST_DAYS, MOST_MINUTES = 31, 12 * 60
HOUR = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::00)?")
PICTURE = re.compile(r"[0-9a-f]{32}")


def words(value: object) -> str:
    """A text in one form of Unicode, without white space around it."""
    if not isinstance(value, str):
        raise BadCampaign('write a text in quotes: "…"')
    clean = unicodedata.normalize("NFC", value).strip()
    if any(unicodedata.category(char) == "Cc" and char != "\n" for char in clean):
        raise BadCampaign("there is a tab or another invisible sign; write it anew")
    return clean


def line(value: object) -> str:
    """A text on one line, or none."""
    found = words(value)
    if "\n" in found or len(found) > LONGEST_LINE:
        raise BadCampaign(f"write one line of at most {LONGEST_LINE} characters")
    return found


def title(value: object) -> str:
    found = line(value)
    if not found:
        raise BadCampaign("is empty; write what staff call this campaign")
    return found


def content(value: object) -> str:
    """What people read."""
    found = words(value)
    if not found:
        raise BadCampaign("is empty; write what people read in this language")
    if mistakes := list(wrong(found)):
        raise BadCampaign("; ".join(mistakes))
    return found


def topic(value: object) -> str:
    if value not in TOPICS:
        raise BadCampaign(f"{value!r} is no topic; use one of {', '.join(TOPICS)}")
    return str(value)


def when(value: object) -> str:
    found = line(value)
    parse_when(found)
    return found


def at(value: object) -> time:
    """An hour and a minute, as a text or as TOML has it (08:30:00)."""
    found = HOUR.fullmatch(str(value))
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise BadCampaign(f'{value!s} is no local time; write "8:30"')
    return time(int(found[1]), int(found[2]))


def audience(value: object) -> tuple[Condition, ...]:
    return parse_audience(words(value))


def whole(least: int, most: int) -> Callable[[object], int]:
    """A reader of whole numbers."""

    def read_whole(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise BadCampaign(f"{value!r} is no whole number from {least} to {most}")
        return value

    return read_whole


def minutes(value: object) -> timedelta:
    return timedelta(minutes=whole(0, MOST_MINUTES)(value))


def flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise BadCampaign("write true or false, without quotes")
    return value


def link(value: object) -> str:
    """An address that a phone opens safely."""
    found = words(value)
    try:
        parts = urlsplit(found)
    except ValueError:
        raise BadCampaign(f"{found!r} is no address") from None
    bare = parts.hostname and "@" not in parts.netloc and not any(char.isspace() for char in found)
    if found and (parts.scheme != "https" or not bare):
        raise BadCampaign(f"{found!r} is no safe address; write https://… without spaces or a name before an @")
    return found


def picture(value: object) -> str:
    found = words(value)
    if found and not PICTURE.fullmatch(found):
        raise BadCampaign("is no picture in the store; `langnghe campaign picture` puts one there")
    return found


def key(value: object) -> str:
    """An id, or the name of a flow: whether it exists is asked where flows are known."""
    found = line(value)
    if " " in found:
        raise BadCampaign(f"{found!r}: write one word")
    return found


READERS: Mapping[str, Callable[[Any], object]] = {
    "title": title,
    "topic": topic,
    "when": when,
    "at": at,
    "days": whole(1, MOST_DAYS),
    "spread": minutes,
    "audience": audience,
    "vi": content,
    "en": content,
    "flow": key,
    "picture": picture,
    "link": link,
    "article": key,
    "sender": line,
    "neutral": flag,
    "on": flag,
}
