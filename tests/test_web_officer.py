"""The officers' page over HTTP: log in once, see only what is permitted, every form counts once."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.media import inspect
from bot.store.work import SqlWork
from bot.web.officer_words import typed_words
from bot.web.parts import BadInput
from bot.web.rendering import link
from handlers.events import Address, IncomingEvent
from referral.channel_health import Standing
from referral.telling import Telling, Told
from tests.room import read_cases
from tests.test_web_chat import jpeg, upload
from tests.web_house import DROWNING, OFFICER, AtDesk, WebHouse, citizen, in_house, log_in, officer

TOLD: tuple[Told, ...] = ("know", "supervise")
ABUSE = "bố dượng xâm hại cháu bé 9 tuổi ở xã Sơn Tây tỉnh Quảng Ngãi"


async def alerted(house: WebHouse, text: str = DROWNING) -> tuple[AtDesk, str]:
    """An officer at the page with one case that waits, and its number."""
    reporter = await citizen(house)
    assert await reporter.say(text) == 200
    at_desk = await officer(house)
    assert len(at_desk.numbers()) == 1, at_desk.page
    return at_desk, at_desk.numbers()[0]


@in_house
async def test_looking_at_the_link_does_not_use_it_up(house: WebHouse) -> None:
    browser = await house.new_browser()
    token = await house.desk.do(lambda work: work.logins.issue("police-21340-1", work.now + timedelta(hours=1)))
    for _ in range(3):
        assert "Vào trực" in await (await browser.get(f"/o/login?t={token}")).text()
    assert (await browser.post("/o/login", data={"t": token})).status == 200


@in_house
async def test_a_link_works_once_and_says_how_to_get_another(house: WebHouse) -> None:
    browser = await house.new_browser()
    token = await house.desk.do(lambda work: work.logins.issue("police-21340-1", work.now + timedelta(hours=1)))
    statuses = [(await browser.post("/o/login", data={"t": token})).status for _ in range(2)]
    assert statuses == [200, 410]
    assert "mở một liên kết mới trong chat" in await (await browser.post("/o/login", data={"t": ""})).text()


@in_house
async def test_a_link_leads_to_its_case_and_nowhere_else(house: WebHouse) -> None:
    browser = await house.new_browser()
    for case, there in (("LN-7K3FQ", "/o/case/LN-7K3FQ"), ("../../evil", "/o"), ("", "/o")):
        token = await house.desk.do(lambda work: work.logins.issue("police-21340-1", work.now + timedelta(hours=1)))
        assert f'value="{case}"' in await (await browser.get("/o/login", params={"t": token, "case": case})).text()
        answer = await browser.post("/o/login", data={"t": token, "case": case}, allow_redirects=False)
        assert answer.headers["Location"] == there


@in_house
async def test_the_cookie_is_for_this_page_alone(house: WebHouse) -> None:
    browser = await house.new_browser()
    token = await house.desk.do(lambda work: work.logins.issue("police-21340-1", work.now + timedelta(hours=1)))
    answer = await browser.post("/o/login", data={"t": token}, allow_redirects=False)
    cookie = answer.headers["Set-Cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=Strict", "Path=/o", "Max-Age=43200"))


@in_house
async def test_a_session_ends_after_an_idle_hour_and_at_log_out(house: WebHouse) -> None:
    at_desk = await officer(house)
    house.clock.forward(timedelta(minutes=59))
    assert await at_desk.open("/o") == 200
    house.clock.forward(timedelta(minutes=61))
    assert await at_desk.open("/o") == 401
    assert await log_in(house, at_desk) == 200
    assert await at_desk.submit("/o/logout") == 200
    assert await at_desk.open("/o") == 401


@in_house
async def test_nobody_else_gets_in(house: WebHouse) -> None:
    browser = await house.new_browser()
    for path in ("/o", "/o/list", "/o/poll", "/o/case/LN-7K3FQ", "/o/attachment/x"):
        assert (await browser.get(path)).status == 401
    for path in ("/o/say", "/o/case/LN-7K3FQ", "/o/attachment/x", "/o/logout"):
        assert (await browser.post(path)).status == 401


@in_house
async def test_a_form_without_its_secret_does_nothing(house: WebHouse) -> None:
    at_desk, number = await alerted(house)
    assert await at_desk.submit(f"/o/case/{number}", act="accept", csrf="guess") == 403
    await at_desk.open(f"/o/case/{number}")
    assert "Nhận việc này" in at_desk.page


@in_house
async def test_a_case_from_alert_to_outcome(house: WebHouse) -> None:
    at_desk, number = await alerted(house)
    assert "data-rings" in at_desk.page
    await at_desk.open(f"/o/case/{number}")
    assert "bà Tư" not in at_desk.page.split("<main")[1].split('class="card"')[1]
    here = f"/o/case/{number}"
    assert await at_desk.submit(here, act="accept") == 200
    assert DROWNING in at_desk.page
    assert await at_desk.submit(here, act="note", words="đã gọi trưởng thôn") == 200
    assert "đã gọi trưởng thôn" in at_desk.page
    assert await at_desk.submit(here, act="update", choice="on_the_way") == 200
    assert await at_desk.submit(here, act="ask", words="Bé đã lên bờ chưa?") == 200
    assert "Bé đã lên bờ chưa?" in at_desk.page
    assert await at_desk.submit(here, act="close", choice="helped", back="list") == 200
    assert "đã khép" in at_desk.page.lower()


@in_house
async def test_a_level_is_set_with_its_reason(house: WebHouse) -> None:
    at_desk, number = await alerted(house)
    here = f"/o/case/{number}"
    await at_desk.submit(here, act="accept")
    assert await at_desk.submit(here, act="level", choice="priority", words="đã vớt: cháu khỏe") == 200
    assert "mức KHẨN CẤP → ƯU TIÊN, lý do: đã vớt: cháu khỏe" in at_desk.page
    case = await house.desk.do(lambda work: work.cases.by_number(number))
    assert case is not None and case.urgency.name == "priority"
    assert await at_desk.submit(here, act="level", choice="routine", words=" ") == 400


@in_house
async def test_two_clicks_are_one_note(house: WebHouse) -> None:
    at_desk, number = await alerted(house)
    here = f"/o/case/{number}"
    await at_desk.submit(here, act="accept")
    once = at_desk.hidden("once")
    for _ in range(2):
        await at_desk.submit(here, act="note", words="chỉ một lần", once=once)
    assert at_desk.page.split('class="history"')[1].count("chỉ một lần") == 1


@in_house
async def test_bug_the_lines_of_a_note_became_one(house: WebHouse) -> None:
    at_desk, number = await alerted(house)
    here = f"/o/case/{number}"
    await at_desk.submit(here, act="accept")
    await at_desk.submit(here, act="note", words="đã gặp bà nội\r\n- hai nhân chứng\r\n\r\nmai tới lại\r\n")
    assert "đã gặp bà nội\n- hai nhân chứng\n\nmai tới lại<" in at_desk.page


@in_house
async def test_passing_on_names_the_agency_and_the_reason(house: WebHouse) -> None:
    at_desk, number = await alerted(house)
    here = f"/o/case/{number}"
    await at_desk.submit(here, act="accept")
    await at_desk.submit(here, act="pass", choice="health_station-21340", words="cháu bị thương")
    case = await house.desk.do(lambda work: work.cases.by_number(number))
    assert case is not None
    assert case.passed_to == ("health_station-21340",)


@in_house
async def test_bug_a_holder_could_choose_their_own_agency_to_pass_the_case_to(house: WebHouse) -> None:
    at_desk, number = await alerted(house)
    await at_desk.submit(f"/o/case/{number}", act="accept")
    assert 'value="health_station-21340"' in at_desk.page
    assert 'value="police-21340"' not in at_desk.page


@in_house
async def test_declining_asks_the_next(house: WebHouse) -> None:
    at_desk, number = await alerted(house)
    await at_desk.open(f"/o/case/{number}")
    assert await at_desk.submit(f"/o/case/{number}", act="decline", words="đang ở xã khác", back="list") == 200
    assert "data-rings" not in at_desk.page


@in_house
async def test_somebody_elses_case_is_not_there(house: WebHouse) -> None:
    _, number = await alerted(house)
    stranger = await officer(house, "social_work_centre-51-1")
    assert await stranger.open(f"/o/case/{number}") == await stranger.open("/o/case/LN-ZZZZZ") == 404


async def accepted_with_photo(house: WebHouse, text: str, data: bytes = b"") -> tuple[AtDesk, str]:
    """An officer who accepted a case with a photo, and the photo's path."""
    reporter = await citizen(house)
    await reporter.say(text)
    await upload(reporter, "upload-1", data or jpeg())
    house.clock.forward(timedelta(minutes=3))  # who should not learn of it was not said
    await house.desk.quiet()
    at_desk = await officer(house)
    await at_desk.submit(f"/o/case/{at_desk.numbers()[0]}", act="accept")
    return at_desk, "/o/attachment/" + at_desk.page.split('"/o/attachment/')[1].split('"')[0]


