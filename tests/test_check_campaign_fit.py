"""What `langnghe check` says of campaigns that are too long for a channel."""

from bot.checks import Finding, Site
from bot.checks.campaign_fit import look_at_campaign_fit
from bot.settings import Settings
from bot.store.work import SqlWork
from handlers.keeps_campaigns import Kept
from tests.test_campaign_words import work

__all__ = ["work"]
LONG = 'title = "Dài"\ntopic = "home"\nwhen = "1 June"\nen = "Hello"\nvi = "' + "a" * 2500 + '"\n'


def found(work: SqlWork, *kept: Kept) -> list[Finding]:
    for one in kept:
        work.campaigns.keep(one)
    return list(look_at_campaign_fit(Site(Settings(), work)))


def test_what_comes_with_the_program_fits(work: SqlWork) -> None:
    assert found(work) == []


def test_one_that_is_too_long_is_named_by_channel_and_language(work: SqlWork) -> None:
    findings = found(work, Kept("long", LONG, on=True), Kept("later", LONG), Kept("broken", "x"), Kept("gone"))
    assert {f.words.split()[2]: f.weight for f in findings} == {"long": "error", "later": "warning"}
    assert len(findings) == 6 and "on telegram (vi): shorten it" in findings[0].words
