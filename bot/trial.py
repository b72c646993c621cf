"""Who takes part while this is a trial: the testers, and the operator who reads what agencies would get."""

import re
from collections.abc import Iterator

from bot.settings import Settings
from handlers.events import Address

OUTSIDE = {  # channel -> how it writes the id of a person
    "telegram": re.compile(r"[1-9]\d{0,18}", re.ASCII),
    "zalo_oa": re.compile(r"\d{1,25}:\d{1,25}", re.ASCII),  # the account, and the person as this account knows them
    "zalo_bot": re.compile(r"[0-9A-Za-z_-]{1,64}", re.ASCII),
}


class BadSetting(Exception):
    """LANGNGHE_TESTERS and LANGNGHE_OPERATOR are written telegram:ID, zalo_oa:OA:ID or zalo_bot:ID: correct them."""

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
