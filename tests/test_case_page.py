"""The case page over HTTP: marked words, only the forms one may use, old forms refused with both versions, paper."""

import re
from dataclasses import replace
from datetime import timedelta
from html import escape

import pytest

from bot.store.work import SqlWork
from bot.web.seat import PROOF_LASTS
from handlers.console.printing import COVERED, without_names
from handlers.events import Attachment, Entry, Media
from referral.case import Case
from referral.staff import Role
from tests.console_office import clerk
from tests.test_web_officer import ABUSE, accepted_with_photo, alerted
from tests.web_house import DROWNING, AtDesk, WebHouse, citizen, in_house, officer

HOSTILE = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "'-alert(1)-'", "{{ 7*7 }}",
    "</textarea><svg onload=a>",
    "javascript:alert(1)", "<!--", "]]>", "&lt;b&gt;", "\u202egnp.exe",
)  # fmt: skip
ACTS = {  # by the value of `act` in a form: who may have it on the page of a case in their area
    "note": True, "pass": True, "place": True, "kind": True, "level": True, "link": True,
    "ask": False, "answer": False, "update": False, "close": False, "give": False, "accept": False, "decline": False,
}  # fmt: skip


async def taken(house: WebHouse, text: str = DROWNING) -> tuple[AtDesk, str]:
    """An officer who has accepted a case, at its page."""
    at_desk, number = await alerted(house, text)
    assert await at_desk.submit(f"/o/case/{number}", act="accept") == 200
    return at_desk, number


