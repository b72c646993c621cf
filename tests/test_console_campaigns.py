"""Campaigns at the console: the year, writing one, seeing it, whose it is to change."""

from html import unescape
from io import BytesIO

from aiohttp import FormData

from bot.store.work import SqlWork
from handlers.campaign_catalogue import catalogue, kept_of
from tests.console_office import clerk
from tests.test_web_chat import jpeg
from tests.web_house import AtDesk, WebHouse, in_house

PATH = "/o/campaigns/ao_lang"
DAM = {
    "name": "ao_lang", "title": "Ao làng", "topic": "drowning", "when": "7 days before 1 June", "at": "8:30",
    "days": "2", "spread": "60", "vi": "Rào ao ở {commune}.", "en": "Fence the ponds in {commune}.", "act": "save",
}  # fmt: skip
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'


async def write(at_desk: AtDesk, path: str = "/o/campaigns/new", **more: str) -> int:
    """Fill in the composer and press a button."""
    assert await at_desk.open(path) == 200
    return await at_desk.submit(path, version=at_desk.hidden("version"), **{**DAM, **more})


def text_in(work: SqlWork, language: str = "vi") -> str:
    """What the campaign of these tests says."""
    return catalogue(work)["ao_lang"].texts[language]


@in_house
async def test_a_campaign_is_written_seen_and_found_in_its_year(house: WebHouse) -> None:
    staff = await clerk(house, "campaign_staff")
    assert await write(staff) == 200
    assert "Ao làng" in staff.page and "Rào ao ở xã Sơn Tây, Quảng Ngãi." in staff.page
    assert await staff.open("/o/campaigns?year=2027&topic=drowning") == 200
    assert "25/05" in staff.page and f'href="{PATH}"' in staff.page
    assert await staff.open("/o/campaigns?year=99999&topic=x&on=1") == 200
    assert PATH not in staff.page
    assert (await house.desk.do(lambda work: kept_of(work, "ao_lang"))).changed_by.startswith("account:")


@in_house
async def test_lunar_days_are_shown_with_their_lunar_day(house: WebHouse) -> None:
    staff = await clerk(house, "campaign_staff")
    assert await write(staff, when="lunar 15/8") == 200
    assert await staff.open("/o/campaigns?year=2027") == 200
    assert "âm lịch 15/8" in staff.page


@in_house
async def test_every_mistake_is_said_and_nothing_typed_is_lost(house: WebHouse) -> None:
    staff = await clerk(house, "campaign_staff")
    wrong = {"when": "hôm qua", "at": "25:00", "days": "x", "vi": "Chào {ten}", "link": "http://a"}
    wrong["communes"] = "xã Không"
    assert await write(staff, **wrong) == 400
    for typed in wrong.values():
        assert typed in staff.page
    for said in (
        "Chưa đọc được ngày",
        "Viết giờ như",
        "từ 1 đến 31",
        "chỗ trong ngoặc { }",
        "https://",
        "Không tìm thấy xã",
    ):
        assert said in staff.page


@in_house
async def test_bug_a_wrong_short_name_hid_every_other_mistake(house: WebHouse) -> None:
    staff = await clerk(house, "campaign_staff")
    await staff.open("/o/campaigns/new")
    assert (
        await staff.submit("/o/campaigns/new", act="save", name="Ao Làng", when="31/2", at="25:00", vi="{ten}") == 400
    )
    for said in ("Viết bằng chữ thường a-z", "Chưa đọc được ngày", "Viết giờ như", "Chỉ dùng {theme}, {slogan}"):
        assert said in staff.page


@in_house
async def test_what_its_words_alone_do_not_show_is_said_too(house: WebHouse) -> None:
    staff = await clerk(house, "campaign_staff")
    wrong = {"at": "23:00", "flow": "report_nothing", "vi": "dài " * 1200, "picture": "a" * 32}
    assert await write(staff, **wrong) == 400
    for said in ("giờ yên", "Người nhận không mở được", "dài hơn một tin", "không còn trong kho"):
        assert said in staff.page
    assert await write(staff, name="new") == 400
    assert "Đã có chiến dịch mang tên" in staff.page


