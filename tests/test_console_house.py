"""The console as a whole: who may open which part, and what every page of it keeps to."""

import re
from datetime import time, timedelta

from handlers.console.directory import put_rosters
from referral.roster import Hours, Shift
from tests.console_office import SEATS, clerk
from tests.web_house import DROWNING, WebHouse, citizen, in_house


@in_house
async def test_each_role_finds_only_its_parts_in_the_menu(house: WebHouse) -> None:
    lead = await clerk(house, "agency_lead")
    assert await lead.open("/o") == 200
    assert 'href="/o/reports"' in lead.page and 'href="/o/audit"' not in lead.page


@in_house
async def test_who_has_no_account_sees_own_cases_only(house: WebHouse) -> None:
    at_desk = await clerk(house, "officer")
    assert await at_desk.open("/o") == 200
    assert 'href="/o/directory"' not in at_desk.page


@in_house
async def test_files_of_the_console_are_kept_by_their_hash_and_a_reporters_are_not(house: WebHouse) -> None:
    at_desk = await clerk(house, "officer")
    await at_desk.open("/o")
    kept = re.findall(r'"(/static/[^"]+\?v=[^"]+)"', at_desk.page)
    assert kept
    for path in [*kept, "/static/tone.css"]:
        answer = await at_desk.browser.get(path)
        assert ("immutable" in answer.headers["Cache-Control"]) is ("?v=" in path), path
    chat = await (await at_desk.browser.get("/")).text()
    assert "?v=" not in chat


@in_house
async def test_bug_hours_of_another_day_stood_without_their_day(house: WebHouse) -> None:
    shifts = [  # it is Sunday at 14:00; the second follows the first
        Shift("police-21340", SEATS["officer"], Hours(frozenset({day}), time(8), end))
        for day, end in ((6, time(8)), (0, time(17)))
    ]
    await house.desk.do(lambda work: put_rosters(work, {"police-21340": shifts}))
    await (await citizen(house)).say(DROWNING)
    at_desk = await clerk(house, "officer")
    await at_desk.open("/o")
    assert "Đang trực → 17:00 23/11/2026" in at_desk.page
    await at_desk.open(f"/o/case/{at_desk.numbers()[0]}")
    assert "<time>14:00 22/11/2026</time>" in at_desk.page
    house.clock.forward(timedelta(hours=19))
    later = await clerk(house, "officer")
    await later.open("/o")
    assert "Đang trực → 17:00<" in later.page