@in_house
async def test_who_was_only_told_reads_a_brief_and_can_do_nothing(house: WebHouse) -> None:
    reporter = await citizen(house)
    assert await reporter.say(ABUSE) == 200
    house.clock.forward(timedelta(minutes=3))
    number = await house.desk.do(lambda work: read_cases(work)[0].number)
    told = "health_department-51-1"

    def tell(work: SqlWork) -> None:
        case = work.cases.by_number(number)
        assert case
        for mode in TOLD:
            work.tellings.add(case.id, Telling("health_department-51", told, mode, work.now))

    await house.desk.do(tell)
    at_desk = await officer(house, told)
    assert at_desk.numbers() == [number] and "giám sát, " in at_desk.page
    assert await at_desk.open(f"/o/case/{number}") == 200
    for there in ("Anh chị được báo để biết", "7 đến 15 tuổi", "Công an xã Sơn Tây", "Ai phải làm"):
        assert there in at_desk.page, there
    for hidden in ("dượng", "Nhận việc này", "Việc cần làm", "Nội dung mở ra"):
        assert hidden not in at_desk.page, hidden


@in_house
async def test_a_photo_of_the_water_is_shown(house: WebHouse) -> None:
    at_desk, photo = await accepted_with_photo(house, DROWNING)
    answer = await at_desk.browser.get(photo)
    assert (answer.status, answer.content_type) == (200, "image/jpeg")


