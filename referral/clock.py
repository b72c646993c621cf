"""Local time of the country: Vietnam keeps UTC+7 all year and has no daylight saving time."""

from datetime import datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")


def local(moment: datetime) -> datetime:
    """The same moment as a clock on a wall in Vietnam shows it."""
    return moment.astimezone(VIETNAM)


def hour(moment: datetime) -> str:
    """Hour and minute: 14:05."""
    return f"{local(moment):%H:%M}"


def hour_and_day(moment: datetime) -> str:
    """Hour, minute and day: 14:05 22/11/2026."""
    return f"{local(moment):%H:%M %d/%m/%Y}"
