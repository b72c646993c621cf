"""Personal data in the console: each path of a request, who may take it, what is handed out and what never is."""

import json
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

from bot.store.work import SqlWork
from handlers.console.retention import set_period
from handlers.events import Address, DataRequest, Person
from referral.rights import CHECK
from referral.staff import Area, Grant
from tests.console_office import clerk
from tests.test_console_audit import prove
from tests.web_house import AtDesk, Citizen, WebHouse, citizen, in_house

BEATEN = "hàng xóm tên Nguyễn Văn Thử đánh con bầm tím, xã Sơn Tây, Quảng Ngãi"
GOOD = {name: question.good for name, question in CHECK.items()}


async def asked(house: WebHouse, whose: str = "me", wish: str = "see", close: bool = True) -> tuple[Citizen, str]:
    """Somebody reported, and wants something done with data; their page and the request's id."""
    reporter = await citizen(house)
    await reporter.say(BEATEN)

    def job(work: SqlWork) -> str:
        (case_id,) = work.connection.exec_driver_sql("SELECT id FROM cases").scalars()
        case = work.cases.get(case_id)
        assert case
        (person,) = work.cases.followers(case_id)
        request = DataRequest(work.chance.id(), person, work.now, wish, whose)
        work.requests.add(request)
        if close:
            work.cases.save(replace(case, status="closed"))
        return request.id

    return reporter, await house.desk.do(job)


async def number_of(house: WebHouse) -> str:
    return str(await house.desk.do(lambda w: w.connection.exec_driver_sql("SELECT number FROM cases").scalar()))


async def post(at_desk: AtDesk, request: str, act: str, **fields: str) -> int:
    """A form of the request's page."""
    await at_desk.open(f"/o/rights/{request}")
    return await at_desk.submit(f"/o/rights/{request}/{act}", **fields)


async def second(house: WebHouse) -> AtDesk:
    """Another coordinator of the province."""
    others = await house.desk.do(lambda w: [o for o in w.directory.officers if o.startswith("province_desk-51")])
    desk = next((one for one in others if one != "province_desk-51-1"), "")
    everywhere = await house.desk.do(lambda w: w.directory.intake_desk())
    mine = next(o.id for o in await house.desk.do(lambda w: w.directory.officers_of(everywhere.id)))  # type: ignore[union-attr]
    return await clerk(house, "province_coordinator", desk or mine)


@in_house
async def test_requests_stand_in_a_list_with_their_clocks(house: WebHouse) -> None:
    _, request = await asked(house)
    at_desk = await clerk(house, "province_coordinator")
    assert await at_desk.open("/o/rights") == 200
    assert request in at_desk.page and "Xem" in at_desk.page and "trang chat" in at_desk.page
    assert await at_desk.open(f"/o/rights/{request}") == 200
    assert "Nguyễn Văn Thử" not in at_desk.page
    assert await at_desk.open("/o/rights/none") == 404


@in_house
async def test_an_answer_and_a_refusal_stop_the_clocks(house: WebHouse) -> None:
    _, request = await asked(house)
    at_desk = await clerk(house, "province_coordinator")
    assert await post(at_desk, request, "answer", text=" ") == 422
    assert await post(at_desk, request, "answer", text="Đã nhận được ạ") == 200
    assert await post(at_desk, request, "refuse", reason="none", text="một câu dài") == 422
    assert "một câu dài" in at_desk.page  # nothing typed is lost
    assert await post(at_desk, request, "refuse", reason="unproven", text="Xin gửi giấy tờ") == 200
    kept = await house.desk.do(lambda work: work.requests.get(request))
    assert kept and kept.answered_at and kept.done_at and kept.answer == "Xin gửi giấy tờ"
    await at_desk.open("/o/rights")
    assert await at_desk.submit(f"/o/rights/{request}/finish") == 422  # it is over
    assert await at_desk.submit(f"/o/rights/{request}/nothing") == 404


