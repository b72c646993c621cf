"""What the desk calls when something happens: one function for each kind of happening."""

from collections.abc import Callable, Sequence

from handlers.events import FetchResult, Happening, IncomingEvent, Media, MediaKind, OutgoingMessage, Timer
from handlers.work import Work
from referral.channel_health import Seen, Standing
from referral.records import dataclass


@dataclass(frozen=True, slots=True)
class Reactions:
    """The handlers, as the desk sees them; wiring names the real ones."""

    message: Callable[[Work, IncomingEvent], None]  # somebody wrote, pressed or sent something
    stumbled: Callable[[Work, IncomingEvent], None]  # the same event, after our own fault: keep the words, ask a human
    happened: Callable[[Work, Happening], None]  # what a platform tells beside what people say: left, seen, forget me
    urgent: Callable[[IncomingEvent], bool]  # pure: by its very words it may wait for nobody
    orders: Callable[[str], bool]  # pure: whether these may be an officer's words about a case
    fetched: Callable[[Work, FetchResult], None]  # a download ended, well or not
    due: Callable[[Work, Timer], None]  # a timer ran out
    failed: Callable[[Work, OutgoingMessage, str], None]  # a message will never arrive, and why in one word
    delayed: Callable[[Work, OutgoingMessage], None]  # late: what is urgent, or about a citizen's case
    looked: Callable[[Work, Sequence[Seen]], Sequence[Standing]]  # a process saw how its channels stand
    inspect: Callable[[bytes, MediaKind], Media]  # look at a download; slow, so never inside a transaction
    slowed: Callable[[Work, IncomingEvent], None]  # an event must wait for its turn: tell the person, once an episode
