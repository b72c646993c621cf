"""The board and dangerous places over HTTP: who sees what, what is refused, what a form does, what a file holds."""

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from io import BytesIO

from aiohttp import FormData
from shapely import box
from sqlalchemy import update

from bot.store.tables import staff_sessions
from bot.store.work import SqlWork
from bot.web.console.hazard_words import KINDS
from bot.web.parts import WebSettings
from referral.hazards import kinds
from referral.jurisdiction import pins
from referral.jurisdiction.boundaries import Boundaries
from referral.staff import CASE_ROLES, OTHER_ROLES, Role
from tests.board_city import build
from tests.console_office import clerk
from tests.test_web_chat import jpeg
from tests.web_house import AtDesk, WebHouse, citizen, in_house

POND = "ao nhà bà Tư thôn 3 không rào, trẻ hay ra tắm, xã Sơn Tây, Quảng Ngãi"
CRY = "bố cháu đang đánh cháu dã man, cháu ở xã Sơn Tây, Quảng Ngãi"
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> ao thôn 3"


def place(page: str) -> str:
    """The first dangerous place on a page."""
    found = re.search(r"HZ-[0-9A-Z]{5}", page)
    assert found, "no place"
    return found[0]


async def pond(house: WebHouse, words: str = POND) -> None:
    """A neighbour reports a dangerous place."""
    lan = await citizen(house)
    await lan.say(words)


def test_the_kinds_are_called_as_in_the_data() -> None:
    assert {kind.key: kind.name for kind in kinds().values()} == dict(KINDS)


@in_house
async def test_each_role_sees_the_cases_whose_lines_it_may_see(house: WebHouse) -> None:
    lan = await citizen(house)
    await lan.say(CRY)
    seen: dict[Role, str] = {}
    for role in CASE_ROLES:
        at_desk = await clerk(house, role)
        assert await at_desk.open("/o/board") == 200
        seen[role] = at_desk.page
    for role in OTHER_ROLES:
        at_desk = await clerk(house, role)
        for path in ("/o/board", "/o/board/part", "/o/hazards", "/o/hazard/new", "/o/board/outlines.json"):
            assert await at_desk.open(path) == 404, (role, path)
    assert all("/o?commune=21340" in page for page in seen.values())
    other = await clerk(house, "officer", "people_committee-21340-2")
    await other.open("/o/board")
    assert "/o?commune=21340" not in other.page and "KHẨN CẤP 1" not in other.page, "they were not asked"


@in_house
async def test_a_hidden_case_is_in_no_count(house: WebHouse) -> None:
    lan = await citizen(house)
    await lan.say(CRY)
    police = await clerk(house, "agency_lead")
    await police.open("/o/board/part")
    before = police.page
    await lan.say("đừng báo công an xã, bố cháu nhậu chung với mấy chú đó")
    await police.open("/o/board/part")
    assert "/o?commune=21340" in before and "/o?commune=21340" not in police.page
    above = await clerk(house, "province_coordinator")
    await above.open("/o/board/part")
    assert "/o?commune=21340" in above.page


@in_house
async def test_a_place_is_found_opened_fixed_and_confirmed(house: WebHouse) -> None:
    await pond(house)
    board = await clerk(house, "commune_coordinator")
    await board.open("/o/board")
    assert "/o/hazards?commune=21340" in board.page
    await board.open("/o/hazards?commune=21340&kind=pond&overdue=no")
    number = place(board.page)
    assert await board.open(f"/o/hazard/{number}") == 200
    version = board.hidden("version")
    assert await board.submit(f"/o/hazard/{number}", act="fixed", version=version) == 200
    assert "đã làm, chờ xác nhận" in board.page and "cần một người khác xác nhận" in board.page
    police = await clerk(house, "officer")
    await police.open(f"/o/hazard/{number}")
    await police.submit(f"/o/hazard/{number}", act="safe", version=police.hidden("version"))
    assert "Xác nhận an toàn" in police.page
    await police.open("/o/hazards?state=confirmed")
    assert number in police.page
    await police.open(f"/o/hazard/{number}")
    await police.submit(f"/o/hazard/{number}", act="danger", version=police.hidden("version"))
    assert "chưa làm" in police.page


