"""Templates that Zalo approved: which one for which kind of notice, and what may fill its blanks."""

import unicodedata
from collections.abc import Mapping
from typing import get_args

from handlers.events import Notice, NoticeKind

KINDS: tuple[NoticeKind, ...] = get_args(NoticeKind)
LONGEST: Mapping[str, int] = {  # characters, by what Zalo calls the type of a parameter
    "number": 30,  # a code
    "code": 30,
    "receipt": 30,
    "name": 30,
    "date": 20,
    "time": 20,
    "urgency": 30,
    "place": 200,  # an address
    "address": 200,
    "link": 200,
}
USUAL = 30
NOTHING = "-"  # Zalo takes no empty blank


class BadTemplates(Exception):
    """LANGNGHE_ZALO_TEMPLATES is written kind=id;kind=id; kinds: alert, officer, status, campaign, code. Correct it."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def templates_in(words: str) -> Mapping[NoticeKind, str]:
    """The ids of the templates by kind of notice. Raises BadTemplates."""
    found: dict[NoticeKind, str] = {}
    for part in filter(None, (part.strip() for part in words.split(";"))):
        kind, _, number = (piece.strip() for piece in part.partition("="))
        known = next((one for one in KINDS if one == kind), None)
        if known is None or known in found or not (number.isascii() and number.isalnum()):
            raise BadTemplates
        found[known] = number
    return found


def kinds_in(words: str) -> frozenset[str]:
    """The kinds that have an id, for whoever must not stop at a mistake in the rest."""
    pairs = (part.partition("=") for part in words.split(";"))
    return frozenset(kind.strip() for kind, _, number in pairs if kind.strip() and number.strip())


def filled(notice: Notice) -> dict[str, str]:
    """The blanks by name, each as long as Zalo lets it be, and none empty."""
    return {name: cut(value, LONGEST.get(name, USUAL)) for name, value in notice.fields}


def cut(value: str, longest: int) -> str:
    """The value in composed letters, its end given up with a mark if it is too long."""
    words = " ".join(unicodedata.normalize("NFC", value).split()) or NOTHING
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"
