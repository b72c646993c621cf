"""Days of the lunar calendar of Vietnam (UTC+7) as days of ours; the ordinary month counts, never its leap month."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from lunar_vn import LunarDate, lunar_to_solar, solar_to_lunar

SHORTEST = 29  # days; every other month or so has a thirtieth


@lru_cache(maxsize=4096)
def solar(year: int, month: int, day: int) -> date:
    """This day of a lunar year, or the last of its month where that has 29 days."""
    wanted = LunarDate(day, month, year)
    found = lunar_to_solar(wanted)
    if solar_to_lunar(found) == wanted:
        return found
    return lunar_to_solar(LunarDate(SHORTEST, month, year))  # asked for a day 30 that is not, it had gone on counting


def lunar_days(month: int, day: int, first: date, last: date) -> Iterator[date]:
    """This lunar day of every year, from `first` to `last`; a lunar year ends in January or February of the next."""
    days = (solar(year, month, day) for year in range(first.year - 1, last.year + 1))
    return (found for found in days if first <= found <= last)


def lunar_day(day: date) -> str:
    """The day of the lunar calendar, as 15/8."""
    found = solar_to_lunar(day)
    return f"{found.day}/{found.month}"
