"""When a deployment may be called live, and each reason why not."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete

from bot.checks import Site
from bot.checks.live import live_findings, on_duty_and_reachable
from bot.opening import open_store
from bot.settings import Settings
from bot.store import Store, Surroundings
from bot.store.backups import copy_ring, keep_backup
from bot.store.copies import note
from bot.store.tables import agencies, officers
from bot.store.work import SqlWork
from bot.texts import translator
from handlers.console.guidance import sign
from handlers.events import Address, OutgoingMessage
from referral.agencies import Agency, Officer
from referral.guidance import ADVICE, Signature
from tests import cli
from tests.databases import furnish
from tests.fakes import FakeClock

DAY = timedelta(days=1)
COMMUNE, PROVINCE = "21340", "51"
DESK = Agency("desk", "Bàn trực", "intake_desk", phone="0900000000", phone_confirmed=True)
BODIES = tuple(
    Agency(role, role, role, (COMMUNE,), phone="0900000000", phone_confirmed=True)
    for role in ("police", "people_committee", "health_station")
)
ABOVE = tuple(Agency(role, role, role, province=PROVINCE) for role in ("social_work_centre", "province_desk"))
AGENCIES = (DESK, *BODIES, *ABOVE)
OFFICERS = (Officer("desk-2", "desk", "Hai", deputy=True), *(Officer(f"{a.id}-1", a.id, "Một") for a in AGENCIES))
UNSIGNED = "Nobody has signed off the first-aid texts: a doctor signs them at the console, /o/guidance."
TOKEN = "123456:" + "A" * 35


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A deployment as it should be."""
    monkeypatch.setenv("LANGNGHE_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("REAL_AGENCIES", "yes")
    monkeypatch.setenv("LANGNGHE_PUBLIC_URL", "https://langnghe.example")
    monkeypatch.setenv("LANGNGHE_BEHIND_PROXY", "yes")
    monkeypatch.setenv("LANGNGHE_ALARM_COMMAND", "true")
    return Settings()


@pytest.fixture
def house(settings: Settings, tmp_path: Path, clock: FakeClock) -> Iterator[Store]:
    """Its database: everybody is there, the desk has answered a drill, the ring is backed up."""
    furnish(settings.data_dir)
    store = Store.open(settings.url, settings.keyring_path, Surroundings(clock=clock, real_agencies=True))
    with store.begin() as connection:
        work = store.work(connection)
        work.directories.replace(AGENCIES, OFFICERS)
        work.staff.link("desk-1", work.people.at(Address("officer_page", "desk")).id)
        work.audit("desk-1", "present")
        keep_backup(connection, copy_ring(settings.keyring_path, tmp_path / "ring.json"), work.now)
        note(connection, "backup", work.now, 1)
        note(connection, "drill", work.now, 1)
    yield store
    store.close()


def reasons(store: Store, settings: Settings) -> list[str]:
    """Why not, but for the first aid, which nobody has signed off in the shipped texts."""
    with store.begin() as connection:
        found = live_findings(Site(settings, store.work(connection)))
    assert all(finding.weight == "error" for finding in found)
    return [finding.words for finding in found if finding.words != UNSIGNED]


def test_a_deployment_as_it_should_be(house: Store, settings: Settings) -> None:
    assert reasons(house, settings) == []


def put(agency: Agency) -> Callable[[SqlWork], None]:
    return lambda work: work.directories.replace([agency], [])


def without(agency: str) -> Callable[[SqlWork], None]:
    """An agency and its officers are no longer there."""

    def remove(work: SqlWork) -> None:
        work.connection.execute(delete(officers).where(officers.c.agency == agency))
        work.connection.execute(delete(agencies).where(agencies.c.id == agency))
        work.directories.changed()

    return remove


def retire(work: SqlWork) -> None:
    """One of the two officers of the desk leaves."""
    work.connection.execute(delete(officers).where(officers.c.id == "desk-2"))
    work.directories.changed()


def lose_way(work: SqlWork) -> None:
    work.staff.set_gone(work.people.at(Address("officer_page", "desk")).id, True)


def off_duty(work: SqlWork) -> None:
    work.staff.set_duty("desk-1", False)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (put(replace(BODIES[0], sample=True)), "1 agencies are samples"),
        (put(replace(DESK, phone_confirmed=False)), "The intake desk has no confirmed number"),
        (retire, "The intake desk has 1 officers"),
        (lose_way, "Nobody at the intake desk is on duty and reachable"),
        (off_duty, "Nobody at the intake desk is on duty and reachable"),
        (put(Agency("school", "Trường", "school", (COMMUNE,))), "school has no officer"),
        (without("health_station"), f"Commune {COMMUNE} has no health_station"),
        (put(replace(BODIES[1], phone="")), "people_committee has no confirmed number"),
        (without("province_desk"), f"Province {PROVINCE} has no province_desk"),
    ],
)
def test_each_lack_of_the_directory_is_a_reason(
    house: Store, settings: Settings, change: Callable[[SqlWork], None], words: str
) -> None:
    with house.begin() as connection:
        change(house.work(connection))
    found = reasons(house, settings)
    assert words in found[0] or words in found[-1]


