"""`langnghe campaign …`: the calendar, the preview, the reach; try, start, hold and stop; numbers and files."""

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from io import StringIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PIL import Image

from bot import cli_campaign_runs
from bot.cli_campaign import NoSuchChannel
from bot.cli_campaign_days import BadDay, FarFromItsDay
from bot.cli_campaign_files import UnreadableFile
from bot.cli_campaign_runs import NothingToCorrect, UnknownRun
from bot.cli_campaign_to import BadRecipient, NotForTests, UnknownRecipient
from bot.cli_directory import NotWritten
from bot.cli_reading import shelf
from bot.expected import EXPECTED
from bot.opening import opened
from bot.store.campaign_copies import Outcome
from bot.store.campaigns import parsed
from bot.store.work import SqlWork
from handlers.campaign_runs import counted
from handlers.events import Address, Person
from handlers.keeps_campaigns import Figure
from referral.campaigns import BadCampaign, Subscription
from referral.campaigns.catalogue import shipped
from referral.campaigns.parse import parse_campaigns, written
from referral.campaigns.results import results
from referral.campaigns.runs import BadStep, Run
from referral.clock import VIETNAM
from tests import cli
from tests.databases import furnish
from tests.store_cast import CASE, open_case

command = partial(cli.command, "campaign")
said = partial(cli.said, "campaign")

NAME = "drowning_weekly"
OFFICER = "intake_desk-1"
PEOPLE = 12


