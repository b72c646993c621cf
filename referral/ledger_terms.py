"""The terms of the platforms that count, each figure with where it comes from; nothing of it was tried live."""

from collections.abc import Mapping
from datetime import time, timedelta
from typing import Literal

from referral.records import dataclass

Lane = Literal["urgent", "reply", "bulk"]
Act = Literal["say", "notice"]  # in our own words, or as a template that the platform approved

SAY, BOTH = frozenset[Act]({"say"}), frozenset[Act]({"say", "notice"})
NOTICE, NOTHING = frozenset[Act]({"notice"}), frozenset[Act]()

CAMPAIGNS_FROM, CAMPAIGNS_UNTIL = time(6), time(22)  # promotion 06:00-21:59 [verified: A7, -234]
BELIEVED = timedelta(hours=1)  # a quota that is gone until nobody says when: then one message asks again


@dataclass(frozen=True, slots=True)
class Terms:
    """What a platform allows. `window`: for how long after somebody's last act we may write to them, `free`: unpaid."""

    takes: frozenset[Act] = BOTH
    window: timedelta | None = None
    free: timedelta | None = None
    counted: frozenset[Act] = NOTHING  # what draws on the account's quotas
    priced: frozenset[Act] = NOTHING  # what costs money, unless it is free
    monthly: int = 0  # an assumed quota that we count ourselves: it holds back campaigns alone
    several: bool = False  # one app serves several accounts: an address begins with its account


TERMS: Mapping[str, Terms] = {
    # A7: 7 days [verified, -230/-232]; free inside 48 h, 8 or all of them [conflict: the platform's answers decide]
    "zalo_oa": Terms(window=timedelta(days=7), free=timedelta(hours=48), counted=SAY, priced=BOTH, several=True),
    # B: 3,000 messages a month on the free plan [unverified]; no window and no price known
    "zalo_bot": Terms(takes=SAY, counted=SAY, monthly=3000),
    # A6: templates only, each paid, a daily quota that is a tier [verified]; night 22-06 [conflict: a setting]
    "zns": Terms(takes=NOTICE, counted=NOTICE, priced=NOTICE),
}  # a channel that is not here counts nothing


def account_of(channel: str, address: str) -> str:
    """The account that writes to this address: whose quotas are counted together."""
    terms = TERMS.get(channel)
    return f"{channel}:{address.partition(':')[0]}" if terms and terms.several else channel
