"""Typed looks into JSON that may hold anything: what is odd is as if it were not there; nothing here raises."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

Fields = Mapping[str, object]

LONGEST_TEXT = 20_000
LARGEST_ID = 2**63
FIRST_MOMENT = 1_375_000_000  # July 2013: before there was a Telegram nothing was sent
LAST_MOMENT = 4_102_444_800  # the year 2100
NOTHING: Fields = {}


def fields(value: object) -> Fields:
    """An object, empty if this is none."""
    return value if isinstance(value, Mapping) else NOTHING


def items(value: object) -> Sequence[object]:
    """A list, empty if this is none."""
    return value if isinstance(value, list | tuple) else ()


def text(value: object) -> str:
    """A text without what no database can keep (NUL, lone surrogates), cut at 20,000 characters."""
    if not isinstance(value, str):
        return ""
    return value[:LONGEST_TEXT].replace("\0", "").encode("utf-8", "replace").decode()


def number(value: object) -> int | None:
    """A whole number that a platform could mean."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if -LARGEST_ID <= value < LARGEST_ID else None


def identity(value: object) -> str:
    """A platform's id as text; "" if it is none."""
    found = number(value)
    return "" if found is None else str(found)


def moment(value: object) -> datetime | None:
    """A time of the platform (seconds since 1970), None if it is absurd."""
    seconds = number(value)
    if seconds is None or not FIRST_MOMENT <= seconds < LAST_MOMENT:
        return None
    return datetime.fromtimestamp(seconds, UTC)


def point(value: object) -> tuple[float, float] | None:
    """Latitude and longitude in degrees."""
    place = fields(value)
    latitude, longitude = degrees(place.get("latitude"), 90), degrees(place.get("longitude"), 180)
    return None if latitude is None or longitude is None else (latitude, longitude)


def degrees(value: object, most: int) -> float | None:
    """A number between -most and +most."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not -most <= value <= most:
        return None
    return float(value)
