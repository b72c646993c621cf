"""The reach that is counted before agrees with what the sender does, one recipient after the other."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from handlers.keeps_campaigns import Group
from referral.campaigns.quotas import by_channel
from referral.campaigns.reach import Means, Way, reach
from referral.clock import VIETNAM
from referral.ledger import FREE, MONTH, Allowance, Quota, Rules, Wish, decide, drawn, less

MORNING = datetime(2027, 6, 1, 8, 30, tzinfo=VIETNAM)
MEANS = Means(MORNING)
LAST = {"day": timedelta(hours=47), "week": timedelta(days=6), "over": timedelta(days=70)}


def ways(*groups: Group, means: Means = MEANS) -> Mapping[Way, int]:
    return reach(groups, means)[""].ways


def test_what_is_not_counted_is_free() -> None:
    assert ways(Group("telegram", 1_000_000), Group("webchat", 5)) == {"free": 1_000_005}


def test_on_zalo_the_window_decides_and_then_a_template_or_an_article() -> None:
    known = Group("zalo_oa", 10, "day"), Group("zalo_oa", 20, "week"), Group("zalo_oa", 30, "over")
    assert reach(known, MEANS)["zalo_oa"].ways == {"free": 10, "unreachable": 50}
    assert reach(known, MEANS)["zalo_oa"].reasons == {"paid": 20, "window": 30}
    with_template = reach(known, replace(MEANS, template=True))["zalo_oa"]
    assert with_template.ways == {"free": 10, "unreachable": 20, "template": 30} and with_template.cost == 30
    assert ways(*known, means=replace(MEANS, article=True)) == {"free": 10, "article": 50}
    assert ways(*known, means=replace(MEANS, rules=Rules(pay=True)))["later"] == 20  # nobody knows of a quota
    assert ways(Group("zalo_oa", 7, "day", closed=True)) == {"unreachable": 7}
    assert ways(Group("zalo_oa", 7, "day", free=1)) == {"unreachable": 7}  # the last free one is kept for an answer


def test_who_pays_for_words_of_its_own_is_told_how_many() -> None:
    means = replace(MEANS, rules=Rules(reserve=50, pay=True), quotas={"zalo_oa": {"x": Quota(100, 100)}})
    found = reach([Group("zalo_oa", 80, "week")], means)["zalo_oa"]
    assert found.ways == {"paid": 50, "later": 30} and found.cost == 50 and found.total == 80


def test_half_of_the_month_of_a_zalo_bot_is_not_for_campaigns() -> None:
    assert ways(Group("zalo_bot", 4000)) == {"free": 1500, "later": 2500}
    used = replace(MEANS, quotas={"zalo_bot": {MONTH: Quota(1600, 3000)}})
    assert ways(Group("zalo_bot", 4000), means=used) == {"free": 100, "later": 3900}


def test_at_night_all_of_what_is_counted_waits() -> None:
    night = replace(MEANS, at=MORNING.replace(hour=23))
    assert ways(Group("zalo_oa", 3, "day"), Group("telegram", 2), means=night) == {"later": 3, "free": 2}


def test_a_channel_that_is_not_connected_is_not_now_and_free() -> None:
    found = reach([Group("telegram", 8), Group("webchat", 2)], replace(MEANS, connected=frozenset({"webchat"})))
    assert found["telegram"].ways == {"unreachable": 8} and found["telegram"].reasons == {"not connected": 8}
    assert found[""].recipients == 2 and found[""].total == 10


def test_who_had_enough_lately_gets_it_later() -> None:
    found = reach([Group("zalo_bot", 2000, capped=True), Group("zalo_bot", 1500)], MEANS)["zalo_bot"]
    assert found.ways == {"later": 2000, "free": 1500} and found.reasons == {"cap": 2000}


def test_the_quotas_of_one_account_are_as_they_are_and_of_several_what_each_may_send() -> None:
    rules, soon, over = Rules(50, pay=True), MORNING + timedelta(hours=1), MORNING - timedelta(hours=1)
    one = {"zalo_oa:1": {"promo": Quota(100, 100)}, "zalo_bot": {MONTH: Quota(9, 10)}, "zns": {}}
    assert by_channel(one, MORNING, rules) == {"zalo_oa": one["zalo_oa:1"], "zalo_bot": one["zalo_bot"]}
    drained = one | {"zalo_oa:2": {"promo": Quota(10, 100)}, "zalo_oa:3": {"promo": Quota(90, 90, over)}}
    refused = drained | {"zalo_oa:4": {"promo": Quota(100, 100), "say:bulk": Quota(0, 0, soon)}}
    for accounts in (drained, refused):
        means = replace(MEANS, rules=rules, quotas=by_channel(accounts, MORNING, rules))
        assert ways(Group("zalo_oa", 80, "week"), means=means) == {"paid": 50, "later": 30}
    late = {"say:bulk": Quota(0, 0, soon + timedelta(hours=1))}
    nobody = by_channel({"zalo_oa:4": refused["zalo_oa:4"], "zalo_oa:5": late}, MORNING, rules)
    assert nobody["zalo_oa"] == {"all": Quota(50, 100), "say:bulk": Quota(0, 0, soon)}
    assert by_channel({"zalo_oa:5": late, "zalo_oa:6": {"promo": Quota(9, 9, over)}}, MORNING, rules)["zalo_oa"] == {}


def test_nobody_is_nobody() -> None:
    assert reach([], MEANS)[""].total == 0


@dataclass(frozen=True, slots=True)
class Sender:
    """What the sender does: each recipient asked for alone, what goes counted at once."""

    means: Means

    def outcomes(self, groups: list[Group]) -> Mapping[tuple[str, str], int]:
        found: Counter[tuple[str, str]] = Counter()
        books = {channel: dict(known) for channel, known in self.means.quotas.items()}
        for group in groups:
            for _ in range(group.count):
                found[group.channel, self.one(group, books.setdefault(group.channel, {}))] += 1
        return found

    def one(self, group: Group, quotas: dict[str, Quota]) -> str:
        at, rules = self.means.at, self.means.rules
        last_at = at - LAST[group.last] if group.last else None
        known = Allowance(group.channel, False, last_at, 0, group.free, at if group.closed else None, quotas)
        wish, by = Wish("bulk"), ""
        verdict = decide(known, wish, at, rules)
        if verdict.kind == "other_way" and self.means.template:
            wish, by = Wish("bulk", "notice", "campaign"), "template"
            verdict = decide(known, wish, at, replace(rules, pay=True))
        if verdict.kind != "now":
            return "later" if verdict.kind == "later" else "unreachable"
        kind = drawn(known, wish, at)
        if kind and kind != FREE:
            quotas[kind] = less(quotas.get(kind, Quota(3000, 3000)))
        return by or ("paid" if verdict.paid else "free")


GROUPS = st.lists(
    st.builds(
        Group,
        channel=st.sampled_from(["telegram", "webchat", "zalo_oa", "zalo_bot"]),
        count=st.integers(0, 40),
        last=st.sampled_from(["", "day", "week", "over"]),
        free=st.sampled_from([None, 0, 1, 2, 8]),
        closed=st.booleans(),
    ),
    max_size=6,
)
QUOTA = st.builds(Quota, remain=st.integers(0, 60), total=st.integers(0, 80))
QUOTAS = st.dictionaries(
    st.sampled_from(["zalo_oa", "zalo_bot"]), st.dictionaries(st.sampled_from(["month", "sub"]), QUOTA, max_size=2)
)


@given(GROUPS, QUOTAS, st.integers(0, 100), st.booleans(), st.booleans(), st.integers(0, 23))
def test_it_agrees_with_the_sender(
    groups: list[Group], quotas: dict[str, dict[str, Quota]], reserve: int, pay: bool, template: bool, hour: int
) -> None:
    means = Means(MORNING.replace(hour=hour), Rules(reserve, pay), template, quotas=quotas)
    found = reach(groups, means)
    counted = Counter({(name, way): n for name, one in found.items() if name for way, n in one.ways.items()})
    assert +counted == +Counter(Sender(means).outcomes(sorted(groups, key=lambda group: group.channel)))
    assert found[""].total == sum(group.count for group in groups)
