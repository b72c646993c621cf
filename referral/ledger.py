"""What a platform that counts lets us send to a person, and what follows: now, later, another way, never."""

from collections.abc import Callable, Mapping
from dataclasses import field, replace
from datetime import datetime, timedelta
from typing import Literal

from referral.clock import VIETNAM, local
from referral.ledger_terms import BELIEVED, CAMPAIGNS_FROM, CAMPAIGNS_UNTIL, TERMS, Act, Lane, Terms
from referral.records import dataclass

MONTH = "month"  # the kind of quota that we count ourselves
FREE = "free"  # what a message that costs nothing is taken from
HEEDS: Mapping[Lane, tuple[Lane, ...]] = {  # refusals of which lanes hold back this one: never those of a lower lane
    "urgent": ("urgent",),
    "reply": ("urgent", "reply"),
    "bulk": ("urgent", "reply", "bulk"),
}


@dataclass(frozen=True, slots=True)
class Quota:
    """How many messages of one kind an account may still send. `remain` is 0 only by the platform's own word."""

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
    quotas: Mapping[str, Quota] = field(default_factory=dict)  # by the platform's kind, or by `refusal`


@dataclass(frozen=True, slots=True)
class Verdict:
    """What follows for a message. `later`: until `when`; all but a plain `now` with the reason in one word."""

    kind: Literal["now", "later", "other_way", "never"]
    when: datetime | None = None
    reason: str = ""  # gone, window, words, quota, hours, paid, unknown, reserve
    paid: bool = False  # it costs money


@dataclass(frozen=True, slots=True)
class Rules:
    """What the deployer decided of campaigns: the percent of each quota they never get, and whether they may cost."""

    reserve: int = 50
    pay: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """What one would like to send. `bulk` is a campaign; what somebody waits for is a `reply`."""

    lane: Lane
    act: Act = "say"
    template: str = ""  # with act "notice": which of them, as each has a quota of its own


@dataclass(frozen=True, slots=True)
class Ask:
    """A wish at a moment, with all that decides about it."""

    allowance: Allowance
    terms: Terms
    wish: Wish
    now: datetime
    rules: Rules

    @property
    def campaign(self) -> bool:
        return self.wish.lane == "bulk"

    @property
    def free(self) -> bool:
        """Whether it costs nothing and draws on no quota; the last free one is kept for an answer."""
        known, kept = self.allowance, 1 if self.campaign else 0
        if self.wish.act != "say" or self.terms.free is None or known.last_at is None:
            return False
        return self.now <= known.last_at + self.terms.free and (known.free is None or known.free > kept)

    @property
    def draws(self) -> bool:
        return self.wish.act in self.terms.counted and not self.free

    @property
    def paid(self) -> bool:
        return self.wish.act in self.terms.priced and not self.free


NOW, GONE = Verdict("now"), Verdict("never", reason="gone")
RULES = Rules()


def decide(allowance: Allowance, wish: Wish, now: datetime, rules: Rules = RULES) -> Verdict:
    """Whether this may be sent to this person now. What is not known is tried: then the platform decides."""
    terms = TERMS.get(allowance.channel)
    if allowance.gone:
        return GONE
    if terms is None:
        return NOW
    ask = Ask(allowance, terms, wish, now, rules)
    against = (check(ask) for check in CHECKS)
    return next((verdict for verdict in against if verdict), Verdict("now", paid=ask.paid))


def drawn(allowance: Allowance, wish: Wish, now: datetime) -> str:
    """What sending it takes one from: `FREE`, a kind of quota, or "" if nothing is counted."""
    terms = TERMS.get(allowance.channel)
    ask = Ask(allowance, terms, wish, now, RULES) if terms else None
    if ask is None or ask.free:
        return FREE if ask else ""
    pool = known_quotas(ask) if ask.draws else {}
    return max(pool, key=lambda kind: (pool[kind].remain, kind), default="")


def refusal(wish: Wish, free: bool = False) -> str:
    """The kind under which it is kept until when the platform takes no such message; `free`: not even a free one."""
    parts = (wish.act, wish.lane, wish.template, "free" if free else "")
    return ":".join(part for part in parts if part)


