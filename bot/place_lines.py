"""Places by JSON Lines: one object in, one object out, and a bad line is told as one; nothing is stored or sent."""

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO, TypeGuard

from referral.jurisdiction import Place
from referral.jurisdiction.pins import locate
from referral.jurisdiction.resolver import resolve

NO_JSON = "not a line of JSON: write one object, as {\"id\": 1, \"text\": \"...\"}"  # fmt: skip
NO_PLACE = 'neither "text" nor two numbers "lat" and "lon": give one of them'
NO_DEGREES = '"lat" goes from -90 to 90, "lon" from -180 to 180: correct them'
LONGEST = 100_000  # characters of a line
TOO_LONG = f"longer than {LONGEST:,} characters: cut it"


class BadLine(ValueError):
    """What is wrong with a line, and the id it had."""

    def __init__(self, problem: str, of: object = None) -> None:
        super().__init__(problem)
        self.of = of


def lines_of(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream; of one that is too long only so much that this is seen."""
    most = 4 * LONGEST + 1  # bytes: a character has up to four
    while line := stream.readline(most):
        rest = line
        while len(rest) == most and not rest.endswith(b"\n"):
            rest = stream.readline(most)
        yield line


def answered(lines: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """The answer to each line that is not empty, as UTF-8 with its line end, and whether the line was good."""
    for line in lines:
        if line.strip():
            try:
                yield written(answer(parsed(line))), True
            except BadLine as bad:
                yield written({"id": bad.of, "error": str(bad)}), False


def parsed(line: bytes) -> Mapping[str, object]:
    """The object of a line. Raises BadLine."""
    if len(line.decode("utf-8", "ignore").strip()) > LONGEST:
        raise BadLine(TOO_LONG)
    try:
        found = json.loads(line.decode("utf-8-sig"), parse_constant=refuse, parse_float=finite)
    except (ValueError, RecursionError):
        raise BadLine(NO_JSON) from None
    if not isinstance(found, dict):
        raise BadLine(NO_JSON)
    return found


def refuse(word: str) -> object:
    """NaN and Infinity are no JSON."""
    raise ValueError(word)


def finite(digits: str) -> float:
    """A number that we can write again."""
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(digits)
    return number


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


def written(row: Mapping[str, object]) -> bytes:
    """A row of JSON; half characters, which UTF-8 does not know, as JSON escapes them."""
    return json.dumps(row, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
