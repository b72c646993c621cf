"""A line of a list becomes a subscriber; every line that cannot is said, by its number, with what to write instead."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, time
from functools import lru_cache

from bot.directory_places import Unclear, communes_in, province_in
from bot.duty_cells import date_in
from bot.store.subscription_lists import Listed
from bot.subscription_table import Row
from handlers.events import Address
from referral.campaigns import ROLES, TOPICS, WORK
from referral.clock import VIETNAM
from referral.jurisdiction.names import fold
from referral.jurisdiction.units import unit
from referral.records import dataclass

Cells = Mapping[str, str]
Words = Mapping[str, tuple[str, ...]]

CHANNELS: Words = {"telegram": ("tele",), "zalo_oa": ("zalo", "zalo oa"), "zalo_bot": ("zalo bot",)}
IDS = {  # how each channel's ids look, and how to write them
    "telegram": (re.compile(r"[1-9]\d{0,15}", re.ASCII), "write the number of the private chat, all its digits"),
    "zalo_oa": (
        re.compile(r"[1-9]\d{5,24}:[1-9]\d{5,24}", re.ASCII),
        "write ACCOUNT:USER, both numbers with all their digits",
    ),
    "zalo_bot": (re.compile(r"[0-9A-Za-z._-]{4,64}"), "write the chat's id as Zalo gives it"),
}
LANGUAGE_WORDS: Words = {"vi": ("tiếng việt", "việt", "vietnamese", "vn"), "en": ("tiếng anh", "anh", "english")}
ROLE_WORDS: Words = {
    "parent": ("phụ huynh", "cha mẹ", "bố mẹ", "ba mẹ"),
    "teacher": ("giáo viên", "thầy cô"),
    "pupil": ("học sinh", "trẻ em", "student"),
    "volunteer": ("tình nguyện viên", "cộng tác viên"),
}
TOPIC_WORDS: Words = {
    "drowning": ("đuối nước", "bơi an toàn"),
    "home": ("nhà an toàn", "ngôi nhà an toàn"),
    "rights": ("quyền trẻ em", "quyền"),
    "school": ("trường học", "trường", "đến trường"),
    "health": ("sức khỏe", "sức khoẻ"),
    "holidays": ("ngày lễ", "lễ tết"),
    "storm": ("bão", "thiên tai", "bão lũ"),
}
EVERYTHING = frozenset(map(fold, ("tất cả", "all", "mọi chủ đề")))
PARTS = re.compile(r"[,;|+/]")
LONGEST = 100


def meaning(words: Words) -> Mapping[str, str]:
    """By what people write: our word for it."""
    return {fold(said): ours for ours, others in words.items() for said in (ours, *others)}


CHANNEL_OF, LANGUAGE_OF, ROLE_OF, TOPIC_OF = map(meaning, (CHANNELS, LANGUAGE_WORDS, ROLE_WORDS, TOPIC_WORDS))
assert set(ROLE_WORDS) == set(ROLES) and set(TOPIC_WORDS) == set(TOPICS) - {WORK}


@dataclass(frozen=True, slots=True)
class Bad:
    """Why a line is not taken: the column, "" for the whole line, and what is wrong with it."""

    line: int
    column: str
    what: Unclear


class Wrong(Exception):
    """A cell says nothing that we know: see the line's report."""

    def __init__(self, column: str, what: Unclear) -> None:
        super().__init__(self.__doc__)
        self.column, self.what = column, what


def listed_in(row: Row, now: datetime) -> Listed | Bad:
    """The subscriber of a line, or the first thing that is wrong with it."""
    if row.broken:
        remedy = "put quotation marks around a cell in which a separator stands, and close them"
        return Bad(row.number, "", Unclear(row.broken, remedy))
    try:
        return read(row, now)
    except Wrong as wrong:
        return Bad(row.number, wrong.column, wrong.what)


