"""How often the figures may be asked as JSON: a slow pace for each token, and for each network that has none."""

from collections import OrderedDict, deque
from dataclasses import field
from datetime import datetime, timedelta

from referral.records import dataclass

MOST = 60  # calls
SPAN = timedelta(minutes=1)
CALLERS = 1000  # remembered; whoever called longest ago is forgotten first


@dataclass(frozen=True, slots=True)
class Calls:
    """When each caller called lately."""

    known: OrderedDict[str, deque[datetime]] = field(default_factory=OrderedDict)

    def wait(self, caller: str, now: datetime) -> int:
        """Note a call; for how many seconds this caller must wait, 0 if it may go on."""
        line = self.known.setdefault(caller, deque(maxlen=MOST))
        self.known.move_to_end(caller)
        while len(self.known) > CALLERS:
            self.known.popitem(last=False)
        if len(line) == MOST and now - line[0] < SPAN:
            return int((line[0] + SPAN - now).total_seconds()) + 1
        line.append(now)
        return 0