@pytest.fixture(autouse=True)
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A house of its own with a dozen subscribers of one commune on the web chat."""
    for name, value in {
        "LANGNGHE_DATA_DIR": str(tmp_path / "var"),
        "LANGNGHE_CAMPAIGN_APPROVAL": "10",
        "LANGNGHE_CAMPAIGN_QUIET": far_from_now(),
        "LANGNGHE_TELEGRAM_TOKEN": "123456:" + "A" * 35,
        "LANGNGHE_TELEGRAM_NAME": "langnghe_bot",
        "COLUMNS": "220",
    }.items():
        monkeypatch.setenv(name, value)
    furnish(tmp_path / "var")
    with opened() as (_, work):
        for n in range(PEOPLE):
            person = work.people.at(Address("webchat", f"p{n}"))
            work.subscriptions.save(Subscription(person.id, "webchat", work.now, commune="21340", province="51"))
            work.people.save(replace(person, subscribed=True))
    yield tmp_path


def far_from_now() -> str:
    """Quiet hours half a day away: the commands go by the real clock, and the tests run at any hour."""
    quiet = datetime.now(VIETNAM) + timedelta(hours=12)
    return f"{quiet:%H:%M}-{quiet + timedelta(minutes=1):%H:%M}"


def fails(expected: type[Exception], *words: str) -> str:
    """What is said of a mistake that the deployer can put right."""
    result = command(*words)
    assert isinstance(result.exception, expected) and issubclass(expected, EXPECTED)
    return str(result.exception)


def started(*more: str) -> str:
    """The number of a new run."""
    found = re.search(r"CD-\w{5}", said("start", NAME, "--anyway", *more))
    assert found
    return found[0]


def run_of(number: str) -> Run:
    with opened() as (_, work):
        run = work.campaigns.by_number(number)
    assert run
    return run


def sent(number: str, most: int = PEOPLE) -> None:
    """The desk has counted the run and sent so many copies of it, one of them refused."""
    with opened() as (_, work):
        run = work.campaigns.by_number(number)
        assert run
        if run.state == "planning":
            run = counted(work, run, 9)
        page = work.copies.claim(run, parsed(run), "webchat", most, (1, 3))
        outcomes = [Outcome(one.person_id, "sent", trace=one.person_id) for one in page.recipients[1:]]
        refused = Outcome(page.recipients[0].person_id, "failed", "refused")
        work.copies.ended(run.id, page.id, [refused, *outcomes])


def test_the_list_is_computed_ahead_and_says_what_is_on_by_whom() -> None:
    assert "No campaign is on." in said("list")
    assert f"{NAME} is on. It goes next on Friday" in said("on", NAME)
    assert "It waits: 3 days after a hazard." in said("on", "hazard_follow_up")
    said("off", "hazard_follow_up")
    listed = said("list", "--years", "1")
    assert NAME in listed and "on, by deployer" in listed and "tet" not in listed
    every = said("list", "--all", "--years", "3")
    assert "tet" in every and "25/12" in every and "off" in every  # five days before the first of the first
    assert "has no theme: action_month_opening will not go out" in every
    assert "hazard_follow_up (3 days after a hazard): no day in this time." in every
    assert f"{NAME} is off." in said("off", NAME)
    assert "No campaign is on." in said("list")


def test_show_and_an_unknown_name() -> None:
    assert parse_campaigns(said("show", NAME)) == {NAME: shipped()[NAME]}
    assert "langnghe campaign list" in fails(BadCampaign, "show", "nothing")


def test_the_preview_shows_every_channel_and_language() -> None:
    shown = said("preview", NAME)
    for channel in ("webchat, vi", "telegram, en", "officer_page"):
        assert channel in shown
    assert "NGỪNG NHẮC" in shown and "[Ngừng nhắc]" in shown and "xã Sơn Tây" in shown
    assert "zalo" not in shown
    one = said("preview", NAME, "--channel", "telegram", "--locale", "vi", "--commune", "08707")
    assert "webchat" not in one and "phường Vĩnh Yên" in one and " of 2000 characters" in one
    fails(NoSuchChannel, "preview", NAME, "--channel", "zalo_oa")
    fails(NoSuchChannel, "preview", NAME, "--locale", "fr")


def test_the_preview_is_of_a_day_and_says_what_stands_against_sending_it() -> None:
    shown = said("preview", "action_month_opening", "--day", "1/6/2030", "--channel", "telegram")
    assert "action_month_opening as it is sent on 01/06/2030. Its next day:" in shown
    assert "It does not go out on this day: {theme} 2030" in shown
    assert "does not go out" not in said("preview", NAME, "--channel", "telegram")
    fails(BadDay, "preview", NAME, "--day", "tomorrow")


def test_the_preview_is_of_the_next_day_of_a_week_else_of_today(house: Path) -> None:
    today = datetime.now(VIETNAM).date()
    file = house / "near.toml"
    words = 'title = "Của xã"\ntopic = "home"\nvi = "Ngày {day}"\nen = "On {day}"\n'
    for ahead, day in ((3, today + timedelta(days=3)), (30, today)):
        coming = today + timedelta(days=ahead)
        file.write_text(f'[near]\nwhen = "{coming.day} {coming:%B} {coming.year}"\n{words}', "utf-8")
        said("import", str(file))
        assert f"near as it is sent on {day:%d/%m/%Y}." in said("preview", "near")


def test_a_start_far_from_its_day_asks_for_a_word(house: Path) -> None:
    far = datetime.now(VIETNAM).date() + timedelta(days=60)
    file = house / "far.toml"
    words = 'title = "Của xã"\ntopic = "home"\nvi = "Chào"\nen = "Hello"\n'
    file.write_text(f'[far]\nwhen = "{far.day} {far:%B} {far.year}"\n{words}', "utf-8")
    said("import", str(file))
    assert "--anyway" in fails(FarFromItsDay, "start", "far")
    assert "is planned" in said("start", "far", "--anyway")
    assert "is planned" in said("start", "hazard_follow_up"), "it has no day to be far from"


def test_the_reach_is_counted_and_nothing_is_sent() -> None:
    counted_before = said("count", NAME)
    assert "Recipients: 10+. Paid messages: under 5." in counted_before and "webchat" in counted_before
    assert "This is a trial" in counted_before
    assert "Recipients: under 5." in said("count", NAME, "--pilot", "08707")
    with opened() as (_, work):
        assert not work.campaigns.runs()


def test_no_count_tells_who_has_a_case() -> None:
    """One subscriber in a commune, who then reports: every word and number stays as it was."""
    with opened() as (_, work):
        work.subscriptions.save(Subscription(other(work).id, "webchat", work.now, commune="08707", province="25"))
    number = started("--pilot", "08707")
    planned_for(number, 1)
    looks = (("count", NAME, "--pilot", "08707"), ("status", number), ("results", number), ("status",))
    before = [said(*look) for look in looks]
    in_a_case("p-other")
    planned_for(number, 0)
    assert [said(*look) for look in looks] == before
    assert all("under 5" in words for words in before)
    assert "Recipients: 10+." in said("count", NAME)


def other(work: SqlWork) -> Person:
    person = work.people.at(Address("webchat", "p-other"))
    work.people.save(replace(person, subscribed=True))
    return person


def planned_for(number: str, count: int) -> None:
    with opened() as (_, work):
        run = work.campaigns.by_number(number)
        assert run
        work.campaigns.save(replace(run, planned=count, claimed=count, state="running"))


def in_a_case(name: str) -> None:
    """Somebody's case of abuse is open."""
    with shelf() as store:
        open_case(store, replace(CASE, category=""))
    with opened() as (_, work):
        work.cases.follow(CASE.id, work.people.at(Address("webchat", name)).id)


