"""A form that was refused does not count: sent again it is refused again; one that was written is answered alike."""

from pathlib import Path

import pytest

from tests.console_office import clerk
from tests.test_console_campaign_runs import begin, counts, crowd, now, planned
from tests.test_console_campaigns import PATH, write
from tests.test_console_campaigns import upload as upload_picture
from tests.test_console_directory import POLICE, version_in
from tests.test_web_chat import jpeg
from tests.web_house import AtDesk, WebHouse, in_house

OFFICER = "/o/directory/officer/police-21340-2"
DAYS, TEXT = "/o/directory/days", "/o/guidance/text/not-breathing"
SHIFT = dict.fromkeys(("holidays", "rank", "since", "until"), "")
FORMS = {  # where the form stands, where it goes, what is typed
    "agency": (POLICE, POLICE, {"name": "Công an mới", "phone": ""}),
    "officer": (OFFICER, OFFICER, {"name": "Trần Thị Mẫu Mới"}),
    "roster": (
        POLICE,
        f"{POLICE}/roster",
        {"officer": "police-21340-1", "days": "hằng ngày", "begin": "7h30", "end": "07:30", **SHIFT},
    ),
    "day": (DAYS, DAYS, {"day": "05/05/2027", "offices": "off"}),
    "text": (TEXT, TEXT, {"vi": "Gọi 115. Ấn ngực.", "en": "Call 115. Press.", "sure": "yes"}),
}


async def twice(desk: AtDesk, to: str, fields: dict[str, str]) -> list[int]:
    """The same form, sent two times."""
    data = {"csrf": desk.hidden("csrf"), "once": desk.hidden("once"), **fields}
    return [(await desk.browser.post(to, data=data, allow_redirects=False)).status for _ in range(2)]


@pytest.mark.parametrize("form", FORMS)
def test_an_old_page_is_refused_each_time(form: str, tmp_path: Path) -> None:
    at, to, typed = FORMS[form]

    @in_house
    async def scene(house: WebHouse) -> None:
        desk = await clerk(house, "administrator")
        await desk.open(at)
        good = version_in(desk.page, to)
        assert await twice(desk, to, {**typed, "version": "old"}) == [409, 409]
        await desk.open(at)
        assert await twice(desk, to, {**typed, "version": good}) == [303, 303]

    scene(tmp_path)


@in_house
async def test_the_matrix_and_a_number_too(house: WebHouse) -> None:
    desk = await clerk(house, "province_coordinator")
    await desk.open("/o/directory/matrix")
    assert await twice(desk, "/o/directory/matrix", {"province": "51", "version": "old"}) == [409, 409]
    number = {"number": "0900 000 009", "name": "Số mẫu", "province": "51", "version": "old"}
    await desk.open("/o/guidance/numbers")
    first, second = await twice(desk, "/o/guidance/numbers", number)
    assert first == second != 303


@in_house
async def test_a_run_is_started_and_stepped_by_a_form_that_was_right(house: WebHouse) -> None:
    staff = await clerk(house, "campaign_staff")
    await crowd(house)
    await write(staff, when="1 June")
    await counts(staff)
    far = {"act": "start", "version": staff.hidden("version")}
    assert await twice(staff, f"{PATH}/start", far) == [409, 409]


@in_house
async def test_a_step_that_is_refused_is_refused_again(house: WebHouse) -> None:
    staff = await clerk(house, "campaign_staff")
    run = await begin(house, staff)
    await planned(house, run, 900)
    at = f"/o/campaigns/{run.number}/correct"
    await staff.open(at)
    bad = {"version": staff.hidden("version"), "state": staff.hidden("state"), "vi": "Chào {ai}", "en": "Hello"}
    assert await twice(staff, at, bad) == [409, 409]
    assert "{ai}" not in (await now(house, run)).text


@in_house
async def test_who_may_not_write_a_campaign_leaves_no_picture(house: WebHouse) -> None:
    staff = await clerk(house, "campaign_staff")
    await write(staff)
    other = await clerk(house, "campaign_staff", province="51")
    await other.open(PATH)
    assert await upload_picture(other, jpeg()) == 409
    count = "SELECT count(*) FROM campaign_pictures"
    assert await house.desk.do(lambda work: work.connection.exec_driver_sql(count).scalar()) == 0


@in_house
async def test_a_page_of_many_digits_is_the_first(house: WebHouse) -> None:
    desk = await clerk(house, "province_coordinator")
    assert await desk.open(f"/o/directory?page={'9' * 5000}") == 200
