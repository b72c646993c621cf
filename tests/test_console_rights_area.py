"""Who may touch a request about personal data: the case it is about decides; and each gets only their own words."""

import json
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

from bot.store.work import SqlWork
from handlers.console.rights_export import of_child
from handlers.events import Address, DataRequest
from referral.campaigns import Subscription
from tests.console_office import clerk
from tests.test_console_audit import prove
from tests.test_console_rights import BEATEN, GOOD, asked, close_all, number_of, post, second
from tests.web_house import WebHouse, citizen, in_house

FAR = "province_desk-92-1"
MINE = "province_desk-51-1"


async def guardian(house: WebHouse, province: str = "") -> str:
    """Somebody without a case of their own, perhaps subscribed somewhere, asks for a child's data."""

    def job(work: SqlWork) -> str:
        person = work.people.at(Address("webchat", "guardian")).id
        if province:
            work.subscriptions.save(Subscription(person, "webchat", work.now, province=province))
        request = DataRequest(work.chance.id(), person, work.now, "see", "child")
        work.requests.add(request)
        return request.id

    return await house.desk.do(job)


@in_house
async def test_a_childs_request_is_for_who_may_read_the_case_it_is_about(house: WebHouse) -> None:
    await asked(house)  # the case of somebody else
    request, number = await guardian(house, "51"), await number_of(house)
    first, other, far = (
        await clerk(house, "province_coordinator"),
        await second(house),
        await clerk(house, "province_coordinator", FAR),
    )
    assert await far.open(f"/o/rights/{request}") == 404
    assert await post(first, request, "check", number=number, **GOOD) == 200
    assert await post(other, request, "approve") == 200
    assert await first.open(f"/o/rights/{request}/preview") == 200
    await house.desk.do(lambda work: shut(work, number))
    await prove(house)
    for seat in (first, far):
        for path in ("", "/preview"):
            assert await seat.open(f"/o/rights/{request}{path}") == 404
        await seat.open("/o/rights")
        assert request not in seat.page
        for act in ("export", "check", "approve", "answer", "correct", "refuse", "finish", "erase"):
            await seat.open("/o/rights")
            assert await seat.submit(f"/o/rights/{request}/{act}", number=number, text="x", **GOOD) == 404, act
    assert await other.open(f"/o/rights/{request}") == 200


def intake_officer(work: SqlWork) -> str:
    """Somebody who works everywhere."""
    desk = work.directory.intake_desk()
    assert desk
    return next(o.id for o in work.directory.officers_of(desk.id))


def shut(work: SqlWork, number: str) -> None:
    case = work.cases.by_number(number)
    assert case
    work.cases.save(replace(case, excluded=frozenset({MINE})))


@in_house
async def test_without_a_case_it_is_for_where_the_asker_is_else_for_who_works_everywhere(house: WebHouse) -> None:
    request = await guardian(house)
    intake = await house.desk.do(intake_officer)
    mine, desk = await clerk(house, "province_coordinator"), await clerk(house, "province_coordinator", intake)
    assert await mine.open(f"/o/rights/{request}") == 404
    assert await desk.open(f"/o/rights/{request}") == 200
    known = await guardian(house, "51")
    assert await mine.open(f"/o/rights/{known}") == 200


@in_house
async def test_what_was_refused_is_done_when_it_is_sent_again_put_right(house: WebHouse) -> None:
    _, request = await asked(house)
    number, at_desk = await number_of(house), await clerk(house, "province_coordinator")
    await at_desk.open(f"/o/rights/{request}")
    once = at_desk.hidden("once")
    assert await at_desk.submit(f"/o/rights/{request}/answer", text="", once=once) == 422
    for _ in range(2):
        assert await at_desk.submit(f"/o/rights/{request}/answer", text="Đã nhận", once=once) == 200
    kept = await house.desk.do(lambda work: work.requests.get(request))
    assert kept and kept.answered_at
    assert [s.step for s in await house.desk.do(lambda work: work.request_steps.of(request))] == ["answer"]
    await at_desk.open("/o/rights/retention")
    once = at_desk.hidden("once")
    assert await at_desk.submit("/o/rights/retention/hold", number=number, reason="", once=once) == 422
    for _ in range(2):
        assert await at_desk.submit("/o/rights/retention/hold", number=number, reason="đang kiện", once=once) == 200
    assert len(await house.desk.do(lambda work: work.retention.holds())) == 1


