"""The chat page over HTTP: nothing lost, nothing twice, every bad input answered in words."""

import asyncio
import io
from collections.abc import Sequence
from datetime import timedelta

from aiohttp import FormData
from PIL import Image

from bot.web.parts import WebSettings
from handlers.events import Address
from referral.case import Case
from tests.web_house import DROWNING, OFFICER, Citizen, WebHouse, citizen, in_house


@in_house
async def test_the_page_needs_no_script_to_show_whom_to_call(house: WebHouse) -> None:
    browser = await house.new_browser()
    page = await (await browser.get("/")).text()
    assert all(f'href="tel:{number}"' in page for number in (111, 113, 114, 115))
    assert "<title>Góc học tập</title>" in page
    assert "BẢN THỬ" in page


@in_house
async def test_every_answer_is_closed_to_third_parties_and_caches(house: WebHouse) -> None:
    browser = await house.new_browser()
    for path in ("/", "/static/chat.js", "/bang-cuu-chuong", "/chat/poll", "/o", "/nowhere"):
        headers = (await browser.get(path)).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "Set-Cookie" not in headers


@in_house
async def test_pages_load_nothing_from_elsewhere(house: WebHouse) -> None:
    browser = await house.new_browser()
    for path in ("/", "/bang-cuu-chuong", "/o/login?t=x", "/static/tone.css", "/static/chat.js", "/static/officer.js"):
        assert "//" not in (await (await browser.get(path)).text()).replace("// ", "").replace("http://www.w3.org", "")


@in_house
async def test_a_message_is_answered_and_acknowledged_mail_is_gone(house: WebHouse) -> None:
    lan = await citizen(house)
    assert await lan.say(DROWNING) == 200
    first = await lan.hear_until("114")
    assert first["id"]
    seen = lan.cursor
    await lan.say("xin chào")
    await lan.hear()
    lan.cursor = 0
    assert all(int(str(m["id"])) > seen for m in await lan.hear())


@in_house
async def test_the_same_id_again_is_heard_once(house: WebHouse) -> None:
    lan = await citizen(house)
    message = {"id": "message-a", "text": "xin chào"}
    assert [await lan.send(message) for _ in range(3)] == [200, 200, 200]
    assert await house.desk.do(lambda work: work.first_time("other"))
    await lan.hear_until("Lắng Nghe")
    await lan.send({"id": "message-b", "text": "dừng"})
    after = await lan.hear_until("Cần thì viết")
    assert after["id"] == lan.cursor


@in_house
async def test_what_could_not_be_kept_is_asked_for_again(house: WebHouse) -> None:
    lan = await citizen(house)
    await house.desk.stop()
    answer = await lan.browser.post("/chat/send", json={"id": "message-a", "text": "cứu"}, headers=lan.headers)
    assert answer.status == 503
    assert "113" in (await answer.json())["error"]


@in_house
async def test_an_answer_counts_although_our_clock_was_set_back(house: WebHouse) -> None:
    lan = await citizen(house)
    await lan.say(DROWNING)
    asked = await lan.hear_until("còn dưới nước")
    house.clock.forward(timedelta(minutes=-5))
    await lan.say("Còn", question=asked["question"])
    await lan.hear_until("Số điện thoại")


@in_house
async def test_waiting_pages_are_woken_by_a_message(house: WebHouse) -> None:
    lan = await citizen(house)
    await lan.say("xin chào")
    await lan.hear_until("Lắng Nghe")
    waiting = asyncio.create_task(lan.hear())
    await asyncio.sleep(0)
    await lan.say("trợ giúp")
    assert await waiting


@in_house
async def test_quick_exit_keeps_what_was_under_way_and_leaves_nothing_to_fetch(house: WebHouse) -> None:
    lan = await citizen(house)
    await lan.say("xin chào")
    await lan.hear_until("Lắng Nghe")
    body = {"token": lan.token, "unsent": [{"id": "message-z", "text": DROWNING}]}
    assert (await lan.browser.post("/chat/clear", json=body)).status == 200
    lan.cursor = 0
    await lan.hear_until("cửu chương")
    assert [case.category for case in await cases_of_officer(house)] == ["drowning_now"]


@in_house
async def test_the_hide_word_wipes_an_open_page(house: WebHouse) -> None:
    lan = await citizen(house)
    await lan.say("xin chào")
    await lan.hear_until("Lắng Nghe")
    await lan.say("ẩn")
    assert (await lan.hear())[0]["clear"] is True


@in_house
async def test_a_photo_and_one_that_is_none_are_both_kept(house: WebHouse) -> None:
    lan = await citizen(house)
    await lan.say(DROWNING)
    await lan.hear_until("114")
    for number, data in enumerate((jpeg(), b"no photo at all")):
        assert await upload(lan, f"upload-{number}", data) == 200
    (case,) = await cases_of_officer(house)
    kept = await house.desk.do(lambda work: work.history.attachments(case.id))
    assert sorted(attachment.problem for attachment in kept) == ["", "unreadable"]


@in_house
async def test_a_file_too_large_is_refused_in_words(house: WebHouse) -> None:
    lan = await citizen(house)
    form = file_form("upload-1", b"\xff" * (WebSettings().max_upload + 1))
    answer = await lan.browser.post("/chat/send", data=form, headers=lan.headers)
    assert answer.status == 413
    assert "12 MB" in (await answer.json())["error"]