@in_house
async def test_two_clicks_are_one_and_a_stale_page_shows_both(house: WebHouse) -> None:
    await pond(house)
    one, two = await clerk(house, "commune_coordinator"), await clerk(house, "officer")
    await one.open("/o/hazards")
    number = place(one.page)
    for at_desk in (one, two):
        await at_desk.open(f"/o/hazard/{number}")
    form = {name: one.hidden(name) for name in ("csrf", "once", "version")} | {"act": "fixed"}
    for _ in range(2):
        answer = await one.browser.post(f"/o/hazard/{number}", data=form, allow_redirects=False)
        assert answer.status == 303
    assert await two.submit(f"/o/hazard/{number}", act="gone", version=two.hidden("version")) == 409
    assert "không còn chỗ này" in two.page and "đã làm, chờ xác nhận" in two.page
    found = await house.desk.do(lambda work: work.hazards.by_number(number))
    assert found and found.status == "fixed"
    assert await two.submit(f"/o/hazard/{number}", act="burn", version="") in (403, 404)


@in_house
async def test_what_is_not_theirs_looks_like_what_is_not_there(house: WebHouse) -> None:
    await pond(house)
    near, far = await clerk(house, "officer"), await clerk(house, "officer", "police-08707-1")
    await near.open("/o/hazards")
    number = place(near.page)
    shown = []
    for asked in (number, "HZ-22222"):
        assert await far.open(f"/o/hazard/{asked}") == 404
        shown.append(far.page)
    assert shown[0] == shown[1]
    assert await far.open("/o/hazard/nothing") == 400


async def put_down(at_desk: AtDesk, photo: bytes = b"", fields: Mapping[str, str] = {}) -> tuple[int, str]:
    """Send the form of a new place with a photo; status and page."""
    form = FormData()
    sent = {"kind": "pond", "commune": "xã Sơn Tây, Quảng Ngãi", "where": "ao sau trường", "point": "", **fields}
    for name in ("csrf", "once"):
        form.add_field(name, at_desk.hidden(name))
    for name, value in sent.items():
        form.add_field(name, value)
    form.add_field("photo", BytesIO(photo), filename="a.jpg" if photo else "", content_type="image/jpeg")
    answer = await at_desk.browser.post("/o/hazard/new", data=form)
    return answer.status, await answer.text()


@in_house
async def test_an_officer_puts_down_a_place_with_a_photo(house: WebHouse) -> None:
    police = await clerk(house, "officer")
    assert await police.open("/o/hazard/new") == 200 and "xã Sơn Tây, Quảng Ngãi" in police.page
    for _ in range(2):
        status, text = await put_down(police, jpeg(), {"point": "14.99000, 108.49000"})
        assert status == 200
    assert len(set(re.findall(r"HZ-[0-9A-Z]{5}", text))) == 1 and "ao sau trường" in text
    number = place(text)
    committee = await clerk(house, "agency_lead", "people_committee-21340-1")
    await committee.open("/o")
    (case,) = committee.numbers()
    await committee.submit(f"/o/case/{case}", act="accept")
    await committee.open(f"/o/hazard/{number}")
    photo = re.search(r"/o/attachment/[A-Za-z0-9_-]+", committee.page)
    assert photo and "14.99000, 108.49000" in committee.page
    answer = await committee.browser.get(photo[0])
    assert answer.status == 200 and answer.content_type == "image/jpeg"
    far = await clerk(house, "officer", "police-08707-1")
    assert (await far.browser.get(photo[0])).status == 404


