"""The queue over HTTP: what each role's list shows, filters, numbers, words, saved views, and the stream of news."""

import asyncio
import re
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import StreamReader

from bot.store.work import SqlWork
from bot.web.compressing import masked, unmasked
from bot.web.console.live import MOST, Seen, events
from handlers.console import queue
from referral.case import Case
from referral.staff import Role
from referral.urgency import Urgency
from tests.console_office import clerk
from tests.web_house import DROWNING, AtDesk, WebHouse, citizen, in_house, officer

HERE = "21340"  # xã Sơn Tây


async def cases(house: WebHouse, count: int, commune: str = HERE, hours: int = 0, **more: object) -> None:
    """So many open cases of a commune that nobody was asked about, so many hours old."""

    def add(work: SqlWork) -> None:
        for n in range(count):
            at = work.now - timedelta(hours=hours, minutes=n)
            case = Case(
                work.chance.id(), work.chance.number(), "disaster", Urgency.urgent, at, commune=commune,
                province="51", **more,  # type: ignore[arg-type]
            )  # fmt: skip
            work.cases.add(case, work.chance.receipt())

    await house.desk.do(add)


async def audited(house: WebHouse, action: str) -> list[tuple[str, str]]:
    """Who did this, and with which detail."""

    def rows(work: SqlWork) -> list[tuple[str, str]]:
        found = work.connection.exec_driver_sql(f"SELECT actor, detail FROM audit WHERE action = '{action}'")
        return [(row[0], row[1]) for row in found]

    return await house.desk.do(rows)


@in_house
async def test_who_oversees_a_commune_finds_its_cases_and_an_officer_does_not(house: WebHouse) -> None:
    await cases(house, 3)
    coordinator, police = await clerk(house, "commune_coordinator"), await clerk(house, "officer")
    assert await coordinator.open("/o") == 200 and len(coordinator.numbers()) == 3
    assert "Việc của cơ quan hoặc địa bàn (3)" in coordinator.page
    assert await police.open("/o") == 200 and police.numbers() == []
    assert "địa bàn (" not in police.page


@pytest.mark.parametrize(("role", "home"), [("campaign_staff", "/o/campaigns"), ("auditor", "/o/reports")])
def test_who_has_no_list_begins_elsewhere(role: Role, home: str, tmp_path: Path) -> None:
    @in_house
    async def scene(house: WebHouse) -> None:
        at_desk = await clerk(house, role)
        answer = await at_desk.browser.get("/o", allow_redirects=False)
        assert (answer.status, answer.headers["Location"]) == (303, home)
        assert (await at_desk.browser.get("/o/list")).status == 404

    scene(tmp_path)


@in_house
async def test_pages_follow_one_another_and_nothing_is_twice(house: WebHouse) -> None:
    await cases(house, queue.PAGE + 3)
    at_desk = await clerk(house, "commune_coordinator")
    await at_desk.open("/o")
    seen = at_desk.numbers()
    assert len(seen) == queue.PAGE and "Trang sau" in at_desk.page
    following = at_desk.page.split('href="/o?scope=ours&after=')[1].split('"')[0]
    await cases(house, 1, hours=9)
    assert await at_desk.open(f"/o?scope=ours&after={following}") == 200
    assert len(at_desk.numbers()) == 3 and not set(seen) & set(at_desk.numbers())
    assert await at_desk.open("/o?after=nonsense") == 200


@in_house
async def test_whoever_is_excluded_is_told_no_count_either(house: WebHouse) -> None:
    await cases(house, 2)
    await cases(house, 1, avoid=frozenset({"people_committee"}))
    at_desk = await clerk(house, "commune_coordinator")
    for path in ("/o", "/o?kind=disaster", "/o?scope=ours", "/o/list"):
        await at_desk.open(path)
        assert len(at_desk.numbers()) == 2 and "(2)" in at_desk.page and "(3)" not in at_desk.page, path


@in_house
async def test_filters_stand_in_the_address(house: WebHouse) -> None:
    await cases(house, 2)
    at_desk = await clerk(house, "province_coordinator")
    today = f"{house.clock.now:%Y-%m-%d}"
    for query, count in {
        "kind=disaster": 2, "kind=injury_now": 0, "urgency=urgent": 2, "urgency=emergency": 0, "state=closed": 0,
        "state=any": 2, f"commune={HERE}": 2, "unanswered=y": 2, "overdue=y": 0, f"since={today}": 2,
        f"until={today}": 2, "since=2099-01-01": 0, f"commune={HERE}&agency=police-21340": 0, "scope=mine": 0,
    }.items():  # fmt: skip
        assert await at_desk.open(f"/o?{query}") == 200
        assert len(at_desk.numbers()) == count, query
        assert f"Kết quả lọc ({count})" in at_desk.page and "Bỏ lọc" in at_desk.page


@in_house
async def test_a_filter_that_is_wrong_says_so_beside_its_field(house: WebHouse) -> None:
    at_desk = await clerk(house, "commune_coordinator")
    assert await at_desk.open("/o?since=morgen&kind=x&urgency=loud") == 200
    assert "Có chỗ cần sửa" in at_desk.page and at_desk.page.count('class="problem"') == 3


