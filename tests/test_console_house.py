"""The console as a whole: who may open which part, and what every page of it keeps to."""

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
