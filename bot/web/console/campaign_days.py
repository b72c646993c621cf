"""Days of a campaign as officers write them, put into the sentences of `referral.campaigns.dates`, and back."""

import re
from collections.abc import Callable, Mapping

from flows.words import fold
from referral.campaigns.dates import EVENT, MONTHS, WEEKDAYS, parse_when
from referral.campaigns.days import ANY_YEAR, AfterHazard, Days, Lunar, Monthly, Offset, Once, Weekly, Yearly

Found = re.Match[str]

JOINED = re.compile(r"\s*[,;]\s*|\s+(?:và|va|and)\s+", re.IGNORECASE)
WEEK: Mapping[str, str] = {
    "thu hai": "monday", "thu ba": "tuesday", "thu tu": "wednesday", "thu nam": "thursday", "thu sau": "friday",
    "thu bay": "saturday", "thu 2": "monday", "thu 3": "tuesday", "thu 4": "wednesday", "thu 5": "thursday",
    "thu 6": "friday", "thu 7": "saturday", "chu nhat": "sunday",
}  # fmt: skip
SAID = ("thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật")
DAILY = " and ".join(f"each {day.title()}" for day in WEEKDAYS)
AT_WATER = "khi có người báo chỗ nước nguy hiểm"
A_DAY = r"(?:(?:ngay|mung|mong) )?([0-9]{1,2}) (?:thang )?([0-9]{1,2})"
EACH = r"(?:hang|moi)"


def in_sentences(typed: str) -> str:
    """What was typed with each Vietnamese day as its sentence; what is none stays, for its reader to judge."""
    return " and ".join(sentence(part.strip()) for part in JOINED.split(typed))


def sentence(part: str) -> str:
    """One day, as its reader reads it."""
    return by_form(part, FORMS)


def by_form(part: str, forms: Mapping[str, Callable[[Found], str]]) -> str:
    """The first form that fits; what none fits stays."""
    plain = fold(part)
    for form, said in forms.items():
        if (found := re.fullmatch(form, plain)) and (words := said(found)):
            return words
    return part


def dated(day: str, month: str) -> str:
    """A day of the year; "" if there is no such month."""
    return f"{int(day)} {MONTHS[int(month) - 1].title()}" if 1 <= int(month) <= len(MONTHS) else ""


def once(found: Found) -> str:
    day = dated(found[1], found[2])
    return day and f"{day} {found[3]}"


def weekly(found: Found) -> str:
    """A day of the week, perhaps of a season only."""
    each = f"each {WEEK[found[1]].title()}"
    if not found[2]:
        return each
    first, last = dated(found[2], found[3]), dated(found[4], found[5])
    return f"{each} from {first} to {last}" if first and last else ""


def offset(found: Found) -> str:
    """So long before or after another day."""
    unit, side = {"ngay": "days", "tuan": "weeks"}[found[2]], {"truoc": "before", "sau": "after"}[found[3]]
    of = EVENT if found[4] == fold(AT_WATER) else by_form(found[4], ONE_DAY)
    return f"{int(found[1])} {unit} {side} {of}"


ONE_DAY: Mapping[str, Callable[[Found], str]] = {
    rf"{A_DAY}(?: {EACH} nam)?": lambda found: dated(found[1], found[2]),
    rf"{A_DAY} (?:nam )?([0-9]{{4}})": once,
    rf"{A_DAY} am(?: lich)?(?: {EACH} nam)?": lambda found: f"lunar {found[1]}/{found[2]}",
}
FORMS: Mapping[str, Callable[[Found], str]] = {
    **ONE_DAY,
    rf"{EACH} ngay": lambda _: DAILY,
    rf"(?:{EACH} )?({'|'.join(WEEK)})(?: {EACH} tuan)?(?: tu {A_DAY} den {A_DAY})?": weekly,
    rf"(?:(?:ngay|mung|mong) )?([0-9]{{1,2}}) {EACH} thang": lambda found: f"each month on {int(found[1])}",
    r"([0-9]{1,3}) (ngay|tuan) (truoc|sau) (.+)": offset,
}


def said_in(locale: str, when: str) -> str:
    """The sentences of a campaign for a reader: a Vietnamese one reads days as people there write them."""
    if locale != "vi":
        return when
    days = parse_when(when)
    return "hằng ngày" if days == parse_when(DAILY) else " và ".join(map(said, days))


def said(days: Days) -> str:
    """One sentence in Vietnamese; typed again, it means the same."""
    match days:
        case Once(day):
            return f"{day.day}/{day.month}/{day.year}"
        case Yearly(month, day):
            return f"{day}/{month} hằng năm"
        case Lunar(month, day):
            return f"{day}/{month} âm lịch"
        case Monthly(day):
            return f"ngày {day} hằng tháng"
        case Weekly(weekday, begins, ends):
            return f"{SAID[weekday]} hằng tuần{season(begins, ends)}"
        case Offset(of, by):
            return f"{abs(by.days)} ngày {'trước' if by.days < 0 else 'sau'} {said(of)}"
        case AfterHazard(by):
            return f"{by.days} ngày sau {AT_WATER}"
    raise TypeError(days)


def season(begins: tuple[int, int], ends: tuple[int, int]) -> str:
    """From when to when in the year; nothing for a whole one."""
    whole = (begins, ends) == ANY_YEAR
    return "" if whole else f" từ {begins[1]}/{begins[0]} đến {ends[1]}/{ends[0]}"
