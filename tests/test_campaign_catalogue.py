"""The campaigns that come with the program: off, whole, short, in two languages; and the calendar years ahead."""

import re
from datetime import date, datetime
from pathlib import Path

import pytest

from referral.campaigns import WORK, Campaign, Rules
from referral.campaigns.catalogue import calendar, shipped
from referral.campaigns.dates import after_event, occurrences, upcoming
from referral.campaigns.hours import may_go
from referral.campaigns.parse import parse_campaigns, written_all
from referral.campaigns.placeholders import used
from referral.campaigns.readers import READERS
from referral.campaigns.years import missing, shipped_years, slogan, the_year, year_of
from referral.clock import VIETNAM
from referral.conditions import holds
from referral.roles import OFFICES

DOCS = (Path(__file__).parents[1] / "docs" / "campaigns.md").read_text("utf-8")
LONGEST, LONGEST_SLOGAN = 900, 160
PROMISES = ("sẽ đến ngay", "đang trên đường", "will come", "on its way", "chắc chắn", "cam kết", "guarantee")
HINTS = ("bạo lực", "xâm hại", "đánh", "mua bán", "bị dọa", "111", "113", "beat", "abuse", "traffick", "violence")
OFFERED = {"", "swim_quiz", "safe_home", "know_111", "opinion", "drowning"}
ALL = sorted(shipped().values(), key=lambda campaign: campaign.name)


@pytest.mark.parametrize("campaign", ALL, ids=lambda campaign: campaign.name)
def test_a_shipped_campaign_is_off_short_and_keeps_its_word(campaign: Campaign) -> None:
    assert not campaign.on and campaign.flow in OFFERED
    assert used(campaign.texts["vi"]) == used(campaign.texts["en"])
    for text in campaign.texts.values():
        assert len(text) <= LONGEST - LONGEST_SLOGAN * ("slogan" in used(text))
        assert not any(promise in text.lower() for promise in PROMISES)
    assert may_go(datetime.combine(date(2027, 6, 1), campaign.at, VIETNAM), Rules())


@pytest.mark.parametrize("campaign", ALL, ids=lambda campaign: campaign.name)
def test_only_what_hints_at_no_violence_is_neutral(campaign: Campaign) -> None:
    said = " ".join(campaign.texts.values()).lower()
    assert not (campaign.neutral and any(hint in said for hint in HINTS)), campaign.name


def test_what_is_for_officers_names_their_roles() -> None:
    for campaign in ALL:
        roles = {word for condition in campaign.audience if condition.name == "role" for word in condition.words}
        assert (campaign.topic == WORK) == bool(roles & set(OFFICES)), campaign.name


def test_only_the_opening_waits_for_the_theme_of_the_year() -> None:
    for number in (2026, 2027, 2031):
        year = the_year(shipped_years(), number)
        assert [campaign.name for campaign in ALL if missing(campaign, year)] == ["action_month_opening"]
    written = year_of('year = 2027\ntheme.vi = "Nghe"\ntheme.en = "Listen"')
    assert missing(shipped()["action_month_opening"], the_year({2027: written}, 2027)) == ()


def test_bug_thirteen_mondays_said_the_same() -> None:
    year, flood = the_year(shipped_years(), 2027), shipped()["flood_season"]
    mondays = occurrences(flood, date(2027, 1, 1), date(2027, 12, 31))
    said = {(language, slogan(flood, year, day, language)) for day in mondays for language in ("vi", "en")}
    assert len(mondays) == 13 and len(said) == 26


def test_bug_the_last_school_week_reached_nobody_who_asked_for_it() -> None:
    audience = shipped()["last_school_week"].audience
    assert (
        holds(audience, {"role": ""}) and holds(audience, {"role": "teacher"}) and holds(audience, {"role": "parent"})
    )
    assert not holds(audience, {"role": "pupil"})


