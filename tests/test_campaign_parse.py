"""Campaign files: what is read, what is refused and with which words, and that what is written is read as the same."""

from datetime import time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.fitting import CHANNELS as FITTED
from referral.campaigns import ROLES, TOPICS, BadCampaign, Campaign
from referral.campaigns.audience import CHANNELS
from referral.campaigns.parse import parse_campaign, parse_campaigns, stored_campaign, written, written_all
from referral.campaigns.readers import READERS
from referral.conditions import Condition
from referral.jurisdiction.units import units

LEAST = 'title = "Ao"\ntopic = "drowning"\nwhen = "1 June"\nvi = "Chào {commune}"\nen = "Hello {commune}"\n'
HASH = "0123456789abcdef" * 2


def test_a_campaign_needs_five_words() -> None:
    texts = {"vi": "Chào {commune}", "en": "Hello {commune}"}
    assert parse_campaign("a", LEAST) == Campaign("a", "Ao", "drowning", "1 June", texts)


def test_every_word_is_read() -> None:
    more = f"""at = 16:30:00
days = 3
spread = 90
audience = "commune is one of 21340, 21343 and role is not pupil and language is given"
flow = "swim_quiz"
picture = "{HASH}"
link = "https://langnghe.example/boi"
sender = "UBND xã"
neutral = true
on = true
"""
    found = parse_campaign("a", LEAST + more)
    assert (found.at, found.days, found.spread) == (time(16, 30), 3, timedelta(minutes=90))
    assert found.audience[0] == Condition("commune", "is one of", ("21340", "21343"))
    assert (found.flow, found.picture, found.link) == ("swim_quiz", HASH, "https://langnghe.example/boi")
    assert (found.sender, found.neutral, found.on) == ("UBND xã", True, True)
    assert parse_campaign("a", written(found)) == found


def test_an_article_goes_to_all_followers_so_it_is_for_everybody_and_tells_nothing() -> None:
    open_to_all = LEAST + 'article = "abc123"\nneutral = true\n'
    assert parse_campaign("a", open_to_all).article == "abc123"
    for refused, word in (
        (LEAST + 'article = "abc123"\n', "neutral"),
        (open_to_all + 'audience = "role is teacher"\n', "audience"),
        (with_word("topic", '"work"') + '\narticle = "abc123"\nneutral = true\n', "topic"),
    ):
        with pytest.raises(BadCampaign, match=f"a: {word}: an article"):
            parse_campaign("a", refused)


def with_word(word: str, value: str) -> str:
    """The least campaign with one word written otherwise."""
    lines = [line for line in LEAST.splitlines() if not line.startswith(f"{word} =")]
    return "\n".join([*lines, f"{word} = {value}"])


@pytest.mark.parametrize(
    ("word", "value", "remedy"),
    [
        ("titel", '"x"', "did you mean title?"),
        ("zzz", '"x"', "is no word of a campaign; The words are title"),
        ("title", '""', "write what staff call"),
        ("title", "7", "write a text in quotes"),
        ("title", '"""a\nb"""', "write one line"),
        ("title", f'"{"x" * 101}"', "at most 100"),
        ("topic", '"cats"', "use one of drowning"),
        ("topic", "[]", "use one of drowning"),
        ("when", '"June"', "is no day: write"),
        ("vi", '" "', "write what people read"),
        ("vi", '"Chào {ten}"', "nothing fills in {ten}; use one of {theme}"),
        ("en", '"Hello {}"', "nothing fills in {}"),
        ("en", '"Hello {commune"', "a brace { or } stands alone"),
        ("en", '"Hello }{year}"', "a brace { or } stands alone"),
        ("vi", '"a\\u0007b"', "invisible sign"),
        ("at", '"8 giờ"', 'write "8:30"'),
        ("at", '"24:00"', 'write "8:30"'),
        ("at", '"8:60"', 'write "8:30"'),
        ("at", "08:30:30", 'write "8:30"'),
        ("at", "830", 'write "8:30"'),
        ("days", "0", "from 1 to 31"),
        ("days", "true", "from 1 to 31"),
        ("days", "1.5", "from 1 to 31"),
        ("spread", "721", "from 0 to 720"),
        ("spread", '"60"', "from 0 to 720"),
        ("audience", '"commune"', "NAME is WORD"),
        ("audience", '"age is 9"', "use one of commune, province, role"),
        ("audience", '"role is mother"', "'mother' is no role; use one of parent"),
        ("audience", '"language is one of vi, fr"', "'fr' is no language"),
        ("audience", '"channel is zalo"', "'zalo' is no channel"),
        ("audience", '"topic is cats"', "'cats' is no topic"),
        ("audience", '"commune is 2134"', "'2134' is no code of a commune: the nearest is "),
        ("audience", '"commune is 21341"', "it ended, and its land is now 21340 (Xã Sơn Tây, Tỉnh Quảng Ngãi)"),
        ("audience", '"province is one of 51, 99"', "'99' is no code of a province: the nearest is"),
        ("flow", '"swim quiz"', "write one word"),
        ("picture", '"ao.png"', "`langnghe campaign picture`"),
        ("link", '"http://langnghe.example"', "write https://"),
        ("link", '"https://"', "write https://"),
        ("link", '"https://a@langnghe.example"', "write https://"),
        ("link", '"https://langnghe.example/a b"', "write https://"),
        ("link", '"https://[x"', "is no address"),
        ("neutral", '"yes"', "write true or false"),
        ("on", "1", "write true or false"),
    ],
)
def test_a_mistake_is_named_by_campaign_word_and_remedy(word: str, value: str, remedy: str) -> None:
    with pytest.raises(BadCampaign) as caught:
        parse_campaign("a", with_word(word, value))
    assert str(caught.value).startswith(f"a: {word}: ") and remedy in str(caught.value)


