"""Who waits for a thread: those who go first, then the rest, each in the order they came."""

from collections import deque
from threading import Condition, Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Closed(Exception):
    """The line takes nobody more."""


class Line(Generic[T]):
    """A queue that many may join and one thread serves, as many at once as it likes."""

    def __init__(self) -> None:
        self._first: deque[T] = deque()
        self._rest: deque[T] = deque()
        self._joined = Condition(Lock())
        self._closed = False

    def __len__(self) -> int:
        """How many wait."""
        return len(self._first) + len(self._rest)

    def join(self, one: T, first: bool = False) -> None:
        """Wait behind all others, or only behind those who go first too. Raises Closed."""
        with self._joined:
            if self._closed:
                raise Closed
            (self._first if first else self._rest).append(one)
            self._joined.notify()

    def close(self) -> None:
        """Take nobody more; those who wait are still served."""
        with self._joined:
            self._closed = True
            self._joined.notify()

    def next(self, most: int) -> list[T]:
        """Those whose turn it is; blocks until there is somebody. Empty: the line is closed and nobody waits."""
        with self._joined:
            while not len(self) and not self._closed:
                self._joined.wait()
            return [(self._first or self._rest).popleft() for _ in range(min(most, len(self)))]
