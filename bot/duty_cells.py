"""How people write days, hours and dates in a table of shifts: “T2-T6”, “7h30”, “24/11/2026”."""

import re
from datetime import date, time

from referral.jurisdiction.names import fold
from referral.roster import EVERY_DAY, OnHolidays, Rank

SAID_DAYS = (
    ("T2", "thứ 2", "thứ hai", "2", "Mon", "Monday"),
    ("T3", "thứ 3", "thứ ba", "3", "Tue", "Tuesday"),
    ("T4", "thứ 4", "thứ tư", "4", "Wed", "Wednesday"),
    ("T5", "thứ 5", "thứ năm", "5", "Thu", "Thursday"),
    ("T6", "thứ 6", "thứ sáu", "6", "Fri", "Friday"),
    ("T7", "thứ 7", "thứ bảy", "7", "Sat", "Saturday"),
    ("CN", "chủ nhật", "8", "Sun", "Sunday"),
)
DAY_OF = {fold(said): n for n, names in enumerate(SAID_DAYS) for said in names}
ALL_DAYS = {fold(said) for said in ("hằng ngày", "hàng ngày", "mỗi ngày", "cả tuần", "tất cả", "every day", "daily")}
ON_HOLIDAYS: dict[str, OnHolidays] = {
    **dict.fromkeys(map(fold, ("", "có", "cả ngày lễ", "yes", "too")), "too"),
    **dict.fromkeys(map(fold, ("không", "nghỉ", "nghỉ lễ", "no", "never")), "never"),
    **dict.fromkeys(map(fold, ("chỉ ngày lễ", "chỉ", "chỉ lễ", "only")), "only"),
}
RANKS: dict[str, Rank] = {
    fold(""): "",
    **dict.fromkeys(map(fold, ("chính", "trực chính", "trưởng ca", "first")), "first"),
    **dict.fromkeys(map(fold, ("phó", "trực phó", "dự bị", "deputy")), "deputy"),
}
EVERYBODY = {fold(said) for said in ("", "cả đơn vị", "tất cả", "mọi người", "everybody")}
PARTS = re.compile(r"[,;+&]| và ")
RANGE = re.compile(r"\s*(?:-|–|—|\bđến\b|\btới\b|\bto\b)\s*", re.IGNORECASE)
HOUR = re.compile(r"(\d{1,2})\s*(?:[:hg.]\s*(\d{2})?)?(?::\d{2})?\s*(?:giờ)?", re.IGNORECASE)
DATES = (
    re.compile(r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?:[ T]00:00:00)?"),
)
MIDNIGHT = 24


def days_in(cell: str) -> frozenset[int]:
    """The days of the week that a cell names; empty if it names none, or something else."""
    if fold(cell) in ALL_DAYS:
        return EVERY_DAY
    found: set[int] = set()
    for part in PARTS.split(cell):
        days = span(part.strip())
        if not days:
            return frozenset()
        found |= days
    return frozenset(found)


def span(part: str) -> frozenset[int]:
    """One day, or the days from one to another; a span may go over Sunday."""
    ends = [DAY_OF.get(fold(said)) for said in RANGE.split(part)]
    first, last = (ends * 2)[:2] if len(ends) == 1 else (ends if len(ends) == 2 else (None, None))
    if first is None or last is None:
        return frozenset()
    return frozenset((first + n) % 7 for n in range((last - first) % 7 + 1))


def hour_in(cell: str) -> time | None:
    """An hour of the day; 24:00 is midnight. None if it is none."""
    found = HOUR.fullmatch(cell.strip())
    hours, minutes = (int(found[1]), int(found[2] or 0)) if found else (MIDNIGHT + 1, 0)
    if (hours, minutes) == (MIDNIGHT, 0):
        return time()
    return time(hours, minutes) if hours < MIDNIGHT and minutes < 60 else None


def date_in(cell: str) -> date | None:
    """A day of the calendar, written as here or as a spreadsheet keeps it. None if it is none."""
    found = next((m for pattern in DATES if (m := pattern.fullmatch(cell.strip()))), None)
    if found is None:
        return None
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None
