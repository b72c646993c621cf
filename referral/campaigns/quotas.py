"""What all accounts of a channel may send together, for an estimate that does not know whose follower is whose."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from referral.ledger import Quota, Rules

Known = Mapping[str, Quota]


def by_channel(accounts: Mapping[str, Known], at: datetime, rules: Rules) -> Mapping[str, Known]:
    """The quotas of each channel: of its one account as they are, of several what each of them may send."""
    found: dict[str, list[Known]] = {}
    for account, quotas in accounts.items():
        if quotas:
            found.setdefault(account.partition(":")[0], []).append(quotas)
    return {channel: of_all(each, at, rules) for channel, each in found.items()}


def of_all(accounts: Sequence[Known], at: datetime, rules: Rules) -> Known:
    """Several as one: an account that is down to its reserve, or refused, neither gives nor takes from the others."""
    if len(accounts) == 1:
        return accounts[0]
    pools = [pool for known in accounts if (pool := one_pool(known, at, rules))]
    together: Known = {"all": Quota(sum(p.remain for p in pools), sum(p.total for p in pools))} if pools else {}
    return {**together, **refused_by_all(accounts, at)}


def one_pool(known: Known, at: datetime, rules: Rules) -> Quota | None:
    """What an account has of all its kinds, at least its reserve."""
    told = [quota for kind, quota in known.items() if ":" not in kind and not past(quota, at)]
    if not told:
        return None
    left, total = sum(quota.remain for quota in told), sum(quota.total for quota in told)
    least = -(-total * rules.reserve // 100)
    return Quota(least if refusals(known, at) else max(left, least), total)


def refused_by_all(accounts: Iterable[Known], at: datetime) -> Known:
    """What none of them takes now, until the first takes it again."""
    said = [refusals(known, at) for known in accounts]
    kinds = set.intersection(*(set(one) for one in said))
    return {kind: min((one[kind] for one in said), key=lambda quota: quota.resets_at or at) for kind in kinds}


def refusals(known: Known, at: datetime) -> Known:
    """What the platform said until when it takes no message of a kind."""
    return {kind: quota for kind, quota in known.items() if ":" in kind and quota.resets_at and not past(quota, at)}


def past(quota: Quota, at: datetime) -> bool:
    """Whether it was reset since it was told."""
    return quota.resets_at is not None and quota.resets_at <= at
