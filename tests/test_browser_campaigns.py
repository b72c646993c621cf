"""A campaign clerk in May, in headless Chromium: composes, looks, counts, pilots; another approves; the results."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store.work import SqlWork
from handlers.events import Address
from tests.accessible import good
from tests.browser import DESKTOP, Page, Program, browser, until
from tests.campaign_acts import subscribed
from tests.console_office import beside, sit_down

pytestmark = [pytest.mark.browser, pytest.mark.no_cover]


@pytest.fixture(scope="module")
def program(folder: Path) -> Iterator[Program]:
    """The program, running; two recipients are many, so that a second person is asked."""
    always = "00:00-00:00"  # the real clock decides nothing here
    running = Program(folder, CAMPAIGN_APPROVAL="2", CAMPAIGN_QUIET=always)
    running.start()
    with beside(folder) as work:
        crowd(work)
    yield running
    running.stop()


def crowd(work: SqlWork) -> None:
    """Twelve in one commune."""
    for n in range(12):
        subscribed(work, Address("webchat", f"người-{n}"), "21340")


def put(page: Page, css: str, words: str) -> None:
    """Write into a field what shall stand there, and nothing else."""
    until(lambda: page.all(css), css)
    page.driver.execute_script(
        "const one = document.querySelector(arguments[0]); one.value = arguments[1];"
        "one.dispatchEvent(new Event('input', {bubbles: true}));",
        css,
        words,
    )


def test_a_campaign_clerk_in_may(program: Program, folder: Path, tmp_path: Path) -> None:
    with browser(program.address, tmp_path / "author") as page, browser(program.address, tmp_path / "second") as second:
        page.size(*DESKTOP)
        sit_down(page, folder, "campaign_staff")
        page.open("/o/campaigns?year=2027")
        page.sees("Lịch truyền thông năm 2027")
        good(page, "year")
        page.open("/o/campaigns/new?from=drowning_day")
        page.fill("#name", "ao_thang_nam")
        put(page, "#title", "Ao tháng năm")
        put(page, "#when", "20 May")
        put(page, "#spread", "0")
        put(page, "#vi", "Hè tới rồi. Ở {commune} mình rào ao nhé.")
        page.sees("Hè tới rồi. Ở xã Sơn Tây, Quảng Ngãi mình rào ao nhé.", "#shown")
        page.sees("20/05/", "#shown")
        put(page, "#when", "ngày mai")
        page.sees("Chưa xem trước được", "#shown")
        page.press("Lưu bản này")
        page.sees("Chưa đọc được ngày", "#problems")
        good(page, "mistake")
        put(page, "#when", "20 May")
        page.press("Lưu bản này")
        page.sees("Đếm người nhận")
        good(page, "composer")
        page.press("Đếm người nhận")
        page.sees("ít nhất 10 người")
        put(page, "#commune", "xã Sơn Tây, Quảng Ngãi")
        page.press("Đếm")
        page.sees("Gửi thử ở xã Sơn Tây, Quảng Ngãi: ít nhất 10 người")
        good(page, "start")
        page.click("input[name=anyway]")
        page.press("Gửi thử ở")
        page.sees("đang chờ người duyệt", "#progress")
        page.sees("người soạn, bật, bắt đầu hoặc sửa không tự duyệt")
        good(page, "run")
        sit_down(second, folder, "campaign_staff")
        second.open("/o/campaign-runs")
        second.click("tbody th a")
        second.press("Duyệt…")
        second.sees("Anh chị là người thứ hai")
        good(second, "confirm")
        second.press("Duyệt")
        second.one("#progress")
        page.sees("Trang chat", "#progress")
        page.press("Kết quả theo xã và kênh")
        page.sees("xã Sơn Tây, Quảng Ngãi")
        good(page, "results")
        for name in ("campaign-runs", "campaign-years", "campaign-posters", "campaign-people"):
            page.open(f"/o/{name}")
            good(page, name)
        assert page.hosts() <= {program.address.removeprefix("http://")}
        policy = [one for one in page.complaints() if "Content Security Policy" in one or "Uncaught" in one]
        assert policy == []
