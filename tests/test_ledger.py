"""The ledger: what it lets go, what it holds back, and that it never contradicts what the platform does."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from referral.ledger import (
    FREE,
    MONTH,
    NOW,
    RULES,
    Allowance,
    Quota,
    Rules,
    Verdict,
    Wish,
    decide,
    drawn,
    less,
    next_month,
    refusal,
)
from referral.ledger_terms import BELIEVED, TERMS, Act, Lane, account_of

AFTERNOON = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)  # 14:00 in Vietnam
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SOON = AFTERNOON + HOUR
LANES: tuple[Lane, ...] = get_args(Lane)
ACTS: tuple[Act, ...] = get_args(Act)
WINDOW, QUOTA = Verdict("other_way", reason="window"), Verdict("later", SOON, "quota")
PAID, COSTS = Verdict("now", paid=True), Rules(pay=True)


def may_send(allowance: Allowance, lane: Lane, now: datetime, rules: Rules = RULES) -> Verdict:
    """What follows for words of ours."""
    return decide(allowance, Wish(lane), now, rules)


def oa(ago: timedelta | None, **more: object) -> Allowance:
    """Somebody on an Official Account who did something so long ago."""
    known = Allowance("zalo_oa", last_at=AFTERNOON - ago if ago is not None else None)
    return replace(known, **more)  # type: ignore[arg-type]


def left(remain: int, total: int = 100, resets_at: datetime | None = SOON) -> Mapping[str, Quota]:
    return {"sub_quota": Quota(remain, total, resets_at)}


@pytest.mark.parametrize("lane", LANES)
def test_a_channel_that_counts_nothing_lets_everything_go_but_to_who_is_gone(lane: Lane) -> None:
    assert may_send(Allowance("telegram"), lane, AFTERNOON) == NOW
    assert may_send(Allowance("telegram", gone=True), lane, AFTERNOON) == Verdict("never", reason="gone")
    assert may_send(oa(HOUR, gone=True), lane, AFTERNOON) == Verdict("never", reason="gone")


@pytest.mark.parametrize("lane", ["urgent", "reply"])
def test_within_two_days_it_is_free_within_seven_it_costs_then_another_way(lane: Lane) -> None:
    ages = (timedelta(), 2 * DAY, 2 * DAY + HOUR, 7 * DAY, 7 * DAY + timedelta(seconds=1))
    verdicts = [may_send(oa(age), lane, AFTERNOON) for age in ages]
    assert verdicts == [NOW, NOW, PAID, PAID, WINDOW]
    assert may_send(oa(None), lane, AFTERNOON) == PAID, "what nobody knows is tried: the platform decides"


def test_when_the_free_ones_are_used_up_it_costs() -> None:
    assert may_send(oa(HOUR, free=1), "reply", AFTERNOON) == NOW
    assert may_send(oa(HOUR, free=0), "reply", AFTERNOON) == PAID


def test_what_the_platform_closed_stays_closed_until_the_person_does_something() -> None:
    assert may_send(oa(HOUR, closed_at=AFTERNOON), "urgent", AFTERNOON) == WINDOW
    assert may_send(oa(None, closed_at=AFTERNOON), "urgent", AFTERNOON) == WINDOW
    assert may_send(oa(HOUR, closed_at=AFTERNOON - DAY), "urgent", AFTERNOON) == NOW
    assert decide(oa(9 * DAY, closed_at=AFTERNOON), Wish("urgent", "notice"), AFTERNOON) == PAID


def test_a_number_takes_templates_only_and_a_bot_has_none() -> None:
    words = Verdict("other_way", reason="words")
    assert may_send(Allowance("zns"), "urgent", AFTERNOON) == words
    assert decide(Allowance("zns"), Wish("urgent", "notice"), AFTERNOON) == PAID
    assert decide(Allowance("zalo_bot"), Wish("urgent", "notice"), AFTERNOON) == words
    assert may_send(Allowance("zalo_bot"), "urgent", AFTERNOON) == NOW


@pytest.mark.parametrize("act", ACTS)
def test_a_refusal_holds_back_its_lane_and_the_lower_ones_of_the_same_kind(act: Act) -> None:
    other: Act = "notice" if act == "say" else "say"
    for told, asked in product(LANES, LANES):
        quotas = {**left(100, resets_at=None), refusal(Wish(told, act)): Quota(0, 0, SOON)}
        known = oa(3 * DAY, quotas=quotas)
        verdict = decide(known, Wish(asked, act), AFTERNOON, COSTS)
        assert (verdict == QUOTA) == (LANES.index(told) <= LANES.index(asked))
        assert decide(known, Wish(asked, other), AFTERNOON, COSTS).kind == "now"
        assert decide(known, Wish(asked, act), SOON, COSTS).kind == "now", "until then, not longer"


def test_a_refusal_of_what_is_paid_keeps_nobody_from_an_answer_that_is_free() -> None:
    paid, free = ({refusal(Wish("urgent"), free): Quota(0, 0, SOON)} for free in (False, True))
    assert may_send(oa(HOUR, quotas=paid), "reply", AFTERNOON) == NOW
    assert may_send(oa(3 * DAY, quotas=paid), "reply", AFTERNOON) == QUOTA
    assert may_send(oa(HOUR, quotas=free), "reply", AFTERNOON) == QUOTA
    assert may_send(oa(3 * DAY, quotas=free), "reply", AFTERNOON) == QUOTA


def test_one_templates_refusal_holds_back_that_template_alone() -> None:
    kind = refusal(Wish("urgent", "notice", "officer"))
    known = Allowance("zns", quotas={kind: Quota(0, 0, SOON)})
    for lane in LANES:
        assert decide(known, Wish(lane, "notice", "officer"), AFTERNOON, COSTS) == QUOTA
    assert decide(known, Wish("urgent", "notice", "alert"), AFTERNOON) == PAID


def test_a_quota_that_is_gone_holds_back_campaigns_until_it_is_reset_and_nothing_else() -> None:
    whatever = Rules(reserve=0, pay=True)
    assert may_send(oa(3 * DAY, quotas=left(0)), "bulk", AFTERNOON, whatever) == QUOTA
    for lane in LANES[:2]:
        assert may_send(oa(3 * DAY, quotas=left(0)), lane, AFTERNOON) == PAID, "of others nobody told: it is asked"
    assert may_send(oa(HOUR, quotas=left(0)), "bulk", AFTERNOON) == NOW, "what is free needs no quota"
    two = {**left(0), "purchase_quota": Quota(1, 5)}
    assert may_send(oa(3 * DAY, quotas=two), "bulk", AFTERNOON, whatever) == PAID
    unsaid = left(0, resets_at=None)
    assert may_send(oa(3 * DAY, quotas=unsaid), "bulk", AFTERNOON, whatever).when == AFTERNOON + BELIEVED


def test_a_campaign_leaves_the_reserve_and_what_nobody_knows() -> None:
    def campaign(quotas: Mapping[str, Quota], rules: Rules) -> Verdict:
        return may_send(oa(3 * DAY, quotas=quotas), "bulk", AFTERNOON, rules)

    assert campaign(left(51), COSTS) == PAID
    assert campaign(left(50), COSTS) == Verdict("later", SOON, "reserve")
    assert campaign(left(1), Rules(0, True)) == PAID
    assert campaign(left(100), Rules(100, True)) == Verdict("later", SOON, "reserve")
    assert campaign({}, COSTS) == Verdict("later", AFTERNOON + BELIEVED, "unknown")
    assert campaign(left(51), Rules()) == Verdict("never", reason="paid")


def test_a_campaign_takes_no_last_free_message() -> None:
    verdicts = [may_send(oa(HOUR, free=free), "bulk", AFTERNOON).kind for free in (None, 2, 1, 0)]
    assert verdicts == ["now", "now", "never", "never"]


def test_a_campaign_on_a_bot_counts_against_the_assumed_month() -> None:
    most = TERMS["zalo_bot"].monthly
    used = {MONTH: Quota(most // 2, most, SOON)}
    assert may_send(Allowance("zalo_bot"), "bulk", AFTERNOON) == NOW
    assert may_send(Allowance("zalo_bot", quotas=used), "bulk", AFTERNOON) == Verdict("later", SOON, "reserve")
    assert may_send(Allowance("zalo_bot", quotas=used), "bulk", SOON) == NOW, "a new month"
    spent = {MONTH: Quota(1, most, SOON)}
    assert may_send(Allowance("zalo_bot", quotas=spent), "urgent", AFTERNOON) == NOW, "our count holds back no alert"


@pytest.mark.parametrize("hour", range(24))
def test_campaigns_keep_their_hours(hour: int) -> None:
    now = datetime(2026, 11, 22, hour, 30, tzinfo=UTC)  # in Vietnam seven hours more
    verdict = may_send(Allowance("zalo_bot"), "bulk", now)
    assert (verdict == NOW) == (6 <= (hour + 7) % 24 < 22)
    if verdict.when:
        assert verdict.reason == "hours" and now < verdict.when <= now + 8 * HOUR
        assert verdict.when.astimezone(UTC).hour == 23, "six in the morning"


def test_what_a_message_is_taken_from() -> None:
    two = {"purchase_quota": Quota(9, 9), **left(3), "say:urgent": Quota(0, 0, AFTERNOON)}
    assert drawn(oa(HOUR), Wish("reply"), AFTERNOON) == FREE
    assert drawn(oa(HOUR, free=0, quotas=two), Wish("reply"), AFTERNOON) == "purchase_quota"
    assert drawn(oa(3 * DAY), Wish("reply"), AFTERNOON) == ""
    assert drawn(oa(3 * DAY, quotas=two), Wish("reply", "notice"), AFTERNOON) == ""
    assert drawn(Allowance("zalo_bot"), Wish("reply"), AFTERNOON) == MONTH
    assert drawn(Allowance("telegram"), Wish("reply"), AFTERNOON) == ""


def test_we_never_count_down_to_nothing() -> None:
    assert [less(Quota(remain, 5)).remain for remain in (5, 2, 1, 0)] == [4, 1, 1, 0]


def test_accounts_are_counted_each_for_itself() -> None:
    assert account_of("zalo_oa", "11:22") == "zalo_oa:11"
    assert account_of("zalo_bot", "22") == "zalo_bot" and account_of("telegram", "33") == "telegram"


def test_a_month_ends_in_vietnam() -> None:
    assert next_month(datetime(2026, 12, 31, 16, 59, tzinfo=UTC)) == datetime(2026, 12, 31, 17, tzinfo=UTC)
    assert next_month(datetime(2026, 12, 31, 17, tzinfo=UTC)) == datetime(2027, 1, 31, 17, tzinfo=UTC)


# Below, a platform written without looking at the ledger, and what we keep of it in the way the store does.


TOTAL = 3


@dataclass
class Platform:
    """One account: words reach who acted within 168 hours; after 48 each takes one of three, all back at midnight."""

    hour: int = 0
    acted: dict[int, int] = field(default_factory=dict)
    remain: int = TOTAL

    def ring(self, hours: int) -> None:
        """Time passes."""
        if (self.hour + hours) // 24 > self.hour // 24:
            self.remain = TOTAL
        self.hour += hours

    def push(self, person: int) -> str:
        """Somebody is written to: "ok", "paid", "window" or "quota"."""
        silent = self.hour - self.acted[person] if person in self.acted else 10**6
        if silent > 168:
            return "window"
        if silent <= 48:
            return "ok"
        if not self.remain:
            return "quota"
        self.remain -= 1
        return "paid"


@dataclass
class Keeper:
    """What we know of it."""

    people: dict[int, Allowance] = field(default_factory=dict)
    quotas: dict[str, Quota] = field(default_factory=dict)

    def of(self, person: int) -> Allowance:
        return replace(self.people.get(person, Allowance("zalo_oa")), quotas=self.quotas)

    def free(self, person: int, platform: Platform) -> bool:
        return drawn(self.of(person), Wish("reply"), moment(platform.hour)) == FREE

    def refused(self, lane: Lane, platform: Platform) -> bool:
        """Whether the platform has refused one like this today."""
        said = self.quotas.get(refusal(Wish(lane)))
        return said is not None and said.resets_at is not None and said.resets_at > moment(platform.hour)

    def learn(self, person: int, answer: str, platform: Platform, lane: Lane) -> None:
        """The platform has answered."""
        midnight = moment(platform.hour // 24 * 24 + 24)
        if answer == "window":
            self.people[person] = replace(self.of(person), closed_at=moment(platform.hour))
        if answer == "quota":
            self.quotas[refusal(Wish(lane), self.free(person, platform))] = Quota(0, 0, midnight)
        if answer == "paid":
            self.quotas["sub_quota"] = Quota(platform.remain, TOTAL, midnight)


def moment(hour: int) -> datetime:
    return datetime(2026, 11, 22, 17, tzinfo=UTC) + hour * HOUR  # midnight in Vietnam


SENDS = st.tuples(st.sampled_from(LANES), st.integers(0, 1))
STEPS = st.one_of(
    SENDS,
    SENDS,
    SENDS,
    st.tuples(st.just("acts"), st.integers(0, 1)),
    st.tuples(st.just("passes"), st.sampled_from((1, 13, 49, 120))),
    st.tuples(st.just("a human spends"), st.integers(1, 2)),
)


@settings(max_examples=300)
@given(st.lists(STEPS, min_size=5, max_size=40), st.sampled_from((0, 34, 50, 100)), st.booleans())
def test_no_verdict_contradicts_the_platform_no_campaign_takes_the_reserve_nothing_urgent_is_lost(
    steps: list[tuple[str, int]], reserve: int, pay: bool
) -> None:
    platform, keeper, knows = Platform(60, {0: 0}), Keeper({0: Allowance("zalo_oa", last_at=moment(0))}), True
    for step, number in steps:
        if step == "acts":
            platform.acted[number] = platform.hour
            keeper.people[number] = Allowance("zalo_oa", last_at=moment(platform.hour))
        elif step == "passes":
            platform.ring(number)
        elif step == "a human spends":  # in the platform's own app: we are not told
            platform.remain, knows = max(platform.remain - number, 0), False
        else:
            lane: Lane = next(lane for lane in LANES if lane == step)
            verdict = may_send(keeper.of(number), lane, moment(platform.hour), Rules(reserve, pay))
            trial, before = replace(platform), platform.remain
            check(verdict, lane, trial.push(number), knows if lane == "bulk" else keeper.refused(lane, platform))
            if verdict.kind == "now":
                answer = platform.push(number)
                keeper.learn(number, answer, platform, lane)
                assert lane != "bulk" or answer == "ok" or pay
                assert lane != "bulk" or answer != "paid" or not knows or before - 1 >= TOTAL * reserve / 100
                knows = knows or answer == "paid" or (answer, lane) == ("quota", "urgent")


def check(verdict: Verdict, lane: Lane, would: str, knows: bool) -> None:
    """What was decided, against what the platform would have answered."""
    if verdict.kind == "now":
        assert would != "quota" or not knows, "we were told of every message, or refused one that somebody waits for"
        assert would != "window" or lane != "bulk", "somebody we never met: an alert is tried"
        assert verdict.paid == (would != "ok"), "what costs is known before"
    if verdict.kind == "other_way":
        assert would == "window"
    if lane == "urgent":
        assert verdict.kind in ("now", "later", "other_way")
        assert verdict.kind != "later" or would in ("quota", "window"), "nothing waits without a reason"