@in_house
async def test_a_sealed_photo_needs_a_reason(house: WebHouse) -> None:
    at_desk, photo = await accepted_with_photo(house, ABUSE)
    assert (await at_desk.browser.get(photo)).status == 404
    form = {"csrf": at_desk.hidden("csrf"), "reason": " "}
    assert (await at_desk.browser.post(photo, data=form)).status == 400
    answer = await at_desk.browser.post(photo, data={**form, "reason": "xem cháu có bị thương"})
    assert (answer.status, await answer.read()) == (200, jpeg())


@in_house
async def test_without_the_database_a_page_says_whom_to_call(house: WebHouse) -> None:
    at_desk = await officer(house)
    await house.desk.stop()
    for path in ("/o", "/o/case/LN-7K3FQ"):
        assert await at_desk.open(path) == 503
        assert "111, 113" in at_desk.page and "<h1>" in at_desk.page
    assert (await at_desk.browser.get("/o/poll")).status == 503


@in_house
async def test_a_button_that_names_a_case_leads_to_it(house: WebHouse) -> None:
    at_desk, number = await alerted(house)
    await at_desk.submit("/o/say", words=f"nhận {number}", button="yes")
    assert DROWNING in re.sub("</?mark[^>]*>", "", at_desk.page.split('class="history"')[1])