def test_without_an_intake_desk(house: Store, settings: Settings) -> None:
    with house.begin() as connection:
        put(replace(DESK, role="school", communes=(COMMUNE,)))(house.work(connection))
    assert reasons(house, settings) == ["There is no intake desk: add an agency of this role to the directory."]


def test_a_drill_is_forgotten_after_a_week(house: Store, settings: Settings, clock: FakeClock) -> None:
    clock.forward(7 * DAY)
    with house.begin() as connection:
        note(connection, "backup", clock.now, 1)
    assert reasons(house, settings) == []
    clock.forward(DAY)
    (reason,) = reasons(house, settings)
    assert "langnghe drill" in reason


def test_somebody_elses_answer_does_not_count(house: Store, settings: Settings, clock: FakeClock) -> None:
    clock.forward(8 * DAY)
    with house.begin() as connection:
        house.work(connection).audit("police-1", "present")
    assert "langnghe drill" in reasons(house, settings)[0]


def test_a_backup_must_be_there_and_up_to_date(house: Store, settings: Settings, tmp_path: Path) -> None:
    house.rotate_wrap(settings.keyring_path)
    assert "changed since its backup" in reasons(house, settings)[0]
    with house.begin() as connection:
        keep_backup(connection, copy_ring(settings.keyring_path, tmp_path / "again.json"), house.work(connection).now)
    assert reasons(house, settings) == []


def test_settings_that_are_not_for_live(house: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAL_AGENCIES", "no")
    monkeypatch.delenv("LANGNGHE_PUBLIC_URL")
    monkeypatch.setenv("LANGNGHE_TELEGRAM_TOKEN", "secret")
    found = reasons(house, Settings())
    assert [re.split(r"[:,]", reason)[0] for reason in found] == [
        "This is a trial",
        "There is no public https address",
        "LANGNGHE_TELEGRAM_TOKEN is not digits",
    ]
    assert "secret" not in " ".join(found)


def test_behind_a_web_server_everybody_must_not_look_like_one(
    house: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGNGHE_BEHIND_PROXY", "no")
    (reason,) = reasons(house, Settings())
    assert "LANGNGHE_BEHIND_PROXY" in reason


def test_a_dead_letter_is_a_reason_after_a_day(house: Store, settings: Settings, clock: FakeClock) -> None:
    with house.begin() as connection:
        work = house.work(connection)
        work.send(OutgoingMessage("1", work.people.at(Address("officer_page", "desk")).id, "hello"))
        (parcel,) = work.outbox.claim(work.now, ["officer_page"], 1, DAY)
        work.outbox.dead(parcel.id, "refused")
    assert reasons(house, settings) == []
    clock.forward(DAY + timedelta(seconds=1))
    (reason,) = reasons(house, settings)
    assert reason.startswith("1 dead letters are older than a day")


def test_a_way_over_a_channel_that_is_not_there_reaches_nobody(
    house: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with house.begin() as connection:
        work = house.work(connection)
        work.staff.link("desk-2", work.people.at(Address("telegram", "1")).id)
        officer = work.directory.officers["desk-2"]
        assert not on_duty_and_reachable(Site(settings, work), officer)
        monkeypatch.setenv("LANGNGHE_TELEGRAM_TOKEN", TOKEN)
        assert on_duty_and_reachable(Site(Settings(), work), officer)


def test_a_new_sample_house_is_not_live(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REAL_AGENCIES")
    monkeypatch.setenv("COLUMNS", "200")
    result = cli.command("check", "--live")
    assert result.exit_code == 1
    lines = result.output.splitlines()
    assert all(line.startswith("error") for line in lines[:-1])
    assert lines[-1].startswith("warning") and "LANGNGHE_PING_URL" in lines[-1]
    assert "This is a trial" in lines[0] and "are samples" in lines[1]
    assert any("never backed up" in line for line in lines)


def test_success_says_so(house: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    house.close()
    opened = open_store(settings, translator({}))  # by the real clock: the drill of the fixture is another time's
    with opened.begin() as connection:
        work = opened.work(connection)
        work.audit("desk-1", "present")
        for advice in (one for one in ADVICE if one.kind == "first_aid"):
            sign(work, advice.key, Signature("BS. Một", "bác sĩ", work.now.date()), "account:1")
    opened.close()
    result = cli.command("check", "--live")
    assert (result.exit_code, "may be called live" in result.output) == (0, True), result.output
