"""What a campaign says: every placeholder filled, who speaks, how to stop, one message that fits each channel."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.store import Store, Surroundings
from bot.store.work import SqlWork
from flows.fitting import CHANNELS
from flows.library import flows
from handlers.campaign_words import Reader, compose, connected, depends_on_place, length, misfits
from handlers.events import Notice
from handlers.house import House
from referral.campaigns import LANGUAGES, Campaign, Rules
from referral.campaigns.catalogue import shipped
from tests.cast import OWN_CHANNELS
from tests.databases import fresh_url
from tests.store_cast import found_directory

DAY = date(2027, 6, 1)
TEXT = "Năm {year}, ngày {day}: “{theme}”. {slogan} Ở {commune}; {province}."
ENGLISH = 'Year {year}, {day}: "{theme}". {slogan} In {commune}; {province}.'
CAMPAIGN = Campaign("swim", "An toàn dưới nước", "health", "1 June", {"vi": TEXT, "en": ENGLISH}, flow="duty")
YEAR = """
year = 2027
theme.vi = "Lắng nghe"
theme.en = "Listen"
slogans.vi = ["Đi cùng con."]
slogans.en = ["Go with them."]
"""
IN_ENGLISH = {
    "— {sender}. Không muốn nhận nữa: gõ NGỪNG NHẮC": "- {sender}. To stop: type STOP REMINDERS",
    "Ngừng nhắc": "Stop reminders",
    "nơi mình ở": "your area",
    flows()["duty"].title: "Who is on duty",
}
HOUSE = House(
    own_channels=OWN_CHANNELS,
    outside=frozenset({"telegram", "zalo_oa", "zalo_bot", "zns"}),
    public_url="https://langnghe.example",
    campaigns=Rules(sender="Ban Trẻ em"),
    translate=lambda locale, text: IN_ENGLISH.get(text, text) if locale == "en" else text,
)


@pytest.fixture
def work(tmp_path: Path) -> Iterator[SqlWork]:
    """A house with all channels that knows the words of 2027."""
    store = Store.open(fresh_url("sqlite", tmp_path), tmp_path / "ring.json", Surroundings(HOUSE))
    with store.begin() as connection:
        work = store.work(connection)
        work.campaigns.keep_year(2027, YEAR)
        yield work
    store.close()


def test_every_placeholder_is_filled_in_both_languages(work: SqlWork) -> None:
    here = Reader("telegram", "vi", "21340", "51")
    assert "Năm 2027, ngày 1/6: “Lắng nghe”. Đi cùng con. Ở xã Sơn Tây, Quảng Ngãi; Quảng Ngãi." in said(work, here)
    english = said(work, replace(here, locale="en"))
    assert 'Year 2027, 1 June: "Listen". Go with them. In xã Sơn Tây, Quảng Ngãi; Quảng Ngãi.' in english


def said(work: SqlWork, reader: Reader, campaign: Campaign = CAMPAIGN) -> str:
    return compose(work, campaign, DAY, reader).text


def test_who_named_no_commune_reads_of_where_they_live(work: SqlWork) -> None:
    assert "Ở nơi mình ở; nơi mình ở." in said(work, Reader("telegram"))
    assert "In your area; your area." in said(work, Reader("telegram", "en"))
    assert "Ở nơi mình ở; Quảng Ngãi." in said(work, Reader("telegram", province="51"))
    assert "Quảng Ngãi; Quảng Ngãi." in said(work, Reader("telegram", commune="21340"))


def test_it_names_its_sender_and_how_to_stop_at_its_end(work: SqlWork) -> None:
    linked = replace(CAMPAIGN, link="https://langnghe.example/a")
    lines = said(work, Reader("telegram"), linked).splitlines()
    assert lines[-2:] == ["https://langnghe.example/a", "— Ban Trẻ em. Không muốn nhận nữa: gõ NGỪNG NHẮC"]
    own = said(work, Reader("telegram", "en"), replace(linked, sender="UBND xã")).splitlines()
    assert own[-1] == "- UBND xã. To stop: type STOP REMINDERS"


def test_the_last_button_is_the_way_out(work: SqlWork) -> None:
    assert compose(work, CAMPAIGN, DAY, Reader("telegram")).buttons == (flows()["duty"].title, "Ngừng nhắc")
    english = compose(work, CAMPAIGN, DAY, Reader("telegram", "en"))
    assert english.buttons == ("Who is on duty", "Stop reminders")
    for flow in ("", "gone"):
        assert compose(work, replace(CAMPAIGN, flow=flow), DAY, Reader("telegram")).buttons == ("Ngừng nhắc",)


def test_where_buttons_do_not_fit_it_says_what_to_type(work: SqlWork) -> None:
    message = compose(work, CAMPAIGN, DAY, Reader("zalo_bot"))
    assert message.buttons == ()
    assert message.text.splitlines()[-2] == f"Muốn bắt đầu, gõ: {flows()['duty'].title}"
    plain = compose(work, replace(CAMPAIGN, flow=""), DAY, Reader("zalo_bot"))
    assert "gõ:" not in plain.text and "NGỪNG NHẮC" in plain.text


def test_a_template_gets_what_a_lock_screen_may_show(work: SqlWork) -> None:
    message = compose(work, CAMPAIGN, DAY, Reader("zalo_oa"))
    assert message.lane == "bulk"
    fields = (("title", "An toàn dưới nước"), ("sender", "Ban Trẻ em"), ("day", "01/06/2027"))
    assert message.notice == Notice("campaign", fields)


def test_a_trial_says_so_first(work: SqlWork) -> None:
    assert said(work, Reader("telegram")).startswith("BẢN THỬ")


def test_a_live_house_says_nothing_of_a_trial(tmp_path: Path) -> None:
    surroundings = Surroundings(HOUSE, real_agencies=True)
    store = Store.open(fresh_url("sqlite", tmp_path), tmp_path / "ring.json", surroundings)
    found_directory(store)
    with store.begin() as connection:
        work = store.work(connection)
        agencies = [replace(agency, sample=False) for agency in work.directory.agencies.values()]
        work.directories.replace(agencies, work.directory.officers.values())
        assert said(work, Reader("telegram")).startswith("Năm 2027")
    store.close()


def test_a_picture_goes_only_where_one_is_shown(work: SqlWork) -> None:
    drawn = replace(CAMPAIGN, picture="abc")
    for channel in connected(work):
        shown = "abc" if CHANNELS[channel].caption else ""
        assert compose(work, drawn, DAY, Reader(channel)).picture == shown


def test_a_picture_on_zalo_is_one_message_with_its_button_in_words(work: SqlWork) -> None:
    """There buttons under a picture would be a second message, and both count."""
    plain, drawn = (compose(work, replace(CAMPAIGN, picture=p), DAY, Reader("zalo_oa")) for p in ("", "abc"))
    assert plain.buttons and drawn.buttons == ()
    assert plain.buttons[0] in drawn.text


def test_the_channels_of_a_house_are_its_own_and_those_that_take_words(work: SqlWork) -> None:
    assert set(connected(work)) == {"webchat", "terminal", "officer_page", "telegram", "zalo_oa", "zalo_bot"}


def test_what_depends_on_the_place() -> None:
    assert depends_on_place(CAMPAIGN)
    assert not depends_on_place(replace(CAMPAIGN, texts={"vi": "{day}", "en": "{year}"}))


def test_a_text_too_long_is_named_by_channel_language_and_excess(work: SqlWork) -> None:
    campaign = replace(CAMPAIGN, texts={"vi": "a" * 2000, "en": "b"}, flow="")
    found = {(one.channel, one.locale): one.over_by for one in misfits(work, campaign, DAY)}
    assert set(found) == {("telegram", "vi"), ("zalo_oa", "vi"), ("zalo_bot", "vi")}
    over = max(found.values())  # on Zalo, where its button may become a line
    assert misfits(work, replace(campaign, texts={"vi": "a" * (2000 - over), "en": "b"}), DAY) == ()
    assert misfits(work, replace(campaign, texts={"vi": "a" * (2001 - over), "en": "b"}), DAY)[0].over_by == 1


def test_the_longest_commune_decides_and_an_emoji_is_two(work: SqlWork) -> None:
    campaign = replace(CAMPAIGN, texts={"vi": "a" * 1860 + "{commune}", "en": "b"}, flow="")
    longest = max(length(compose(work, campaign, DAY, Reader("telegram", "vi", code)).text) for code in ("21340", ""))
    (found, *_) = misfits(work, replace(campaign, texts={"vi": "a" * 1990 + "{commune}", "en": "b"}), DAY)
    assert longest < 2000 and found.over_by > 130 + longest - 2000
    assert length("😀a") == 3


@pytest.mark.parametrize("name", sorted(shipped()))
def test_every_shipped_campaign_fits_everywhere_and_fills_all(work: SqlWork, name: str) -> None:
    campaign = shipped()[name]
    assert misfits(work, campaign, DAY) == ()
    for channel in connected(work):
        for locale in LANGUAGES:
            text = said(work, Reader(channel, locale, "21340"), campaign)
            assert "{" not in text and text.rstrip() == text
