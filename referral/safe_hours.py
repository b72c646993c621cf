"""The hours at which somebody said that it is safe to write: read only when nothing else is in the words."""

import re
import unicodedata
from datetime import datetime, timedelta

from referral.clock import local
from referral.records import dataclass

HOUR = 60  # minutes
DAY = 24 * HOUR
NIGHT = 22 * HOUR  # "after eight in the evening" reaches no further
PARTS = {  # part of the day: the hour that is said, and the same on a clock of twenty-four
    "sáng": {said: said for said in range(1, 12)},
    "trưa": {11: 11, 12: 12, 1: 13, 2: 14},
    "chiều": {said: said + 12 for said in range(1, 8)},
    "tối": {said: said + 12 for said in range(5, 12)},
    "đêm": {8: 20, 9: 21, 10: 22, 11: 23, 12: 0},
    "am": {said: said for said in range(1, 12)},
    "pm": {said: said + 12 for said in range(1, 12)},
}
PLAIN = {"sang": "sáng", "trua": "trưa", "chieu": "chiều", "toi": "tối", "dem": "đêm", "khuya": "đêm"}
PART = "|".join((*PARTS, *PLAIN))
CLOCK = rf"(\d{{1,2}})\s*(?:giờ|gio|h|g|:)?\s*(\d{{2}}|rưỡi|ruoi)?\s*(?:phút|phut)?\s*({PART})?"
UNTIL = r"(?:-|–|đến|den|tới|toi|to|until)"
AFTER = {"sau", "after", "từ sau", "tu sau"}
BEFORE = {"trước", "truoc", "before"}
LIMIT = rf"({'|'.join(sorted(AFTER | BEFORE, key=len, reverse=True))})?"
FILLER = r"(?:\s|buổi|buoi|lúc|luc|từ|tu|khoảng|khoang|tầm|tam|vào|vao|at|from)*"
READ = re.compile(rf"{FILLER}{LIMIT}{FILLER}(?:({PART})\s+)?{FILLER}{CLOCK}(?:\s*{UNTIL}\s*{CLOCK})?\s*")
AROUND = re.compile(
    r"\b(?:chỉ|chi|nhắn|nhan|được|duoc|cho|em|con|cháu|chau|tôi|tui|mình|minh|thì|thi|là|la|an toàn|an toan|nhé|nhe"
    r"|ạ|dạ|da|thôi|thoi|mỗi ngày|moi ngay|hằng ngày|hàng ngày|hang ngay|ngày nào cũng|ngay nao cung|every day)\b"
    r"(?!\s*\d)"
)
BETWEEN = re.compile(r"\s*(?:,|;|\.|\bvà\b|\bhoặc\b|\bhay\b|\bor\b)\s*")


@dataclass(frozen=True, slots=True)
class Span:
    """From one minute of the day to another; past midnight when it ends before it begins."""

    begin: int
    end: int

    def holds(self, minute: int) -> bool:
        """Whether this minute of the day is in it."""
        return (minute - self.begin) % DAY < (self.end - self.begin) % DAY


@dataclass(frozen=True, slots=True)
class SafeHours:
    """When it is safe every day."""

    spans: tuple[Span, ...]

    def next(self, moment: datetime) -> datetime:
        """This moment if it is safe now, else when it is next."""
        here = local(moment)
        minute = here.hour * HOUR + here.minute
        if any(span.holds(minute) for span in self.spans):
            return moment
        wait = min((span.begin - minute) % DAY for span in self.spans)
        return moment.replace(second=0, microsecond=0) + timedelta(minutes=wait)


def read_hours(words: str) -> SafeHours | None:
    """The hours that these words tell, None when they tell anything else or leave a doubt: then nothing is pushed."""
    said = " ".join(AROUND.sub(" ", unicodedata.normalize("NFC", words).lower()).split())
    spans = [read_span(part) for part in BETWEEN.split(said) if part]
    known = tuple(span for span in spans if span)
    return SafeHours(known) if known and len(known) == len(spans) else None


def read_span(words: str) -> Span | None:
    """One stretch of time; a bare hour lasts an hour."""
    found = READ.fullmatch(words)
    if not found:
        return None
    limit, before, *clocks = found.groups()
    part = clocks[5] or clocks[2] or before
    begin = minute_of(clocks[0], clocks[1], clocks[2] or before or part)
    end = minute_of(clocks[3], clocks[4], part) if clocks[3] else None
    if begin is None or (clocks[3] and end is None) or (limit and clocks[3]):
        return None
    return limited(begin, limit) if end is None else proper(begin, end)


def proper(begin: int, end: int) -> Span | None:
    """The stretch between two times, None when there is nothing between them."""
    return Span(begin, end) if begin != end else None


def limited(at: int, limit: str | None) -> Span:
    """A stretch that has one end: after it until night, the hour before it, or the hour that begins with it."""
    if limit in AFTER:
        return Span(at, max(NIGHT, at + HOUR) % DAY)
    return Span((at - HOUR) % DAY, at) if limit in BEFORE else Span(at, (at + HOUR) % DAY)


def minute_of(hour: str, minutes: str | None, part: str | None) -> int | None:
    """The minute of the day; None when the hour is none, or could be of the morning or of the evening."""
    told = hour_of(int(hour), PLAIN.get(part or "", part or ""))
    past = 30 if (minutes or "").startswith("r") else int(minutes or 0)
    return None if told is None or past >= HOUR else told * HOUR + past


def hour_of(hour: int, part: str) -> int | None:
    """The hour on a clock of twenty-four."""
    if 13 <= hour < 24:
        return hour
    return PARTS.get(part, {}).get(hour)
