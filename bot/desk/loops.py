"""When each loop of this process went round the last time: one that hangs looks idle from outside."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from time import monotonic


class Loops:
    """Only those that have gone round once are known: a process may run some of them."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._last: dict[str, float] = {}

    def went_round(self, name: str) -> None:
        """This loop is alive."""
        self._last[name] = self._clock()

    def of(self, name: str) -> Callable[[], None]:
        """What a loop calls each time it goes round."""
        return lambda: self.went_round(name)

    def forget(self) -> None:
        """They end now, as they should."""
        self._last.clear()

    @property
    def ages(self) -> Mapping[str, timedelta]:
        """How long ago each went round."""
        now = self._clock()
        return {name: timedelta(seconds=now - last) for name, last in self._last.items()}