@in_house
async def test_own_words_are_handed_out_and_nobody_elses(house: WebHouse) -> None:
    _, request = await asked(house)
    at_desk = await clerk(house, "province_coordinator")
    assert await at_desk.open(f"/o/rights/{request}/preview") == 200
    assert "Nguyễn Văn Thử" in at_desk.page  # the reporter's own words
    await prove(house)
    answer = await at_desk.browser.post(f"/o/rights/{request}/export", data={"csrf": at_desk.hidden("csrf")})
    package = ZipFile(BytesIO(await answer.read()))
    assert set(package.namelist()) == {"du-lieu.txt", "du-lieu.json"}
    assert json.loads(package.read("du-lieu.json"))["sealed_files_left_out"] == 0
    assert BEATEN in package.read("du-lieu.txt").decode()
    actions = await house.desk.do(lambda work: [row.action for row in work.log.rows()])
    assert "rights preview" in actions and "rights export" in actions


@in_house
async def test_a_guardian_gets_nothing_by_going_round_the_check(house: WebHouse) -> None:
    _, request = await asked(house, "child", "erase")
    at_desk = await clerk(house, "province_coordinator")
    await prove(house)
    assert await at_desk.open(f"/o/rights/{request}/preview") == 404
    await at_desk.open(f"/o/rights/{request}")
    assert "Chưa kiểm tra người giám hộ" in at_desk.page
    assert await at_desk.submit(f"/o/rights/{request}/export") == 404
    assert await post(at_desk, request, "erase") == 422
    assert await post(at_desk, request, "approve") == 422
    number = await number_of(house)
    assert await post(at_desk, request, "correct", number=number, text="không phải") == 422
    assert await post(at_desk, request, "check", number=number, asker_named="no") == 422
    assert await post(at_desk, request, "check", number="LN-22222", **GOOD) == 422
    assert await post(at_desk, request, "check", number=number, **{**GOOD, "asker_named": "yes"}) == 200
    assert "gây hại không được biết" in at_desk.page
    other = await second(house)
    assert await post(other, request, "approve") == 422
    assert await post(at_desk, request, "check", number=number, **GOOD) == 200
    assert await post(at_desk, request, "approve") == 422  # nobody approves their own check
    assert await house.desk.do(lambda w: w.connection.exec_driver_sql("SELECT count(*) FROM erasures").scalar()) == 0


@in_house
async def test_a_childs_data_is_erased_after_two_people_looked(house: WebHouse) -> None:
    _, request = await asked(house, "child", "erase")
    number = await number_of(house)
    first, other = await clerk(house, "province_coordinator"), await second(house)
    assert await post(first, request, "check", number=number, **GOOD) == 200
    assert await post(other, request, "approve") == 200
    await prove(house)
    assert await first.open(f"/o/rights/{request}/preview") == 200
    assert "Nguyễn Văn Thử" not in first.page  # who reported, and what they wrote, is not the child's to hand out
    assert await post(first, request, "correct", number=number, fact="child_age", value="9", text="mẹ cháu nói") == 200
    assert await post(first, request, "erase") == 200
    assert await house.desk.do(lambda work: work.cases.by_number(number)) is None
    await first.open("/o/rights/erasures")
    assert "Nội dung vụ việc" in first.page and "có" in first.page
    answer = await first.browser.get("/o/rights/erasures.json")
    (proof,) = (await answer.json())["erasures"]
    assert proof["key_gone"] and proof["why"] == request


@in_house
async def test_who_asked_is_erased_unless_a_case_is_open(house: WebHouse) -> None:
    _, request = await asked(house, "me", "erase", close=False)
    at_desk = await clerk(house, "province_coordinator")
    await prove(house)
    assert await post(at_desk, request, "erase") == 422
    await house.desk.do(close_all)
    assert await post(at_desk, request, "erase") == 200
    kept = await house.desk.do(lambda work: work.requests.get(request))
    assert kept and kept.done_at and kept.wish == ""
    await at_desk.open("/o/rights")
    assert request in at_desk.page


def close_all(work: SqlWork) -> None:
    for case_id in work.connection.exec_driver_sql("SELECT id FROM cases").scalars().all():
        case = work.cases.get(case_id)
        assert case
        work.cases.save(replace(case, status="closed"))


