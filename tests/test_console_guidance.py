"""Texts that a human signs off: what is edited is what the chat says at once, and nobody has signed it."""

import re
from datetime import date
from html import unescape

import pytest

from flows.advice import shipped_advice, wrongs_of
from flows.model import Say
from handlers.console import guidance
from referral.guidance import (
    ADVICE,
    BY_KEY,
    NATIONAL,
    Edition,
    Signature,
    Wrong,
    blanks,
    national_in,
    unsigned,
    wrongs,
)
from tests.console_office import clerk
from tests.test_console_directory import HOSTILE, audited, send, version_in
from tests.web_house import DROWNING, AtDesk, WebHouse, citizen, in_house

FIRST = "/o/guidance/text/not-breathing"
NEW_VI = "Đặt bé nằm ngửa, gọi 115 và làm theo lời họ."
NEW_EN = "Lay the child on their back, call 115 and do as they say."


async def edit(desk: AtDesk, at: str, **words: str) -> None:
    """Edit a text in both languages and say that it is meant so."""
    await desk.open(at)
    assert await send(desk, at, **words) == 200 and "Chưa lưu gì." in desk.page
    assert await send(desk, at, **words, sure="yes") == 200 and "Chưa lưu gì." not in desk.page


@in_house
async def test_what_is_edited_is_what_the_chat_says(house: WebHouse) -> None:
    desk = await clerk(house, "administrator")
    assert await desk.open("/o/guidance") == 200 and f"{len(ADVICE)} / {len(ADVICE)}" in desk.page
    asked = {
        "vi": "GỌI NGAY 114, 115, 112. Đừng nhảy xuống: ném phao.",
        "en": "CALL 114, 115 or 112 NOW.",
    }
    await edit(desk, "/o/guidance/text/drowning-now", **asked)
    reporter = await citizen(house)
    await reporter.say(DROWNING)
    await reporter.hear_until(asked["vi"])
    english = await citizen(house)
    await english.say(DROWNING, lang="en")
    await english.hear_until(asked["en"])
    assert "bản gốc" in desk.page


@in_house
async def test_an_edit_voids_the_signature_and_an_earlier_text_comes_back(house: WebHouse) -> None:
    desk = await clerk(house, "administrator")
    await desk.open(FIRST)
    signed = {"name": "BS. Mẫu", "function": "Trạm y tế mẫu", "on": "20/11/2026"}
    assert await send(desk, f"{FIRST}/sign", name="", function="", on="hôm qua") == 400
    assert "Ngày chưa đúng" in desk.page and 'value="hôm qua"' in desk.page
    await desk.open(FIRST)
    stale = version_in(desk.page, FIRST)
    assert await send(desk, f"{FIRST}/sign", **signed) == 200
    assert "Đã ký: BS. Mẫu, Trạm y tế mẫu, 20/11/2026" in desk.page
    assert await desk.submit(f"{FIRST}/sign", version=stale, **signed) == 409
    await edit(desk, FIRST, vi=NEW_VI, en=NEW_EN)
    assert "Chưa ai ký lời này" in desk.page
    (edition,) = re.findall(r'name="edition" value="(\d+)"', desk.page)
    assert await desk.submit(FIRST, version=stale, vi=HOSTILE + " 115", en="115") == 409
    await desk.open(FIRST)
    assert await desk.submit(f"{FIRST}/restore", version=stale, edition=edition) == 409
    await desk.open(FIRST)
    assert await send(desk, f"{FIRST}/restore", edition=edition) == 200 and "Chưa lưu gì." in desk.page
    words = {locale: hidden_text(desk.page, locale) for locale in ("vi", "en")}
    assert await send(desk, FIRST, **words, sure="yes") == 200
    assert "Đặt bé nằm ngửa trên nền cứng." in desk.page and "Chưa ai ký lời này" in desk.page
    assert await send(desk, f"{FIRST}/restore", edition="999999") == 404
    actions = [action for _, action in await audited(house, "")]
    assert actions.count("edit text not-breathing") == 2 and actions.count("sign text not-breathing") == 1


