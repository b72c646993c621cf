"""Runs at the console: counted, started once, approved by somebody else, stopped; what came of them; files."""

import asyncio
import csv
import re
from dataclasses import replace
from datetime import timedelta
from functools import partial
from io import BytesIO, StringIO

from openpyxl import load_workbook

from bot.store.campaign_copies import Outcome
from bot.store.campaigns import parsed
from bot.store.work import SqlWork
from bot.web.console import campaigns_runs
from handlers.campaign_rights import permits
from handlers.campaign_runs import counted
from handlers.events import Address
from referral.campaigns.runs import Run
from tests.campaign_acts import subscribed
from tests.console_office import SEATS, clerk
from tests.test_console_campaigns import PATH, write
from tests.web_house import AtDesk, WebHouse, in_house

SON_TAY, PROVINCE = "21340", "51"
TODAY = "each month on 22"  # the day of the tests' clock


async def crowd(house: WebHouse, many: int = 12) -> None:
    """So many have subscribed in one commune."""
    for n in range(many):
        await house.desk.do(partial(join, id=f"người-{n}"))


def join(work: SqlWork, id: str) -> None:
    """Somebody subscribes."""
    subscribed(work, Address("webchat", id), SON_TAY)


async def counts(staff: AtDesk, path: str = f"{PATH}/start") -> None:
    """Wait as a browser without scripts does, until it is counted."""
    while True:
        assert await staff.open(path) == 200
        if "Đang đếm" not in staff.page:
            return


async def begin(house: WebHouse, staff: AtDesk, **chosen: str) -> Run:
    """Write a campaign and start it; the run."""
    await crowd(house)
    assert await write(staff, when=TODAY, **chosen) == 200
    await counts(staff)
    assert await staff.submit(f"{PATH}/start", act="start", version=staff.hidden("version"), anyway="1") == 200
    (run,) = await house.desk.do(lambda work: work.campaigns.runs())
    return run


async def planned(house: WebHouse, run: Run, many: int) -> None:
    """It is counted to reach so many, whatever the mailing of this house found before."""

    def note(work: SqlWork) -> None:
        locked = work.campaigns.run(run.id)
        assert locked
        counted(work, replace(locked, state="planning"), many)

    await house.desk.do(note)


async def now(house: WebHouse, run: Run) -> Run:
    """The run as it is."""
    return next(one for one in await house.desk.do(lambda work: work.campaigns.runs()) if one.id == run.id)


async def press(staff: AtDesk, run: Run, step: str, **more: str) -> int:
    """Open the page that asks once more, and press its button."""
    assert await staff.open(f"/o/campaigns/{run.number}/{step}") == 200
    fields = {"version": staff.hidden("version"), "state": staff.hidden("state"), **more}
    return await staff.submit(f"/o/campaigns/{run.number}/{step}", **fields)


def copies(work: SqlWork, run: Run) -> None:
    """All on the chat page have had theirs."""
    locked = work.campaigns.run(run.id)
    assert locked
    page = work.copies.claim(locked, parsed(locked), "webchat", 100, (1, 3))
    work.copies.ended(run.id, page.id, [Outcome(one.person_id, "sent") for one in page.recipients])


@in_house
async def test_counts_are_told_in_steps_and_nobody_of_a_few(house: WebHouse) -> None:
    staff = await clerk(house, "campaign_staff")
    await crowd(house, 12)
    await write(staff, when=TODAY)
    await counts(staff)
    assert "ít nhất 10 người" in staff.page and "12" not in re.sub(r"<[^>]*>", "", staff.page).split("Đếm mọi")[0]
    assert await staff.submit(f"{PATH}/start", act="count", commune="phường Vĩnh Yên, Phú Thọ") == 200
    await counts(staff, f"{PATH}/start?pilot=08707")
    assert "dưới 5 người" in staff.page
    assert await staff.submit(f"{PATH}/start", act="count", commune="xã Không Có") == 400
    assert 'value="xã Không Có"' in staff.page, "nothing typed is lost"


@in_house
async def test_two_presses_start_one_run(house: WebHouse) -> None:
    staff = await clerk(house, "campaign_staff")
    await crowd(house)
    await write(staff, when=TODAY)
    await counts(staff, f"{PATH}/start?pilot={SON_TAY}")
    fields = {"act": "start", "version": staff.hidden("version"), "once": staff.hidden("once"), "pilot": SON_TAY}
    fields["csrf"] = staff.hidden("csrf")
    first, second = [await staff.submit(f"{PATH}/start", **fields) for _ in range(2)]
    assert (first, second) == (200, 200)
    (run,) = await house.desk.do(lambda work: work.campaigns.runs())
    assert "Máy chưa đếm xong người nhận." in staff.page and "người dự kiến" not in staff.page
    assert run.area == SON_TAY and run.number in staff.page and run.created_by.startswith("account:")
    await counts(staff)
    assert await staff.submit(f"{PATH}/start", act="start", version=staff.hidden("version")) == 409
    assert "đã có một đợt gửi" in staff.page