@in_house
async def test_a_number_to_call_is_pressed_and_called(house: WebHouse) -> None:
    at_desk, number = await alerted(house)
    case = await house.desk.do(lambda work: work.cases.by_number(number))
    assert case is not None
    told = replace(case, facts={**case.facts, "callback": "000 111 222", "point": "15.01050, 108.35230"})
    await house.desk.do(lambda work: work.cases.save(told))
    await at_desk.submit(f"/o/case/{number}", act="accept")
    assert 'href="tel:000111222"' in at_desk.page
    assert 'href="geo:15.01050,108.35230"' in at_desk.page


@pytest.mark.parametrize(
    ("words", "to"),
    [
        ("000 111 222", "tel:000111222"), ("+84-000.111.222", "tel:+84000111222"), ("9", ""), ("xã Sơn Tây", ""),
        ("15.0, 108.3", "geo:15.0,108.3"), ("15 tuổi, 108 cm", ""), ("000 111 222 gặp bà", ""),
    ],
)  # fmt: skip
def test_where_a_fact_leads(words: str, to: str) -> None:
    assert link(words) == to


@in_house
async def test_what_a_browser_might_run_is_only_downloaded(house: WebHouse) -> None:
    at_desk, photo = await accepted_with_photo(house, ABUSE, b"<html><script>alert(1)</script>")
    form = {"csrf": at_desk.hidden("csrf"), "reason": "xem tệp"}
    answer = await at_desk.browser.post(photo, data=form)
    assert answer.content_type == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")


@in_house
async def test_duty_is_switched_by_a_button(house: WebHouse) -> None:
    at_desk = await officer(house)
    assert "Đang trực" in at_desk.page
    await at_desk.submit("/o/say", words="trực tắt")
    assert "Không trực" in at_desk.page


@in_house
async def test_news_arrive_while_the_page_waits(house: WebHouse) -> None:
    at_desk = await officer(house)
    reporter = await citizen(house)
    await reporter.say(DROWNING)
    answer = await (await at_desk.browser.get("/o/poll?after=0")).json()
    assert answer["messages"][0]["siren"] is True
    assert "data-rings" in await (await at_desk.browser.get("/o/list")).text()


@in_house
async def test_bad_forms_are_answered_in_words(house: WebHouse) -> None:
    at_desk, number = await alerted(house)
    here = f"/o/case/{number}"
    assert await at_desk.submit(here, act="unknown") == 404
    at_desk = await officer(house)
    assert await at_desk.submit(here, act="note", words=" ") == 400
    at_desk = await officer(house)
    assert await at_desk.submit(here, act="accept", once="") == 400
    at_desk = await officer(house)
    assert await at_desk.submit("/o/say", words="") == 400
    assert await at_desk.open("/o/case/…") == 400
    assert await at_desk.open("/o/poll?after=x") == 400


@in_house
async def test_what_people_wrote_is_never_markup(house: WebHouse) -> None:
    at_desk, number = await alerted(house, f"<script>alert(1)</script> {DROWNING}")
    await at_desk.submit(f"/o/case/{number}", act="accept")
    raw = await (await at_desk.browser.get(f"/o/case/{number}")).text()
    assert "<script>alert" not in raw
    assert "&lt;script&gt;alert" in raw


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"act": "accept"}, "nhận LN-7K3FQ"),
        ({"act": "decline", "words": " bận "}, "từ chối LN-7K3FQ bận"),
        ({"act": "pass", "choice": "a-1", "words": "vì sao"}, "chuyển LN-7K3FQ a-1: vì sao"),
        ({"act": "close", "choice": "helped"}, "đóng LN-7K3FQ helped"),
    ],
)
def test_a_form_is_typed_words(fields: dict[str, str], words: str) -> None:
    assert typed_words("LN-7K3FQ", fields) == words


