"""What /metrics says of the alarms that stand, and of what the watchman of this process measured last."""

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily, Metric

from bot.gauges import PREFIX, by_label, gauge, in_seconds
from bot.watch.watchman import Watched
from referral.alarm_table import is_grave
from referral.alarms import Trouble, Vitals


def of_watch(watched: Watched | None, stuck: float) -> Iterator[Metric]:
    """Nothing but the writer before the first look."""
    yield gauge("writer_busy_seconds", "How long the writer has been at one group of jobs.", stuck)
    if watched:
        yield standing(watched.standing)
        yield from of_vitals(watched.vitals)


def standing(troubles: frozenset[Trouble]) -> Metric:
    """1 for each alarm that stands."""
    family = GaugeMetricFamily(f"{PREFIX}alarm", "1 for an alarm that stands.", labels=["alarm", "subject", "severity"])
    for one in sorted(troubles):
        family.add_metric([one.name, one.subject, "grave" if is_grave(one) else "soon"], 1)
    return family


def of_vitals(vitals: Vitals) -> Iterator[Metric]:
    """What no other gauge says."""
    if vitals.disk_free is not None:
        yield gauge("disk_free_bytes", "Free where the data are.", vitals.disk_free)
    yield gauge("key_ring_backed_up", "1 if the key ring was backed up since it changed.", vitals.backed_up)
    yield gauge("audit_whole", "1 if the last look at the audit log found it whole.", vitals.audit_whole)
    yield gauge("clock_ahead_seconds", "This machine's clock against the database's.", vitals.clock_off.total_seconds())
    yield by_label("loop_seconds", "Since a loop of this process went round.", "loop", in_seconds(vitals.loops))