def form(at_desk: AtDesk, act: str) -> dict[str, str]:
    """The hidden fields of a form of the open page."""
    found = re.search(rf'<form[^>]*>(?:(?!</form>).)*name="act" value="{act}"(?:(?!</form>).)*', at_desk.page, re.S)
    assert found, act
    return {n: v for n, v in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', found[0]) if n != "csrf"}


async def case_in(house: WebHouse, number: str) -> Case:
    found = await house.desk.do(lambda work: work.cases.by_number(number))
    assert found
    return found


async def audited(house: WebHouse, number: str) -> list[str]:
    case = await case_in(house, number)
    return [row.action for row in await house.desk.do(lambda work: work.audited(case.id))]


@in_house
async def test_the_words_that_made_it_urgent_are_marked_and_say_why(house: WebHouse) -> None:
    at_desk, number = await taken(house)
    assert re.search(r'<mark title="[^"]+">[^<]*rơi xuống', at_desk.page)
    assert "Vì sao tô đậm" in at_desk.page and "máy đọc: KHẨN CẤP" in at_desk.page
    case = await case_in(house, number)
    assert case.triage_version and case.triage_version in at_desk.page


@in_house
async def test_the_line_of_time_says_who_was_told_and_who_is_next(house: WebHouse) -> None:
    reporter = await citizen(house)
    await reporter.say(ABUSE)
    house.clock.forward(timedelta(minutes=3))
    await house.desk.quiet()
    at_desk = await clerk(house, "agency_lead")
    await at_desk.open("/o")
    number = at_desk.numbers()[0]
    assert await at_desk.open(f"/o/case/{number}") == 200
    assert 'role="img"' in at_desk.page and "hỏi tiếp" in at_desk.page
    assert "chưa nhận" in at_desk.page and "Xem thành bảng" in at_desk.page
    assert "Lập kế hoạch hỗ trợ" in at_desk.page.split('class="time"')[1].split("</desc>")[0]


@in_house
async def test_the_map_is_drawn_by_us(house: WebHouse) -> None:
    at_desk, number = await taken(house)
    assert 'class="map"' in at_desk.page and 'href="geo:' in at_desk.page and "Mới biết xã" in at_desk.page
    case = await case_in(house, number)
    at = replace(case, facts={**case.facts, "point": "15.01050, 108.35230"})
    await house.desk.do(lambda work: work.cases.save(at))
    await at_desk.open(f"/o/case/{number}")
    assert 'href="geo:15.01050,108.35230"' in at_desk.page and "Điểm được chỉ." in at_desk.page


@in_house
async def test_a_coordinator_finds_only_the_forms_they_may_use(house: WebHouse) -> None:
    _, number = await taken(house)
    seat = await clerk(house, "province_coordinator")
    assert await seat.open(f"/o/case/{number}") == 200
    assert {act: f'value="{act}"' in seat.page for act in ACTS} == ACTS
    here = f"/o/case/{number}"
    assert await seat.submit(here, act="note", words="điều phối đã xem") == 200 and "điều phối đã xem" in seat.page
    assert await seat.submit(here, act="level", choice="priority", words="đã vớt lên bờ") == 200
    assert (await case_in(house, number)).urgency.name == "priority"
    assert await seat.submit(here, act="close", choice="helped", back="list") == 200
    assert await seat.submit(here, act="ask", words="Bé sao rồi?") == 200
    case = await case_in(house, number)
    assert case.status == "open"
    assert not any(e.kind == "asked" for e in await house.desk.do(lambda work: work.history.entries(case.id)))


ROLES: tuple[Role, ...] = ("campaign_staff", "auditor", "administrator")


@pytest.mark.parametrize("role", ROLES)
def test_who_never_sees_a_case_finds_no_page(tmp_path_factory: pytest.TempPathFactory, role: Role) -> None:
    @in_house
    async def scene(house: WebHouse) -> None:
        _, number = await taken(house)
        seat = await clerk(house, role)
        for path in ("", "/print", "/form/mau-01"):
            assert await seat.open(f"/o/case/{number}{path}") in (403, 404)

    scene(tmp_path_factory.mktemp(role))


@in_house
async def test_an_old_form_changes_nothing_and_shows_both(house: WebHouse) -> None:
    at_desk, number = await taken(house)
    here = f"/o/case/{number}"
    old = form(at_desk, "level")
    other_tab = await officer(house)
    await other_tab.open(here)
    assert await other_tab.submit(here, **form(other_tab, "level"), choice="urgent", words="đã lên bờ") == 200
    assert await at_desk.submit(here, **old, choice="routine", words="chuyện nhỏ thôi") == 409
    assert "GẤP" in at_desk.page and "chuyện nhỏ thôi" in at_desk.page and "Nội dung này vừa được" in at_desk.page
    assert (await case_in(house, number)).urgency.name == "urgent"
    assert await at_desk.submit(here, **old, choice="routine", words="lần nữa") == 409, "it stays refused"
    await at_desk.open(here)
    assert await at_desk.submit(here, **form(at_desk, "level"), choice="routine", words="đã xem bản mới") == 200
    assert (await case_in(house, number)).urgency.name == "routine"


@in_house
async def test_what_changed_elsewhere_in_the_case_refuses_nothing(house: WebHouse) -> None:
    at_desk, number = await taken(house)
    here, old = f"/o/case/{number}", form(at_desk, "kind")
    await at_desk.submit(here, act="level", choice="priority", words="đã lên bờ")
    assert await at_desk.submit(here, **old, choice="bạo lực với trẻ", words="bé bị xô xuống") == 200
    assert (await case_in(house, number)).category == "physical_violence"
    assert await at_desk.submit(here, act="note", words="vẫn ghi được") == 200


@in_house
async def test_two_clicks_on_a_change_are_one_and_both_lead_on(house: WebHouse) -> None:
    at_desk, number = await taken(house)
    here, once = f"/o/case/{number}", form(at_desk, "level")
    for _ in range(3):
        assert await at_desk.submit(here, **once, choice="priority", words="đã lên bờ") == 200
    case = await case_in(house, number)
    entries = await house.desk.do(lambda work: work.history.entries(case.id))
    assert [e.kind for e in entries].count("level") == 1


@pytest.mark.parametrize(
    ("act", "fields"),
    [
        ("place", {"words": "xã Sơn Hà, Quảng Ngãi", "why": "đã tới nơi"}),
        ("give", {"choice": "health_station-21340", "words": "gần hơn"}),
        ("close", {"choice": "helped"}),
    ],
)
def test_each_form_that_is_too_old_says_so(
    tmp_path_factory: pytest.TempPathFactory, act: str, fields: dict[str, str]
) -> None:
    @in_house
    async def scene(house: WebHouse) -> None:
        at_desk, number = await taken(house)
        old = {**form(at_desk, act), "version": "0" * 16}
        assert await at_desk.submit(f"/o/case/{number}", **old, **fields) == 409
        assert "Đuối nước" in at_desk.page.capitalize() or "đang mở" in at_desk.page
        assert (await case_in(house, number)).status == "open"

    scene(tmp_path_factory.mktemp(act))


@in_house
async def test_the_history_shows_words_or_acts(house: WebHouse) -> None:
    at_desk, number = await taken(house)
    here = f"/o/case/{number}"
    await at_desk.submit(here, act="note", words="đã gọi trưởng thôn")
    for show, said, done in (("words", True, False), ("acts", False, True), ("all", True, True), ("x", True, True)):
        await at_desk.open(f"{here}?show={show}")
        lines = at_desk.page.split('id="history"')[1].split("</section>")[0]
        assert ("<mark" in lines, "đã gọi trưởng thôn" in lines) == (said, done), show


@in_house
async def test_it_is_printed_with_who_and_when_and_written_down(house: WebHouse) -> None:
    at_desk, number = await taken(house)
    assert await at_desk.open(f"/o/case/{number}/print") == 200
    assert "Mật – chỉ người có trách nhiệm" in at_desk.page and "Cán bộ mẫu 1" in at_desk.page
    assert "bà Tư" in at_desk.page
    assert await at_desk.open(f"/o/case/{number}/print?names=hide") == 200
    assert "Tư" not in at_desk.page and COVERED in at_desk.page
    assert (await audited(house, number)).count("print") == 2
    stranger = await officer(house, "social_work_centre-51-1")
    assert await stranger.open(f"/o/case/{number}/print") == await stranger.open("/o/case/LN-ZZZZZ/print") == 404


@in_house
async def test_the_covered_print_names_no_place_however_it_is_written(house: WebHouse) -> None:
    at_desk, number = await taken(house)
    places = ("nhà cô lan ngõ chợ cũ", "sau đình làng thượng", "nhà bà nội xóm bốn", "cạnh quán nước")
    case = await case_in(house, number)
    told = dict(zip(("lives", "happened_at", "child_at", "place_checked"), places, strict=True))
    await house.desk.do(lambda work: work.cases.save(replace(case, facts={**case.facts, **told})))
    sent = Entry("sending", house.clock.now, "police-21340-1", "14.9, 108.4")
    await house.desk.do(lambda work: work.history.record(case.id, sent))
    assert await at_desk.open(f"/o/case/{number}/print") == 200
    assert all(place in at_desk.page for place in (*places, "Sơn Tây", "14.9"))
    assert await at_desk.open(f"/o/case/{number}/print?names=hide") == 200
    assert not [place for place in (*places, "Sơn Tây", "14.9") if place in at_desk.page]


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("bà Tư gọi 0912 345 678", f"bà {COVERED} gọi {COVERED}"),
        ("Cháu bị đánh. Em sợ", "Cháu bị đánh. Em sợ"),
        ("Nguyễn Thị Mẫu ở thôn Đông", f"{COVERED} {COVERED} {COVERED} ở thôn {COVERED}"),
        ("9 tuổi, đuối nước", "9 tuổi, đuối nước"),
        ("", ""),
    ],
)
def test_what_looks_like_a_name_is_covered(words: str, shown: str) -> None:
    assert without_names(words) == shown


