"""How fast a channel takes copies: as many as half a second needs make a page, and a channel that is down rests."""

from datetime import datetime, timedelta

from referral.records import dataclass

FIRST, LEAST, MOST = 8, 2, 256
PROBE = 1  # of a channel that took nothing
QUICK, SLOW = 0.25, 0.5  # seconds: a page in less may be twice as large, one in more only half
LONGEST_REST = timedelta(minutes=5)


@dataclass(slots=True)
class Pace:
    """Of one channel. Two pages are under way, so who ends the subscription is left alone within the second."""

    size: int = FIRST
    rests_until: datetime | None = None
    failures: int = 0  # pages in a row of which nothing arrived

    def rests(self, now: datetime) -> bool:
        """Whether it is left alone."""
        return self.rests_until is not None and now < self.rests_until

    def probes(self, now: datetime, longest: timedelta) -> bool:
        """Whether one page is tried alone; until it is known what became of it, all others rest."""
        if not self.failures or self.rests(now):
            return False
        self.rests_until = now + longest
        return True

    def took(self, handed: int, seconds: float) -> None:
        """So many were handed over in this time."""
        if handed:
            self.failures, self.rests_until = 0, None
        if seconds < QUICK and handed >= self.size:
            self.size = min(self.size * 2, MOST)
        elif seconds > SLOW:
            self.size = max(LEAST, min(self.size // 2, int(handed * SLOW / seconds)))

    def failed(self, now: datetime, longest: timedelta) -> None:
        """Nothing of a page arrived, and the platform may have said when to come again."""
        self.failures += 1
        self.size = PROBE
        pause = min(timedelta(seconds=2.0 ** min(self.failures - 1, 16)), LONGEST_REST)
        self.rests_until = now + max(pause, longest)