def test_a_channel_that_is_not_connected_is_said_to_be_so() -> None:
    with opened() as (_, work):
        for n in range(8):
            person = work.people.at(Address("zalo_bot", f"z{n}"))
            work.subscriptions.save(Subscription(person.id, "zalo_bot", work.now))
            work.people.save(replace(person, subscribed=True))
    told = said("count", NAME)
    (line,) = (line for line in told.splitlines() if "zalo_bot" in line)
    assert "not connected" in line and line.count("5+") == 2 and "Recipients: 10+." in told


def test_an_article_is_said_to_go_to_all_followers(house: Path) -> None:
    file = house / "one.toml"
    file.write_text(f"[{NAME}]\n{written(replace(shipped()[NAME], article='a1'))}", "utf-8")
    assert "followers" not in said("count", NAME)
    said("import", str(file))
    assert "to all followers of each connected account" in said("count", NAME)
    assert "followers" not in said("count", NAME, "--pilot", "21340"), "a pilot broadcasts none"


def test_a_test_goes_only_to_whom_a_campaign_may_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    with opened() as (_, work):
        for address in (Address("webchat", "stranger"), Address("telegram", "77")):
            work.people.at(address)
        work.staff.link(OFFICER, work.people.at(Address("webchat", "officer")).id)
    for stranger in ("webchat:stranger", "telegram:77"):
        fails(NotForTests, "test", NAME, "--to", stranger)
    assert "Written." in said("test", NAME, "--to", "webchat:officer")
    monkeypatch.setenv("LANGNGHE_TESTERS", "telegram:77")
    assert "Written." in said("test", NAME, "--to", "telegram:77")
    in_a_case("p1")
    fails(NotForTests, "test", NAME, "--to", "webchat:p1")


def test_a_test_of_a_text_with_an_empty_place_is_refused() -> None:
    assert "theme" in fails(BadCampaign, "test", "action_month_opening", "--to", "webchat:p1")


def test_a_test_goes_to_one_person_through_the_outbox() -> None:
    assert "Written." in said("test", NAME, "--to", "webchat:p1")
    with opened() as (_, work):
        person = work.people.find(Address("webchat", "p1"))
        assert person
        (parcel,) = work.outbox.claim(work.now, ["webchat"], 5, timedelta(minutes=1))
        assert parcel.person_id == person.id and parcel.message.lane == "reply"
        work.people.save(replace(person, contact="hidden"))
    for unknown in ("webchat:nobody", "telegram:12345", "webchat:p1"):
        fails(UnknownRecipient, "test", NAME, "--to", unknown)
    for wrong in ("p1", "telegram:abc", "zalo_oa:5", "webchat:", "mail:a"):
        fails(BadRecipient, "test", NAME, "--to", wrong)


def test_a_run_is_paused_resumed_corrected_and_stopped() -> None:
    number = started()
    assert "nobody" in fails(BadStep, "start", "tet", "--anyway", "--pilot", "08707")
    sent(number, 6)
    assert said("pause", number.lower()) == f"{number} is paused.\n"
    fails(BadStep, "pause", number)
    assert said("resume", number) == f"{number} is running.\n"
    assert said("correct", number, "--vi", "Chào {commune}.") == f"{number} is running.\n"
    assert "Chào {commune}." in run_of(number).text
    fails(NothingToCorrect, "correct", number)
    fails(BadCampaign, "correct", number, "--vi", "{nobody}")
    assert command("stop", number, given="n\n").exit_code == 1 and run_of(number).state == "running"
    assert said("stop", number, "--yes") == f"{number} is stopped.\n"
    fails(UnknownRun, "pause", "CD-AAAAA")
    fails(UnknownRun, "status", "CD-AAAAA")


def test_many_recipients_wait_for_an_officer_who_answers_in_chat() -> None:
    number = started()
    with opened() as (_, work):
        run = work.campaigns.by_number(number)
        assert run and counted(work, run, 5000).state == "approval"
    refused = command("approve", number, "--by", OFFICER)
    assert refused.exit_code == 2 and "No such command" in refused.output, "anybody could write any id"
    assert run_of(number).state == "approval"


def test_a_pilot_is_widened() -> None:
    number = started("--pilot", "21340")
    assert run_of(number).area == "21340"
    sent(number)
    said("widen", number)
    assert run_of(number).area == ""
    fails(BadStep, "widen", number)


def test_the_status_follows_until_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    number = started()
    sent(number, 8)
    assert number in said("status") and "running" in said("status")
    assert "running, 5+ of 5+" in said("status", number) and "running" in said("status", number)
    monkeypatch.setattr(cli_campaign_runs, "sleep", lambda _: said("stop", number, "--yes"))
    assert "stopped" in said("status", number, "--follow")