@in_house
async def test_what_leaves_the_page_wants_a_fresh_proof_and_leaves_a_line(house: WebHouse) -> None:
    at_desk, photo = await accepted_with_photo(house, ABUSE)
    (number,) = at_desk.numbers()[:1]
    reason = {"csrf": at_desk.hidden("csrf"), "reason": "xem cháu có bị thương"}
    assert (await at_desk.browser.get(f"/o/case/{number}/form/mau-01")).status == 200
    assert (await at_desk.browser.post(photo, data=reason)).status == 200
    assert {"form", "open_sealed", "read"} <= set(await audited(house, number))
    house.clock.forward(PROOF_LASTS + timedelta(minutes=1))
    before = len(await audited(house, number))
    for path in (f"/o/case/{number}/print", f"/o/case/{number}/form/mau-01"):
        assert (await at_desk.browser.get(path)).url.path == "/o/again"
    assert (await at_desk.browser.post(photo, data=reason)).status == 403
    assert not {"form", "print", "open_sealed"} & set((await audited(house, number))[before:])


@in_house
async def test_merging_at_the_page_and_back(house: WebHouse) -> None:
    at_desk, kept = await taken(house)
    reporter = await citizen(house)
    await reporter.say("có cháu bé rơi xuống ao ở xã Sơn Tây tỉnh Quảng Ngãi, chưa vớt được")
    await at_desk.open("/o")
    (number,) = [n for n in at_desk.numbers() if n != kept]
    here = f"/o/case/{number}"
    await at_desk.submit(here, act="accept")
    assert await at_desk.submit(here + "/merge", other="nó", words="cùng một cháu") == 409
    assert 'value="NÓ"' in at_desk.page and "cùng một cháu" in at_desk.page
    assert await at_desk.submit(here + "/merge", other=number, words="cùng một cháu") == 409
    assert "hai số việc khác nhau" in at_desk.page
    once = at_desk.hidden("once")
    for _ in range(2):
        assert await at_desk.submit(here + "/merge", other=kept.lower(), words="cùng một cháu", once=once) == 200
    assert f'href="{here}"' in at_desk.page and "cùng một cháu" in at_desk.page
    assert await at_desk.open(here) == 200 and "đã gộp vào" in at_desk.page
    once = at_desk.hidden("once")
    for _ in range(2):
        assert await at_desk.submit(here + "/unmerge", once=once) == 200
    assert "đã gộp vào <a" not in at_desk.page and (await case_in(house, number)).status == "open"
    stale = {"version": "0" * 16, "other": kept, "words": "lại"}
    assert await at_desk.submit(here + "/merge", **stale) == 409
    assert await at_desk.submit("/o/case/LN-ZZZZZ/unmerge") == 404


