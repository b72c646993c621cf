"""Reports in the page and as files, as people in each role ask for them."""

import csv
import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from io import BytesIO, StringIO

from aiohttp import FormData
from docx import Document
from openpyxl import load_workbook

from tests.console_office import SEATS, clerk
from tests.report_cast import OTHER, SON_TAY, cases, fill
from tests.web_house import AtDesk, WebHouse, in_house

PERIOD = "from=2026-11-01&to=2026-12-31"


async def filled(house: WebHouse, here: int = 40, there: int = 3) -> None:
    """Cases in two communes of the province."""
    at = house.clock.now
    await house.desk.do(lambda work: fill(work, cases(here, at)))
    await house.desk.do(lambda work: fill(work, cases(there, at, OTHER)))


@in_house
async def test_the_page_shows_what_a_province_may_see(house: WebHouse) -> None:
    await filled(house)
    desk = await clerk(house, "province_coordinator")
    assert await desk.open(f"/o/reports?{PERIOD}") == 200
    assert "Quảng Ngãi" in desk.page and "Thay đổi so với kỳ trước" in desk.page
    assert "<svg" in desk.page and "style=" not in desk.page and "<style" not in desk.page
    assert "<5" in desk.page, "the three cases of the other commune"


@in_house
async def test_who_may_open_it_and_for_where(house: WebHouse) -> None:
    await filled(house, 8)
    own = await clerk(house, "commune_coordinator")
    assert await own.open("/o/reports") == 200 and "Sơn Tây" in own.page
    for place in (f"commune={OTHER}", "province=51", "province=01", "commune=zz", "province=51&commune=00004"):
        assert await own.open(f"/o/reports?{place}") == 404, place
    assert await own.open("/o/reports?period=free&from=x&to=y") == 400
    assert await own.open("/o/reports?period=free&from=2026-02-01&to=2026-01-01") == 400
    assert await own.open("/o/reports?report=2026-never") == 404
    lead = await clerk(house, "agency_lead")
    assert await lead.open(f"/o/reports?{PERIOD}") == 200 and "cơ quan mình" in lead.page
    assert await lead.open("/o/reports/file.xlsx") == 404, "no export"
    for role in ("officer", "campaign_staff", "administrator"):
        assert await (await clerk(house, role)).open("/o/reports") == 404
    auditor = await clerk(house, "auditor")
    assert await auditor.open("/o/reports?period=year") == 200 and "Tất cả các tỉnh" in auditor.page
    assert await auditor.open("/o/reports?province=51") == 200


@in_house
async def test_what_is_hidden_from_an_officer_is_not_counted(house: WebHouse) -> None:
    await filled(house, 12)
    (case, *_) = cases(1, house.clock.now)
    hidden = replace(case, id="kept", number="LN-KEPT1", excluded=frozenset({SEATS["province_coordinator"]}))
    await house.desk.do(lambda work: work.cases.add(hidden, "1" * 16))
    seen = await clerk(house, "province_coordinator")
    everybody = await clerk(house, "auditor")
    await seen.open(f"/o/reports?{PERIOD}")
    await everybody.open(f"/o/reports?{PERIOD}")
    assert "<strong>15</strong>" in seen.page and "<strong>16</strong>" in everybody.page


@in_house
async def test_files_open_and_hold_no_formula(house: WebHouse) -> None:
    await filled(house)
    desk = await clerk(house, "province_coordinator")
    answer = await desk.browser.get(f"/o/reports/file.xlsx?{PERIOD}")
    assert answer.status == 200 and "bao-cao.xlsx" in answer.headers["Content-Disposition"]
    book = load_workbook(BytesIO(await answer.read()))
    assert book.sheetnames[0] == "Tổng quan" and book["Tháng"]["B2"].value in range(5, 99)
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    text = (await (await desk.browser.get(f"/o/reports/file.csv?{PERIOD}")).read()).decode("utf-8-sig")
    assert not any(cell[:1] in "=+-@" for row in csv.reader(StringIO(text)) for cell in row if cell)
    word = await desk.browser.get(f"/o/reports/file.docx?{PERIOD}")
    lines = [line.text for line in Document(BytesIO(await word.read())).paragraphs]
    assert "VI. Đề xuất, kiến nghị" in lines and "BÁO CÁO CÔNG TÁC TRẺ EM" in lines
    assert await desk.open("/o/reports/file.pdf") == 404
    found = await house.desk.do(lambda work: [row.detail for row in work.audited("") if row.action == "report export"])
    assert [detail.split()[0] for detail in found] == ["xlsx", "csv", "docx"]


@in_house
async def test_an_export_wants_a_fresh_proof(house: WebHouse) -> None:
    desk = await clerk(house, "commune_coordinator")
    house.clock.forward(timedelta(minutes=16))
    assert (await desk.browser.get("/o/reports/file.csv")).url.path == "/o/again"
    assert await desk.open("/o/reports") == 200