@in_house
async def test_a_fact_of_a_child_is_corrected_only_as_checked_by_two_and_of_that_case(house: WebHouse) -> None:
    _, request = await asked(house, "child", "correct", close=False)
    number, first, other = await number_of(house), await clerk(house, "province_coordinator"), await second(house)
    wrong = {**GOOD, "asker_named": "yes", "is_guardian": "no"}
    put = {"number": number, "fact": "child_age", "value": "5", "text": "nói là 5 tuổi"}
    assert await post(first, request, "check", number=number, **wrong) == 200
    assert await post(first, request, "correct", **put) == 422
    assert await post(first, request, "check", number=number, **GOOD) == 200
    assert await post(first, request, "correct", **put) == 422, "nobody agreed yet"
    await other.open(f"/o/rights/{request}")
    assert "Tôi đã xem và đồng ý" in other.page
    assert await post(other, request, "approve") == 200
    reporter = await citizen(house)
    await reporter.say("có cháu bé rơi xuống ao ở xã Sơn Tây tỉnh Quảng Ngãi, chưa vớt được")
    numbers = await house.desk.do(lambda w: w.connection.exec_driver_sql("SELECT number FROM cases").scalars().all())
    (another,) = [one for one in numbers if one != number]
    assert await post(first, request, "correct", **{**put, "number": another}) == 422
    alerts = "SELECT count(*) FROM outbox"
    before = await house.desk.do(lambda w: w.connection.exec_driver_sql(alerts).scalar())
    assert await post(first, request, "correct", **put) == 200
    case = await house.desk.do(lambda work: work.cases.by_number(number))
    assert case and case.facts["child_age"] == "5" and before is not None
    assert await post(first, request, "erase") in (403, 422), "it is open: nothing is erased"


@in_house
async def test_a_corrected_age_is_settled_at_once(house: WebHouse) -> None:
    _, request = await asked(house, close=False)
    number, at_desk = await number_of(house), await clerk(house, "province_coordinator")
    case = await house.desk.do(lambda work: work.cases.by_number(number))
    assert case
    await house.desk.do(lambda work: work.drop_timer(f"settle:{case.id}"))
    put = {"number": number, "fact": "child_age", "value": "15", "text": "gõ nhầm"}
    assert await post(at_desk, request, "correct", **put) == 200
    assert await house.desk.do(lambda w: [t for t in w.timers_of("settle") if t.subject == case.id])


@in_house
async def test_who_only_follows_gets_the_steps_and_own_words_but_nobody_elses(house: WebHouse) -> None:
    await asked(house)
    receipt = await house.desk.do(lambda work: work.cases.receipt(work.cases.by_number(number_in(work)).id))  # type: ignore[union-attr]
    follower = await citizen(house)
    await follower.say(receipt)
    house.clock.forward(timedelta(minutes=1))
    await follower.say("tôi là cô giáo, tôi cũng thấy vết bầm trên tay cháu")

    def ask(work: SqlWork) -> str:
        case = work.cases.by_number(number_in(work))
        assert case
        (person,) = {e.writer for e in work.history.entries(case.id) if "cô giáo" in e.text}
        assert set(work.cases.followers(case.id)) > {person}
        request = DataRequest(work.chance.id(), person, work.now, "see", "me")
        work.requests.add(request)
        return request.id

    request = await house.desk.do(ask)
    await house.desk.do(close_all)
    at_desk = await clerk(house, "province_coordinator")
    await prove(house)
    assert await at_desk.open(f"/o/rights/{request}/preview") == 200
    answer = await at_desk.browser.post(f"/o/rights/{request}/export", data={"csrf": at_desk.hidden("csrf")})
    told = json.loads(ZipFile(BytesIO(await answer.read())).read("du-lieu.json"))
    words = json.dumps(told, ensure_ascii=False)
    assert "cô giáo" in words and BEATEN not in words and "Nguyễn Văn Thử" not in words


def number_in(work: SqlWork) -> str:
    return str(work.connection.exec_driver_sql("SELECT number FROM cases").scalar())


@in_house
async def test_bug_what_is_handed_out_of_a_child_was_in_the_words_of_the_program(house: WebHouse) -> None:
    _, request = await asked(house, "child", "see")

    def told(work: SqlWork) -> str:
        case = work.cases.by_number(number_in(work))
        assert case
        known = {"child_age": "9", "child_at": "20944", "child_at_words": "xã Mẫu", "injured": "yes"}
        return "\n".join(of_child(work, replace(case, facts={**known, "injured_words": "Có"}))[1])

    said = await house.desk.do(told)
    assert all(line in said for line in ("Tuổi của trẻ: 9", "Trẻ đang ở: xã Mẫu", "Bị thương: Có"))
    assert "child" not in said and "20944" not in said
    at_desk = await clerk(house, "province_coordinator")
    await at_desk.open(f"/o/rights/{request}")
    assert "Lúc xảy ra" not in at_desk.page, "no fact says when; the commune where it happened is no free text"
