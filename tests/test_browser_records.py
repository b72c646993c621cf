"""An auditor's day and a coordinator's hour with personal data, in headless Chromium, on a telephone and a desk."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers.events import Address, DataRequest
from tests.accessible import good
from tests.browser import Page
from tests.console_office import beside, sit_down

pytestmark = [pytest.mark.browser, pytest.mark.no_cover]
REQUEST = "request-1"


@pytest.fixture
def page(tab: Page) -> Iterator[Page]:
    yield tab
    assert tab.hosts() <= {tab.address.removeprefix("http://")}


def test_an_auditors_day(page: Page, folder: Path) -> None:
    sit_down(page, folder, "auditor")
    page.open("/o/audit")
    page.press("Kiểm tra ngay")
    page.sees("Nguyên vẹn đến dòng")
    page.fill("#who", "Cô auditor")
    page.press("Tìm")
    page.sees("Xem nhật ký", "table")
    good(page, "audit")
    page.open("/o/audit?since=x")
    page.sees("Ngày chưa đúng")
    good(page, "audit-wrong")


def test_a_coordinators_hour_with_personal_data(page: Page, folder: Path) -> None:
    with beside(folder) as work:
        person = work.people.at(Address("webchat", "guardian"))
        work.requests.add(DataRequest(REQUEST, person.id, work.now, "see", "child"))
    sit_down(page, folder, "province_coordinator")
    for path, name in (
        ("/o/rights", "rights"), (f"/o/rights/{REQUEST}", "request"), ("/o/rights/retention", "retention"),
        ("/o/rights/erasures", "erasures"),
    ):  # fmt: skip
        page.open(path)
        good(page, name)
    page.open("/o/rights")
    page.fill("#words", "không có ai")
    page.press("Tìm")
    page.sees("Không có vụ việc nào")
    good(page, "search")