@in_house
async def test_a_report_is_written_handed_in_and_corrected(house: WebHouse) -> None:
    await filled(house)
    own = await clerk(house, "commune_coordinator")
    there = f"/o/reports/write?commune={SON_TAY}&report=2026-year"
    assert await own.open(there) == 200
    assert await own.submit(there, version=own.hidden("version"), II="Đã làm <b>nhiều</b>", act="save") == 200
    assert "Đã làm <b>nhiều</b>" in own.page
    version, stale = own.hidden("version"), own.page
    assert await own.submit(there, version=version, II="Bản một", act="hand_in") == 200 and "Bản 1" in own.page
    own.page = stale.replace('name="once" value="', 'name="once" value="x')
    assert await own.submit(there, version=version, II="Của tab khác", act="hand_in") == 409
    assert "Bản một" in own.page and "Của tab khác" in own.page
    await own.open(there)
    again = own.page
    assert await own.submit(there, version=own.hidden("version"), II="Bản hai", act="hand_in") == 200
    own.page = again
    assert await own.submit(there, version=own.hidden("version"), II="Bản hai", act="hand_in") == 200
    assert "Bản 2" in own.page and "Bản 3" not in own.page, "a double click is one report"
    file = await own.browser.get(f"/o/reports/file.docx?commune={SON_TAY}&report=2026-year")
    assert "Bản hai" in [line.text for line in Document(BytesIO(await file.read())).paragraphs]
    await seen_by_the_province(house)


async def seen_by_the_province(house: WebHouse) -> None:
    """The province reads both versions, a stranger neither."""
    province = await clerk(house, "province_coordinator")
    assert await province.open("/o/reports/handed?report=2026-year") == 200 and "Xem bản 2" in province.page
    (newest,) = re.findall(r"/o/reports/handed/[\w-]+", province.page)
    assert await province.open(newest) == 200 and "Bản hai" in province.page and "I. Tình hình" in province.page
    assert await province.open("/o/reports/handed?report=nothing") == 404
    assert await province.open("/o/reports/handed") == 200
    assert await province.open("/o/reports/handed/nothing") == 404
    lead = await clerk(house, "agency_lead")
    assert await lead.open(newest) == 404 and await lead.open("/o/reports/handed") == 404
    assert await province.open(f"/o/reports/write?commune={SON_TAY}&report=2026-year") == 404


@in_house
async def test_deadlines_and_a_layout_of_ones_own(house: WebHouse) -> None:
    desk = await clerk(house, "province_coordinator")
    assert await desk.open("/o/reports/settings") == 200
    assert await desk.submit("/o/reports/settings/deadlines", half="12-20", year="11-18") == 422
    assert "06-15; hạn 6 tháng phải trước" in desk.page and 'value="12-20"' in desk.page
    assert await desk.submit("/o/reports/settings/deadlines", half="05-25", year="11-20") == 200
    assert 'value="05-25"' in desk.page
    assert await upload(desk, b"no document") == 422 and "chưa" in desk.page.lower()
    for words in BAD_LAYOUTS:
        assert await upload(desk, layout(words)) == 422, words
    assert await upload(desk, layout("", "http://elsewhere.example/t.dotm")) == 422
    assert await upload(desk, b"x" * (990 * 1024)) == 413
    await desk.open("/o/reports/settings")
    assert await upload(desk, layout("Của tỉnh: {{ tong_so }}")) == 200 and "đã tải lên" in desk.page
    word = await desk.browser.get(f"/o/reports/file.docx?{PERIOD}")
    assert "Của tỉnh: 0" in [line.text for line in Document(BytesIO(await word.read())).paragraphs]
    assert await upload(desk, b"") == 200 and "mẫu có sẵn" in desk.page
    commune = await clerk(house, "commune_coordinator")
    assert await commune.open("/o/reports/settings") == 404


ATTACHED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
BAD_LAYOUTS = (
    "{{ lipsum.__globals__ }}", "{{ 'a' * 200000000 }}", "{{ 'x' if tong_so == 'a' else thieu }}", "{{ thieu }}",
    "{% for a in range(9) %}{% endfor %}", "{% for a in bang %}{% for b in bang %}{% endfor %}{% endfor %}",
    "{% macro a() %}{% endmacro %}", "{% for a in bang %}" + "a" * 60_001 + "{% endfor %}", "{" * 401,
    "{{ " * 190 + "a" * 500_000,
)  # fmt: skip


def layout(words: str, elsewhere: str = "") -> bytes:
    """A document with one line."""
    document, stream = Document(), BytesIO()
    document.add_paragraph(words)
    if elsewhere:
        document.part.relate_to(elsewhere, ATTACHED, is_external=True)
    document.save(stream)
    return stream.getvalue()


async def upload(desk: AtDesk, data: bytes) -> int:
    """Send a layout as the page does."""
    form = FormData({name: desk.hidden(name) for name in ("csrf", "once")})
    form.add_field("layout", data, filename="mau.docx" if data else "", content_type="application/octet-stream")
    answer = await desk.browser.post("/o/reports/settings/layout", data=form)
    desk.page = unescape(await answer.text())
    return answer.status
