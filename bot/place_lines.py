"""Places by JSON Lines: one object in, one object out, and a bad line is told as one; nothing is stored or sent."""

from collections.abc import Mapping
from typing import TypeGuard

from bot.json_lines import BadLine
from referral.jurisdiction import Place
from referral.jurisdiction.pins import locate
from referral.jurisdiction.resolver import resolve

NO_PLACE = 'neither "text" nor two numbers "lat" and "lon": give one of them'
NO_DEGREES = '"lat" goes from -90 to 90, "lon" from -180 to 180: correct them'


def answer(asked: Mapping[str, object]) -> dict[str, object]:
    """What a line's text or pin says of where, under its id; what the pin says beside a text. Raises BadLine."""
    of, text = asked.get("id"), asked.get("text")
    pin = pinned(asked, of)
    if isinstance(text, str):
        beside = {"pin": described(pin)} if pin else {}
        return {"id": of, **described(resolve(text)), **beside}
    if text is not None or pin is None:
        raise BadLine(NO_PLACE, of)
    return {"id": of, **described(pin)}


def pinned(asked: Mapping[str, object], of: object) -> Place | None:
    """The place of a line's pin, None without one. Raises BadLine."""
    lat, lon = asked.get("lat"), asked.get("lon")
    if lat is None and lon is None:
        return None
    if not is_number(lat) or not is_number(lon):
        raise BadLine(NO_PLACE, of)
    if abs(lat) > 90 or abs(lon) > 180:
        raise BadLine(NO_DEGREES, of)
    return locate(float(lat), float(lon))


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether JSON had a number here."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def described(place: Place) -> dict[str, object]:
    """A place as the interface has it."""
    rule = [f"({place.rule})"] if place.rule else []
    return {
        "status": place.status,
        "codes": list(place.codes),
        "province": place.province,
        "reading": [*place.reading, *rule],
        "confidence": place.confidence,
    }
