"""Quiet hours, shares of a spread, days, and the steps a run may take: decided without a clock."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.campaigns import Campaign, Rules, Whom, whom
from referral.campaigns.hours import closes_at, day_begins, fitting, goes_at, may_go, next_day, share, time_left
from referral.campaigns.runs import STEPS, BadStep, Run, State, Step, step
from referral.clock import VIETNAM

HOUR = timedelta(hours=1)
BY_NIGHT, BY_DAY = Rules(), Rules(quiet_from=time(11), quiet_until=time(14))
moments = st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
rules = st.builds(Rules, quiet_from=st.times(), quiet_until=st.times())
spans = st.integers(-100, 1000).map(lambda minutes: timedelta(minutes=minutes))


def at(hour: int, minute: int = 0, day: int = 1) -> datetime:
    return datetime(2027, 6, day, hour, minute, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("house", "moment", "goes"),
    [
        (BY_NIGHT, at(20, 59), at(20, 59)),
        (BY_NIGHT, at(21), at(7, day=2)),
        (BY_NIGHT, at(23, 59), at(7, day=2)),
        (BY_NIGHT, at(0), at(7)),
        (BY_NIGHT, at(6, 59), at(7)),
        (BY_NIGHT, at(7), at(7)),
        (BY_DAY, at(10, 59), at(10, 59)),
        (BY_DAY, at(11), at(14)),
        (BY_DAY, at(14), at(14)),
        (BY_DAY, at(3), at(3)),
    ],
)
def test_what_falls_into_the_quiet_hours_goes_at_their_end(house: Rules, moment: datetime, goes: datetime) -> None:
    assert goes_at(moment, house) == goes
    assert may_go(moment, house) == (moment == goes)


@given(moments, rules)
def test_it_goes_at_an_allowed_hour_within_a_day(moment: datetime, house: Rules) -> None:
    goes = goes_at(moment, house)
    assert may_go(goes, house) and timedelta() <= goes - moment <= 24 * HOUR
    assert goes_at(goes, house) == goes


def test_a_day_begins_at_midnight_in_vietnam() -> None:
    assert day_begins(datetime(2027, 6, 1, 16, 59, tzinfo=UTC)) == at(0)
    assert day_begins(datetime(2027, 6, 1, 17, tzinfo=UTC)) == at(0, day=2)
    assert next_day(at(23), at(8, 30)) == at(8, 30, day=2)


@given(st.integers(0, 10**6), spans, spans)
def test_the_share_grows_from_one_to_all(planned: int, elapsed: timedelta, spread: timedelta) -> None:
    found = share(planned, elapsed, spread)
    assert min(planned, 1) <= found <= max(planned, 1)
    assert found <= max(planned, share(planned, elapsed + HOUR, spread))
    assert share(planned, spread, spread) == planned


def run_in(state: State) -> Run:
    return Run("r", "CD-AAAAA", "a", "2027-06-01", "", "", state, at(8), at(9))


@given(st.sampled_from(list(STEPS)), st.sampled_from(sorted({taken for steps in STEPS.values() for taken in steps})))
def test_a_run_takes_the_steps_of_its_table_and_no_other(state: State, taken: Step) -> None:
    after = STEPS[state].get(taken)
    if after:
        assert step(run_in(state), taken) == after
    else:
        with pytest.raises(BadStep, match=r"CD-AAAAA is .*; from there: (nothing: it is over|[a-z])"):
            step(run_in(state), taken)


def test_a_pilot_is_for_one_commune() -> None:
    campaign = Campaign("a", "A", "home", "1 June", {}, neutral=True)
    assert whom(campaign, "21340") == Whom("home", (), True, "21340") and whom(campaign).commune == ""


def test_the_last_quiet_hours_before_an_end() -> None:
    midnight = at(0, day=2)
    for rules, closes in (
        (Rules(), at(21)),
        (Rules(quiet_from=time(0), quiet_until=time(6)), midnight),
        (Rules(quiet_from=time(12), quiet_until=time(12)), midnight),
        (Rules(quiet_from=time(22), quiet_until=time(0)), at(22)),
    ):
        assert closes_at(midnight, rules) == closes
    assert closes_at(at(5, day=2), Rules()) == at(21), "an end in the night"
    assert time_left(at(20), midnight, Rules()) == timedelta(hours=1)
    assert time_left(at(22), midnight, Rules()) < timedelta()


def test_a_spread_ends_before_the_night() -> None:
    hour, midnight = timedelta(hours=1), at(0, day=2)
    assert fitting(hour, at(9), midnight, Rules()) == hour
    assert fitting(hour, at(20, 30), midnight, Rules()) == timedelta(minutes=20)
    assert fitting(hour, at(20, 55), midnight, Rules()) == timedelta()