@pytest.mark.parametrize("word", ["title", "topic", "when", "vi", "en"])
def test_what_is_needed_and_missing_is_named(word: str) -> None:
    text = "\n".join(line for line in LEAST.splitlines() if not line.startswith(f"{word} ="))
    with pytest.raises(BadCampaign, match=f"^a: {word}: is missing$"):
        parse_campaign("a", text)


def test_an_old_commune_is_answered_with_those_of_today() -> None:
    old = next(old for old in units().old if old.code and old.code not in units().current and old.codes)
    with pytest.raises(BadCampaign, match=f"its land is now {old.codes[0]} "):
        parse_campaign("a", with_word("audience", f'"commune is {old.code}"'))


def test_a_place_that_ended_does_not_stop_what_was_checked_before() -> None:
    text = with_word("audience", '"commune is 99999"')
    assert stored_campaign("a", text).audience[0].words == ("99999",)


def test_a_name_is_small_letters() -> None:
    for name in ("Ao", "ao nhà", "1a", "", "a" * 41):
        with pytest.raises(BadCampaign, match="a campaign is named by small letters"):
            parse_campaign(name, LEAST)


def test_all_mistakes_of_a_file_are_said_at_once() -> None:
    text = f"[a]\n{with_word('topic', '7')}\n[b]\n{LEAST}\n[c]\n{with_word('days', '0')}\nspread = -1\n[d]\nx = 1"
    with pytest.raises(BadCampaign) as caught:
        parse_campaigns(text)
    names = [line.split(":")[:2] for line in str(caught.value).splitlines()]
    assert names[:3] == [["a", " topic"], ["c", " days"], ["c", " spread"]]
    assert [name for name, _ in names[3:]] == ["d"] * 6


def test_a_file_that_is_no_file_of_campaigns_is_refused() -> None:
    with pytest.raises(BadCampaign, match="the file is not TOML"):
        parse_campaigns("a = ")
    with pytest.raises(BadCampaign, match=r"write \[title\] and the words"):
        parse_campaigns('title = "Ao"')
    with pytest.raises(BadCampaign, match="a is not TOML"):
        parse_campaign("a", "[a")


def test_an_hour_in_the_quiet_hours_is_read() -> None:
    assert parse_campaign("a", LEAST + 'at = "22:00"').at == time(22)  # hours.goes_at moves it


def test_the_channels_of_an_audience_are_those_that_texts_are_fitted_to() -> None:
    assert set(CHANNELS) == set(FITTED) - {"zns"}  # whose address is a phone number, and nobody subscribes with it


letters = st.characters(exclude_categories=("Cs", "Cc"))
texts = st.text(letters, max_size=60).map(str.strip).filter(lambda text: not set("{}") & set(text))
lines = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=40)
contents = st.lists(texts, min_size=1, max_size=4).map("\n".join).filter(str.strip)
several = st.lists(st.sampled_from(["21340", "21343"]), min_size=1, max_size=2, unique=True).map(", ".join)
conditions = st.one_of(
    several.map("commune is one of {}".format),
    st.sampled_from(ROLES).map("role is not {}".format),
    st.sampled_from(TOPICS).map("topic is {}".format),
    st.sampled_from(["province is given", "language is missing", "channel is telegram"]),
)
raws = st.fixed_dictionaries(
    {
        "title": lines.filter(str.strip),
        "topic": st.sampled_from(TOPICS),
        "when": st.sampled_from(["1 June", "lunar 15/8 and 1 June", "3 days after a hazard"]),
        "vi": contents,
        "en": contents,
    },
    optional={
        "at": st.times().map(lambda hour: hour.replace(second=0, microsecond=0)),
        "days": st.integers(1, 31),
        "spread": st.integers(0, 720),
        "audience": st.lists(conditions, max_size=3).map(" and ".join),
        "flow": st.sampled_from(["", "swim_quiz"]),
        "picture": st.sampled_from(["", HASH]),
        "link": st.sampled_from(["", "https://langnghe.example/?a=1#b"]),
        "article": st.sampled_from(["", "a1"]),
        "sender": lines,
        "neutral": st.booleans(),
        "on": st.booleans(),
    },
)


def made(name: str, raw: dict[str, Any]) -> Campaign:
    """The campaign of these values, by the readers alone."""
    values: dict[str, Any] = {word: READERS[word](value) for word, value in raw.items()}
    return Campaign(name=name, texts={language: values.pop(language) for language in ("vi", "en")}, **values)


def for_all(raw: dict[str, Any]) -> dict[str, Any]:
    """With an article only as one may have it."""
    open_to_all = {"audience": "", "neutral": True, "topic": "home"}
    return {**raw, **open_to_all} if raw.get("article") else raw


@given(raws.map(for_all), raws.map(for_all))
def test_what_is_written_is_read_as_the_same(one: dict[str, Any], other: dict[str, Any]) -> None:
    a, b = made("a", one), made("b_2", other)
    assert parse_campaign("a", written(a)) == a
    assert parse_campaigns(written_all([a, b])) == {"a": a, "b_2": b}
    assert written(parse_campaign("a", written(a))) == written(a)