@in_house
async def test_tying_is_a_form_too(house: WebHouse) -> None:
    at_desk, kept = await taken(house)
    reporter = await citizen(house)
    await reporter.say("có cháu bé rơi xuống ao ở xã Sơn Tây tỉnh Quảng Ngãi, chưa vớt được")
    await at_desk.open("/o")
    (number,) = [n for n in at_desk.numbers() if n != kept]
    here = f"/o/case/{number}"
    await at_desk.submit(here, act="accept")
    await at_desk.submit(here, act="link", words=kept)
    assert f"Cùng một việc với {kept}" in at_desk.page
    await at_desk.submit(here, act="unlink")
    await at_desk.open(here)
    assert f"Cùng một việc với {kept}" not in at_desk.page.split("<main")[1]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_anybody_wrote_becomes_part_of_a_page(tmp_path_factory: pytest.TempPathFactory, hostile: str) -> None:
    @in_house
    async def scene(house: WebHouse) -> None:
        at_desk, number = await alerted(house, f"{DROWNING} {hostile}")
        await house.desk.do(lambda work: poison(work, number, hostile))
        here = f"/o/case/{number}"
        await at_desk.submit(here, act="accept")
        await at_desk.submit(here, act="note", words=hostile)
        await at_desk.submit(here, act="ask", words=f"Bé sao rồi {hostile}?")
        await at_desk.submit(here, act="level", choice="priority", words=hostile)
        for path in (here, here + "/print", here + "/print?names=hide", "/o"):
            raw = await (await at_desk.browser.get(path)).text()
            if escape(hostile) != hostile:
                assert hostile not in raw, path
            assert "49" not in re.findall(r"<dd>(\d+)</dd>", raw)
            assert not re.search(r"<(?:script|img|svg)[^>]*(?:alert|onerror|onload)", raw), path
        raw = await (await at_desk.browser.post(here + "/merge", data=merge_form(at_desk, hostile))).text()
        assert hostile not in raw or escape(hostile) == hostile

    scene(tmp_path_factory.mktemp("hostile"))


