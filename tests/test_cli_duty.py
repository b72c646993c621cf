"""`langnghe duty …`: a dry run says what changes, --apply writes it, and every mistake is one sentence."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path

import pytest
from openpyxl import Workbook

from bot.checks import Finding, Site
from bot.checks import duty as checks
from bot.checks.live import live_findings
from bot.expected import EXPECTED
from bot.opening import opened
from bot.settings import Settings
from bot.wiring import open_program
from handlers.events import Address
from referral.clock import VIETNAM
from referral.roster import EVERY_DAY, Hours, Override, Shift
from tests import cli
from tests.cast import OFFICERS
from tests.databases import furnish

command = partial(cli.command, "duty")
said = partial(cli.said, "duty")

POLICE, FIRST, DEPUTY = "police-21340", OFFICERS["Công an xã Sơn Tây"], OFFICERS["Phó công an xã Sơn Tây"]
HEADINGS = "cơ quan,người trực,ngày,từ giờ,đến giờ,ngày lễ"
GOOD = f"{POLICE},{FIRST},hằng ngày,07:30,17:30,không\n{POLICE},{DEPUTY},hằng ngày,17:30,7h30,\n"
AROUND = Hours(EVERY_DAY, time(7, 30), time(7, 30))


@pytest.fixture(autouse=True)
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder of its own with the sample directory, and a wide terminal so that nothing is cut."""
    monkeypatch.setenv("LANGNGHE_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("COLUMNS", "200")
    furnish(tmp_path / "var")
    with opened():
        pass
    yield tmp_path


def table(folder: Path, lines: str) -> str:
    """A table of shifts as a file."""
    file = folder / "shifts.csv"
    file.write_text(f"{HEADINGS}\n{lines}", "utf-8")
    return str(file)


def shifts() -> tuple[Shift, ...]:
    with opened() as (_, work):
        return work.directory.roster.shifts


def test_a_dry_run_shows_what_changes_and_writes_nothing(house: Path) -> None:
    shown = said("import", "--shifts", table(house, GOOD))
    assert "Nothing was written; --apply writes: the rosters of 1 agencies. Lines not taken: 0." in shown
    assert f"{FIRST}, every day 07:30–17:30 not on holidays" in shown
    assert f"{DEPUTY}, every day 17:30–07:30" in shown
    assert shifts() == ()


def test_with_apply_the_roster_is_that_of_the_table_and_no_other(house: Path) -> None:
    said("import", "--shifts", table(house, GOOD), "--apply")
    assert [shift.officer for shift in shifts()] == [FIRST, DEPUTY]
    again = said("import", "--shifts", table(house, GOOD))
    assert "Changed shifts: none" in again and "Agencies whose roster stays as it is: 1" in again
    fewer = said("import", "--shifts", table(house, f"{POLICE},{FIRST},T2,07:30,17:30,\n"), "--apply")
    assert "goes" in fewer and "comes" in fewer
    assert [shift.hours.days for shift in shifts()] == [frozenset({0})]
    said("import", "--shifts", table(house, f"{POLICE},,không có lịch,,,\n"), "--apply")
    assert shifts() == ()
    with opened() as (_, work):
        assert not [timer for timer in work.timers_of("shift") if timer.due_at > work.now + timedelta(days=9)]


def test_a_table_in_a_workbook(house: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(HEADINGS.split(","))
    sheet.append([POLICE, FIRST, "T2-T6", time(7, 30), time(17, 30), ""])
    book.save(house / "shifts.xlsx")
    assert "T2 T3 T4 T5 T6 07:30–17:30" in said("import", "--shifts", str(house / "shifts.xlsx"))


def test_a_bad_line_is_named_and_the_other_agencies_are_written(house: Path) -> None:
    lines = f"{POLICE},{FIRST},T2,sáng,17:30,\nhealth_station-21340,,CN,07:30,17:30,\n"
    result = command("import", "--shifts", table(house, lines), "--apply")
    assert result.exit_code == 1
    assert "shifts.csv line 2, begin: “sáng” is no hour. Remedy: write 07:30 or 7h30" in result.output
    assert "keeps the roster it has" in result.output
    assert [shift.agency for shift in shifts()] == ["health_station-21340"]


def test_the_template_can_be_imported(house: Path) -> None:
    assert f"duty import --shifts {house}/empty.csv\n" in said("template", str(house / "empty.csv"))
    assert "the rosters of 0 agencies. Lines not taken: 0." in said("import", "--shifts", str(house / "empty.csv"))


def test_a_roster_is_shown_change_by_change(house: Path) -> None:
    assert "No agency has a roster" in said("show")
    said("import", "--shifts", table(house, GOOD), "--apply")
    shown = said("show", "--agency", POLICE, "--days", "2")
    assert f"{FIRST} (not linked)" in shown and f"{DEPUTY} (not linked)" in shown
    assert "health_station" not in said("show")


def test_long_lists_are_cut(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said("import", "--shifts", table(house, GOOD), "--apply")
    monkeypatch.setattr("bot.cli_duty.MOST_SHOWN", 0)
    assert "and 1 more agencies" in said("show")


def test_holidays_are_those_of_the_law_until_they_are_corrected() -> None:
    assert "Sat 06/02/2027" in said("holidays", "--year", "2027")
    assert "30/12/2027 is closed, a public holiday." in said("day-off", "30/12/2027")
    assert "06/02/2027 is an ordinary day." in said("day-on", "2027-02-06")
    shown = said("holidays", "--year", "2027")
    assert "Thu 30/12/2027" in shown and shown.count("corrected") == 2
    assert "06/02/2027 is closed" in said("day-reset", "06/02/2027")
    assert "Public holidays 20" in said("holidays")


@pytest.mark.parametrize(
    "words", [("show", "--agency", "nowhere"), ("day-off", "mai"), ("import", "--shifts", "no.csv")]
)
def test_a_mistake_is_one_sentence(words: tuple[str, ...]) -> None:
    result = command(*words)
    assert isinstance(result.exception, EXPECTED)
    assert str(result.exception).count(".") >= 1


def found() -> list[Finding]:
    """What `langnghe check` finds about duty."""
    with opened() as (_, work):
        return list(checks.look_at_duty(Site(Settings(), work)))


def link(*officers: str) -> None:
    """Link these officers to the officers' page."""
    with opened() as (_, work):
        for officer in officers:
            work.staff.link(officer, work.people.at(Address("officer_page", officer)).id)


def hold(*held: Shift) -> None:
    """Put these shifts into force."""
    with opened() as (_, work):
        work.duty.replace({shift.agency for shift in held}, held)


def test_nothing_is_said_while_nobody_is_linked() -> None:
    assert found() == []


def test_an_empty_desk_is_an_error_and_an_empty_post_a_warning() -> None:
    link("intake_desk-1", FIRST)
    away = replace(AROUND, until=datetime(2020, 1, 1, tzinfo=VIETNAM).date())
    hold(Shift("intake_desk", "", away), Shift(POLICE, FIRST, away))
    first, *others = found()
    assert first.weight == "error" and "The intake desk has nobody on duty now, nor within 24 hours" in first.words
    assert {finding.weight for finding in others} == {"warning"}
    assert f"police: 1 agency has nobody on duty now, nor within 24 hours: {POLICE}." in others[0].words
    assert " agencies have no officer whom a message reaches" in others[-1].words


def test_a_desk_with_a_gap_may_not_be_called_live() -> None:
    link("intake_desk-1")
    hold(Shift("intake_desk", "", replace(AROUND, until=datetime(2020, 1, 1, tzinfo=VIETNAM).date())))
    with opened() as (_, work):
        reasons = [finding.words for finding in live_findings(Site(Settings(), work))]
    assert any("The intake desk has nobody on duty now" in reason for reason in reasons)


def test_a_gap_to_come_is_found_before_it_comes() -> None:
    link(FIRST)
    hold(Shift(POLICE, FIRST, AROUND))
    with opened() as (_, work):
        soon = work.now + timedelta(hours=1)
        work.duty.override(Override(FIRST, soon, soon + timedelta(hours=1), on_duty=False))
    assert any("nobody on duty for a part of the next 24 hours: police-21340" in f.words for f in found())
    with opened() as (_, work):
        work.duty.override(Override(FIRST, work.now, work.now + timedelta(hours=1), on_duty=False))
    assert any("1 agency has nobody on duty now: police-21340" in f.words for f in found())


def test_an_empty_desk_of_a_trial_without_anybody_there_is_a_warning() -> None:
    link(FIRST)
    first, *_ = found()
    assert first.weight == "warning" and "The intake desk has no officer whom a message reaches" in first.words


def test_many_lines_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    link(FIRST)
    monkeypatch.setattr(checks, "MOST_LINES", 2)
    *_, last = found()
    assert "more lines about duty" in last.words


def test_all_is_well(monkeypatch: pytest.MonkeyPatch) -> None:
    link(FIRST)
    monkeypatch.setattr(checks, "vacancies", lambda _directory, _stretch: ())
    assert [finding.weight for finding in found()] == ["ok"]


def test_the_program_watches_over_duty_from_its_start() -> None:
    hold(Shift(POLICE, FIRST, AROUND))
    open_program(Settings()).close()
    with opened() as (_, work):
        kept = {timer.key for kind in ("shift", "duty_note") for timer in work.timers_of(kind)}
    assert kept == {f"shift:{POLICE}", "duty_note"}
