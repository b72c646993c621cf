"""One who stands ready until called; who is called while nobody stands there goes at once on coming."""

from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Standby(Generic[T]):
    """A place for one, shared by threads: no call is lost, and many calls are one."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._one: T | None = None
        self._called = False

    def stand(self, one: T) -> bool:
        """Whether this one stands there now; False if somebody called since the last one went."""
        with self._lock:
            called, self._called = self._called, False
            self._one = None if called else one
            return not called

    def call(self) -> T | None:
        """Whoever stands there, who goes; None if the next to come will."""
        with self._lock:
            one, self._one = self._one, None
            self._called = one is None
            return one