def hidden_text(page: str, name: str) -> str:
    """What a hidden field of the open page holds."""
    return unescape(re.findall(f'type="hidden" name="{name}" value="([^"]*)"', page)[0])


@in_house
async def test_an_edit_is_seen_beside_the_old_words_before_it_is_said(house: WebHouse) -> None:
    desk = await clerk(house, "administrator")
    await desk.open(FIRST)
    assert await send(desk, FIRST, vi=NEW_VI, en=NEW_EN) == 200
    for words in ("Đặt bé nằm ngửa trên nền cứng.", NEW_VI, NEW_EN):
        assert f'class="said" lang="{"en" if words == NEW_EN else "vi"}">{words[:9]}' in desk.page
    assert await audited(house, "edit text") == []
    assert await send(desk, FIRST, vi=NEW_VI, en=NEW_EN, sure="no") == 200
    assert '<details class="card" open>' in desk.page and f"{NEW_VI}</textarea>" in desk.page
    stored, _, _ = desk.page.partition("<textarea")
    assert NEW_VI not in stored and "Ghi chữ ký" in stored and "Đặt bé nằm ngửa trên nền cứng." in stored


@in_house
async def test_nobody_signs_or_calls_tomorrow_and_no_signature_is_wiped(house: WebHouse) -> None:
    desk = await clerk(house, "administrator")
    await desk.open(FIRST)
    one = {"name": "BS. Mẫu", "function": "Trạm y tế mẫu", "on": "20/11/2026"}
    assert await send(desk, f"{FIRST}/sign", **{**one, "on": "01/01/2099"}) == 400
    assert "Ngày này chưa tới." in desk.page and 'value="01/01/2099"' in desk.page
    for name in ("BS. Mẫu", "BS. Thử"):
        assert await send(desk, f"{FIRST}/sign", **{**one, "name": name}) == 200
    assert "Đã ký: BS. Mẫu" in desk.page and "Đã ký: BS. Thử" in desk.page
    await desk.open("/o/guidance")
    assert "✓ BS. Mẫu" in desk.page and "✓ BS. Thử" in desk.page
    at = "/o/guidance/numbers"
    await desk.open(f"{at}?province=51")
    called = {"number": "111", "name": "x y", "confirmed_by": "Cô Mẫu", "confirmed_on": "01/01/2099"}
    assert await send(desk, at, province="51", **called) == 400 and "Ngày này chưa tới." in desk.page


@in_house
async def test_what_must_not_be_said_is_refused_with_words(house: WebHouse) -> None:
    desk = await clerk(house, "administrator")
    await desk.open(FIRST)
    assert await send(desk, FIRST, vi="Đừng gọi ai.", en="{name} 115 {") == 400
    assert "Bản gốc có số khẩn cấp." in desk.page and "đứng lẻ" in desk.page and "Đừng gọi ai." in desk.page
    assert await desk.open("/o/guidance/text/none") == 404


@in_house
async def test_a_province_reads_texts_and_keeps_its_own_numbers(house: WebHouse) -> None:
    desk = await clerk(house, "province_coordinator")
    assert await desk.open(FIRST) == 200 and f'action="{FIRST}"' not in desk.page
    assert await desk.submit(FIRST, version="x", vi=NEW_VI, en=NEW_EN) == 404
    at = "/o/guidance/numbers"
    assert await desk.open(at) == 200 and "114" in desk.page and "chưa xác nhận" in desk.page
    assert await desk.open(f"{at}?province=01") == 404
    await desk.open(at)
    mine = {"province": "51", "number": "0255 000 111", "name": "Trực ban tỉnh (mẫu)"}
    none = re.findall('name="version" value="([^"]*)"', desk.page)[-1]
    assert await desk.submit(at, version=none, **{**mine, "number": "gọi", "name": "x", "confirmed_by": "A"}) == 400
    assert "Số chưa đúng." in desk.page and "Ghi cả người gọi thử và ngày" in desk.page
    assert await desk.submit(at, version=none, **mine) == 200 and "0255 000 111" in desk.page
    assert await desk.submit(at, version=none, **mine) == 409
    await desk.open(at)
    called = {
        "province": "51",
        "number": "111",
        "name": "Tổng đài",
        "confirmed_by": "Cô Mẫu",
        "confirmed_on": "20/11/2026",
    }
    assert await desk.submit(at, version=version_in(desk.page, at), **called) == 200
    assert "Cô Mẫu, 20/11/2026" in desk.page and "Tổng đài quốc gia" in desk.page
    drop = f"{at}/drop"
    assert await desk.submit(drop, version="x", province="51", number="111") == 409
    await desk.open(at)
    assert await desk.submit(drop, version=version_in(desk.page, drop), province="51", number="111") == 200
    assert "Cô Mẫu" not in desk.page


