"""The page behind a poster over HTTP: it names the commune, subscribes nobody, and lets nothing foreign in."""

from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path

from bot.store.tokens import Pair
from bot.store.work import SqlWork
from tests.web_house import QUICK, Scene, WebHouse, in_house

CHAT = "/?viet=%C4%91%C4%83ng%20k%C3%BD%2021340"
HOSTILE = ("%3Cscript%3Ealert(1)%3C%2Fscript%3E", "%22%20onload%3Dx", "..%2F..%2Fo", "a" * 300, "A", "%00", "%ff")


def with_doors(scene: Scene) -> Callable[[Path], None]:
    """A test in a house with a bot and with Official Accounts."""
    return in_house(scene, replace(QUICK, telegram_name="LangNgheBot", zalo=True))


def log_in(work: SqlWork) -> None:
    work.tokens.put("zalo_oa:579", Pair("a", "r", work.now, work.now, work.now))


async def read(house: WebHouse, path: str) -> tuple[int, str]:
    """The status and the source of a page."""
    answer = await (await house.new_browser()).get(path)
    return answer.status, await answer.text()


@in_house
async def test_the_page_names_the_commune_and_leads_to_the_chat_only(house: WebHouse) -> None:
    status, page = await read(house, "/dk/21340")
    assert status == 200 and "Xã Sơn Tây, Quảng Ngãi" in page
    assert f'href="{CHAT}"' in page and "zalo.me" not in page and "t.me" not in page
    assert "Nhiều nhất 3 tin một tuần" in page and "NGỪNG NHẮC" in page and "BẢN THỬ" in page
    assert all(f'href="tel:{number}"' in page for number in (111, 113, 114, 115))
    assert "<script" not in page and "<title>Góc học tập</title>" in page


@in_house
async def test_looking_subscribes_nobody(house: WebHouse) -> None:
    for path in ("/dk/21340", "/dk/21340/truong-a", CHAT):
        await read(house, path)
    assert await house.desk.do(lambda work: dict(work.subscriptions.places())) == {}


@with_doors
async def test_the_messengers_that_are_connected_are_ways_in(house: WebHouse) -> None:
    await house.desk.do(log_in)
    _, page = await read(house, "/dk/21340/truong-a")
    assert 'href="https://t.me/LangNgheBot?start=sub_21340_truong-a"' in page
    assert 'href="https://zalo.me/579"' in page and "nhắn “đăng ký 21340”" in page
    assert f'href="{CHAT}%20truong-a"' in page


@with_doors
async def test_a_commune_that_is_not_is_told_kindly_and_the_chat_is_there(house: WebHouse) -> None:
    for path in ("/dk", "/dk/99999", "/dk/abc/truong-a", "/dk/%3Cb%3E"):
        status, page = await read(house, path)
        assert status == 404 and "Không tìm thấy xã, phường này" in page
        assert 'href="/?viet=%C4%91%C4%83ng%20k%C3%BD"' in page and "t.me" not in page and "<b>\n" not in page


@in_house
async def test_a_hostile_slug_is_nowhere_on_the_page(house: WebHouse) -> None:
    for slug in HOSTILE:
        status, page = await read(house, f"/dk/21340/{slug}")
        assert status in (200, 404), slug
        assert not any(words in page for words in ("<script", "onload", "aaaa")), slug
        assert status == 404 or f'href="{CHAT}"' in page, "as if no slug had been there"


@in_house
async def test_the_page_is_closed_to_third_parties_and_caches(house: WebHouse) -> None:
    answer = await (await house.new_browser()).get("/dk/21340")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store" and answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in answer.headers
    _, page = await read(house, "/dk/21340")
    assert "//" not in page


@in_house
async def test_the_other_language_stays_on_the_page_and_in_the_chat(house: WebHouse) -> None:
    _, page = await read(house, "/dk/21340/truong-a")
    assert 'href="/dk/21340/truong-a?lang=en"' in page
    _, english = await read(house, "/dk/21340?lang=en")
    assert f"{CHAT}&lang=en" in unescape(english) and 'href="/?lang=en"' in english and '<html lang="en">' in english


@with_doors
async def test_without_the_database_the_page_is_there_without_zalo(house: WebHouse) -> None:
    await house.desk.stop()
    status, page = await read(house, "/dk/21340")
    assert status == 200 and "zalo.me" not in page and "t.me/LangNgheBot" in page and "tel:111" in page


@in_house
async def test_the_chat_takes_words_from_its_address_as_text_only(house: WebHouse) -> None:
    _, page = await read(house, CHAT)
    assert ">đăng ký 21340</textarea>" in page and 'id="typed"' in page
    _, page = await read(house, "/")
    assert "></textarea>" in page and 'id="typed"' not in page
    _, page = await read(house, "/?viet=%3C%2Ftextarea%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E")
    assert "<script>alert" not in page and "&lt;/textarea&gt;&lt;script&gt;" in page
    _, page = await read(house, f"/?viet=%0Aa%00%0D%0A%E2%80%AEb{'c' * 500}")
    assert f">a b{'c' * 97}</textarea>" in page
    assert (await read(house, "/?viet=%FF%20%0A"))[0] == 200
