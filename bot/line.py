"""Who waits for a thread: those who go first, then the rest, in the order they came; between them what is large."""

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
        self._large: deque[T] = deque()
        self._large_next = False
        self._joined = Condition(Lock())
        self._closed = False

    def __len__(self) -> int:
        """How many wait."""
        return len(self._first) + len(self._rest) + len(self._large)

    def join(self, one: T, first: bool = False, large: bool = False) -> None:
        """Wait behind all others, or only behind those who go first too, or only behind those who are large too.

        Raises Closed.
        """
        with self._joined:
            if self._closed:
                raise Closed
            (self._large if large else self._first if first else self._rest).append(one)
            self._joined.notify()

    def close(self) -> None:
        """Take nobody more; those who wait are still served."""
        with self._joined:
            self._closed = True
            self._joined.notify()

    def next(self, most: int) -> list[T]:
        """Those whose turn it is; blocks until there is somebody. Empty: the line is closed and nobody waits.

        Who is large goes alone, and before the next one all others may: nobody waits for two of them, and they for
        nobody long.
        """
        with self._joined:
            while not len(self) and not self._closed:
                self._joined.wait()
            others = len(self._first) + len(self._rest)
            if self._large and (self._large_next or not others):
                self._large_next = False
                return [self._large.popleft()]
            self._large_next = True
            return [(self._first or self._rest).popleft() for _ in range(min(most, others))]
