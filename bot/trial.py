"""Who takes part while this is a trial: the testers, and the operator who reads what agencies would get."""

import re
from collections.abc import Iterator

from bot.settings import Settings
from handlers.events import Address

OUTSIDE = {"telegram": re.compile(r"[1-9]\d{0,18}", re.ASCII)}  # channel -> how it writes the id of a person


class BadSetting(Exception):
    """LANGNGHE_TESTERS and LANGNGHE_OPERATOR are written telegram:123456789, testers with commas: correct them."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def testers_in(settings: Settings) -> frozenset[Address]:
    """Who may use an outside channel during a trial. Raises BadSetting."""
    return frozenset(addresses(settings.testers))


def operator_in(settings: Settings) -> Address | None:
    """Who reads what agencies would get outside our pages: the operator, else the first tester. Raises BadSetting."""
    return next(addresses(settings.operator or settings.testers), None)


def addresses(text: str) -> Iterator[Address]:
    """The addresses in a list with commas."""
    for part in filter(None, (part.strip() for part in text.split(","))):
        channel, _, person = part.partition(":")
        if channel not in OUTSIDE or not OUTSIDE[channel].fullmatch(person):
            raise BadSetting
        yield Address(channel, person)