@pytest.mark.parametrize("fields", [{}, {"act": "x"}, {"act": "note"}, {"act": "pass", "choice": "a"}])
def test_a_form_without_what_it_needs_is_refused(fields: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        typed_words("LN-7K3FQ", fields)


@in_house
async def test_place_kind_and_a_safe_question_are_forms_of_the_case(house: WebHouse) -> None:
    at_desk, number = await alerted(house)
    here = f"/o/case/{number}"
    await at_desk.submit(here, act="accept")
    await at_desk.submit(here, act="place", words="phường Vĩnh Yên, Phú Thọ", why="đã gọi hỏi lại")
    await at_desk.submit(here, act="kind", choice="tai nạn", words="nghe nhầm")
    await at_desk.open(here)
    for words in (
        "phường Vĩnh Yên, Phú Thọ",
        "đã gọi hỏi lại",
        "đuối nước → tai nạn",
        "Có ai ở bên trẻ lúc này không?",
    ):
        assert words in at_desk.page
    assert "cần bước đầu tiên trước" in at_desk.page
    await at_desk.open("/o")
    assert "cần bước đầu tiên trước" in at_desk.page
    assert await at_desk.submit(here, act="place", words="xã Sơn Tây") == 400


@in_house
async def test_a_report_is_taken_by_phone_on_the_page(house: WebHouse) -> None:
    at_desk = await officer(house)
    assert "Nhận tin qua điện thoại" in at_desk.page
    await at_desk.submit("/o/say", words="báo hộ")
    assert "Người gọi nói gì?" in at_desk.page
    await at_desk.submit("/o/say", words=DROWNING)
    assert "Đọc cho người gọi" in at_desk.page and len(at_desk.numbers()) == 1


@in_house
async def test_what_an_officer_sends_is_shown_to_the_reporter_alone(house: WebHouse) -> None:
    lan, na = await citizen(house), await citizen(house)
    await lan.say(DROWNING)
    at_desk = await officer(house)
    (number,) = at_desk.numbers()
    await at_desk.submit(f"/o/case/{number}", act="accept")
    await at_desk.submit("/o/say", words=f"gửi {number}")
    media = inspect(jpeg(), "photo")
    event = IncomingEvent("a photo", Address("officer_page", OFFICER), house.clock.now, media=media)
    await house.desk.receive(event)
    await house.desk.quiet()
    (file,) = [str(message["file"]) for message in await lan.hear() if message["file"]]
    answer = await lan.browser.get(f"/chat/file/{file}", headers=lan.headers)
    assert (answer.status, answer.content_type) == (200, "image/jpeg") and await answer.read() == media.safe_copy
    await na.say("xin chào")
    for who, wanted in ((na, file), (lan, "none")):
        assert (await who.browser.get(f"/chat/file/{wanted}", headers=who.headers)).status == 404


@in_house
async def test_a_form_of_a_case_is_downloaded_by_who_holds_it(house: WebHouse) -> None:
    at_desk, number = await alerted(house)
    path = f"/o/case/{number}/form"
    assert (await at_desk.browser.get(f"{path}/mau-01")).status == 404
    await at_desk.open(f"/o/case/{number}")
    assert await at_desk.submit(f"/o/case/{number}", act="accept") == 200
    await at_desk.open(f"/o/case/{number}")
    assert f"{path}/mau-01" in at_desk.page
    answer = await at_desk.browser.get(f"{path}/mau-01")
    assert answer.status == 200 and (await answer.read()).startswith(b"PK")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="mau-01.docx"'
    assert (await at_desk.browser.get(f"{path}/mau-09")).status == 404
    assert (await (await house.new_browser()).get(f"{path}/mau-01")).status == 401


async def stands(house: WebHouse, state: str) -> None:
    """The Zalo account stands like this now."""
    standing = Standing("zalo_oa", state, house.clock.now, house.clock.now)
    await house.desk.do(lambda work: work.channels.save(standing))


@in_house
async def test_a_channel_that_is_ill_is_on_the_page_and_in_its_living_part(house: WebHouse) -> None:
    at_desk, police = await officer(house, "intake_desk-1"), await officer(house)
    for state, shown in (("token_refused", True), ("up", False)):
        await stands(house, state)
        for path in ("/o", "/o/list"):
            assert await at_desk.open(path) == 200 and await police.open(path) == 200
            assert ("Kênh Zalo đang hỏng từ 14:00" in at_desk.page) is ('class="ill"' in at_desk.page) is shown
            assert 'class="ill"' not in police.page, "their own way works"
