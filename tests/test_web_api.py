"""The figures as JSON: tokens, what they open, how often; and that the document tells the truth."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case
from schemathesis.core.result import Ok
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import positive_data_acceptance

from bot.store.work import SqlWork
from referral.agencies import Officer
from tests.console_office import SEATS, clerk
from tests.report_cast import OTHER, SON_TAY, cases, fill
from tests.web_house import Browser, WebHouse, in_house, open_house, play

DAYS = "from=2026-11-01&to=2026-12-31"
PATH = "/api/v1/reports"
MAKER = SEATS["province_coordinator"]
FEW = settings(
    max_examples=25, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate], database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


async def token(house: WebHouse, commune: str = "", until: str = "2027-03-01") -> str:
    """A token that a province coordinator makes."""
    desk = await clerk(house, "province_coordinator")
    await desk.open("/o/reports/settings")
    assert await desk.submit("/o/reports/tokens", title="thử", commune=commune, until=until) == 200
    found = re.search(r"lnt_[\w-]{20,}", desk.page)
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
    communes = found["parts"]
    assert isinstance(communes, list) and [one["number"] for one in communes] == [None, None]
    status, found = await ask(browser, key, f"{DAYS}&commune={OTHER}")
    assert status == 200 and found["cases"] == {"answer": "cases", "number": None, "hidden": "row"}


@in_house
async def test_what_is_refused(house: WebHouse) -> None:
    browser, key, own = await house.new_browser(), await token(house), await token(house, SON_TAY)
    assert (await browser.get(f"{PATH}?{DAYS}")).status == 401
    assert (await ask(browser, "x" * 40))[0] == 401
    assert (await ask(browser, key, "from=2026-11-01&to=2026-12-01"))[0] == 422, "a day more or less tells of that day"
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


@in_house
async def test_made_up_tokens_are_counted_by_their_network_and_push_nobody_out(house: WebHouse) -> None:
    browser, key = await house.new_browser(), await token(house)
    for n in range(60):
        answer = await browser.get(PATH, headers={"Authorization": f"Bearer lnt_{n:040}"})
        assert answer.status == 401
    assert (await browser.get(PATH, headers={"Authorization": f"Bearer lnt_{60:040}"})).status == 429
    assert (await ask(browser, key))[0] == 200


def leave(work: SqlWork) -> None:
    """The officer is no longer in the directory."""
    work.staff.remove(MAKER)


def move(work: SqlWork) -> None:
    """The officer works elsewhere now."""
    officers = work.directory.officers.values()
    put_back(work, [replace(one, agency="police-21340") if one.id == MAKER else one for one in officers])


def shut(work: SqlWork) -> None:
    """The accounts of the officer are closed."""
    for account in work.accounts.every():
        work.accounts.close(account.id, account.officer == MAKER)


def undo(work: SqlWork, officers: list[Officer]) -> None:
    """All is as it was."""
    put_back(work, officers)
    for account in work.accounts.every():
        work.accounts.close(account.id, False)


def put_back(work: SqlWork, officers: list[Officer]) -> None:
    """These officers, in the same agencies."""
    work.directories.replace(list(work.directory.agencies.values()), officers)


@pytest.mark.parametrize("change", [leave, move, shut])
def test_a_token_ends_with_what_its_maker_was(change: Callable[[SqlWork], None], tmp_path: Path) -> None:
    async def scene(house: WebHouse) -> None:
        browser, key = await house.new_browser(), await token(house)
        before = await house.desk.do(lambda work: list(work.directory.officers.values()))
        assert (await ask(browser, key))[0] == 200
        await house.desk.do(change)
        assert (await ask(browser, key))[0] == 401
        await house.desk.do(lambda work: undo(work, before))
        assert (await ask(browser, key))[0] == 401, "for good"

    asyncio.run(play(scene, tmp_path))


@in_house
async def test_an_administrator_makes_none_and_a_second_click_shows_the_same(house: WebHouse) -> None:
    chief, desk = await clerk(house, "administrator"), await clerk(house, "province_coordinator")
    await chief.open("/o/reports/settings")
    fields = {"title": "thử", "commune": "", "until": "2027-03-01"}
    assert 'action="/o/reports/tokens"' not in chief.page
    assert await chief.submit("/o/reports/tokens", **fields) == 404
    await desk.open("/o/reports/settings")
    form, told = desk.page, list[str]()
    for _ in range(2):
        desk.page = form
        assert await desk.submit("/o/reports/tokens", **fields) == 200
        told += re.findall(r"lnt_[\w-]{20,}", desk.page)
    assert len(told) == 2 and len(set(told)) == 1
    assert len(await house.desk.do(lambda work: work.api_tokens.of("51"))) == 1


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
