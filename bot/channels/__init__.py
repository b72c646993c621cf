"""How a message reaches a person: one Channel for each way, and the six ways a send can fail."""

from collections.abc import Sequence
from typing import Literal, Protocol

from flows.fitting import Limits
from handlers.events import Media, OutgoingMessage

State = Literal[
    "up", "starting", "down", "throttled", "conflict", "token_refused", "quota_gone", "needs_human", "silent"
]


class ChannelError(Exception):
    """A message could not be sent; see the kind of error for what follows."""


class ChannelDown(ChannelError):
    """The platform does not answer: try again later."""


class Throttled(ChannelError):
    """The platform asks us to slow down: try again after `retry_after` seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"The platform asks to wait {retry_after:g} s.")
        self.retry_after = retry_after


class Refused(ChannelError):
    """The platform will never take this message: a dead letter that a human must look at."""


class PersonGone(ChannelError):
    """The person blocked us or left: another way must be found."""


class OutOfReach(ChannelError):
    """The platform lets nobody write to this person now; they are not gone, but the message needs another way."""


class NotNow(ChannelError):
    """A quota or the night stands in the way for `seconds`: what is urgent takes another way as well."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"The platform takes no such message for {seconds:g} s.")
        self.seconds = seconds


class Channel(Protocol):
    """One way to reach people. `own`: it never leaves our house; `templates`: kinds of notices it can send."""

    name: str
    limits: Limits
    own: bool
    templates: frozenset[str]

    async def send(self, address: str, message: OutgoingMessage) -> str:
        """Hand over one message and return the platform's id of it; or raise one of the six errors."""
        ...

    async def clear(self, address: str, traces: Sequence[str]) -> None:
        """Remove what the platform lets us remove of this person's conversation; `traces` are its message ids."""
        ...

    async def retract(self, address: str, message: OutgoingMessage, traces: Sequence[str]) -> None:
        """Remove what was said of the case that the message names, silently; `traces` are the platform's ids of it."""
        ...

    async def fetch(self, ref: str) -> Media:
        """Download what a person sent; raise ChannelDown to be tried again, Refused to give up."""
        ...

    def state(self) -> State:
        """How the platform stands, as this process last saw it; asks nobody."""
        ...
