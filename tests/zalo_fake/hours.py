"""The fake's own time: it runs like the real one, and can be moved, or be somebody else's clock."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone

HOME = timezone(timedelta(hours=7))


def real_now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class Hours:
    """What time it is at the platform. `clock` may be replaced, as a play does."""

    clock: Callable[[], datetime] = real_now
    shift: timedelta = field(default_factory=timedelta)

    def now(self) -> datetime:
        return self.clock() + self.shift

    def ms(self) -> int:
        """Epoch milliseconds, as Zalo writes time."""
        return int(self.now().timestamp() * 1000)

    def forward(self, by: timedelta) -> None:
        """Let time pass."""
        self.shift += by

    def wait_for(self, hour: int) -> None:
        """Let time pass until it is this hour in Vietnam."""
        local = self.now().astimezone(HOME)
        self.shift += timedelta(hours=(hour - local.hour) % 24)

    @property
    def hour(self) -> int:
        """The hour in Vietnam."""
        return self.now().astimezone(HOME).hour

    @property
    def day(self) -> str:
        """The day in Vietnam, for what is counted by day."""
        return f"{self.now().astimezone(HOME):%Y-%m-%d}"
