"""A call that never raises: what it returned, or its fault as a value."""

from collections.abc import Callable
from typing import Generic, TypeVar

from referral.records import dataclass

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """A call that returned, and its value."""

    value: T


class Broken(Exception):
    """A job ended with what no future can tell: a panic of a library, a stray StopIteration."""


def caught(call: Callable[[], T]) -> Done[T] | Exception:
    """The one place that catches every fault, so that it is answered and the thread lives on."""
    try:
        return Done(call())
    except BaseException as fault:  # noqa: BLE001
        if isinstance(fault, Exception) and not isinstance(fault, StopIteration):
            return fault
        return Broken(type(fault).__name__)
