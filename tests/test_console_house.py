"""The console as a whole: who may open which part, and what every page of it keeps to."""

import re

from tests.console_office import clerk
from tests.web_house import WebHouse, in_house


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
