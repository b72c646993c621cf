"""The figures as JSON: tokens, what they open, how often; and that the document tells the truth."""

import asyncio
import re
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case
from schemathesis.core.result import Ok
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.console_office import clerk
from tests.report_cast import OTHER, SON_TAY, cases, fill
from tests.web_house import Browser, WebHouse, in_house, open_house

DAYS = "from=2026-11-01&to=2026-12-31"
PATH = "/api/v1/reports"
FEW = settings(
    max_examples=25, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate], database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


async def token(house: WebHouse, commune: str = "", until: str = "2027-03-01") -> str:
    """A token that a province coordinator makes."""
    desk = await clerk(house, "province_coordinator")
    await desk.open("/o/reports/settings")
    assert await desk.submit("/o/reports/tokens", title="thử", commune=commune, until=until) == 200
    found = re.search(r"lnt_[\w-]{43}", desk.page)
    assert found, "shown once"
    await desk.open("/o/reports/settings")
    assert found[0] not in desk.page
    return found[0]


async def ask(browser: Browser, key: str, query: str = DAYS) -> tuple[int, dict[str, object]]:
    """Status and answer of a call."""
    answer = await browser.get(f"{PATH}?{query}", headers={"Authorization": f"Bearer {key}"})
    return answer.status, await answer.json()


@in_house
async def test_the_same_numbers_are_hidden(house: WebHouse) -> None:
    at = house.clock.now
    await house.desk.do(lambda work: fill(work, cases(40, at)))
    await house.desk.do(lambda work: fill(work, cases(3, at, OTHER)))
    browser, key = await house.new_browser(), await token(house)
    status, found = await ask(browser, key)
    assert status == 200 and found["cases"] == {"answer": "cases", "number": 43, "hidden": ""}
    communes = found["communes"]
    assert isinstance(communes, list) and [one["number"] for one in communes] == [None, None]
    status, found = await ask(browser, key, f"{DAYS}&commune={OTHER}")
    assert status == 200 and found["cases"] == {"answer": "cases", "number": None, "hidden": "row"}


@in_house
async def test_what_is_refused(house: WebHouse) -> None:
    browser, key, own = await house.new_browser(), await token(house), await token(house, SON_TAY)
    assert (await browser.get(f"{PATH}?{DAYS}")).status == 401
    assert (await ask(browser, "x" * 40))[0] == 401
    for query in ("", "from=x&to=y", "from=2026-02-01&to=2026-01-01", f"{DAYS}&commune=99999", f"{DAYS}&province=zz",
                  f"{DAYS}&{DAYS}", f"{DAYS}&more=1", f"{DAYS}&commune={SON_TAY}&province=01"):  # fmt: skip
        assert (await ask(browser, key, query))[0] == 422, query
    assert (await ask(browser, key, f"{DAYS}&province=01"))[0] == 403
    assert (await ask(browser, own, f"{DAYS}&province=51"))[0] == 403
    assert (await ask(browser, own))[0] == 200
    assert (await browser.post(PATH)).status == 405


@in_house
async def test_a_token_ends(house: WebHouse) -> None:
    browser, key = await house.new_browser(), await token(house)
    desk = await clerk(house, "province_coordinator")
    await desk.open("/o/reports/settings")
    (number,) = re.findall(r'name="token" value="(\d+)"', desk.page)
    assert await desk.submit("/o/reports/tokens/revoke", token="0") == 404
    await desk.open("/o/reports/settings")
    assert await desk.submit("/o/reports/tokens/revoke", token=number) == 200 and "đã thu hồi" in desk.page
    assert (await ask(browser, key))[0] == 401
    for fields in ({"until": "2029-01-01"}, {"until": "2026-01-01"}, {"commune": "00004"}, {"title": "x" * 99}):
        wrong = {"title": "a", "commune": "", "until": "2027-01-01", **fields}
        assert await desk.submit("/o/reports/tokens", **wrong) == 422 and "Chưa lưu" in desk.page


@in_house
async def test_who_asks_too_often_waits(house: WebHouse) -> None:
    browser, key = await house.new_browser(), await token(house)
    for _ in range(60):
        assert (await ask(browser, key, ""))[0] == 422
    answer = await browser.get(PATH, headers={"Authorization": f"Bearer {key}"})
    assert answer.status == 429 and 0 < int(answer.headers["Retry-After"]) <= 61


def test_the_document_tells_the_truth(tmp_path: Path) -> None:
    asyncio.run(compared(tmp_path))


async def compared(folder: Path) -> None:
    """Calls made up from the document, on a real server."""
    async with open_house(folder) as house:
        browser, key = await house.new_browser(), await token(house)
        document = await (await browser.get("/api/v1/openapi.json")).json()
        schema = schemathesis.openapi.from_dict(document)
        schema.config.update(base_url=str(browser.make_url("/")).rstrip("/"))
        await asyncio.to_thread(probed, schema, key)


def probed(schema: BaseSchema, key: str) -> None:
    """No fault, and no answer that is not written down."""
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)

        @FEW
        @given(case=found.ok().as_strategy())
        def holds(case: Case[Any]) -> None:
            headers = {"Authorization": f"Bearer {key}"}
            case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance])  # days out of order

        holds()
