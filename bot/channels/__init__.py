"""How a message reaches a person: one Channel for each way, and the seven ways a send can fail."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Literal, Protocol, runtime_checkable

from flows.fitting import Limits
from handlers.events import Media, OutgoingMessage

State = Literal[
    "up", "starting", "down", "throttled", "conflict", "token_refused", "quota_gone", "needs_human", "silent"
]


class ChannelError(Exception):
    """A message could not be sent; see the kind of error for what follows."""


class ChannelDown(ChannelError):
    """The platform does not answer: try again later."""


class Unanswered(ChannelDown):
    """It was handed over and nothing came back, or the platform broke down over it: it may have arrived."""


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
        """Hand over one message and return the platform's id of it; or raise one of the seven errors."""
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

    def problems(self) -> Sequence[str]:
        """What will go wrong soon if nobody acts, each a sentence with its remedy; asks nobody."""
        ...


Begin = Callable[[], None]  # told when a message is about to leave; what it raises, the channel raises, and sends not
Send = Callable[[str, Begin], Awaitable[str]]


def at_once() -> None:
    """Nobody asks when it leaves."""


@runtime_checkable
class SendsMany(Protocol):
    """A channel that says the same to many people for less than as many sends."""

    def many(self, message: OutgoingMessage) -> Send:
        """The message, made ready once: what it returns does for an address what `hand_over` does."""
        ...


@runtime_checkable
class Paces(Protocol):
    """A channel that lets messages wait for their turn."""

    async def hand_over(self, address: str, message: OutgoingMessage, begin: Begin) -> str:
        """As `send`, and when the turn has come `begin` is asked first. It may be asked again for a second try."""
        ...


@runtime_checkable
class Asks(Protocol):
    """A channel that can ask its platform what may still be sent."""

    async def ask(self, address: str) -> None:
        """Ask for this person, and tell the ledger before returning. Raises one of the errors of `send`."""
        ...
