"""The command line: each command on a real database, and each mistake of a deployer in one sentence."""

import asyncio
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError
from rich.console import Console

from bot.checks.content import gaps
from bot.cli import main
from bot.cli_chat import Offer, Screen
from bot.cli_serve import SAMPLE_OFFICERS, run, sample_links
from bot.expected import EXPECTED
from bot.opening import opened
from bot.ports import PortTaken
from bot.settings import Settings
from bot.store.backups import is_backed_up
from bot.store.keyring import write_private
from bot.wiring import open_program
from flows.words import phrase
from handlers.events import Address, OutgoingMessage
from referral.agencies import Agency, Directory
from referral.case import Case
from referral.clock import hour_and_day
from referral.reports.scope import Scope
from referral.urgency import Urgency
from tests.cli import command, said
from tests.databases import furnish
from tests.fakes import PHOTO
from tests.kill.program import free_port

ADDRESS = Address("webchat", "lan")
LEASE = timedelta(seconds=15)
DAY = timedelta(days=1)
WAIT = 60  # seconds until a test gives up


@pytest.fixture(autouse=True)
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder of its own, and a wide terminal so that nothing is cut."""
    monkeypatch.setenv("LANGNGHE_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("COLUMNS", "200")
    furnish(tmp_path / "var")
    yield tmp_path / "var"


def test_a_new_house_gets_the_sample_directory() -> None:
    listed = said("officer", "list")
    assert "police-21340-1" in listed and "Công an xã Sơn Tây" in listed


def test_an_officer_gets_a_link_and_a_code() -> None:
    assert "http://127.0.0.1:8080/o/login?t=" in said("officer", "link", "police-21340-1")
    assert said("officer", "invite", "police-21340-1").startswith("liên kết ")


def test_an_invitation_has_a_link_to_tap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGNGHE_TELEGRAM_NAME", "@langnghe_bot")
    words, link = said("officer", "invite", "police-21340-1").splitlines()
    assert link == f"https://t.me/langnghe_bot?start=lk_{words.split()[-1]}"


def test_an_unknown_officer_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "langnghe officer list" in told(monkeypatch, "officer", "link", "nobody")


def test_a_case_is_erased(monkeypatch: pytest.MonkeyPatch) -> None:
    with opened() as (_, work):
        work.cases.add(Case("1", "LN-7K3FQ", "neglect_abandonment", Urgency.urgent, work.now), "1" * 16)
    wanted = ("case", "erase", "ln-7k3fq", "--yes")
    assert "--open-too" in told(monkeypatch, *wanted)
    assert "--open-too" in told(monkeypatch, *wanted, "--open-too")
    assert "LN-7K3FQ is erased." in said(*wanted, "--open-too", "--reason", "báo thử")
    with opened() as (_, work):
        assert [(e.by, e.why, e.key_gone) for e in work.retention.erasures()] == [("deployer", "báo thử", True)]
        assert len(work.figures.kept(Scope(work.now - DAY, work.now + DAY), ())) == 1


def test_what_was_erased_is_erased_again_after_a_restore(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy, listed = house.parent / "copy.db", str(house.parent / "erased.json")
    with opened() as (_, work):
        work.cases.add(Case("1", "LN-7K3FQ", "neglect_abandonment", Urgency.urgent, work.now, "closed"), "1" * 16)
        lan = work.people.at(ADDRESS).id
    with closing(sqlite3.connect(house / "langnghe.db")) as live, closing(sqlite3.connect(copy)) as older:
        live.backup(older)
    said("case", "erase", "LN-7K3FQ", "--yes")
    with opened() as (_, work):
        work.people.erase(lan)
    assert "2 ids" in said("erasures", "export", listed)
    for old in house.glob("langnghe.db*"):
        old.unlink()
    copy.rename(house / "langnghe.db")
    assert "1 cases, 1 people" in said("erasures", "repeat", listed)
    with opened() as (_, work):
        assert work.cases.get("1") is None and work.people.get(lan) is None
        assert {proof.why for proof in work.retention.erasures()} == {"repeated"}
    assert "0 cases, 0 people" in said("erasures", "repeat", listed)
    assert "no list" in told(monkeypatch, "erasures", "repeat", str(house / "keys.json"))
    assert "not be written" in told(monkeypatch, "erasures", "export", str(house / "none" / "x"))


def test_a_list_of_erasures_survives_a_power_cut(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(os.fstat(handle).st_ino))
    listed = house / "erased.json"
    for _ in range(2):
        said("erasures", "export", str(listed))
        file, *_, folder = synced[-3:]
        assert (file, folder) == (listed.stat().st_ino, house.stat().st_ino)
        assert listed.stat().st_mode & 0o777 == 0o600 and not list(house.glob("erased.json.*"))


def test_erasing_asks_first() -> None:
    assert command("case", "erase", "LN-7K3FQ", given="n\n").exit_code == 1


def test_an_unknown_case_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "There is no case with this number" in told(monkeypatch, "case", "erase", "LN-22222", "--yes")


def test_rotated_keys_open_the_database(house: Path) -> None:
    said("officer", "list")
    before = (house / "keys.json").read_text("utf-8")
    assert "keys backup" in said("keys", "rotate", "--lookup")
    assert (house / "keys.json").read_text("utf-8") != before
    assert "Cán bộ mẫu 1" in said("officer", "list")


def test_a_backup_opens_the_database_and_goes_out_of_date(house: Path) -> None:
    copy = house.parent / "stick" / "ring.json"
    copy.parent.mkdir()
    assert "opens the database" in said("keys", "backup", "--to", str(copy))
    assert copy.read_bytes() == (house / "keys.json").read_bytes()
    assert copy.stat().st_mode & 0o777 == 0o600
    assert backed_up(house)
    said("keys", "rotate")
    assert not backed_up(house)


def backed_up(house: Path) -> bool:
    with opened() as (_, work):
        return is_backed_up(work.connection, house / "keys.json")


@pytest.mark.parametrize(
    ("to", "words"),
    [("var/ring.json", "Not beside"), ("var/deep/ring.json", "Not beside"), ("none/ring.json", "could not be written")],
)
def test_a_backup_that_would_not_help_is_refused(
    house: Path, monkeypatch: pytest.MonkeyPatch, to: str, words: str
) -> None:
    assert words in told(monkeypatch, "keys", "backup", "--to", str(house.parent / to))


def test_a_backup_replaces_no_file(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = house.parent / "ring.json"
    there.write_text("something else", "utf-8")
    assert "never replaces" in told(monkeypatch, "keys", "backup", "--to", str(there))
    assert there.read_text("utf-8") == "something else"


def test_a_drill_rings_who_is_on_duty_at_the_desk() -> None:
    with opened() as (_, work):
        way = work.people.at(Address("officer_page", "desk")).id
        work.staff.link("intake_desk-1", way)
    assert "Sent to intake_desk-1." in said("drill")
    with opened() as (_, work):
        (parcel,) = work.outbox.claim(work.now, ["officer_page"], 5, LEASE)
    assert parcel.person_id == way
    assert (parcel.message.text, parcel.message.buttons) == (phrase("drill"), (phrase("button_present"),))


def test_a_drill_with_nobody_there_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "langnghe officer invite" in told(monkeypatch, "drill")


def test_while_the_key_ring_is_copied_others_write(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said("officer", "list")

    def slow(path: Path, content: bytes) -> None:
        with closing(sqlite3.connect(house / "langnghe.db", timeout=0)) as other:
            other.execute("BEGIN IMMEDIATE").close()  # raises where a transaction waits for the stick
        write_private(path, content)

    monkeypatch.setattr("bot.store.backups.write_private", slow)
    assert "opens the database" in said("keys", "backup", "--to", str(house.parent / "slow.json"))


def test_dead_letters_are_listed() -> None:
    with opened() as (_, work):
        person = work.people.at(ADDRESS)
        work.send(OutgoingMessage("1", person.id, "hello"))
        parcel = work.outbox.claim(work.now, ["webchat"], 1, LEASE)[0]
        work.outbox.dead(parcel.id, "refused")
    printed = said("dead-letters")
    assert "refused" in printed and "hello" not in printed
    assert hour_and_day(parcel.at) in printed


def test_every_setting_is_printed_and_documented() -> None:
    printed = said("settings")
    page = (Path(__file__).parents[1] / "docs" / "settings.md").read_text("utf-8")
    for name in Settings.model_fields:
        variable = f"LANGNGHE_{name.upper()}"
        assert variable in printed
        assert f"`{variable}`" in page, f"{variable} is not in docs/settings.md"


def test_a_sample_house_passes_the_check_with_warnings() -> None:
    printed = said("check")
    assert "warning" in printed and "samples" in printed


def test_a_live_house_with_samples_fails_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAL_AGENCIES", "yes")
    result = command("check")
    assert result.exit_code == 1 and "error" in result.output


def test_a_missing_body_is_named() -> None:
    police = Agency("police-1", "Công an xã", "police", communes=("21340",))
    desk = Agency("desk-51", "Bàn trực", "province_desk", province="51")
    found = [finding.words for finding in gaps(Directory({a.id: a for a in (police, desk)}))]
    assert found == [
        "Commune 21340 has no people_committee: the province desk is asked instead.",
        "Commune 21340 has no health_station: the province desk is asked instead.",
        "Province 51 has no social_work_centre: the intake desk is asked instead.",
    ]


def test_a_key_ring_that_does_not_fit_is_one_sentence(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said("officer", "list")
    (house / "keys.json").unlink()
    assert "key ring" in told(monkeypatch, "officer", "list")


def test_a_database_that_is_none_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGNGHE_DATABASE_URL", "mysql://somewhere/else")
    assert "postgresql://" in told(monkeypatch, "officer", "list")


def test_a_setting_that_makes_no_sense_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGNGHE_PORT", "eighty")
    assert "LANGNGHE_PORT: Input should be a valid integer" in told(monkeypatch, "serve")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("LANGNGHE_PUBLIC_URL", "langnghe.example", "https://…"),
        ("LANGNGHE_CAMPAIGN_QUIET", "9-7", "as 21:00-07:00"),
        ("REAL_AGENCIES", "maybe", "LANGNGHE_REAL_AGENCIES: Input should be a valid boolean"),
    ],
)
def test_a_wrong_setting_is_told_in_words_and_in_no_pattern(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(name, value)
    sentence = told(monkeypatch, "serve")
    assert words in sentence and "pattern" not in sentence


def test_every_expected_error_names_its_remedy() -> None:
    for error in set(EXPECTED) - {ValidationError}:  # pydantic's names the setting by itself
        assert error.__doc__ and len(error.__doc__) > 30, error


def told(monkeypatch: pytest.MonkeyPatch, *words: str) -> str:
    """The one sentence with which a command ends."""
    monkeypatch.setattr(sys, "argv", ["langnghe", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    assert isinstance(ended.value.code, str)
    assert ended.value.code.startswith("langnghe: ") and "Traceback" not in ended.value.code
    return ended.value.code


# the terminal


def test_the_whole_job_in_one_terminal() -> None:
    report = "có đứa bé rơi xuống ao nhà bà Tư xã Sơn Long chưa vớt được"
    printed = said("chat", given=f"{report}\n/cb\n1\n/dan\n/thoat\n")
    assert "114" in printed and "BẢN THỬ" in printed
    assert "→ Trực ban: 🔔 LN-" in printed
    assert "Anh chị đã nhận LN-" in printed
    assert "đã nhận lúc" in printed


def test_one_side_hears_nothing_of_the_other() -> None:
    printed = said("chat", "--as", "citizen", given="có đứa bé rơi xuống ao chưa vớt được\n/cb\n")
    assert "114" in printed
    assert "→ Trực ban" not in printed


def test_a_photo_is_read_from_its_path(tmp_path: Path) -> None:
    picture = tmp_path / "pond.png"
    picture.write_bytes(PHOTO)
    said("chat", given=f"ao sâu không rào ở xã Sơn Tây\n/anh {picture}\n/anh {tmp_path / 'none.png'}\n")
    with opened() as (_, work):
        (officer_case,) = work.cases.alerted("intake_desk-1")
        states = {(a.state, a.mime) for a in work.history.attachments(officer_case.id)}
    assert states == {("stored", "image/png"), ("failed", "")}


def test_a_number_means_the_button_with_that_number() -> None:
    offer = Offer(("Có", "Không"), "q1")
    assert [offer.chosen(text) for text in ("1", "2", "3", "0", "hai", "")] == ["Có", "Không", "", "", "", ""]


def test_a_side_that_is_not_on_this_screen_cannot_speak() -> None:
    screen = Screen(("terminal",), Console(quiet=True))
    assert screen.hear("/cb") is None
    assert screen.speaker == "terminal"


# the server


def test_a_port_that_is_taken_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("LANGNGHE_PORT", str(taken.getsockname()[1]))
        program = open_program(Settings())
        with pytest.raises(PortTaken, match="LANGNGHE_PORT"):
            asyncio.run(run(program))
        program.close()


def test_it_serves_until_a_signal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGNGHE_PORT", str(free_port()))
    program = open_program(Settings())

    async def play() -> bytes:
        serving = asyncio.create_task(run(program))
        answer = await asyncio.to_thread(read_when_there, f"{program.settings.web_address}/healthz")
        await asyncio.to_thread(wait_until_signals_are_heard)
        os.kill(os.getpid(), signal.SIGTERM)
        await serving
        return answer

    assert b"alive" in asyncio.run(play())
    program.close()


def wait_until_signals_are_heard() -> None:
    """The port opens a moment before."""
    while signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        time.sleep(0.01)


def read_when_there(address: str) -> bytes:
    """The page, as soon as somebody listens."""
    for _ in range(WAIT * 20):
        try:
            with urllib.request.urlopen(address, timeout=WAIT) as answer:
                body: bytes = answer.read()
                return body
        except urllib.error.URLError:
            time.sleep(0.05)
    raise TimeoutError(address)


def test_the_greeting_lets_alerts_wait_for_the_sample_officers() -> None:
    with opened() as (settings, work):
        links = sample_links(work, settings.web_address)
        assert [name for name, _ in links] == ["Công an xã Sơn Tây, Cán bộ mẫu 1", "Bàn trực 24/7, Cán bộ mẫu 1"]
        assert all(work.directory.officers[officer].ways for officer in SAMPLE_OFFICERS)


def test_it_serves_says_where_and_stops_when_told(house: Path) -> None:
    port = free_port()
    environment = {**os.environ, "LANGNGHE_PORT": str(port)}
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "serve"], env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        greeting = [process.stdout.readline() for _ in range(7)]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=WAIT) as answer:
            assert b"alive" in answer.read()
        process.send_signal(signal.SIGTERM)
        assert process.wait(WAIT) == 0
    assert sum("/o/login?t=" in line for line in greeting) == 2


def test_a_crash_is_one_json_line(house: Path) -> None:
    said("officer", "list")
    with closing(sqlite3.connect(house / "langnghe.db")) as raw:
        raw.execute("DROP TABLE timers")  # nothing that a deployer can cause
    ended = subprocess.run([sys.executable, "-m", "bot", "serve"], capture_output=True, text=True, check=False)
    (line,) = ended.stderr.splitlines()
    assert json.loads(line)["event"] == "crashed"
    assert ended.returncode == 1 and str(house) not in line