@in_house
async def test_a_correction_keeps_what_was_there_before(house: WebHouse) -> None:
    _, request = await asked(house)
    number = await number_of(house)
    at_desk = await clerk(house, "province_coordinator")
    fields = {"number": number, "text": "gõ nhầm số"}
    assert await post(at_desk, request, "correct", **fields, fact="callback", value="") == 422
    assert await post(at_desk, request, "correct", **fields, fact="callback", value="0900000000") == 200
    assert await post(at_desk, request, "correct", **{**fields, "text": "tôi nói thêm"}) == 200
    assert await post(at_desk, request, "correct", **{**fields, "number": "LN-22222"}) == 422
    case = await house.desk.do(lambda work: work.cases.by_number(number))
    assert case and case.facts["callback"] == "0900000000"
    told = await house.desk.do(lambda work: [e.text for e in work.history.entries(case.id) if e.kind == "note"])
    assert "gõ nhầm số" in told[0] and told[1] == "tôi nói thêm"


def hide_from_the_desk(work: SqlWork) -> None:
    """The coordinator must not know of the only case."""
    (case_id,) = work.connection.exec_driver_sql("SELECT id FROM cases").scalars()
    case = work.cases.get(case_id)
    assert case
    work.cases.save(replace(case, excluded=frozenset({"province_desk-51-1"})))


@in_house
async def test_a_hidden_case_makes_the_request_invisible(house: WebHouse) -> None:
    _, request = await asked(house)
    at_desk = await clerk(house, "province_coordinator")

    await house.desk.do(hide_from_the_desk)
    await at_desk.open("/o/rights")
    assert request not in at_desk.page
    assert await at_desk.open(f"/o/rights/{request}") == 404
    await at_desk.open("/o/rights")
    assert await at_desk.submit(f"/o/rights/{request}/answer", text="x") == 404
    await at_desk.open("/o/rights")
    await at_desk.submit("/o/rights/search", words="Nguyễn Văn Thử")
    assert "LN-" not in at_desk.page


@in_house
async def test_a_hidden_case_cannot_be_held_or_named(house: WebHouse) -> None:
    await asked(house)
    number = await number_of(house)
    at_desk = await clerk(house, "province_coordinator")
    await at_desk.open("/o/rights/retention")
    assert await at_desk.submit("/o/rights/retention/hold", number=number, reason="đang kiện") == 200
    assert number in at_desk.page
    await house.desk.do(hide_from_the_desk)
    await at_desk.open("/o/rights/retention")
    assert number not in at_desk.page
    for what in ("hold", "release", "ground"):
        await at_desk.open("/o/rights/retention")
        fields = {"number": number, "reason": "x", "ground": "save_a_life"}
        assert await at_desk.submit(f"/o/rights/retention/{what}", **fields) == 422
        assert "không thuộc phần" in at_desk.page


@in_house
async def test_whose_data_it_is_is_found_by_number_receipt_and_words(house: WebHouse) -> None:
    await asked(house)
    number = await number_of(house)
    receipt = await house.desk.do(lambda work: work.cases.receipt(work.cases.by_number(number).id))  # type: ignore[union-attr]
    at_desk = await clerk(house, "province_coordinator")
    for words in (number.lower(), receipt, "nguyen van thu"):
        await at_desk.open("/o/rights")
        assert await at_desk.submit("/o/rights/search", words=words) == 200
        assert number in at_desk.page, words
    for words in ("LN-22222", "0" * 16, "xy", "không có ai"):
        await at_desk.open("/o/rights")
        await at_desk.submit("/o/rights/search", words=words)
        assert "Không có vụ việc nào" in at_desk.page
    details = await house.desk.do(lambda work: " ".join(row.detail for row in work.log.rows()))
    assert "nguyen" not in details


@in_house
async def test_holds_and_grounds(house: WebHouse) -> None:
    await asked(house)
    number = await number_of(house)
    at_desk = await clerk(house, "province_coordinator")

    async def send(what: str, **fields: str) -> int:
        await at_desk.open("/o/rights/retention")
        return await at_desk.submit(f"/o/rights/retention/{what}", **fields)

    assert await send("hold", number=number, reason="") == 422
    assert await send("hold", number="LN-22222", reason="kiện") == 422
    assert await send("hold", number=number, reason="đang kiện") == 200
    assert "Thôi giữ" in at_desk.page
    assert await send("release", number="LN-22222") == 422
    assert await send("release", number=number) == 200
    assert "Thôi giữ" not in at_desk.page
    assert await send("ground", number=number, ground="none", reason="x") == 422
    assert await send("ground", number="LN-22222", ground="save_a_life", reason="x") == 422
    assert await send("ground", number=number, ground="save_a_life", reason="đuối nước") == 200
    case = await house.desk.do(lambda work: work.cases.by_number(number))
    assert case and case.legal_ground == "save_a_life"
    assert await send("nothing") == 422