@in_house
async def test_the_audience_is_chosen_in_fields_and_comes_back_in_them(house: WebHouse) -> None:
    staff = await clerk(house, "campaign_staff")
    chosen = {"provinces": "51", "roles": "parent", "communes": "xã Sơn Tây, Quảng Ngãi", "more": "language is vi"}
    assert await write(staff, **chosen) == 200
    found = await house.desk.do(lambda work: catalogue(work)["ao_lang"].audience)
    assert [(one.name, one.words) for one in found] == [
        ("province", ("51",)), ("commune", ("21340",)), ("role", ("parent",)), ("language", ("vi",)),
    ]  # fmt: skip
    assert "21340 xã Sơn Tây, Quảng Ngãi" in staff.page and '<option value="51" selected>' in staff.page


@in_house
async def test_the_preview_comes_alone_for_a_script_and_keeps_nothing(house: WebHouse) -> None:
    staff = await clerk(house, "campaign_staff")
    assert await write(staff, act="part", vi="Năm nay: {theme}") == 200
    assert "<html" not in staff.page and "Năm nay:" in staff.page and "chưa có: theme" in staff.page
    assert await write(staff, act="part", when="x") == 200
    assert "còn chỗ cần sửa" in staff.page
    assert await write(staff, act="preview") == 200
    assert "Rào ao ở xã Sơn Tây" in staff.page and 'value="Ao làng"' in staff.page
    assert "ao_lang" not in await house.desk.do(catalogue)


@in_house
async def test_two_tabs_lose_nobodys_words(house: WebHouse) -> None:
    staff = await clerk(house, "campaign_staff")
    await write(staff)
    version = staff.hidden("version")
    assert await staff.submit(PATH, **{**DAM, "version": version, "vi": "Bản một"}) == 200
    await staff.open(PATH)
    again = {**DAM, "version": version, "vi": "Bản hai"}
    assert await staff.submit(PATH, **again) == 409
    assert "Bản một" in staff.page and "Bản hai" in staff.page
    assert await house.desk.do(text_in) == "Bản một"
    await staff.open(PATH)
    assert await staff.submit(PATH, **{**again, "vi": "Bản một"}) == 200, "the same press again is no conflict"


@in_house
async def test_hostile_words_are_only_words(house: WebHouse) -> None:
    staff = await clerk(house, "campaign_staff")
    assert await write(staff, title=HOSTILE[:90], vi=HOSTILE, en=HOSTILE, sender="<b>Ai</b>") == 200
    for path in (PATH, "/o/campaigns", f"{PATH}/toml", f"{PATH}/start", "/o/campaigns/new?from=ao_lang"):
        page = await (await staff.browser.get(path)).text()
        assert "<script>alert" not in page and "<img src=x" not in page and "<b>Ai" not in page
        assert "alert(1)" in unescape(page) or "/start" in path


@in_house
async def test_a_campaign_is_turned_on_and_off_once(house: WebHouse) -> None:
    staff = await clerk(house, "campaign_staff")
    await write(staff)
    for act, on in (("on", True), ("on", True), ("off", False)):
        assert await staff.submit(f"{PATH}/turn", act=act) == 200
        assert (await house.desk.do(lambda work: kept_of(work, "ao_lang"))).on == on
    assert await staff.submit("/o/campaigns/khong_co/turn", act="on") == 404
    await write(staff, name="xua", when="1 June 2020")
    assert await staff.submit("/o/campaigns/xua/turn", act="on") == 409
    assert "đã qua" in staff.page


@in_house
async def test_as_toml_with_every_mistake_and_a_version(house: WebHouse) -> None:
    staff = await clerk(house, "campaign_staff")
    await write(staff)
    assert await staff.open(f"{PATH}/toml") == 200
    version, text = staff.hidden("version"), 'title = "T"\ntopic = "home"\nwhen = "1 June"\nvi = "A"\nen = "B"\n'
    assert await staff.submit(f"{PATH}/toml", version=version, text=text + 'titel = "x"') == 400
    assert "did you mean title" in staff.page and 'titel = "x"' in staff.page
    assert await staff.submit(f"{PATH}/toml", version=version, text=text + 'at = "23:00"') == 400
    assert await staff.submit(f"{PATH}/toml", version=version, text=text) == 200
    assert await house.desk.do(text_in) == "A"
    await staff.open(f"{PATH}/toml")
    assert await staff.submit(f"{PATH}/toml", version=version, text=text.replace("A", "C")) == 409


async def upload(staff: AtDesk, data: bytes, act: str = "put") -> int:
    """Send a picture."""
    form = FormData({"csrf": staff.hidden("csrf"), "once": staff.hidden("once"), "act": act})
    form.add_field("file", BytesIO(data), filename="anh.jpg")
    answer = await staff.browser.post(f"{PATH}/picture", data=form)
    page = unescape(await answer.text())
    staff.page = page if answer.status == 200 else staff.page
    return answer.status


