"""The hours of Zalo's night, in which it takes no templates and no broadcasts: 22:00 to 06:00 in Vietnam."""

from datetime import datetime, time, timedelta

from bot.channels import ChannelError, NotNow
from bot.channels.zalo_oa.errors import Told
from referral.clock import VIETNAM, local

MORNING, NIGHT = time(6), time(22)
A_WHILE = 60.0  # when our clock and theirs do not agree whether it is night


def is_night(now: datetime) -> bool:
    """Whether it is night in Vietnam."""
    return not MORNING <= local(now).time() < NIGHT


def until_morning(now: datetime) -> float:
    """Seconds until 06:00 in Vietnam; a minute if it is day by our clock."""
    here = local(now)
    if not is_night(now):
        return A_WHILE
    day = here.date() + timedelta(days=here.time() >= NIGHT)
    return (datetime.combine(day, MORNING, VIETNAM) - here).total_seconds()


def follows(told: Told, now: datetime) -> ChannelError:
    """The error for the desk; the night's is as long as the night."""
    return NotNow(until_morning(now)) if told.kind == "night" else told.error
