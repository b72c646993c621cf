"""JSON Lines on the standard pipes: one object in, one object out, and a bad line is told as one."""

import json
import math
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import BinaryIO

NO_JSON = "not a line of JSON: write one object, as {\"id\": 1, \"text\": \"...\"}"  # fmt: skip
LONGEST = 100_000  # characters of a line
TOO_LONG = f"longer than {LONGEST:,} characters: cut it"

Answer = Callable[[Mapping[str, object]], Mapping[str, object]]


class PipesBroken(Exception):
    """Lines cannot be read or answers not be written: is the input open, is there room where the output goes?"""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class BadLine(ValueError):
    """What is wrong with a line, and the id it had."""

    def __init__(self, problem: str, of: object = None) -> None:
        super().__init__(problem)
        self.of = of


def pipe(answer: Answer) -> None:
    """Answer each line of standard input on standard output; exit code 1 if a line was bad. Raises PipesBroken."""
    if sys.stdin is None or sys.stdout is None:  # closed before we began
        raise PipesBroken
    try:
        good = all_good(sys.stdin.buffer, sys.stdout.buffer, answer)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left must not fail again at the end
        raise PipesBroken from None
    if not good:
        sys.exit(1)


def all_good(given: BinaryIO, out: BinaryIO, answer: Answer) -> bool:
    """Answer each line at once; whether no line was bad."""
    good = True
    for row, fine in answered(lines_of(given), answer):
        out.write(row)
        out.flush()
        good = good and fine
    return good


def lines_of(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream; of one that is too long only so much that this is seen."""
    most = 4 * LONGEST + 1  # bytes: a character has up to four
    while line := stream.readline(most):
        rest = line
        while len(rest) == most and not rest.endswith(b"\n"):
            rest = stream.readline(most)
        yield line


def answered(lines: Iterable[bytes], answer: Answer) -> Iterator[tuple[bytes, bool]]:
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


def written(row: Mapping[str, object]) -> bytes:
    """A row of JSON; half characters, which UTF-8 does not know, as JSON escapes them."""
    return json.dumps(row, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
