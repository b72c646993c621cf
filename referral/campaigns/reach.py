"""Whom a campaign would reach on each channel, and what that costs: the ledger asked for all who are alike at once."""

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from datetime import datetime, timedelta
from typing import Literal, Protocol

from referral.ledger import FREE, Allowance, Quota, Rules, Verdict, Wish, decide, drawn, less
from referral.ledger_terms import TERMS
from referral.records import dataclass

Way = Literal["free", "paid", "template", "later", "article", "unreachable"]

WORDS, TEMPLATE = Wish("bulk"), Wish("bulk", "notice", "campaign")
UNCONNECTED = "not connected"
AGO: Mapping[str, timedelta] = {  # since when somebody of a group has not written, for one who stands for all
    "day": timedelta(hours=1),
    "week": timedelta(days=3),
    "over": timedelta(days=8),
}


class Alike(Protocol):
    """Recipients of one channel that the ledger does not tell apart."""

    @property
    def channel(self) -> str: ...
    @property
    def count(self) -> int: ...
    @property
    def last(self) -> str: ...
    @property
    def free(self) -> int | None: ...
    @property
    def closed(self) -> bool: ...
    @property
    def capped(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Means:
    """With what it is sent: when, by which rules, whether there is a template or an article, what quotas are left."""

    at: datetime
    rules: Rules = field(default_factory=Rules)
    template: bool = False
    article: bool = False  # the platform's own broadcast; it goes to followers of ours, whoever they are
    quotas: Mapping[str, Mapping[str, Quota]] = field(default_factory=dict)  # by channel, see `by_channel`
    connected: frozenset[str] | None = None  # the channels on which we send; None: on all


@dataclass(frozen=True, slots=True)
class Reach:
    """How many of a channel, by the way they get it; of those who get nothing now also the reason."""

    channel: str
    ways: Mapping[Way, int]
    reasons: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.ways.values())

    @property
    def recipients(self) -> int:
        """All but those on channels on which we do not send: for so many a run is planned."""
        return self.total - self.reasons.get(UNCONNECTED, 0)

    @property
    def cost(self) -> int:
        """Messages that are paid for."""
        return self.ways.get("paid", 0) + self.ways.get("template", 0)


@dataclass(slots=True)
class Tally:
    """What is counted of one channel while its groups are gone through; its quotas shrink as they would."""

    quotas: Mapping[str, Quota]
    ways: dict[Way, int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)

    def add(self, way: Way, count: int, reason: str = "") -> None:
        self.ways[way] = self.ways.get(way, 0) + count
        if reason:
            self.reasons[reason] = self.reasons.get(reason, 0) + count


def reach(groups: Iterable[Alike], means: Means) -> Mapping[str, Reach]:
    """The reach on each channel, and under "" that of all together."""
    tallies: dict[str, Tally] = {}
    for group in sorted(groups, key=lambda group: group.channel):
        tally = tallies.setdefault(group.channel, Tally(means.quotas.get(group.channel, {})))
        count_group(group, means, tally)
    found = {channel: Reach(channel, tally.ways, tally.reasons) for channel, tally in tallies.items()}
    return {**found, "": together(found.values())}


def together(found: Iterable[Reach]) -> Reach:
    """All channels as one."""
    whole = Tally({})
    for each in found:
        for way, count in each.ways.items():
            whole.add(way, count)
        for reason, count in each.reasons.items():
            whole.reasons[reason] = whole.reasons.get(reason, 0) + count
    return Reach("", whole.ways, whole.reasons)


def count_group(group: Alike, means: Means, tally: Tally) -> None:
    """Ask for one of them after the other as long as each takes from a quota, then for all the rest at once."""
    if means.connected is not None and group.channel not in means.connected:
        return tally.add("unreachable", group.count, UNCONNECTED)
    if group.capped:
        return tally.add("later", group.count, "cap")
    left = group.count
    while left:
        known = replace(stand_in(group, means.at), quotas=tally.quotas)
        verdict, wish = asked(known, means)
        kind = drawn(known, wish, means.at) if verdict.kind == "now" else ""
        taken = 1 if kind and kind != FREE else left
        tally.add(*way_of(verdict, wish, known, means, taken))
        tally.quotas = after(known, kind, tally.quotas)
        left -= taken
    return None


def asked(known: Allowance, means: Means) -> tuple[Verdict, Wish]:
    """What follows for our own words, or for a template where the platform takes them no more."""
    verdict = decide(known, WORDS, means.at, means.rules)
    if verdict.kind != "other_way" or not means.template:
        return verdict, WORDS
    return decide(known, TEMPLATE, means.at, replace(means.rules, pay=True)), TEMPLATE


def way_of(verdict: Verdict, wish: Wish, known: Allowance, means: Means, count: int) -> tuple[Way, int, str]:
    """The way on which so many get it, and why not now."""
    if verdict.kind == "now":
        return "template" if wish == TEMPLATE else "paid" if verdict.paid else "free", count, ""
    if verdict.kind == "later":
        return "later", count, verdict.reason
    article = means.article and known.channel == "zalo_oa"
    return ("article" if article else "unreachable"), count, verdict.reason


def after(known: Allowance, kind: str, quotas: Mapping[str, Quota]) -> Mapping[str, Quota]:
    """The quotas after one more was sent."""
    if not kind or kind == FREE:
        return quotas
    most = TERMS[known.channel].monthly
    return {**quotas, kind: less(quotas.get(kind, Quota(most, most)))}


def stand_in(group: Alike, now: datetime) -> Allowance:
    """Somebody who stands for all of a group."""
    last_at = now - AGO[group.last] if group.last in AGO else None
    return Allowance(group.channel, last_at=last_at, free=group.free, closed_at=now if group.closed else None)
