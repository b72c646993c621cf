"""How Zalo writes ids, times, sizes, places and telephone numbers; what is odd is as if it were not there."""

import json
import re
import unicodedata
from datetime import UTC, datetime

from bot.channels import fields as plain
from bot.channels.fields import FIRST_MOMENT, LAST_MOMENT, Fields

ID = re.compile(r"[0-9A-Za-z_.+/=-]{1,200}")
DIGITS = re.compile(r"[0-9]{1,16}")
ANGLE = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{1,30})?")
OURS = re.compile(r"(?:\+?84|0)([0-9]{9,10})")  # a number of Vietnam, as 0… or with the country's code
ABROAD = re.compile(r"\+?[0-9]{6,15}")
BETWEEN = re.compile(r"[\s.()-]+")
LONGEST_INT = 20  # digits: 2^63 has 19; a number of thousands of digits is not even counted


def decoded(body: bytes) -> Fields | None:
    """The JSON object of a body; None if it is none. Whole numbers stay exact, however long."""
    try:
        raw = json.loads(body, parse_int=whole)
    except (ValueError, RecursionError):
        return None
    return raw if isinstance(raw, dict) else None


def whole(digits: str) -> int | str:
    """A number of JSON; as it is written if it is absurdly long."""
    return int(digits) if len(digits) <= LONGEST_INT else digits


def is_number(value: object) -> bool:
    """Whether this is a whole number and no text."""
    return isinstance(value, int) and not isinstance(value, bool)


def written(value: object) -> str:
    """A text or a whole number as text; "" for all else, also for 1.7e18, whose last digits are lost."""
    return str(value) if is_number(value) else value if isinstance(value, str) else ""


def identity(value: object) -> str:
    """An id to its last digit; "" if it is none."""
    found = written(value)
    return found if ID.fullmatch(found) else ""


def words(value: object) -> str:
    """What somebody wrote, with letters and marks composed: some telephones send them apart."""
    return unicodedata.normalize("NFC", plain.text(written(value)))


def count(value: object) -> int:
    """A number of bytes; 0 if none is told."""
    found = written(value)
    return int(found) if DIGITS.fullmatch(found) else 0


def moment(value: object) -> datetime | None:
    """A time in milliseconds since 1970, None if it is absurd."""
    thousandths = count(value)
    if not FIRST_MOMENT <= thousandths / 1000 < LAST_MOMENT:
        return None
    return datetime.fromtimestamp(thousandths / 1000, UTC)


def point(value: object) -> tuple[float, float] | None:
    """Latitude and longitude in degrees, which Zalo writes as texts."""
    place = plain.fields(value)
    return plain.point({name: angle(place.get(name)) for name in ("latitude", "longitude")})


def angle(value: object) -> object:
    """A text of digits as the number it is; all else as it is."""
    return float(value) if isinstance(value, str) and ANGLE.fullmatch(value.strip()) else value


def phone(value: object) -> str:
    """A telephone number as people here write it, 0…; one from abroad with its plus; "" if it is none."""
    digits = BETWEEN.sub("", written(value))
    if ours := OURS.fullmatch(digits):
        return f"0{ours[1]}"
    return digits if ABROAD.fullmatch(digits) else ""


def zns_phone(value: object) -> str:
    """A telephone number as template messages are addressed, 84…; "" if it is none."""
    found = OURS.fullmatch(identity(value))
    return f"84{found[1]}" if found else ""
