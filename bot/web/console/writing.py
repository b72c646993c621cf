"""What becomes of a form that was sent: done, too late because somebody else was faster, or nothing of mine."""

from typing import Literal, TypeVar

from bot.web.desk import WebWork
from bot.web.parts import BadInput
from bot.web.seat import Form
from bot.web.words import NOT_FOUND, STALE_FORM

Outcome = Literal["done", "stale", "gone", "wrong"]
DONE: Outcome = "done"
STALE: Outcome = "stale"
GONE: Outcome = "gone"
WRONG: Outcome = "wrong"
LONGEST_ONCE = 40
T = TypeVar("T")


def text_of(fields: Form, name: str) -> str:
    """A field of a form as text, "" if it is not there."""
    value = fields.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def once_of(fields: Form) -> str:
    """The hidden field that makes two clicks one. Raises BadInput."""
    once = text_of(fields, "once")
    if not 0 < len(once) <= LONGEST_ONCE:
        raise BadInput(STALE_FORM)
    return once


def first(work: WebWork, once: str) -> bool:
    """Whether this form was not sent before; a repeat is answered like the first time."""
    return work.first_time(f"form:{once}")


def judged(work: WebWork, once: str, same: bool) -> Outcome | None:
    """What becomes of a form that showed a version; None: write it, its version is the `same` and it counts now.

    A form that was refused does not count, so that sending it again is refused again.
    """
    if work.seen(f"form:{once}"):
        return DONE
    if not same:
        return STALE
    return None if first(work, once) else DONE


def found_or_404(found: T | None) -> T:
    """What is there and mine. Raises BadInput."""
    if found is None:
        raise BadInput(NOT_FOUND, 404)
    return found