def merge_form(at_desk: AtDesk, hostile: str) -> dict[str, str]:
    return {"csrf": at_desk.hidden("csrf"), "once": "once-merge-hostile", "other": hostile, "words": hostile}


def poison(work: SqlWork, number: str, hostile: str) -> None:
    """Put hostile words wherever a page of a case shows something that people wrote."""
    case = work.cases.by_number(number)
    assert case
    facts = {**case.facts, "place": hostile, "callback": hostile, "child_age": hostile, "point_near": hostile}
    work.cases.save(replace(case, facts=facts, reasons=(*case.reasons, hostile), triage_version=hostile))
    for kind in ("said", "replied", "note", "reason", "status", "merged"):
        work.history.record(case.id, Entry(kind, work.now, "reporter", hostile))
    work.history.add_attachment(
        Attachment("poison", case.id, "document", "stored", False, hostile, hostile),
        Media("document", data=b"x", mime=hostile),
    )
    agencies = {i: replace(a, name=f"{a.name} {hostile}") for i, a in work.directory.agencies.items()}
    officers = {i: replace(o, name=hostile) for i, o in work.directory.officers.items()}
    work.directories.replace(agencies.values(), officers.values())


@in_house
async def test_what_was_typed_when_the_session_ended_can_be_copied(house: WebHouse) -> None:
    at_desk, number = await taken(house)
    house.clock.forward(timedelta(hours=13))
    words = "Đã gọi cho mẹ bé. <b>Mẹ</b> sẽ tới lúc 5 giờ."
    form = {"csrf": at_desk.hidden("csrf"), "act": "note", "words": words, "password": "hai chữ này"}
    answer = await at_desk.browser.post(f"/o/case/{number}", data=form)
    page = await answer.text()
    assert answer.status == 401 and escape(words) in page and "readonly" in page
    assert form["csrf"] not in page and "hai chữ này" not in page and "langnghe officer" not in page
    assert 'href="/o/login' in page


@in_house
async def test_bug_a_form_that_was_used_told_a_stranger_which_cases_are_one(house: WebHouse) -> None:
    at_desk, kept = await taken(house)
    await (await citizen(house)).say("có cháu bé rơi xuống ao ở xã Sơn Tây tỉnh Quảng Ngãi, chưa vớt được")
    await at_desk.open("/o")
    (number,) = [n for n in at_desk.numbers() if n != kept]
    here = f"/o/case/{number}"
    await at_desk.submit(here, act="accept")
    once = at_desk.hidden("once")
    assert await at_desk.submit(here + "/merge", other=kept, words="cùng một cháu", once=once) == 200
    stranger = await clerk(house, "officer", "police-14812-1")
    await stranger.open("/o")
    answers = []
    for other in (kept, "LN-22222"):
        sent = {"csrf": stranger.hidden("csrf"), "once": once, "other": other, "words": "cùng một cháu"}
        answers.append((await stranger.browser.post(here + "/merge", data=sent, allow_redirects=False)).status)
    assert answers == [409, 409]
