"""Places by JSON Lines: one object in, one object out, and a bad line is told as one; nothing is stored or sent."""

import json
import math
from collections.abc import Iterable, Iterator, Mapping

from referral.jurisdiction import Place
from referral.jurisdiction.pins import locate
from referral.jurisdiction.resolver import resolve

NO_JSON = "not a line of JSON: write one object, as {\"id\": 1, \"text\": \"...\"}"  # fmt: skip
NO_PLACE = 'neither "text" nor two numbers "lat" and "lon": give one of them'


class BadLine(ValueError):
    """What is wrong with a line, and the id it had."""

    def __init__(self, problem: str, of: object = None) -> None:
        super().__init__(problem)
        self.of = of


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
    """What a line's text or pin says of where, under its id. Raises BadLine."""
    of, text = asked.get("id"), asked.get("text")
    if isinstance(text, str):
        return described(of, resolve(text))
    lat, lon = degrees(asked.get("lat")), degrees(asked.get("lon"))
    if text is not None or lat is None or lon is None:
        raise BadLine(NO_PLACE, of)
    return described(of, locate(lat, lon))


def degrees(value: object) -> float | None:
    """A number of degrees; None when it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 360:
        return None
    return float(value)


def described(of: object, place: Place) -> dict[str, object]:
    """A place as the interface has it."""
    rule = [f"({place.rule})"] if place.rule else []
    return {
        "id": of,
        "status": place.status,
        "codes": list(place.codes),
        "province": place.province,
        "reading": [*place.reading, *rule],
        "confidence": place.confidence,
    }


def written(row: Mapping[str, object]) -> bytes:
    """A row of JSON; half characters, which UTF-8 does not know, as JSON escapes them."""
    return json.dumps(row, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