def less(quota: Quota) -> Quota:
    """After one more was sent. We never count down to nothing: that there is nothing left only the platform says."""
    return replace(quota, remain=max(quota.remain - 1, min(quota.remain, 1)))


def next_month(now: datetime) -> datetime:
    """When a new month begins in Vietnam."""
    first = local(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return (first + timedelta(days=32)).replace(day=1)


def out_of_window(ask: Ask) -> Verdict | None:
    """The platform takes no words of ours now, only a template or nothing; a template needs no window."""
    known, window = ask.allowance, ask.terms.window
    if ask.wish.act not in ask.terms.takes:
        return Verdict("other_way", reason="words")
    over = bool(window and known.last_at and ask.now > known.last_at + window)
    refused = bool(known.closed_at and (known.last_at is None or known.closed_at >= known.last_at))
    return Verdict("other_way", reason="window") if ask.wish.act == "say" and (over or refused) else None


def refused(ask: Ask) -> Verdict | None:
    """The platform said until when it takes none: a refusal of what is paid holds back nothing that is free."""
    frees = (True,) if ask.free else (True, False)
    kinds = [refusal(replace(ask.wish, lane=lane), free) for lane in HEEDS[ask.wish.lane] for free in frees]
    said = (ask.allowance.quotas.get(kind) for kind in kinds)
    ends = [quota.resets_at for quota in said if quota and quota.resets_at and quota.resets_at > ask.now]
    return Verdict("later", max(ends), "quota") if ends else None


def used_up(ask: Ask) -> Verdict | None:
    """By the platform's own word nothing is left of any quota; alerts and answers ask it all the same.

    It told of one quota and may still have another, so a message that somebody waits for rests after a refusal only.
    """
    pool = known_quotas(ask)
    if not ask.campaign or not ask.draws or not pool or any(quota.remain for quota in pool.values()):
        return None
    return Verdict("later", first_reset(ask), "quota")


def at_night(ask: Ask) -> Verdict | None:
    """Campaigns keep their hours."""
    here = local(ask.now)
    if not ask.campaign or CAMPAIGNS_FROM <= here.time() < CAMPAIGNS_UNTIL:
        return None
    day = here.date() + timedelta(days=here.time() >= CAMPAIGNS_UNTIL)
    return Verdict("later", datetime.combine(day, CAMPAIGNS_FROM, VIETNAM), "hours")


def too_dear(ask: Ask) -> Verdict | None:
    """Campaigns cost nothing unless the deployer wants it."""
    return Verdict("never", reason="paid") if ask.campaign and ask.paid and not ask.rules.pay else None


def reserved(ask: Ask) -> Verdict | None:
    """What is left is for alerts and answers; nor does a campaign draw on what nobody knows."""
    pool = known_quotas(ask)
    if not ask.campaign or not ask.draws:
        return None
    if not pool:
        return Verdict("later", ask.now + BELIEVED, "unknown")
    left, total = sum(q.remain for q in pool.values()), sum(q.total for q in pool.values())
    too_few = (left - 1) * 100 < total * ask.rules.reserve or left < 1
    return Verdict("later", first_reset(ask), "reserve") if too_few else None


CHECKS: tuple[Callable[[Ask], Verdict | None], ...] = (out_of_window, refused, used_up, at_night, too_dear, reserved)


def known_quotas(ask: Ask) -> Mapping[str, Quota]:
    """The account's quotas that were not reset since they were told."""
    quotas = ask.allowance.quotas.items()
    assumed = {MONTH: Quota(ask.terms.monthly, ask.terms.monthly)} if ask.terms.monthly else {}
    told = {k: q for k, q in quotas if ":" not in k and (q.resets_at is None or q.resets_at > ask.now)}
    return assumed | told


def first_reset(ask: Ask) -> datetime:
    """When it is worth asking again."""
    resets = [quota.resets_at for quota in known_quotas(ask).values() if quota.resets_at]
    return min(resets, default=ask.now + BELIEVED)