@in_house
async def test_what_was_counted_is_what_starts(house: WebHouse) -> None:
    staff = await clerk(house, "campaign_staff")
    await crowd(house)
    await write(staff, when="1 June")
    await counts(staff)
    version = staff.hidden("version")
    assert await staff.submit(f"{PATH}/start", act="start", version=version) == 409
    assert "không gần ngày nào" in staff.page
    assert await staff.submit(f"{PATH}/start", act="start", version="other", anyway="1") == 409
    assert await house.desk.do(lambda work: work.campaigns.runs()) == []


@in_house
async def test_only_somebody_else_approves(house: WebHouse) -> None:
    author, other = await clerk(house, "campaign_staff"), await clerk(house, "campaign_staff")
    run = await begin(house, author)
    await planned(house, run, 5000)
    assert await author.open(f"/o/campaigns/{run.number}") == 200
    assert "không tự duyệt" in author.page and f"{run.number}/approve" not in author.page
    await other.open(f"/o/campaigns/{run.number}")
    assert f"{run.number}/approve" in other.page
    assert await press(other, run, "approve") == 200
    assert (await now(house, run)).state == "running"


@in_house
async def test_a_colleagues_correction_does_not_make_whoever_started_it_a_second_person(house: WebHouse) -> None:
    author, second, third = [await clerk(house, "campaign_staff") for _ in range(3)]
    run = await begin(house, author)
    await planned(house, run, 5000)
    assert await press(second, run, "correct", vi="Lời mới", en="New words") == 200
    assert await press(third, run, "correct", vi="Lời sau", en="Later words") == 200
    for one in (author, second, third):
        await one.open(f"/o/campaigns/{run.number}")
        assert "không tự duyệt" in one.page and "sửa lời: " in one.page
        assert f"{run.number}/approve" not in one.page


@in_house
async def test_an_officer_is_one_person_in_chat_and_at_the_console(house: WebHouse) -> None:
    officer = await clerk(house, "province_coordinator")
    run = await begin(house, officer, provinces=PROVINCE)
    assert run.created_by == SEATS["province_coordinator"]
    await planned(house, run, 5000)
    again = await clerk(house, "province_coordinator")
    await again.open(f"/o/campaigns/{run.number}")
    assert "không tự duyệt" in again.page, "another log-in of the same officer is the same person"


@in_house
async def test_each_step_and_a_stale_page(house: WebHouse) -> None:
    staff, other = await clerk(house, "campaign_staff"), await clerk(house, "campaign_staff")
    run = await begin(house, staff)
    await planned(house, run, 900)
    assert await press(staff, run, "pause") == 200
    assert (await now(house, run)).state == "paused"
    assert await press(staff, run, "correct", vi="Lời mới", en="New words") == 200
    assert "Lời mới" in (await now(house, run)).text
    assert await press(staff, run, "correct", vi="Chào {ai}", en="Hello") == 409
    assert "Chào {ai}" in staff.page, "nothing typed is lost"
    assert "Chỉ dùng {theme}, {slogan}" in staff.page
    await staff.open(f"/o/campaigns/{run.number}/resume")
    version = staff.hidden("version")
    assert await press(other, run, "resume") == 200
    assert await staff.submit(f"/o/campaigns/{run.number}/resume", version=version, state="paused") == 409
    assert "đang tạm dừng" in staff.page and "đang gửi" in staff.page
    assert await press(staff, run, "stop") == 200
    assert (await now(house, run)).state == "stopped"
    assert await staff.open(f"/o/campaigns/{run.number}/pause") == 200
    assert "Lúc này không làm được" in staff.page
    for path in ("CD-22222", f"{run.number}/jump", "CD-22222/results", "CD-22222/stop"):
        assert await staff.open(f"/o/campaigns/{path}") == 404


@in_house
async def test_whose_province_it_is(house: WebHouse) -> None:
    staff, away = await clerk(house, "campaign_staff"), await clerk(house, "campaign_staff", province="01")
    run = await begin(house, staff)
    await planned(house, run, 900)
    assert await away.open(f"/o/campaigns/{run.number}") == 200, "what reaches everybody everybody may see"
    assert "/stop" not in away.page
    assert not await house.desk.do(lambda work: permits(work, run, "stop", "account:nobody"))
    assert await away.open(f"/o/campaigns/{run.number}/stop") == 200 and "không làm được" in away.page
    at = away.hidden("csrf"), away.hidden("once")
    sent = {"csrf": at[0], "once": at[1], "version": "x"}
    assert await away.submit(f"/o/campaigns/{run.number}/stop", **sent) == 409
    assert (await now(house, run)).state == "running"