@in_house
async def test_who_has_no_business_here_finds_nothing(house: WebHouse) -> None:
    for role in ("officer", "agency_lead", "commune_coordinator", "campaign_staff", "auditor"):
        desk = await clerk(house, role)
        assert await desk.open("/o/guidance") == 404 and await desk.open("/o/guidance/numbers") == 404


def test_each_text_is_found_where_it_says() -> None:
    assert shipped_advice().keys() == BY_KEY.keys() and all(shipped_advice().values())
    assert all(Say(text).text for text in shipped_advice().values())
    for text in shipped_advice().values():  # each number that is written there is one that must stay
        assert national_in(text) == {number for number in NATIONAL if number in text}


@pytest.mark.parametrize(
    ("edited", "found"),
    [
        ("Gọi 115.", ()),
        (" ", ("empty",)),
        ("Gọi 115. " * 300, ("too_long",)),
        ("Gọi 115 {", ("brace",)),
        ("Gọi 115 {x!r}", ("brace",)),
        ("Gọi 115 {x}", ("blanks",)),
        ("Gọi.", ("numbers",)),
        ("Đừng gọi ai cả, số cũ 1141151121 đã bỏ.", ("numbers",)),
        ("Gọi 0255 000 115.", ("numbers",)),
        ("Gọi 114/115, 112 115.", ()),
    ],
)
def test_what_an_edited_text_keeps_to(edited: str, found: tuple[Wrong, ...]) -> None:
    assert wrongs("Gọi ngay 115.", edited, 2000) == found


def test_both_languages_are_looked_at() -> None:
    assert wrongs_of("breathing", {"vi": "Giữ ấm.", "en": ""}) == {"en": ("empty",)}
    assert blanks("a {b} c") == frozenset({"b"}) and blanks("{0}") is None


@in_house
async def test_names_of_who_signs_are_sealed(house: WebHouse) -> None:
    signature = Signature("BS. Bí Mật", "Bệnh viện mẫu", date(2026, 11, 20))
    await house.desk.do(lambda work: guidance.sign(work, "breathing", signature, "account:1"))
    current = await house.desk.do(lambda work: dict(work.guidance.current()))
    assert current["breathing"].signatures == (signature,) and isinstance(current["breathing"], Edition)
    assert len(unsigned(current)) == len(ADVICE) - 1
    rows = await house.desk.do(
        lambda work: work.connection.exec_driver_sql("SELECT * FROM advice_signatures").fetchall()
    )
    assert len(rows) == 1 and "Bí Mật" not in str(rows)


@in_house
async def test_bug_who_signed_an_older_text_had_to_type_it_again(house: WebHouse) -> None:
    desk = await clerk(house, "administrator")
    await desk.open(FIRST)
    late = {"name": "BS. Mẫu", "function": "Trạm y tế mẫu", "on": "20/11/2026", "version": "old"}
    assert await desk.submit(f"{FIRST}/sign", **late) == 409
    assert all(words in desk.page for words in ("BS. Mẫu", "Trạm y tế mẫu", "20/11/2026"))