@in_house
async def test_a_picture_is_kept_small_and_a_huge_one_is_refused(house: WebHouse) -> None:
    staff = await clerk(house, "campaign_staff")
    await write(staff)
    assert await upload(staff, jpeg()) == 200
    assert 'src="/c/' in staff.page
    assert await upload(staff, b"no picture") == 400
    assert await upload(staff, jpeg() + b"\0" * (19 * 1024 * 1024)) == 200
    assert await upload(staff, b"\0" * (21 * 1024 * 1024)) == 413
    assert await upload(staff, b"", "drop") == 200
    assert 'src="/c/' not in staff.page


@in_house
async def test_who_may_only_look_finds_no_button_and_no_way_round(house: WebHouse) -> None:
    coordinator = await clerk(house, "commune_coordinator")
    assert await coordinator.open("/o/campaigns/drowning_day") == 200
    assert "Lưu bản này" not in coordinator.page and "chỉ xem được" in coordinator.page
    for path in ("", "/turn", "/picture", "/toml", "/start"):
        assert await coordinator.submit(f"/o/campaigns/drowning_day{path}", act="on", once="once-once") == 404
        await coordinator.open("/o/campaigns")
    assert await coordinator.open("/o/campaigns/new") == 404
    for role in ("officer", "agency_lead", "auditor", "administrator"):
        outsider = await clerk(house, role)
        for path in ("/o/campaigns", "/o/campaigns/drowning_day", "/o/campaign-runs", "/o/campaign-years"):
            assert await outsider.open(path) == 404


@in_house
async def test_a_clerk_of_one_province_writes_only_for_it(house: WebHouse) -> None:
    staff = await clerk(house, "campaign_staff", province="51")
    assert await write(staff) == 400
    assert "hãy chọn đúng tỉnh" in staff.page
    assert await write(staff, provinces="01") == 400
    assert await write(staff, provinces="51") == 200
    assert await write(staff, path="/o/campaigns/drowning_day", provinces="51") == 400, "it is not theirs to narrow"
    assert await staff.submit("/o/campaigns/drowning_day/turn", act="on") == 409
    assert await staff.open("/o/campaigns/drowning_day/start") == 403


@in_house
async def test_who_has_no_cases_still_hears_news_and_leaves(house: WebHouse) -> None:
    staff = await clerk(house, "campaign_staff")
    await staff.open("/o/campaigns")
    assert await staff.submit("/o/logout") == 200
    assert await staff.open("/o/campaigns") == 401


@in_house
async def test_days_are_typed_as_people_here_write_them_and_said_back(house: WebHouse) -> None:
    staff = await clerk(house, "campaign_staff")
    assert await write(staff, when="7 ngày trước 1/6, 15/8 âm lịch") == 200
    assert (await house.desk.do(catalogue))["ao_lang"].when == "7 days before 1 June and lunar 15/8"
    assert "Máy hiểu: 7 ngày trước 1/6 hằng năm và 15/8 âm lịch." in staff.page
    assert await write(staff, PATH, when="25/13") == 400
    assert 'value="25/13"' in staff.page, "what was typed is not lost"


@in_house
async def test_the_preview_is_of_the_day_it_goes_and_where_people_read_it(house: WebHouse) -> None:
    staff = await clerk(house, "campaign_staff")
    assert await write(staff, when="1/6/2027", vi="Ngày {day}: {theme}", en="On {day}: {theme}", act="preview") == 200
    assert "Ngày 01/06/2027" in unescape(staff.page) and "Năm 2027 chưa có" in staff.page
    assert "Màn hình dòng lệnh" not in staff.page


@in_house
async def test_bug_a_new_campaign_with_a_name_that_is_taken_became_a_form_of_the_other_one(house: WebHouse) -> None:
    staff = await clerk(house, "campaign_staff")
    await write(staff)
    for act, status in (("save", 400), ("preview", 200)):
        assert await write(staff, act=act, vi="Lời của người khác") == status
        assert 'action="/o/campaigns/new"' in staff.page and not staff.hidden("version")
        assert 'value="ao_lang"' in staff.page and "Lời của người khác</textarea>" in staff.page
    assert await staff.submit("/o/campaigns/new", **{**DAM, "name": "ao_khac", "version": ""}) == 200
    assert await house.desk.do(text_in) == DAM["vi"]
