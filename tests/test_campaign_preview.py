"""The preview is the message: what is shown before is what is sent, letter by letter."""

from datetime import date

from bot.store.work import SqlWork
from handlers.campaign_preview import View, previews
from handlers.campaign_words import compose
from referral.campaigns import Campaign
from tests.test_campaign_words import CAMPAIGN, DAY, work

__all__ = ["work"]
LONG = Campaign("long", "Dài", "home", "1 June", {"vi": "a" * 3000, "en": "b"})


def test_every_channel_in_every_language_and_exactly(work: SqlWork) -> None:
    found = previews(work, CAMPAIGN, DAY)
    assert len({(one.reader.channel, one.reader.locale) for one in found}) == len(found) == 12
    for one in found:
        assert one.message == compose(work, CAMPAIGN, DAY, one.reader)
        assert one.fits and one.length == len(one.message.text) and one.most >= 2000
    assert all("xã Sơn Tây" in one.message.text for one in found)


def test_only_what_is_wanted(work: SqlWork) -> None:
    (one,) = previews(work, CAMPAIGN, DAY, View(("zalo_bot",), ("en",), ""))
    assert (one.reader.channel, one.reader.locale) == ("zalo_bot", "en") and "your area" in one.message.text


def test_what_does_not_fit_says_so(work: SqlWork) -> None:
    bad = {(one.reader.channel, one.reader.locale) for one in previews(work, LONG, date(2027, 6, 1)) if not one.fits}
    assert bad == {("telegram", "vi"), ("zalo_oa", "vi"), ("zalo_bot", "vi")}