def read(row: Row, now: datetime) -> Listed:
    """The subscriber of a line. Raises Wrong."""
    cells = row.cells
    commune, province = place_of(cells)
    return Listed(
        line=row.number,
        address=address_of(cells),
        locale=one_of(LANGUAGE_OF, "language", cells),
        commune=commune,
        province=province,
        role=one_of(ROLE_OF, "role", cells),
        topics=topics_of(cells["topics"]),
        person=person_of(cells["person"]),
        since=since_of(cells["since"], now),
    )


def address_of(cells: Cells) -> Address:
    """Where they are written to."""
    channel = CHANNEL_OF.get(fold(cells["channel"]))
    if channel is None:
        raise Wrong("channel", Unclear("no channel that takes lists", f"write one of {', '.join(CHANNELS)}"))
    shape, remedy = IDS[channel]
    if not shape.fullmatch(cells["id"]):
        raise Wrong("id", Unclear(f"no id of {channel}", f"{remedy}; in a spreadsheet make the column text first"))
    return Address(channel, cells["id"])


def one_of(known: Mapping[str, str], column: str, cells: Cells) -> str:
    """Our word for a cell; an empty one says nothing."""
    if not cells[column]:
        return ""
    if found := known.get(fold(cells[column])):
        return found
    raise Wrong(column, Unclear("not known", f"write one of {', '.join(dict.fromkeys(known.values()))}, or nothing"))


def place_of(cells: Cells) -> tuple[str, str]:
    """The codes of the commune and the province, as far as they are said."""
    province = found_or_wrong(province_called, "province", cells["province"])
    named = cells["commune"]
    if named and not named.isdecimal() and cells["province"] and not cells["province"].isdecimal():
        named = f"{named}, {cells['province']}"
    commune = found_or_wrong(commune_called, "commune", named)
    here = unit(commune) if commune else None
    if here and province and here.province != province:
        raise Wrong("commune", Unclear("this commune is in another province", "correct one of the two"))
    return commune, here.province if here else province


def found_or_wrong(look: Callable[[str], str | Unclear], column: str, cell: str) -> str:
    """The code that a cell says, "" for an empty one."""
    found = look(cell) if cell else ""
    if isinstance(found, Unclear):
        raise Wrong(column, found)
    return found


@lru_cache(maxsize=8192)
def commune_called(cell: str) -> str | Unclear:
    """The code of one commune of today."""
    found = communes_in(cell, "subscriber")
    if not isinstance(found, Unclear):
        return found[0]
    return Unclear(found.words, "write one commune by name or code, as 21340", found.reading, found.candidates)


@lru_cache(maxsize=256)
def province_called(cell: str) -> str | Unclear:
    """The code of one province of today."""
    return province_in(cell)


@lru_cache(maxsize=1024)
def topics_of(cell: str) -> tuple[str, ...]:
    """The topics of a cell; none are all. Reminders of work are for officers, who have them when they link a way."""
    if not cell or fold(cell) in EVERYTHING:
        return ()
    said = [part for part in PARTS.split(cell) if part.strip()]
    found = {TOPIC_OF.get(fold(part), "") for part in said}
    if "" in found or not found:
        remedy = f"write some of {', '.join(TOPIC_WORDS)} with a + between them, or nothing for all"
        raise Wrong("topics", Unclear("a topic is not known, or is only for officers", remedy))
    return tuple(topic for topic in TOPICS if topic in found)


def person_of(cell: str) -> str:
    """What is the same on all lines of one human."""
    if len(cell) > LONGEST:
        raise Wrong("person", Unclear("too long", f"write a short code, at most {LONGEST} letters"))
    return cell


def since_of(cell: str, now: datetime) -> datetime | None:
    """The day on which they agreed; None if it is not said."""
    if not cell:
        return None
    day = date_in(cell)
    if day is None:
        raise Wrong("since", Unclear("no date", "write it as 24/11/2026"))
    moment = datetime.combine(day, time(), VIETNAM)
    if moment > now:
        raise Wrong("since", Unclear("this day is still to come", "write the day on which they agreed"))
    return moment
