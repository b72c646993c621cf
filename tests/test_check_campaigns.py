"""What `langnghe check` says of campaigns: texts and years that cannot be read, buttons that lead nowhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.checks import Finding, Site
from bot.checks.campaigns import look_at_campaigns
from bot.settings import Settings
from bot.store import Store, Surroundings
from handlers.keeps_campaigns import Kept
from tests.databases import fresh_url
from tests.fakes import FakeClock

LEAST = 'title = "Ao"\ntopic = "drowning"\nwhen = "1 June"\nvi = "Chào"\nen = "Hello"\n'


@pytest.fixture
def house(tmp_path: Path, clock: FakeClock) -> Iterator[Store]:
    opened = Store.open(fresh_url("sqlite", tmp_path), tmp_path / "keys.json", Surroundings(clock=clock))
    yield opened
    opened.close()


def found(house: Store, *kept: Kept, years: tuple[tuple[int, str], ...] = ()) -> list[Finding]:
    """What is said when this is kept; of shipped ones that are off only errors."""
    with house.begin() as connection:
        work = house.work(connection)
        for one in kept:
            work.campaigns.keep(one)
        for number, text in years:
            work.campaigns.keep_year(number, text)
        findings = list(look_at_campaigns(Site(Settings(), work)))
    ours = {one.name for one in kept} | {str(number) for number, _ in years}
    return [f for f in findings if f.weight != "ok" and (f.weight == "error" or ours & set(f.words.split()))]


def test_what_comes_with_the_program_has_no_mistake(house: Store) -> None:
    assert found(house) == []


def test_each_mistake_in_a_kept_text_is_a_line(house: Store) -> None:
    first, second = found(house, Kept("a", LEAST + 'days = 0\nspread = "x"'))
    assert first == Finding("error", "The campaign a: days: 0 is no whole number from 1 to 31.")
    assert second.words.startswith("The campaign a: spread: ")


def test_a_button_that_leads_nowhere_is_a_mistake_when_it_is_sent(house: Store) -> None:
    text = LEAST + 'flow = "cats"'
    (off,) = found(house, Kept("a", text))
    (on,) = found(house, Kept("a", text, on=True))
    assert (off.weight, on.weight) == ("warning", "error")
    assert on.words.startswith("The campaign a has a mistake: flow: its readers cannot begin 'cats'; use one of ")
    for internal in ("unclear", "close"):
        assert found(house, Kept("a", LEAST + f'flow = "{internal}"', on=True))
    assert found(house, Kept("a", LEAST.replace("drowning", "work") + 'flow = "close"', on=True)) == []
    assert found(house, Kept("a", LEAST + 'flow = "report"', on=True)) == []


def test_what_waits_for_the_words_of_the_year_is_named(house: Store) -> None:
    opening = Kept("action_month_opening", LEAST.replace("Chào", "{theme}"), on=True)
    (waits,) = found(house, opening)
    assert waits.weight == "warning" and "waits for the year's theme. Write it: `langnghe campaign year" in waits.words
    year = waits.words.split("campaign year ")[1].split()[0]
    assert found(house, opening, years=((int(year), f'year = {year}\ntheme.vi = "Nghe"\ntheme.en = "Listen"'),)) == []


def test_a_year_that_cannot_be_read_is_named(house: Store) -> None:
    (wrong,) = found(house, years=((2031, "theme = 7"),))
    assert wrong.weight == "error" and wrong.words.startswith("Campaigns of 2031: the year: 'theme' is no word")


def test_a_day_that_is_over_is_named(house: Store) -> None:
    (over,) = found(house, Kept("a", LEAST.replace("1 June", "1 June 2020"), on=True))
    assert over == Finding("warning", "The campaign a is on, but its day is over: 1 June 2020.")


def test_what_follows_an_event_waits_for_no_day(house: Store) -> None:
    assert found(house, Kept("a", LEAST.replace("1 June", "3 days after a hazard"), on=True)) == []


def test_what_is_kept_but_is_not_there_any_more_is_passed_over(house: Store) -> None:
    assert found(house, Kept("gone", on=True)) == []


def test_an_hour_in_the_quiet_hours_is_a_mistake_when_it_is_on(house: Store) -> None:
    (on,) = found(house, Kept("a", LEAST + 'at = "22:00"', on=True))
    assert on.weight == "error" and "at: 22:00 is in the quiet hours 21:00-07:00" in on.words
