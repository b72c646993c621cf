"""A program of the deployer's as a channel: it hears of each alert to the intake desk, and may ring, text or phone."""

from collections.abc import Sequence

from bot.channels import ChannelDown, Refused, State
from bot.programs import run, words_of
from flows.fitting import SMALLEST
from handlers.commanding import CHANNEL
from handlers.events import Media, OutgoingMessage

SECONDS = 10.0  # then it is ended, and tried again later
SETTING = "LANGNGHE_DESK_COMMAND"


class Command:
    """Runs the program once for each message, with the message's JSON on standard input; 0 means that it is done."""

    name = CHANNEL
    limits = SMALLEST
    own = False
    templates: frozenset[str] = frozenset()

    def __init__(self, command: str, seconds: float = SECONDS) -> None:
        self._words = words_of(command, SETTING)
        self._seconds = seconds
        self._failed = False

    async def send(self, address: str, message: OutgoingMessage) -> str:
        """Run it to its end: ChannelDown if it fails or takes too long, Refused if it cannot be started at all."""
        del address  # there is one desk
        try:
            self._failed = not await run(self._words, message.text.encode(), self._seconds)
        except OSError:
            self._failed = True
            raise Refused("The desk's command cannot be started: is it there, and executable?") from None
        if self._failed:
            raise ChannelDown("The desk's command failed or took too long.")
        return message.key

    async def clear(self, address: str, _traces: Sequence[str]) -> None:
        """Nothing it heard can be taken back."""

    async def retract(self, address: str, message: OutgoingMessage, _traces: Sequence[str]) -> None:
        """What it was told it keeps: never more than a lock screen shows."""
        del address, message

    async def fetch(self, _ref: str) -> Media:
        """Never asked: nobody sends anything from there."""
        raise Refused("The desk's command sends nothing.")

    def state(self) -> State:
        """Whether it worked the last time."""
        return "down" if self._failed else "up"

    def problems(self) -> Sequence[str]:
        """It has nothing that runs out."""
        return ()