def test_bug_the_beaten_were_told_to_say_less() -> None:
    texts = shipped()["gender_equality_month"].texts
    assert "bớt lời" not in texts["vi"] and "say less" not in texts["en"]
    assert "không ai được phép đánh các em" in texts["vi"]


def test_every_shipped_slogan_is_short() -> None:
    for campaign in ALL:
        for day in occurrences(campaign, date(2027, 1, 1), date(2027, 12, 31)):
            for language in campaign.texts:
                assert 0 < len(slogan(campaign, the_year(shipped_years(), 2027), day, language)) <= LONGEST_SLOGAN


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("action_month_opening", ["2027-06-01", "2028-06-01"]),
        ("family_day", ["2027-06-28", "2028-06-28"]),
        ("drowning_day", ["2027-07-25", "2028-07-25"]),
        ("anti_trafficking_day", ["2027-07-30", "2028-07-30"]),
        ("school_day", ["2027-09-05", "2028-09-05"]),
        ("gender_equality_month", ["2027-11-15", "2028-11-15"]),
        ("childrens_day", ["2027-11-20", "2028-11-20"]),
        ("vitamin_a", ["2027-05-31", "2027-11-30", "2028-05-31", "2028-11-30"]),
        ("tet", ["2027-02-01", "2028-01-21"]),
        ("mid_autumn", ["2027-09-13", "2028-10-01"]),
        ("last_school_week", ["2027-05-25", "2028-05-25"]),
        ("report_half_year_may", ["2027-05-18", "2027-05-23", "2028-05-18", "2028-05-23"]),
        ("hazard_follow_up", []),
    ],
)
def test_the_events_of_the_year_are_on_their_days(name: str, days: list[str]) -> None:
    found = occurrences(shipped()[name], date(2027, 1, 1), date(2028, 12, 31))
    assert [str(day) for day in found] == days


def test_drowning_is_spoken_of_each_friday_of_the_season() -> None:
    fridays = occurrences(shipped()["drowning_weekly"], date(2027, 1, 1), date(2027, 12, 31))
    assert (str(fridays[0]), str(fridays[-1]), len(fridays)) == ("2027-05-07", "2027-09-24", 21)
    assert {day.weekday() for day in fridays} == {4}


def test_the_calendar_is_in_order_and_years_ahead() -> None:
    first, last = date(2027, 1, 1), date(2056, 12, 31)
    found = calendar(ALL, first, last)
    assert [due.starts_at for due in found] == sorted(due.starts_at for due in found)
    assert len(found) == sum(len(occurrences(campaign, first, last)) for campaign in ALL)
    assert len({(due.campaign, due.day) for due in found}) == len(found)
    assert str(calendar([shipped()["tet"]], first, last)[0].starts_at) == "2027-02-01 08:30:00+07:00"


def test_every_campaign_comes_again_or_follows_an_event() -> None:
    for campaign in ALL:
        assert (upcoming(campaign, date(2050, 1, 1)) is None) == (after_event(campaign.when) is not None)


def test_the_catalogue_is_written_and_read_as_the_same() -> None:
    assert parse_campaigns(written_all(shipped().values())) == shipped()


def marked(name: str) -> list[list[str]]:
    """The cells of a table in the documentation."""
    table = DOCS.split(f"<!-- {name} -->")[1].split("<!-- end -->")[0].strip().splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table]


@pytest.mark.parametrize(("when", "days"), marked("when"))
def test_the_documented_days_are_true(when: str, days: str) -> None:
    example = Campaign("a", "A", "home", when.strip("`"), {})
    found = occurrences(example, date(2027, 1, 1), date(2029, 12, 31))[:3]
    assert days == (", ".join(f"{day:%d/%m/%Y}" for day in found) or "–")


def test_the_documented_files_are_read() -> None:
    campaign, year = re.findall(r"```toml\n(.*?)```", DOCS, re.DOTALL)
    (example,) = parse_campaigns(campaign).values()
    assert missing(example, year_of(year)) == () and set(re.findall(r"^(\w+) = ", campaign, re.MULTILINE)) == set(
        READERS
    )
