"""What an alarm says outside the messengers: kinds, times and remedies, never content."""

from datetime import datetime

from referral.alarm_table import ALARMS, is_grave, means
from referral.alarms import News, Telling, Trouble
from referral.clock import local
from referral.records import dataclass


@dataclass(frozen=True, slots=True)
class Note:
    """One alarm to be told by every way there is."""

    news: News
    trouble: Trouble
    since: datetime
    over_at: datetime | None = None
    trial: bool = False

    @classmethod
    def of(cls, telling: Telling) -> "Note":
        """What is to be told of it."""
        raised = telling.raised
        return cls(telling.news, raised.trouble, raised.since, raised.over_at)

    @property
    def severity(self) -> str:
        return "grave" if is_grave(self.trouble) else "soon"

    @property
    def title(self) -> str:
        """One line: TRIAL tells a rehearsal from the real thing."""
        about = f" ({self.trouble.subject})" if self.trouble.subject else ""
        first = "TRIAL, nothing is wrong" if self.trial else "over" if self.news == "over" else self.severity.upper()
        return f"{first}: {self.trouble.name}{about}"

    @property
    def text(self) -> str:
        """What it means, since when, what to do."""
        alarm = ALARMS[self.trouble.name]
        ended = [f"It ended at {spoken(self.over_at)}."] if self.over_at else [alarm.remedy]
        lines = (means(self.trouble), f"Since {spoken(self.since)}.", *ended, f"docs/alarms.md#{self.trouble.name}")
        return "\n".join((self.title, "", *lines, ""))


def spoken(at: datetime) -> str:
    """A moment as Vietnam's clocks show it."""
    return f"{local(at):%d/%m/%Y %H:%M:%S}"


def trial_note(now: datetime) -> Note:
    """What `langnghe alarm test` sends."""
    return Note("raised", Trouble("database_silent"), now, trial=True)
