"""When a campaign is due: the sentences of `when`, and the days they give, computed years ahead."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache

from referral.campaigns import BadCampaign, Campaign
from referral.campaigns.days import AfterHazard, Days, Lunar, Monthly, Offset, Once, Weekly, Yearly, day_of
from referral.clock import VIETNAM

EARLIEST, LATEST = date(1902, 1, 1), date(2098, 12, 31)  # the lunar calendar is known from 1900 to 2100
LONGEST_OFFSET = 366  # days
LEAP_YEAR = 2000
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
SIGN: Mapping[str, int] = {"before": -1, "after": 1}
DAYS_IN: Mapping[str, int] = {"day": 1, "days": 1, "week": 7, "weeks": 7}
EVENT = "a hazard"
HOW = (
    'write "1 June", "1 June 2027", "lunar 15/8", "each Friday from 1 May to 30 September", "each month on 1", '
    '"7 days before 1 June" or "3 days after a hazard"; several are joined by "and"'
)

Found = re.Match[str]


def occurrences(campaign: Campaign, first: date, last: date) -> Sequence[date]:
    """The days from `first` to `last` on which it is due: in order, each once. Raises BadCampaign."""
    first, last = max(first, EARLIEST), min(last, LATEST)
    return sorted({day for days in sentences(campaign) for day in days.between(first, last)})


def upcoming(campaign: Campaign, first: date) -> date | None:
    """The first day from this one on; None if there is none, or only events bring it about."""
    nexts = (next(days.between(max(first, EARLIEST), LATEST), None) for days in sentences(campaign))
    return min((day for day in nexts if day), default=None)


def past(campaign: Campaign, today: date) -> bool:
    """Whether its days are over for good: it was to be sent once, and nobody did."""
    return after_event(campaign.when) is None and upcoming(campaign, today) is None


def moment(campaign: Campaign, day: date) -> datetime:
    """When it is due on a day; quiet hours move it, see `hours.goes_at`."""
    return datetime.combine(day, campaign.at, VIETNAM)


def after_event(when: str) -> timedelta | None:
    """How long after a hazard was reported near by; None if it is due by the calendar."""
    return next((days.by for days in parse_when(when) if isinstance(days, AfterHazard)), None)


def sentences(campaign: Campaign) -> tuple[Days, ...]:
    """The sentences of a campaign; a mistake is said with its name."""
    try:
        return parse_when(campaign.when)
    except BadCampaign as mistake:
        raise BadCampaign(f"{campaign.name}: when: {mistake}") from None


@lru_cache(maxsize=1024)
def parse_when(text: str) -> tuple[Days, ...]:
    """Read sentences joined by "and", or raise BadCampaign."""
    found = tuple(parse_days(part) for part in " ".join(text.lower().split()).split(" and "))
    if len(found) > 1 and any(isinstance(days, AfterHazard) for days in found):
        raise BadCampaign(f'"{text}": what follows {EVENT} stands alone; make a campaign of the other days')
    return found


def parse_days(text: str) -> Days:
    """Read one sentence, in small letters."""
    for form, build in FORMS.items():
        if found := re.fullmatch(form, text):
            return build(found)
    raise BadCampaign(f'"{text}" is no day: {HOW}')


def yearly(found: Found) -> Yearly:
    return Yearly(*month_day(found[1]))


def once(found: Found) -> Once:
    month, day = month_day(found[1])
    year = int(found[2])
    if not EARLIEST.year <= year <= LATEST.year:
        raise BadCampaign(f'"{found[0]}": write a year up to {LATEST.year}')
    if (last := day_of(year, month, day)).day != day:
        raise BadCampaign(f'"{found[0]}" does not exist: the last day of this month is {last.day} {MONTHS[month - 1]}')
    return Once(last)


def lunar(found: Found) -> Lunar:
    day, month = int(found[1]), int(found[2])
    if not (1 <= day <= 30 and 1 <= month <= 12):
        raise BadCampaign(f'"{found[0]}": write a lunar day 1-30 and month 1-12, e.g. lunar 15/8')
    return Lunar(month, day)


def monthly(found: Found) -> Monthly:
    day = int(found[1])
    if not 1 <= day <= 31:
        raise BadCampaign(f'"{found[0]}": write a day from 1 to 31')
    return Monthly(day)


def weekly(found: Found) -> Weekly:
    weekday = WEEKDAYS.index(found[1])
    return Weekly(weekday, month_day(found[2]), month_day(found[3])) if found[2] else Weekly(weekday)


def offset(found: Found) -> Days:
    """So long before or after one day, or after an event."""
    count = int(found[1]) * DAYS_IN[found[2]]
    if not 1 <= count <= LONGEST_OFFSET:
        raise BadCampaign(f'"{found[0]}": write from 1 to {LONGEST_OFFSET} days')
    by = timedelta(days=count * SIGN[found[3]])
    if found[4] == EVENT:
        return after_hazard(by, found)
    of = None if re.fullmatch(OFFSET, found[4]) else parse_days(found[4])
    if not isinstance(of, Once | Yearly | Lunar):
        raise BadCampaign(f'"{found[0]}": count from one day, such as "1 June" or "lunar 1/1"')
    return Offset(of, by)


def after_hazard(by: timedelta, found: Found) -> AfterHazard:
    if by < timedelta():
        raise BadCampaign(f'"{found[0]}": nobody knows it before; write "after {EVENT}"')
    return AfterHazard(by)


def month_day(text: str) -> tuple[int, int]:
    """Read "29 february"."""
    number, _, word = text.partition(" ")
    if word not in MONTHS:
        raise BadCampaign(f'"{text}": {word!r} is no month; use one of {", ".join(MONTHS)}')
    month, day = MONTHS.index(word) + 1, int(number)
    longest = day_of(LEAP_YEAR, month, 31).day
    if not 1 <= day <= longest:
        raise BadCampaign(f'"{text}" does not exist: {word} has {longest} days')
    return month, day


A_DAY = r"([0-9]{1,2} [a-z]+)"
OFFSET = r"([0-9]{1,3}) (days?|weeks?) (before|after) (.+)"
FORMS: Mapping[str, Callable[[Found], Days]] = {
    A_DAY: yearly,
    rf"{A_DAY} ([0-9]{{4}})": once,
    r"lunar ([0-9]{1,2})/([0-9]{1,2})": lunar,
    rf"each ({'|'.join(WEEKDAYS)})(?: from {A_DAY} to {A_DAY})?": weekly,
    r"each month on ([0-9]{1,2})": monthly,
    OFFSET: offset,
}
