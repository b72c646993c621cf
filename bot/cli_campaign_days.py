"""The days of a campaign at the command line: of which a preview is, when it goes next, whether today is near it."""

from datetime import date

from bot.duty_cells import date_in
from handlers.campaign_calendar import next_due
from handlers.campaign_counting import is_near, shown_on
from handlers.work import Work
from referral.campaigns import Campaign
from referral.campaigns.dates import upcoming
from referral.clock import hour, local


class BadDay(Exception):
    """--day is a day of the calendar, written as 24/11/2026 or 2026-11-24: correct it."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class FarFromItsDay(Exception):
    """This is not the time of this campaign: let the calendar send it, or start it today with --anyway."""

    def __init__(self, campaign: Campaign) -> None:
        super().__init__(f"{campaign.name} ({campaign.when}): {self.__doc__}")


def shown_day(work: Work, campaign: Campaign, said: str = "") -> date:
    """The day that was said, else its next one within a week, else today, as if it were started. Raises BadDay."""
    if not said:
        return shown_on(work, campaign)
    day = date_in(said)
    if day is None:
        raise BadDay
    return day


def which_day(work: Work, campaign: Campaign, day: date) -> str:
    """Of which day a preview is, and how to see its next one, if that is another."""
    coming = upcoming(campaign, local(work.now).date())
    other = f" Its next day: `--day {coming:%d/%m/%Y}`." if coming and coming != day else ""
    return f"{campaign.name} as it is sent on {day:%d/%m/%Y}.{other}"


def next_words(work: Work, campaign: Campaign) -> str:
    """When it will be sent next."""
    due = next_due(work, campaign, work.now)
    return f"It goes next on {local(due):%A %d/%m/%Y} at {hour(due)}." if due else f"It waits: {campaign.when}."


def refuse_far(work: Work, campaign: Campaign) -> None:
    """A campaign is started by hand within a week of a day of its own. Raises FarFromItsDay."""
    if not is_near(work, campaign):
        raise FarFromItsDay(campaign)
