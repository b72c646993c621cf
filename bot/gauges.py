"""What /metrics says of this moment, beside what bot.metrics has counted: numbers by kind, never content."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from importlib.metadata import version
from typing import Protocol

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import generate_latest
from prometheus_client.registry import Collector

from bot.channels import State
from bot.store.figures import Figures
from referral.records import dataclass

PREFIX = "langnghe_"


class Health(Protocol):
    """How the desk stands at this moment."""

    @property
    def database(self) -> bool: ...
    @property
    def oldest_urgent(self) -> timedelta | None: ...
    @property
    def overdue_timers(self) -> int: ...
    @property
    def oldest_timer(self) -> timedelta | None: ...
    @property
    def inbox_waiting(self) -> int: ...
    @property
    def dead_letters(self) -> int: ...
    @property
    def unreadable(self) -> int: ...
    @property
    def moved_to(self) -> str: ...
    @property
    def channels(self) -> Mapping[str, State]: ...
    @property
    def heard(self) -> Mapping[str, timedelta]: ...
    @property
    def sent(self) -> Mapping[str, timedelta]: ...
    @property
    def problems(self) -> Mapping[str, Sequence[str]]: ...


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything that was found out for one answer; None is what the database did not say."""

    ready: bool
    live: bool
    ring_fits: bool
    health: Health | None
    figures: Figures | None


class Gauges(Collector):
    """Hands one moment to Prometheus's own writer."""

    def __init__(self, measured: Measured, more: Iterable[Metric] = ()) -> None:
        self._measured = measured
        self._more = tuple(more)

    def collect(self) -> Iterable[Metric]:
        yield from self._more
        yield from of_program(self._measured)
        if self._measured.health:
            yield of_channels(self._measured.health.channels)
            yield from of_beats(self._measured.health)
        if self._measured.health and self._measured.health.database:
            yield from of_desk(self._measured.health)
        if self._measured.figures:
            yield from of_tables(self._measured.figures)


def written(measured: Measured, more: Iterable[Metric] = ()) -> bytes:
    """The gauges in Prometheus's text format, and what others measured."""
    registry = CollectorRegistry()
    registry.register(Gauges(measured, more))
    return generate_latest(registry)


def of_program(measured: Measured) -> Iterator[Metric]:
    """What holds even without a database."""
    health = measured.health
    yield gauge("ready", "1 if /readyz answers 200.", measured.ready)
    yield gauge("live", "1 if real people answer, 0 in a trial.", measured.live)
    yield gauge("key_ring_fits", "1 if the key ring file is the one this program opened.", measured.ring_fits)
    yield gauge("database_up", "1 if the database answers.", health is not None and health.database)
    yield by_label("build_info", "The version that runs.", "version", {version("langnghe"): 1})


def of_desk(health: Health) -> Iterator[Metric]:
    """What waits at the desk."""
    yield gauge(
        "oldest_urgent_seconds", "How long the oldest unsent urgent message waits.", seconds(health.oldest_urgent)
    )
    yield gauge("overdue_timers", "Timers that are due and not yet acted on.", health.overdue_timers)
    yield gauge("oldest_timer_seconds", "How long the oldest of them is overdue.", seconds(health.oldest_timer))
    yield gauge("inbox_waiting", "Messages that came too fast and wait for their turn.", health.inbox_waiting)
    yield gauge("dead_letters", "Messages that will not be sent.", health.dead_letters)


def of_channels(channels: Mapping[str, State]) -> Metric:
    """How the channels stand."""
    states = GaugeMetricFamily(
        f"{PREFIX}channel_state", "1 for the state a channel is in.", labels=["channel", "state"]
    )
    for name, state in channels.items():
        states.add_metric([name, state], 1)
    return states


def of_beats(health: Health) -> Iterator[Metric]:
    """How long ago each channel was heard and took a message; none of one that never did in this process."""
    heard, sent = in_seconds(health.heard), in_seconds(health.sent)
    yield by_label("channel_heard_seconds", "Since a channel was last heard.", "channel", heard)
    yield by_label("channel_sent_seconds", "Since a channel last took a message.", "channel", sent)


def of_tables(figures: Figures) -> Iterator[Metric]:
    """How much there is to do."""
    yield by_label("outbox_waiting", "Messages to send, by lane.", "lane", figures.waiting)
    yield by_label("open_cases", "Open cases, by urgency.", "urgency", figures.open_cases)
    yield gauge(
        "unanswered_alerts", "Alerts for a body of an open case that nobody has accepted yet.", figures.unanswered
    )
    waits = seconds(figures.oldest_unanswered)
    yield gauge("oldest_unanswered_alert_seconds", "How long the oldest of them waits.", waits)
    if figures.token_left is not None:
        left = figures.token_left / timedelta(days=1)
        yield gauge("refresh_token_days", "Days until a messenger's refresh token dies, the first of them.", left)


def gauge(name: str, about: str, value: float) -> Metric:
    """A single number."""
    return GaugeMetricFamily(f"{PREFIX}{name}", about, value=value)


def by_label(name: str, about: str, label: str, values: Mapping[str, float]) -> Metric:
    """A number for each value of a label."""
    family = GaugeMetricFamily(f"{PREFIX}{name}", about, labels=[label])
    for of, value in values.items():
        family.add_metric([of], value)
    return family


def seconds(waits: timedelta | None) -> float:
    """A time as seconds; 0 if nothing waits."""
    return waits.total_seconds() if waits else 0.0


def in_seconds(ages: Mapping[str, timedelta]) -> Mapping[str, float]:
    """The same times as seconds."""
    return {name: age.total_seconds() for name, age in ages.items()}