@in_house
async def test_a_number_leads_to_its_case_and_nowhere_else(house: WebHouse) -> None:
    await cases(house, 1)
    await cases(house, 1, commune="21100")
    coordinator = await clerk(house, "commune_coordinator")
    await coordinator.open("/o")
    (number,) = coordinator.numbers()
    for typed in (number, number.lower(), number.removeprefix("LN-"), f" {number} "):
        answer = await coordinator.browser.get("/o", params={"number": typed}, allow_redirects=False)
        assert (answer.status, answer.headers["Location"]) == (303, f"/o/case/{number}")
    desk = await clerk(house, "province_coordinator", "intake_desk-1")
    await desk.open("/o")
    (other,) = set(desk.numbers()) - {number}
    assert await coordinator.open(f"/o?number={other}") == await coordinator.open("/o?number=LN-22222") == 404
    assert await coordinator.open("/o?number=?!") == 400 and "năm chữ hoặc số" in coordinator.page


async def holding(house: WebHouse) -> tuple[AtDesk, str]:
    """An officer who holds a case about a fall into a pond."""
    await (await citizen(house)).say(DROWNING)
    at_desk = await officer(house)
    (number,) = at_desk.numbers()
    await at_desk.submit(f"/o/case/{number}", act="accept")
    await at_desk.open("/o")
    return at_desk, number


@in_house
async def test_words_are_found_without_accents_by_who_may_read(house: WebHouse) -> None:
    at_desk, number = await holding(house)
    for words in ("ba tu", "bà Tư", "AO NHÀ", "roi xuong ao"):
        assert await at_desk.submit("/o/search", words=words) == 200
        assert number in at_desk.page and "khớp 1." in at_desk.page and "bà Tư xã" not in at_desk.page.split("<main")[1]
    await at_desk.submit("/o/search", words="trường học")
    assert number not in at_desk.page.split("<main")[1] and "Không thấy việc nào" in at_desk.page
    assert await audited(house, "search") == [("police-21340-1", "")] * 5
    assert await at_desk.submit("/o/search", words=" ? ") == 400 and "hai chữ cái" in at_desk.page
    told = await officer(house, "people_committee-21340-2")
    await told.submit("/o/search", words="bà Tư")
    assert number not in told.page.split("<main")[1]


@in_house
async def test_a_search_says_when_there_are_more_than_it_looks_through(house: WebHouse) -> None:
    await cases(house, 4)
    before, queue.SEARCHED = queue.SEARCHED, 3
    try:
        at_desk = await clerk(house, "commune_coordinator")
        await at_desk.open("/o")
        await at_desk.submit("/o/search", words="bà Tư")
        assert "Đã xem nội dung 3 việc" in at_desk.page and "Còn việc chưa xem tới" in at_desk.page
    finally:
        queue.SEARCHED = before


@in_house
async def test_a_view_is_saved_renamed_and_dropped_by_its_owner_alone(house: WebHouse) -> None:
    at_desk, other = await clerk(house, "commune_coordinator"), await clerk(house, "commune_coordinator")
    await at_desk.open("/o?kind=disaster")
    query = at_desk.hidden("query")
    name = '"><script>alert(1)</script>'
    assert await at_desk.submit("/o/views", name=name, query=f"{query}&words=secret") == 200
    raw = await (await at_desk.browser.get("/o")).text()
    assert "<script>alert" not in raw and "secret" not in raw and 'href="/o?kind=disaster"' in raw
    await other.open("/o")
    assert "alert(1)" not in other.page
    view = at_desk.page.split('action="/o/views/')[1].split('"')[0]
    assert await other.submit(f"/o/views/{view}", name="mine now", act="rename") == 404
    await other.open("/o")
    assert await other.submit(f"/o/views/{view}", act="drop") == 200
    assert await at_desk.submit(f"/o/views/{view}", name="Thiên tai", act="rename") == 200
    assert "Thiên tai" in at_desk.page and "alert(1)" not in at_desk.page
    assert await at_desk.submit(f"/o/views/{view}", name="", act="rename") == 400
    await at_desk.open("/o")
    for _ in range(2):
        assert await at_desk.submit(f"/o/views/{view}", act="drop") == 200
    assert "Thiên tai" not in at_desk.page


@in_house
async def test_there_are_twenty_views_and_one_of_a_name(house: WebHouse) -> None:
    at_desk = await clerk(house, "commune_coordinator")
    await at_desk.open("/o")
    for n in range(20):
        assert await at_desk.submit("/o/views", name=f"Bộ {n}", query="kind=disaster") == 200
    assert await at_desk.submit("/o/views", name="Bộ 3", query="overdue=y") == 200
    assert await at_desk.submit("/o/views", name="Bộ 20", query="overdue=y") == 409
    await at_desk.open("/o")
    for fields in ({"name": "x", "query": "words=x"}, {"name": " ", "query": "overdue=y"}):
        assert await at_desk.submit("/o/views", **fields) == 400
        await at_desk.open("/o")


