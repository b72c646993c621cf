"""Reports that were handed in, and what is counted for many at once: nobody learns a number that is not theirs."""

import asyncio
import re
from dataclasses import replace
from io import BytesIO
from threading import Event
from time import sleep

from docx import Document

from bot.web.console.report_asked import Shelf
from bot.web.desk import WebWork
from referral.reports.report import Material, Prepared, prepared
from referral.reports.scope import Scope
from tests.console_office import SEATS, clerk
from tests.report_cast import SON_TAY, cases
from tests.test_web_reports import filled
from tests.web_house import AtDesk, WebHouse, in_house


@in_house
async def test_a_handed_in_report_gives_nobody_a_number_that_they_may_not_know(house: WebHouse) -> None:
    """The reviewers' way: the own page says one less than the report that the commune handed in."""
    await filled(house, 300, 200)
    (case, *_) = cases(1, house.clock.now)
    hidden = replace(case, id="kept", number="LN-KEPT1", excluded=frozenset({SEATS["province_coordinator"]}))
    await house.desk.do(lambda work: work.cases.add(hidden, "1" * 16))
    own, there = await clerk(house, "commune_coordinator"), f"/o/reports/write?commune={SON_TAY}&report=2026-year"
    await own.open(there)
    await own.submit(there, version=own.hidden("version"), V="Chưa ai đọc", act="save")
    province, auditor = await clerk(house, "province_coordinator"), await clerk(house, "auditor")
    file = f"/o/reports/file.docx?commune={SON_TAY}&report=2026-year"
    assert "Chưa ai đọc" not in await lines_of(province, file), "a draft is nobody else's"
    await own.open(there)
    await own.submit(there, version=own.hidden("version"), V="Đã nộp đi", act="hand_in")
    (newest,) = re.findall(r"/o/reports/handed/[\w-]+", own.page)
    for desk, number in ((province, "300"), (own, "301")):
        assert await desk.open(newest) == 200 and "Đã nộp đi" in desk.page and "đếm lại" in desk.page
        assert f">Số tin</th><td>{number}<" in desk.page
    assert "Đã nộp đi" in await lines_of(province, file) and await auditor.open(newest) == 404
    assert await auditor.open(file) == 404


async def lines_of(desk: AtDesk, path: str) -> list[str]:
    """The paragraphs of a document that is downloaded."""
    return [line.text for line in Document(BytesIO(await (await desk.browser.get(path)).read())).paragraphs]


@in_house
async def test_what_is_refused_is_not_cut_and_an_old_page_hands_nothing_in(house: WebHouse) -> None:
    own, there = await clerk(house, "commune_coordinator"), f"/o/reports/write?commune={SON_TAY}&report=2026-year"
    await own.open(there)
    assert await own.submit(there, version=own.hidden("version"), II="ặ" * 20_001, act="save") == 422
    assert "ặ" * 20_001 in own.page and "dài quá" in own.page
    far = there.replace("2026", "2035")
    await own.open(far)
    assert "Lưu và nộp" not in own.page
    assert await own.submit(far, version=own.hidden("version"), II="sớm", act="hand_in") == 422
    assert "nộp được từ ngày 14/11/2035" in own.page and "Bản 1" not in own.page and "sớm" in own.page
    await own.open(there)
    old, version = own.page, own.hidden("version")
    assert await own.submit(there, version=version, II="Của người kia", act="save") == 200
    for _ in range(2):
        own.page = old.replace('name="once" value="', 'name="once" value="x')
        assert await own.submit(there, version=version, II="Lời cũ", act="hand_in") == 409
    await own.open(there)
    assert "Bản 1" not in own.page and "Của người kia" in own.page


@in_house
async def test_the_desk_of_all_provinces_is_led_to_one(house: WebHouse) -> None:
    desk_id = await house.desk.do(lambda work: work.directory.intake_desk())
    assert desk_id
    (one, *_) = await house.desk.do(lambda work: work.directory.officers_of(desk_id.id))
    desk = await clerk(house, "province_coordinator", one.id)
    assert await desk.open("/o/reports") == 200 and "/o/reports/handed" not in desk.page
    assert await desk.open("/o/reports?province=51") == 200 and "/o/reports/handed?province=51" in desk.page
    assert await desk.open("/o/reports/handed?province=51") == 200 and await desk.open("/o/reports/handed") == 404


@in_house
async def test_what_many_ask_for_is_counted_once_and_one_after_another(house: WebHouse) -> None:
    desk, busy, seen = await clerk(house, "province_coordinator"), Event(), list[bool]()
    shelf, scopes = Shelf(), [Scope(house.clock.now, house.clock.now, str(n)) for n in range(2)]

    def job(_work: WebWork) -> Prepared:
        seen.append(busy.is_set())
        busy.set()
        sleep(0.05)
        busy.clear()
        return prepared(Material())

    async def ask(scope: Scope) -> Prepared:
        return await shelf.found((scope, ""), house.parts, job)

    await asyncio.gather(*(ask(scope) for scope in scopes * 3))
    assert seen == [False, False] and not shelf.under_way
    assert await desk.open("/o/reports") == 200