@in_house
async def test_a_period_is_changed_by_who_acts_everywhere_and_shorter_only_a_week_later(house: WebHouse) -> None:
    desk = await clerk(house, "province_coordinator", "intake_desk-1")
    house.clock.forward(timedelta(minutes=16))

    async def send(at_desk: AtDesk, **fields: str) -> int:
        await at_desk.open("/o/rights/retention")
        return await at_desk.submit("/o/rights/retention/period", **fields)

    assert await send(desk, kind="case", days="400", reason="x") == 403  # password and code first
    province = await clerk(house, "province_coordinator")
    await prove(house)
    assert await send(province, kind="case", days="400", reason="x") == 422
    assert "toàn quốc" in province.page and 'name="days"' not in province.page
    for days in ("1", "9" * 5000, "-"):
        assert await send(desk, kind="case", days=days, reason="x") == 422
        assert "ngoài giới hạn" in desk.page
    assert await send(desk, kind="case", days="400", reason="") == 422
    assert await send(desk, kind="case", days="400", reason="để đồng bộ") == 200
    assert "để đồng bộ" in desk.page and "có hiệu lực từ 29/11/2026" in desk.page
    assert await house.desk.do(lambda work: work.retention.periods()) == {"case": 730}
    house.clock.forward(timedelta(days=7))
    assert await house.desk.do(lambda work: work.retention.periods()) == {"case": 400}
    await house.desk.do(
        lambda work: set_period(work, coordinator(work), {"kind": "case", "days": "900", "reason": "x"})
    )
    assert await house.desk.do(lambda work: work.retention.periods()) == {"case": 900}  # longer counts at once


def coordinator(work: SqlWork) -> Person:
    """Who acts everywhere."""
    return replace(work.people.at(Address("officer_page", "x")), grant=Grant(area=Area(everywhere=True)))


@in_house
async def test_numbers_that_are_too_long_are_no_fault(house: WebHouse) -> None:
    desk = await clerk(house, "province_coordinator", "intake_desk-1")
    auditor = await clerk(house, "auditor")
    for n in ("9" * 25, "9" * 5000, "x", "-1", "٣"):
        assert await desk.open(f"/o/rights/erasures?before={n}") == 200
        assert await desk.open(f"/o/directory?page={n}") == 200
        assert await auditor.open(f"/o/audit?before={n}") == 200
        assert await desk.open(f"/o?after=1.{n}.LN-7K3FQ") == 200
    assert await desk.open("/o?after=1.9999999999999999999.x") == 200
    for day in ("9999-12-31", "0001-01-01", "1999-12-31"):
        assert await desk.open(f"/o?until={day}&since={day}") in (200, 422)
        assert "năm 2000 đến năm 2100" in desk.page
        assert await auditor.open(f"/o/audit?until={day}&since={day}") == 422
        assert "năm 2000 đến năm 2100" in auditor.page


@in_house
async def test_only_coordinators_of_a_province_come_in(house: WebHouse) -> None:
    for role in ("officer", "auditor", "administrator", "commune_coordinator"):
        other = await clerk(house, role)
        for path in ("/o/rights", "/o/rights/retention", "/o/rights/erasures", "/o/rights/erasures.json"):
            assert await other.open(path) == 404


@in_house
async def test_bug_proofs_of_erasure_were_taken_out_without_a_fresh_proof(house: WebHouse) -> None:
    at_desk = await clerk(house, "province_coordinator")
    for status in (200, 303):
        answer = await at_desk.browser.get("/o/rights/erasures.json", allow_redirects=False)
        assert answer.status == status
        house.clock.forward(timedelta(minutes=16))
