"""Vietnam's clock: seven hours ahead all year, whatever zone a moment comes in."""

from datetime import UTC, datetime, timedelta, timezone

from referral.clock import hour, hour_and_day, local


def test_a_moment_is_shown_as_a_wall_clock_in_vietnam_shows_it() -> None:
    moment = datetime(2026, 12, 31, 17, 5, 59, tzinfo=UTC)
    assert hour(moment) == "00:05"
    assert hour_and_day(moment) == "00:05 01/01/2027"
    assert local(moment).utcoffset() == timedelta(hours=7)


def test_the_zone_a_moment_comes_in_does_not_matter() -> None:
    elsewhere = datetime(2026, 7, 1, 12, 0, tzinfo=timezone(timedelta(hours=-5)))
    assert hour(elsewhere) == "00:00"