async def heard(stream: StreamReader, name: str) -> None:
    """Wait until the stream says this."""
    async with asyncio.timeout(15):
        while (line := await stream.readline()).strip() != f"event: {name}".encode():
            assert line, f"the stream ended without {name}"


@in_house
async def test_the_stream_says_that_something_came_and_never_what(house: WebHouse) -> None:
    at_desk = await officer(house)
    answer = await at_desk.browser.get("/o/live")
    assert answer.content_type == "text/event-stream" and answer.headers["Cache-Control"] == "no-store"
    await heard(answer.content, "changed")
    await (await citizen(house)).say(DROWNING)
    said = b""
    async with asyncio.timeout(15):
        while b"event: siren" not in said:
            said += await answer.content.readline()
    assert b"event: changed" in said and b"LN-" not in said
    await at_desk.submit("/o/logout")
    await heard(answer.content, "over")


@in_house
async def test_of_more_than_five_streams_of_a_session_the_oldest_gives_way(house: WebHouse) -> None:
    at_desk = await officer(house)
    streams = [await at_desk.browser.get("/o/live") for _ in range(MOST)]
    assert [one.status for one in streams] == [200] * MOST
    streams.append(await at_desk.browser.get("/o/live"))
    await heard(streams[0].content, "enough")
    assert await streams[0].content.read() == b"data: \r\n\r\n"  # it has ended
    await heard(streams[-1].content, "changed")
    assert not streams[1].content.at_eof()
    assert (await (await officer(house, "intake_desk-1")).browser.get("/o/live")).status == 200
    for one in streams:
        one.close()


@in_house
async def test_an_open_page_keeps_a_link_alive_but_not_an_account(house: WebHouse) -> None:
    by_link, account = await officer(house), await clerk(house, "officer")
    for _ in range(4):
        house.clock.forward(timedelta(minutes=20))
        assert await by_link.open("/o/list") == 200
        await account.open("/o/list")
    assert await by_link.open("/o") == 200
    assert await account.open("/o/list") == 401 == await account.open("/o/poll?after=0&wait=no")
    stream = await account.browser.get("/o/live")
    assert stream.status == 401


@in_house
async def test_an_idle_account_is_told_of_sirens_and_of_nothing_else(house: WebHouse) -> None:
    at_desk = await clerk(house, "officer")
    stream = await at_desk.browser.get("/o/live")
    await heard(stream.content, "changed")
    house.clock.forward(timedelta(minutes=61))
    await heard(stream.content, "idle")
    await (await citizen(house)).say(DROWNING)
    await heard(stream.content, "siren")
    assert await at_desk.open("/o") == 401
    await heard(stream.content, "over")


def test_what_is_told_is_the_difference() -> None:
    before = Seen("a", 3, frozenset({"x"}))
    assert list(events(before, before)) == []
    assert list(events(before, Seen("b", 4, frozenset({"x", "y"})))) == ["changed", "mail", "siren"]
    assert list(events(before, Seen("a", 3, frozenset()))) == []
    assert list(events(Seen(idle=True), Seen(idle=True, ringing=frozenset({"z"})))) == ["siren"]


@in_house
async def test_the_list_of_fifty_is_light(house: WebHouse) -> None:
    await cases(house, queue.PAGE)
    at_desk = await clerk(house, "commune_coordinator")
    await at_desk.open("/o")
    assert len(at_desk.numbers()) == queue.PAGE
    files = [part.split('"')[0] for part in at_desk.page.replace('src="', 'href="').split('href="/static/')[1:]]
    more = [f"/static/{name}" for name in files] + ["/static/bell.js", "/static/console/live.js"]
    at_desk.browser.session._auto_decompress = False  # what travels
    weight = 0
    for path in dict.fromkeys(("/o", *more)):
        answer = await at_desk.browser.get(path)
        assert answer.status == 200 and answer.headers.get("Content-Encoding"), path
        weight += len(await answer.read())
    assert weight < 60_000, weight


def test_a_secret_in_a_form_is_never_twice_the_same() -> None:
    fields = {masked("secret") for _ in range(20)}
    assert len(fields) == 20 and {unmasked(one) for one in fields} == {b"secret"}
    assert unmasked("secret") != b"secret" and unmasked("é") == b"" == unmasked("a")


@in_house
async def test_bug_two_views_had_one_name_when_it_was_long_or_given_later(house: WebHouse) -> None:
    at_desk = await clerk(house, "commune_coordinator")
    await at_desk.open("/o")
    for query in ("kind=disaster", "overdue=y"):
        assert await at_desk.submit("/o/views", name="dài " * 20, query=query) == 200
    assert await at_desk.submit("/o/views", name="Khác", query="overdue=y") == 200
    await at_desk.open("/o")
    (one, other) = sorted(set(re.findall(r'action="/o/views/([^"]+)"', at_desk.page)))
    for view, status in ((one, 200), (other, 409)):
        await at_desk.open("/o")
        assert await at_desk.submit(f"/o/views/{view}", name="Trùng", act="rename") == status
    assert "tên này" in at_desk.page