BAD: tuple[object, ...] = (
    None, [], "x", {}, {"id": "message-1"}, {"id": 5, "text": "a"}, {"id": "message-1", "text": ["a"]},
    {"id": "message-1", "text": " "}, {"id": "message-1", "text": "a", "lat": "x", "lon": 1},
    {"id": "message-1", "text": "a", "lat": 91, "lon": 1}, {"id": "message-1", "text": "a", "lat": True, "lon": 1},
    {"id": "message-1", "text": "a", "lat": 5}, {"id": "mes sage 1", "text": "a"},
)  # fmt: skip


@in_house
async def test_bad_messages_are_answered_in_words(house: WebHouse) -> None:
    lan = await citizen(house)
    for body in BAD:
        answer = await lan.browser.post("/chat/send", json=body, headers=lan.headers)
        assert answer.status == 400, body
        assert (await answer.json())["error"]


@in_house
async def test_bad_bodies_are_answered_in_words(house: WebHouse) -> None:
    lan = await citizen(house)
    multipart = {"Content-Type": "multipart/form-data; boundary=x"}
    bodies: tuple[tuple[dict[str, str], bytes], ...] = (
        ({}, b"\xff\xfe"), ({}, b"[" * 100_000), ({}, b'{"id":"message-1","text":"\xff"}'), (multipart, b""),
        (multipart, b"--x\r\n\r\n"), (multipart, b"no boundary"), ({"Content-Type": "multipart/form-data"}, b"--x"),
        (multipart, b'--x\r\nContent-Disposition: form-data; name="id"\r\n\r\nmessage-1\r\n--x--\r\n'),
        (multipart, b"--x\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n--y--\r\n--x--\r\n"),
    )  # fmt: skip
    for headers, body in bodies:
        answer = await lan.browser.post("/chat/send", data=body, headers={**lan.headers, **headers})
        assert answer.status == 400, body[:40]
        assert (await answer.json())["error"]


@in_house
async def test_without_a_good_secret_nothing_is_heard(house: WebHouse) -> None:
    browser = await house.new_browser()
    for token in ("", "short", "x" * 23, "ä" * 22):
        stranger = Citizen(browser, token.encode("utf-8", "replace").decode("latin-1"))
        assert await stranger.say("xin chào") == 400


@in_house
async def test_a_secret_nobody_wrote_with_makes_no_person(house: WebHouse) -> None:
    lan = await citizen(house)
    waiting = asyncio.create_task(lan.hear())
    await (await lan.browser.get("/healthz")).read()
    assert await house.desk.do(lambda work: work.people.find(Address("webchat", f"web:{lan.token}"))) is None
    await lan.say("xin chào")
    assert await waiting, "the page that waits is woken by its first answer"


@in_house
async def test_without_the_database_every_page_says_whom_to_call(house: WebHouse) -> None:
    lan = await citizen(house)
    await house.desk.stop()
    assert (await lan.browser.get("/")).status == 200
    answer = await lan.browser.get("/chat/poll", headers=lan.headers)
    assert answer.status == 503
    assert "111, 113" in (await answer.json())["error"]


@in_house
async def test_waiting_pages_are_let_go_when_the_server_stops(house: WebHouse) -> None:
    lan = await citizen(house)
    await lan.say("xin chào")
    await lan.hear_until("Lắng Nghe")
    waiting = asyncio.create_task(lan.hear())
    await lan.browser.get("/healthz")
    house.parts.hub.close()
    assert await waiting == []


@in_house
async def test_long_and_strange_texts_are_kept(house: WebHouse) -> None:
    lan = await citizen(house)
    for text in ("à" * 20_000, "\0\u200b😀", "\ud800 lẻ", "ma̱ "):
        assert await lan.say(text) == 200
    assert await lan.say("à" * 20_001) == 413


@in_house
async def test_a_cursor_that_is_no_number_is_refused(house: WebHouse) -> None:
    lan = await citizen(house)
    for after in ("-1", "x", "9" * 16, "²"):
        assert (await lan.browser.get("/chat/poll", params={"after": after}, headers=lan.headers)).status == 400


@in_house
async def test_the_process_says_that_it_lives(house: WebHouse) -> None:
    browser = await house.new_browser()
    assert await (await browser.get("/healthz")).json() == {"alive": True}


@in_house
async def test_the_harmless_page_is_a_plain_table(house: WebHouse) -> None:
    browser = await house.new_browser()
    page = await (await browser.get("/bang-cuu-chuong")).text()
    assert "<title>Bảng cửu chương</title>" in page
    assert "9 × 9 = <b>81</b>" in page
    assert "Lắng Nghe" not in page


async def cases_of_officer(house: WebHouse) -> Sequence[Case]:
    """The cases in which the officer of the place was asked."""
    return await house.desk.do(lambda work: work.cases.alerted(OFFICER))


def jpeg() -> bytes:
    """A small photo."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "JPEG")
    return out.getvalue()


def file_form(client_id: str, data: bytes) -> FormData:
    """The form that the page sends with a photo."""
    form = FormData({"id": client_id, "kind": "photo"})
    form.add_field("file", io.BytesIO(data), filename="photo", content_type="image/jpeg")
    return form


async def upload(lan: Citizen, client_id: str, data: bytes) -> int:
    """Send a photo and return the status."""
    answer = await lan.browser.post("/chat/send", data=file_form(client_id, data), headers=lan.headers)
    return answer.status
