"""What a platform that counts lets us send to a person, and what follows: now, later, another way, never."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

Lane = Literal["urgent", "reply", "bulk"]


@dataclass(frozen=True, slots=True)
class Quota:
    """How many messages of one kind an account may still send."""

    remain: int
    total: int
    resets_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is known of one person on one channel, and of the account that writes to them."""

    channel: str
    gone: bool = False
    last_at: datetime | None = None  # when they last did something that opens the window
    sent: int = 0  # messages since then
    free: int | None = None  # how many more are free, as the platform last said
    closed_at: datetime | None = None  # when the platform refused because of the window, after `last_at`
    quotas: Mapping[str, Quota] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What follows for a message. `later`: until `when`; `other_way` and `never` with the reason in one word."""

    kind: Literal["now", "later", "other_way", "never"]
    when: datetime | None = None
    reason: str = ""


NOW = Verdict("now")
WINDOW = timedelta(days=7)


def may_send(allowance: Allowance, lane: Lane, now: datetime) -> Verdict:
    """Whether a message of this lane may be sent to this person now."""
    del lane, now
    return Verdict("never", reason="gone") if allowance.gone else NOW