@in_house
async def test_a_form_that_is_wrong_says_where_and_keeps_what_was_typed(house: WebHouse) -> None:
    police = await clerk(house, "officer")
    await police.open("/o/hazard/new")
    wrong: tuple[tuple[Mapping[str, str], str], ...] = (
        ({"where": "", "point": ""}, "Hãy viết chỗ đó ở đâu"),
        ({"point": "abc"}, "Toạ độ chưa đúng"),
        ({"point": "51.50000, 0.10000"}, "không ở Việt Nam"),
        ({"point": "21.02850, 105.85420"}, "ở xa xã, phường đã ghi"),
        ({"commune": "xã Không Có Đâu"}, "Không rõ xã, phường nào"),
        ({"commune": ""}, "Hãy điền ô này"),
        ({"commune": "phường Vĩnh Yên, Phú Thọ"}, "ngoài địa bàn"),
        ({"kind": "volcano"}, "Hãy chọn một trong các lựa chọn"),
        ({"where": "x" * 501}, "x" * 100),
    )
    for fields, words in wrong:
        status, text = await put_down(police, fields={"where": "ao cuối làng", **fields})
        assert status == 422 and words in text, fields
    status, text = await put_down(police, b"\xff" * (12 * 1024 * 1024 + 1))
    assert status == 422 and "Ảnh lớn quá 12 MB" in text and "ao sau trường" in text
    status, text = await put_down(police, b"no picture")
    assert status == 422 and "không phải ảnh" in text
    status, _ = await put_down(police, b"\xff" * (25 * 1024 * 1024))
    assert status == 413
    await police.open("/o/hazards?state=all")
    assert "HZ-" not in police.page, "nothing was kept"


@in_house
async def test_hostile_words_stay_words(house: WebHouse) -> None:
    police = await clerk(house, "officer")
    await police.open("/o/hazard/new")
    status, text = await put_down(police, fields={"where": HOSTILE})
    assert status == 200 and "<script>alert" not in text and "<img src=x" not in text
    number = place(text)
    answer = await police.browser.get(f"/o/hazard/{number}")
    text = await answer.text()
    assert "&lt;script&gt;alert(1)" in text and "<img src=x" not in text
    for path in (
        "/o/hazards?kind=<script>",
        "/o/hazards?commune=<b>",
        "/o/hazards?state=x&page=-1",
        "/o/board?page=999999",
    ):
        answer = await police.browser.get(path)
        assert (
            answer.status == 200 and "<script>a" not in await answer.text() and "<b>" not in (await answer.text())[:200]
        )