def test_the_status_says_only_fates_that_somebody_has() -> None:
    sent = Figure("21340", "telegram", "sent", "", False, 50, 0, 0, 20, 0)
    assert cli_campaign_runs.fates(results([sent])) == "sent 50, answered 20"
    few = Figure("21340", "webchat", "failed", "refused", False, 2, 0, 0, 0, 0)
    assert "*" not in cli_campaign_runs.fates(results([sent, few]))


def test_the_results_hide_small_numbers_in_every_form(house: Path) -> None:
    number = started()
    sent(number)
    table, book = house / "a.csv", house / "a.xlsx"
    shown = said("results", number, "--csv", str(table), "--xlsx", str(book))
    assert "<5" in shown and f"{number} {NAME}" in shown and "Planned 5+." in shown
    rows = list(csv.reader(StringIO(table.read_text("utf-8-sig"))))
    assert rows[1][:3] == ["21340", "xã Sơn Tây, Quảng Ngãi", "webchat"] and "<5" in rows[1]
    sheet = load_workbook(book).active
    assert sheet is not None
    assert next([str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)) == rows[0]
    fails(NotWritten, "results", number, "--csv", str(table))


def test_export_and_import_are_the_same(house: Path) -> None:
    file = house / "all.toml"
    said("on", NAME)
    said("export", str(file))
    assert parse_campaigns(file.read_text("utf-8")) == shipped()
    assert f"{len(shipped())} campaigns are kept." in said("import", str(file))
    assert "on, by deployer" in said("list", "--years", "1")
    assert parse_campaigns(said("show", "tet")) == {"tet": shipped()["tet"]}


def test_an_import_keeps_all_or_nothing_and_names_every_mistake(house: Path) -> None:
    file = house / "one.toml"
    good = '[mine]\ntitle = "Của xã"\ntopic = "home"\nwhen = "1 June"\nvi = "Chào"\nen = "Hello"\n'
    bad = '[long]\ntitle = "Dài"\ntopic = "home"\nwhen = "1 June"\nen = "Hello"\nvi = "' + "a" * 2500 + '"\n'
    file.write_text(good + bad + 'flow = "gone"\npicture = "' + "0" * 32 + '"\n', "utf-8")
    words = fails(BadCampaign, "import", str(file))
    assert (
        "long: flow: its readers cannot begin 'gone'" in words
        and "long: vi: on telegram it is" in words
        and "picture" in words
    )
    fails(BadCampaign, "show", "mine")
    file.write_text(good, "utf-8")
    assert "nothing was written" in said("import", str(file), "--dry-run")
    fails(BadCampaign, "show", "mine")
    said("import", str(file))
    assert "Của xã" in said("show", "mine")
    file.write_text("[x]\ntopic = 5\n", "utf-8")
    assert "topic" in fails(BadCampaign, "import", str(file))
    fails(UnreadableFile, "import", str(house / "none.toml"))


def test_show_and_preview_say_whom_an_article_reaches(house: Path) -> None:
    file = house / "one.toml"
    words = 'title = "Bài"\ntopic = "home"\nwhen = "1 June"\nvi = "Chào"\nen = "Hello"\n'
    file.write_text(f'[mine]\n{words}article = "a1"\nneutral = true\n', "utf-8")
    said("import", str(file))
    assert "all followers of the Zalo account, subscribed or not" in said("preview", "mine")
    assert "gets both" in said("show", "mine") and parse_campaigns(said("show", "mine"))["mine"].article == "a1"


def test_the_words_of_a_year(house: Path) -> None:
    file = house / "year.toml"
    file.write_text('year = 2027\ntheme.vi = "Lắng nghe"\ntheme.en = "Listen"\n', "utf-8")
    assert "The words of 2027 are kept." in said("year", "2027", str(file))
    assert "2027 has no theme" not in said("list", "--all", "--years", "1")
    assert "for 2027, not for 2028" in fails(BadCampaign, "year", "2028", str(file))


def test_a_picture(house: Path) -> None:
    file = house / "picture.png"
    Image.new("RGB", (20, 20), "red").save(file)
    assert f"{NAME} has its picture" in said("picture", NAME, str(file))
    assert "[picture]" in said("preview", NAME, "--channel", "telegram")
    file.write_bytes(b"nothing")
    assert command("picture", NAME, str(file)).exit_code == 1
    fails(UnreadableFile, "picture", NAME, str(house / "none.png"))