@in_house
async def test_a_pilot_elsewhere_is_not_there(house: WebHouse) -> None:
    staff, away = await clerk(house, "campaign_staff"), await clerk(house, "campaign_staff", province="01")
    await crowd(house)
    await write(staff, when=TODAY)
    await counts(staff, f"{PATH}/start?pilot={SON_TAY}")
    fields = {"act": "start", "version": staff.hidden("version"), "pilot": SON_TAY}
    assert await staff.submit(f"{PATH}/start", **fields) == 200
    (run,) = await house.desk.do(lambda work: work.campaigns.runs())
    for path in ("", "/part", "/results", "/widen"):
        assert await away.open(f"/o/campaigns/{run.number}{path}") == 404
    near = await clerk(house, "commune_coordinator")
    assert await near.open("/o/campaign-runs") == 200 and run.number in near.page
    await away.open("/o/campaign-runs")
    assert run.number not in away.page
    await planned(house, run, 12)
    assert await press(staff, run, "widen") == 200
    assert (await now(house, run)).area == ""


@in_house
async def test_bug_the_last_look_at_a_run_showed_what_was_counted_before_its_end(house: WebHouse) -> None:
    staff = await clerk(house, "campaign_staff")
    run = await begin(house, staff)
    await planned(house, run, 5000)  # it waits for somebody's word: nothing ends it meanwhile
    assert await staff.open(f"/o/campaigns/{run.number}/part") == 200
    assert 'data-open="yes"' in staff.page and "Trang chat" not in staff.page
    await house.desk.do(partial(copies, run=run))
    assert await press(staff, run, "stop") == 200
    assert 'data-open=""' in staff.page and "Trang chat" in staff.page, "this page does not ask again"


@in_house
async def test_bug_a_page_of_an_ended_run_gave_up_while_it_was_still_counted(house: WebHouse) -> None:
    staff = await clerk(house, "campaign_staff")
    run = await begin(house, staff)
    await planned(house, run, 5000)
    assert await press(staff, run, "stop") == 200
    slow, counted = house.parts.slow, asyncio.Event()
    house.clock.forward(timedelta(minutes=1))
    count = slow.answer(f"figures:{run.id}:stopped", counted.wait, house.clock.now, timedelta(0))
    asking = asyncio.create_task(count)
    await asyncio.sleep(0)
    assert await staff.open(f"/o/campaigns/{run.number}/part") == 200
    assert "Đang đếm" in staff.page and 'data-open="yes"' in staff.page
    counted.set()
    await asking


@in_house
async def test_progress_results_and_files(house: WebHouse) -> None:
    staff = await clerk(house, "campaign_staff")
    run = await begin(house, staff)
    await planned(house, run, 12)
    assert await staff.open(f"/o/campaigns/{run.number}/part") == 200
    assert "<html" not in staff.page and "ít nhất 10 người dự kiến" in staff.page
    await house.desk.do(partial(copies, run=run))
    house.clock.forward(timedelta(minutes=20))
    assert await staff.open(f"/o/campaigns/{run.number}/results") == 200
    assert "xã Sơn Tây, Quảng Ngãi" in staff.page and "Trang chat" in staff.page
    answer = await staff.browser.get(f"/o/campaigns/{run.number}/results.csv")
    assert answer.url.path == "/o/again", "who sits here proves it first"
    staff = await clerk(house, "campaign_staff")
    answer = await staff.browser.get(f"/o/campaigns/{run.number}/results.csv")
    table = list(csv.reader(StringIO((await answer.read()).decode("utf-8-sig"))))
    assert answer.status == 200 and table[0][:3] == ["commune", "commune_name", "channel"]
    book = await (await staff.browser.get(f"/o/campaigns/{run.number}/results.xlsx")).read()
    assert load_workbook(BytesIO(book))["results"]["A1"].value == "commune"
    audited = [one.action for one in await house.desk.do(lambda work: work.audited(""))]
    assert audited.count(f"campaign results {run.number}") == 2


@in_house
async def test_bug_runs_of_other_provinces_hid_ones_own_and_stood_at_the_campaign(house: WebHouse) -> None:
    everywhere, coordinator = await clerk(house, "campaign_staff"), await clerk(house, "province_coordinator")
    run = await begin(house, everywhere)
    await house.desk.do(partial(two_places, run=run))
    before, campaigns_runs.SHOWN_RUNS = campaigns_runs.SHOWN_RUNS, 1
    try:
        assert await coordinator.open("/o/campaign-runs") == 200 and run.number in coordinator.page
    finally:
        campaigns_runs.SHOWN_RUNS = before
    for path in ("/o/campaign-runs", PATH, "/o/campaigns"):
        assert await coordinator.open(path) == 200 and run.number in coordinator.page, path
        assert "CD-ELSE" not in coordinator.page, path
        assert await everywhere.open(path) == 200 and "CD-ELSE" in everywhere.page, path


def two_places(work: SqlWork, run: Run) -> None:
    """The run is a trial in one commune, and a newer one is a trial in another province."""
    work.connection.exec_driver_sql("UPDATE campaign_runs SET area = ?", (SON_TAY,))
    row = dict(work.connection.exec_driver_sql("SELECT * FROM campaign_runs").mappings().one())
    newer = {**row, "id": "z" * 32, "number": "CD-ELSE", "area": "00004", "turn": 9, "starts_at": row["ends_at"]}
    names, marks = ", ".join(newer), ", ".join("?" * len(newer))
    work.connection.exec_driver_sql(f"INSERT INTO campaign_runs ({names}) VALUES ({marks})", tuple(newer.values()))