@in_house
async def test_files_want_a_fresh_proof_and_hold_no_words(house: WebHouse) -> None:
    await pond(house)
    chief = await clerk(house, "commune_coordinator")
    paths = ("/o/board/hazards.geojson", "/o/board/counts.geojson")
    house.clock.forward(timedelta(minutes=16))
    for path in paths:
        assert (await chief.browser.get(path)).url.path == "/o/again", "who sits there must prove it"
    await house.desk.do(prove)
    for path in paths:
        answer = await chief.browser.get(path)
        assert answer.status == 200 and answer.content_type == "application/geo+json"
        assert "attachment" in answer.headers["Content-Disposition"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        text = await answer.text()
        found = json.loads(text)
        assert found["type"] == "FeatureCollection" and found["features"] and "bà Tư" not in text
        for one in found["features"]:
            assert one["type"] == "Feature" and set(one) == {"type", "geometry", "properties"}
    assert found["features"][0]["properties"]["open"] == "<5"
    rows = await house.desk.do(lambda work: work.connection.exec_driver_sql("SELECT action, detail FROM audit").all())
    assert ("export", "hazards") in rows and ("export", "board counts") in rows
    officer = await clerk(house, "officer")
    await house.desk.do(prove)
    for path in paths:
        assert await officer.open(path) == 404


def prove(work: SqlWork) -> None:
    """Everybody has just proved who they are."""
    work.connection.execute(update(staff_sessions).values(proven_at=work.now))


@in_house
async def test_many_places_are_exported_in_pages(house: WebHouse) -> None:
    chief = await clerk(house, "province_coordinator")
    await house.desk.do(lambda work: build(work, 5, 1800))
    await house.desk.do(prove)
    answer = await chief.browser.get("/o/board/hazards.geojson")
    found = json.loads(await answer.text())["features"]
    assert len({one["properties"]["number"] for one in found}) == len(found) > 150
    await chief.open("/o/hazards?state=all&page=2")
    assert "Trang trước" in chief.page and "Trang sau" in chief.page


@in_house
async def test_rescues_with_a_pin_are_shown_when_asked_for_and_logged(house: WebHouse) -> None:
    lan = await citizen(house)
    await lan.say("có đứa bé rơi xuống ao nhà bà Tư xã Sơn Tây tỉnh Quảng Ngãi chưa vớt được")
    assert await lan.say("", lat=14.99, lon=108.49) == 200
    chief = await clerk(house, "commune_coordinator")
    await chief.open("/o/board")
    assert "14.99" not in chief.page
    await chief.open("/o/board?rescues=yes")
    police = await clerk(house, "officer", "people_committee-21340-2")
    await police.open("/o/board?rescues=yes")
    assert "14.99000, 108.49000" in chief.page and "14.99000" not in police.page
    assert "Không có vụ cứu nạn nào" in police.page


async def test_tiles(house: WebHouse) -> None:
    police = await clerk(house, "officer")
    for path in ("/o/board", "/o/hazards"):
        answer = await police.browser.get(path)
        assert "https://tiles.example.org;" in answer.headers["Content-Security-Policy"]
        assert 'data-tiles="https://tiles.example.org/{z}/{x}/{y}.png"' in await answer.text()
    answer = await police.browser.get("/o")
    assert "tiles" not in answer.headers["Content-Security-Policy"]


TILED = WebSettings(poll_seconds=5, reply_seconds=1, tiles="https://tiles.example.org/{z}/{x}/{y}.png")
test_tiles = in_house(test_tiles, TILED)  # type: ignore[assignment]


@in_house
async def test_a_photo_of_the_place_as_it_is_now(house: WebHouse) -> None:
    police = await clerk(house, "officer")
    await police.open("/o/hazard/new")
    number = place((await put_down(police))[1])
    committee = await clerk(house, "agency_lead", "people_committee-21340-1")
    await committee.open("/o")
    await committee.submit(f"/o/case/{committee.numbers()[0]}", act="accept")
    for size, status in ((12 * 1024 * 1024 + 1, 413), (0, 200)):
        await committee.open(f"/o/hazard/{number}")
        form = FormData({name: committee.hidden(name) for name in ("csrf", "once", "version")} | {"act": "fixed"})
        form.add_field("photo", BytesIO(b"x" * size or jpeg()), filename="a.jpg", content_type="image/jpeg")
        answer = await committee.browser.post(f"/o/hazard/{number}", data=form)
        assert answer.status == status
    await committee.open(f"/o/hazard/{number}")
    photo = re.search(r'class="after"[^>]* src="(/o/attachment/[^"]+)"', committee.page)
    assert photo and (await committee.browser.get(photo[1])).status == 200
    assert "cần một người khác xác nhận" in committee.page


@in_house
async def test_boundaries_of_the_area_are_drawn_where_there_are_some(house: WebHouse) -> None:
    chief = await clerk(house, "commune_coordinator")
    square = box(108.3, 14.9, 108.4, 15.0)
    for known, codes in ((None, []), (Boundaries({"21340": square, "08707": square}), ["21340"])):
        pins.use(known)
        try:
            answer = await chief.browser.get("/o/board/outlines.json")
        finally:
            pins.use(None)
        found = json.loads(await answer.text())["features"]
        assert [one["properties"]["code"] for one in found] == codes
        assert all(one["geometry"]["type"] == "Polygon" for one in found)
