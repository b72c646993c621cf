"""When each channel was last heard and last sent to, and whether one that echoes what we send has fallen silent."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from bot.channels import Channel, State
from referral.channel_health import Seen, Standing, is_silent, latest
from referral.records import dataclass

ECHOES = frozenset({"zalo_oa"})  # platforms that push to our webhook what we sent; the others may be quiet for days
SPEAKING: frozenset[State] = frozenset({"up", "throttled"})  # what is otherwise wrong says more than silence


@dataclass(slots=True)
class Beat:
    """What is known of one channel; `unanswered_since`: the first send after which nothing was heard."""

    heard_at: datetime | None = None
    sent_at: datetime | None = None
    unanswered_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Beats:
    """How all channels stand at one moment: states, how long ago each was heard and sent to, what they warn of."""

    states: Mapping[str, State]
    heard: Mapping[str, timedelta]
    sent: Mapping[str, timedelta]
    problems: Mapping[str, Sequence[str]]


class Heartbeat:
    """Of this process, in memory; `learn` adds what others heard. All calls come from the desk's own loop."""

    def __init__(self, channels: Mapping[str, Channel], clock: Callable[[], datetime]) -> None:
        self._channels = channels
        self._clock = clock
        self._beats: dict[str, Beat] = {}

    def heard(self, channel: str) -> None:
        """Something came from this platform, whatever it was: it must be authentic."""
        self._hear(channel, self._clock())

    def sent(self, channel: str) -> None:
        """This platform took a message of ours."""
        beat, now = self._beat(channel), self._clock()
        beat.sent_at = now
        beat.unanswered_since = beat.unanswered_since or now

    def learn(self, standings: Sequence[Standing]) -> None:
        """What other processes heard, or this one before it was started anew."""
        for one in standings:
            if one.heard_at:
                self._hear(one.channel, one.heard_at)
            self._fall_silent(one)

    def state(self, name: str) -> State:
        """How a channel stands: as it says itself, or silent."""
        state = self._channels[name].state()
        quiet = name in ECHOES and is_silent(self._beat(name).unanswered_since, self._clock())
        return "silent" if quiet and state in SPEAKING else state

    def seen(self) -> tuple[Seen, ...]:
        """Every channel that is not our own, as this process sees it."""
        return tuple(self._seen(name) for name, channel in self._channels.items() if not channel.own)

    def beats(self) -> Beats:
        """All channels, for those who watch."""
        return Beats(
            states={name: self.state(name) for name in self._channels},
            heard=dict(self._ages(lambda beat: beat.heard_at)),
            sent=dict(self._ages(lambda beat: beat.sent_at)),
            problems={name: found for name, channel in self._channels.items() if (found := channel.problems())},
        )

    def _beat(self, channel: str) -> Beat:
        return self._beats.setdefault(channel, Beat())

    def _hear(self, channel: str, at: datetime) -> None:
        beat = self._beat(channel)
        beat.heard_at = latest(beat.heard_at, at)
        if beat.unanswered_since and beat.unanswered_since <= at:
            beat.unanswered_since = None

    def _fall_silent(self, standing: Standing) -> None:
        """What was silent stays so until it is heard, also over a restart."""
        heard = self._beat(standing.channel).heard_at
        if standing.state == "silent" and (heard is None or heard < standing.since):
            self._beat(standing.channel).unanswered_since = datetime.min.replace(tzinfo=standing.since.tzinfo)

    def _seen(self, name: str) -> Seen:
        beat = self._beat(name)
        return Seen(name, self.state(name), beat.heard_at, beat.sent_at)

    def _ages(self, of: Callable[[Beat], datetime | None]) -> Iterator[tuple[str, timedelta]]:
        now = self._clock()
        for name in self._channels:
            if at := of(self._beat(name)):
                yield name, now - at
