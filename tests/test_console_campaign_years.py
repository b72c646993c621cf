"""The words of a year, posters and counts of subscribers at the console."""

from functools import partial

from tests.console_office import clerk
from tests.test_console_campaign_runs import crowd, join
from tests.web_house import WebHouse, in_house

YEAR = "/o/campaign-years?year=2027"
WORDS = {"theme.vi": "Chủ đề thật", "theme.en": "The real theme", "slogans.vi": "Một\nHai", "slogans.en": "One\nTwo"}


@in_house
async def test_a_year_is_written_and_two_tabs_lose_nothing(house: WebHouse) -> None:
    staff = await clerk(house, "campaign_staff")
    assert await staff.open(YEAR) == 200
    assert "chỉ là ví dụ" in staff.page
    version = staff.hidden("version")
    assert await staff.submit(YEAR, version=version, **{**WORDS, "slogans.en": "One"}) == 400
    assert "số dòng bằng nhau" in staff.page and "Chủ đề thật" in staff.page
    assert await staff.submit(YEAR, version=version, **{**WORDS, "theme.en": ""}) == 400
    assert await staff.submit(YEAR, version=version, **WORDS) == 200
    assert "chỉ là ví dụ" not in staff.page and "Hai" in staff.page
    assert await staff.submit(YEAR, version=version, **WORDS) == 200, "the same press again"
    assert await staff.submit(YEAR, version=version, **{**WORDS, "theme.vi": "Khác"}) == 409
    assert "Khác" in staff.page and "Chủ đề thật" in staff.page
    assert "Chủ đề (Tiếng Việt)" in staff.page and "Khẩu hiệu chung (English)" in staff.page
    assert await staff.open("/o/campaign-years?year=9999") == 200


@in_house
async def test_who_acts_for_a_province_only_reads_the_year(house: WebHouse) -> None:
    for role in ("campaign_staff", "province_coordinator"):
        staff = await clerk(house, role, province="51" if role == "campaign_staff" else "")
        assert await staff.open(YEAR) == 200
        assert "Lưu lời của năm" not in staff.page
        assert await staff.submit(YEAR, version=staff.hidden("version"), **WORDS) == 403


@in_house
async def test_a_poster_is_downloaded_and_a_mistake_is_said(house: WebHouse) -> None:
    staff = await clerk(house, "commune_coordinator")
    path = "/o/campaign-posters"
    assert await staff.open(path) == 200
    assert await staff.submit(path, commune="xã Không", school="學校", kind="pdf") == 400
    assert "Không tìm thấy xã" in staff.page and "không in được" in staff.page and "學校" in staff.page
    hidden = {name: staff.hidden(name) for name in ("csrf", "once")}
    for kind, begins in (("pdf", b"%PDF"), ("png", b"\x89PNG")):
        sent = {**hidden, "commune": "21340", "school": "Trường THCS Sơn Tây", "kind": kind, "lang": "vi"}
        answer = await staff.browser.post(path, data=sent)
        assert answer.status == 200 and (await answer.read()).startswith(begins)
        assert f"poster-21340.{kind}" in answer.headers["Content-Disposition"]


@in_house
async def test_few_subscribers_are_not_told_from_none(house: WebHouse) -> None:
    staff = await clerk(house, "campaign_staff")
    await crowd(house, 7)
    assert await staff.open("/o/campaign-people") == 200
    assert "ít nhất 5" in staff.page and "Xã Sơn Tây, Quảng Ngãi" in staff.page
    away = await clerk(house, "campaign_staff", province="01")
    await house.desk.do(partial(join, id="one more"))
    assert await away.open("/o/campaign-people") == 200 and "Sơn Tây" not in away.page
