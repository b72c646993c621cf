"""Alarms: each stands by its real cause in a real store; told once, again after a while, and its end once."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.desk.loops import Loops
from bot.store import Store, Surroundings
from bot.store.alarm_tables import alarms as rows
from bot.store.audit_chain import Checked
from bot.store.backups import copy_ring, keep_backup
from bot.store.copies import note
from bot.store.store import utc_now
from bot.store.work import SqlWork
from bot.watch.measuring import Around, Measuring, disk_free
from bot.web.health import ring_problem
from flows.words import sections
from handlers.alarms import lines, look, rehearse, told
from handlers.events import Address, IncomingEvent, OutgoingMessage, Timer
from referral.alarm_table import ALARMS, CLOCKS_APART, DISK, means, standing
from referral.alarms import CLAIM, DAILY, HOURLY, STICKS, Raised, Telling, Trouble, Vitals
from referral.channel_health import Standing
from tests.cast import OFFICERS_AT, live_directory
from tests.fakes import FakeClock
from tests.room import Room

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
HALF = 30 * SECOND  # between two looks
DESK, DEPUTY, PROVINCE, POLICE = "intake_desk-1", "intake_desk-2", "province_desk-51-1", "police-21340-1"
SILENT_DATABASE = Trouble("database_silent")


# each by its real cause, on both databases


@pytest.fixture
def live(url: str, ring_path: Path, clock: FakeClock) -> Iterator[Store]:
    """A house in which real people answer: somebody is at the desk, the key ring has a copy."""
    store = Store.open(url, ring_path, Surroundings(clock=clock, real_agencies=True))
    with store.begin() as connection:
        work, directory = store.work(connection), live_directory()
        work.directories.replace(directory.agencies.values(), directory.officers.values())
        work.staff.link(DESK, work.people.at(Address(OFFICERS_AT, DESK)).id)
        work.audit(DESK, "present")
        keep_backup(connection, copy_ring(ring_path, ring_path.with_name("copy.json")), work.now)
        note(connection, "backup", work.now, 1)
        note(connection, "drill", work.now, 1)
    yield store
    store.close()


def measuring(
    store: Store, ring: Path, loops: Loops | None = None, clock: Callable[[], datetime] = utc_now
) -> Measuring:
    names, held, loops = ("webchat", "telegram", OFFICERS_AT), store.vault.ring, loops or Loops()
    problem = partial(ring_problem, ring, held)
    return Measuring(Around(ring.parent, ring, problem, lambda: names, lambda: loops.ages, clock=clock))


def found(store: Store, measure: Measuring) -> frozenset[Trouble]:
    """What stands now. The clock of a test is not the database's: that alarm has a test of its own."""
    with store.connection() as connection:
        return standing(replace(measure(store.work(connection)), clock_off=timedelta()))


def urgent(work: SqlWork, case_id: str = "case-1") -> None:
    person = work.people.at(Address("telegram", "somebody")).id
    work.send(OutgoingMessage("u", person, "gọi ngay", lane="urgent", case_id=case_id))


def dead_letter(work: SqlWork) -> None:
    urgent(work)
    (parcel,) = work.outbox.claim(work.now, ("telegram",), 1, SECOND)
    work.outbox.dead(parcel.id, "gone")


def ill(state: str) -> Callable[[SqlWork], None]:
    return lambda work: work.channels.save(Standing("telegram", state, work.now, work.now + 2 * MINUTE))


CAUSES: dict[Trouble, Callable[[SqlWork], object]] = {
    Trouble("urgent_unsent", "telegram"): urgent,
    Trouble("timers_late"): lambda work: work.set_timer(Timer("t", work.now, "settle", "c")),
    Trouble("inbox_late"): lambda work: work.inbox.put(
        IncomingEvent("e", Address("webchat", "x"), work.now, "x"), work.now - MINUTE
    ),
    Trouble("desk_empty", "intake_desk"): lambda work: work.staff.set_duty(DESK, False),
    Trouble("webhook_silent", "telegram"): ill("silent"),
    Trouble("channel_ill", "telegram"): ill("down"),
    Trouble("urgent_dead"): dead_letter,
    Trouble("audit_broken"): lambda work: work.log.keep_checked(Checked(work.now, 1, 1, "", "changed")),
}


@pytest.mark.parametrize("trouble", CAUSES, ids=lambda trouble: trouble.name)
def test_each_stands_by_its_cause_and_not_before(
    trouble: Trouble, live: Store, ring_path: Path, clock: FakeClock
) -> None:
    assert found(live, measuring(live, ring_path)) == frozenset()
    with live.begin() as connection:
        CAUSES[trouble](live.work(connection))
    clock.forward(61 * SECOND)
    assert found(live, measuring(live, ring_path)) == {trouble}


def test_an_alarm_that_waits_is_no_cause_of_another(live: Store, ring_path: Path, clock: FakeClock) -> None:
    with live.begin() as connection:
        urgent(live.work(connection), case_id="")
    clock.forward(61 * SECOND)
    assert found(live, measuring(live, ring_path)) == frozenset()


def test_what_changes_by_the_day_and_what_is_beside_the_tables(live: Store, ring_path: Path, clock: FakeClock) -> None:
    monotonic = FakeClock()
    loops = Loops(lambda: monotonic.now.timestamp())
    loops.went_round("timers")
    monotonic.forward(3 * MINUTE)
    clock.forward(timedelta(days=15))
    old = {Trouble("drill_old"), Trouble("copy_old")}
    assert found(live, measuring(live, ring_path, loops)) == {Trouble("loop_stuck", "timers")} | old
    loops.forget()
    ring_path.unlink()
    assert found(live, measuring(live, ring_path, loops)) == {Trouble("ring_changed")} | old
    ring_path.mkdir()  # a file that cannot be read is an alarm, and no end of all looking
    assert found(live, measuring(live, ring_path, loops)) == {Trouble("ring_changed")} | old
    ring_path.rmdir()
    with live.begin() as connection:
        note(connection, "backup", clock.now, 1)
    clock.forward(timedelta(days=76))
    live.vault.ring.rotate_wrap().save(ring_path)
    named = {one.name for one in found(live, measuring(live, ring_path))}
    assert named == {"ring_changed", "backup_old", "drill_old", "copy_old", "copy_unproven"}


def test_a_trial_needs_no_desk_no_backup_and_no_drill(store: Store, ring_path: Path) -> None:
    assert found(store, measuring(store, ring_path)) == frozenset()


def test_this_machines_clock_is_held_against_the_databases_whatever_time_is_gone_by(
    store: Store, ring_path: Path
) -> None:
    with store.connection() as connection:
        measure = measuring(store, ring_path, clock=lambda: utc_now() + timedelta(days=400))
        off = measure(store.work(connection)).clock_off
    assert off == timedelta() if store.dialect == "sqlite" else off > timedelta(days=300)


def test_the_rest_of_the_table() -> None:
    assert standing(Vitals(database=False, dead_urgent=1)) == {SILENT_DATABASE}
    assert standing(Vitals(disk_free=DISK - 1)) == {Trouble("disk_low")} and not standing(Vitals(disk_free=DISK))
    assert standing(Vitals(clock_off=-CLOCKS_APART - SECOND)) == {Trouble("clock_off")}
    assert standing(Vitals(failed_ways=frozenset({"mail"}))) == {Trouble("way_failed", "mail")}
    assert {trouble.name for trouble in CAUSES} < set(ALARMS)


def test_the_disk_is_where_the_data_are(tmp_path: Path) -> None:
    assert (disk_free(tmp_path) or 0) > 0 and disk_free(tmp_path / "nowhere") is None


def test_a_raised_alarm_comes_back_as_it_was_saved(store: Store, clock: FakeClock) -> None:
    now = clock.now
    one = Raised(Trouble("channel_ill", "telegram"), now, now + SECOND, now + MINUTE, 3, now + 2 * MINUTE)
    with store.begin() as connection:
        kept = store.work(connection).alarms
        kept.save(one)
        kept.save(replace(one, times=4))
        assert kept.locked() == kept.all() == [replace(one, times=4)]
        kept.drop(one.trouble)
        assert kept.all() == []


# what is told, to whom, how often


TIMERS = Vitals(timers=2 * MINUTE)


def looks(here: Room, minutes: float, vitals: Vitals, outside: bool = True, telling: bool = True) -> list[Telling]:
    """Looks every half minute; what was to be told outside, which counts as told unless `telling` is off."""
    every: list[Telling] = []
    for _ in range(int(2 * minutes)):
        here.clock.forward(HALF)
        news = here.do(lambda work: look(work, vitals, outside))
        every += news
        if telling:
            here.do(lambda work, news=news: told(work, news))  # type: ignore[misc]
    return every


def test_it_is_told_once_then_hourly_and_its_end_once(here: Room) -> None:
    assert [one.news for one in looks(here, 59, TIMERS)] == ["raised"]
    assert [one.news for one in looks(here, 10, TIMERS)] == ["again"]
    assert looks(here, 1, Vitals()) == [], "it sticks: another process may see it"
    (over,) = looks(here, 5, Vitals())
    assert over.news == "over" and over.raised.over_at
    assert here.do(lambda work: work.alarms.all()) == []


def test_what_ends_untold_is_no_news_and_what_comes_back_while_its_end_is_told_is_told_again(here: Room) -> None:
    assert looks(here, 0.5, TIMERS) == [] and looks(here, 5, Vitals()) == []
    (first,) = looks(here, 2, TIMERS)
    (over,) = looks(here, 2, Vitals(), telling=False)
    assert [one.news for one in looks(here, 2, TIMERS)] == ["again"]
    here.do(lambda work: told(work, [over]))
    assert [one.trouble for one in here.do(lambda work: work.alarms.all())] == [first.raised.trouble]


def test_who_claims_it_and_dies_is_followed_by_another(here: Room) -> None:
    (first,) = looks(here, 1, TIMERS, telling=False)
    assert first.news == "raised"
    again = looks(here, CLAIM / MINUTE, TIMERS, telling=False)
    assert [one.news for one in again] == ["raised"], "nobody said that it was told"


def test_two_processes_tell_it_once(here: Room) -> None:
    here.clock.forward(HALF)
    assert [here.do(lambda work: look(work, TIMERS, True)) for _ in range(2)] == [[], []]
    here.clock.forward(HALF)
    first, second = (here.do(lambda work: look(work, TIMERS, True)) for _ in range(2))
    assert (len(first), len(second)) == (1, 0)
    here.clock.forward(STICKS - SECOND)
    here.do(lambda work: look(work, Vitals(), True))
    assert not any(one.over_at for one in here.do(lambda work: work.alarms.all())), "the other one still sees it"


def test_an_end_while_it_was_being_told_is_told_at_once(here: Room) -> None:
    (raised,) = looks(here, 1, TIMERS)
    (again,) = looks(here, HOURLY / MINUTE, TIMERS, telling=False)
    here.clock.forward(STICKS)
    here.do(lambda work: look(work, Vitals(), True))
    here.do(lambda work: told(work, [again]))
    assert [one.news for one in looks(here, 1, Vitals())] == ["over"]
    here.do(lambda work: told(work, [raised]))
    assert here.do(lambda work: work.alarms.all()) == [], "what is gone is not told again"


def test_a_row_of_an_older_program_is_dropped(here: Room) -> None:
    with here.store.begin() as connection:
        now = here.clock.now
        connection.execute(rows.insert().values(name="x", subject="", since=now, seen_at=now, due_at=now, times=0))
    assert looks(here, 1, Vitals()) == [] == here.do(lambda work: work.alarms.all())


def delivered(here: Room) -> set[tuple[str, str, str]]:
    """Who got what, on which channel."""

    def whom(work: SqlWork) -> set[tuple[str, str, str]]:
        people = [(work.people.get(message.person_id), message) for message in messages]
        return {(person.officer_id, person.address.channel, message.text) for person, message in people if person}

    messages = here.deliver()
    return here.do(whom)


def test_the_desks_hear_of_it_by_another_channel_than_the_one_that_fails(here: Room) -> None:
    here.do(lambda work: work.staff.link(DESK, work.people.at(Address("telegram", DESK)).id))
    looks(here, 2, Vitals(urgent={"telegram": 2 * MINUTE}), outside=False)
    told_to = delivered(here)
    assert {(who, channel) for who, channel, _ in told_to} == {(who, OFFICERS_AT) for who in (DESK, DEPUTY, PROVINCE)}
    assert all("tin khẩn chưa gửi được qua Telegram" in text for _, _, text in told_to)
    looks(here, 10, Vitals(), outside=False)
    ends = delivered(here)
    assert len(ends) == 3 and all("đã hết" in text for _, _, text in ends)


def test_what_desks_can_do_nothing_about_they_do_not_hear(here: Room) -> None:
    news = looks(here, 3, Vitals(backed_up=False, disk_free=1, channels={"telegram": "silent"}))
    assert {one.raised.trouble.name for one in news} == {"backup_old", "disk_low", "webhook_silent"}
    assert delivered(here) == set()
    here.clock.forward(DAILY)
    again = looks(here, 1, Vitals(backed_up=False))
    assert [one.raised.trouble.name for one in again if one.news == "again"] == ["backup_old"]


def test_what_cannot_be_measured_neither_begins_nor_ends(here: Room) -> None:
    blind = Vitals(measured=False, disk_free=1)
    news = looks(here, 3, Vitals(disk_free=1)) + looks(here, 10, blind) + looks(here, 10, Vitals())
    told = [(one.news, one.raised.trouble.name) for one in news]
    assert told[:2] == [("raised", "disk_low"), ("raised", "not_measured")]
    assert sorted(told[2:]) == [("over", "disk_low"), ("over", "not_measured")]


def test_the_desks_page_shows_what_was_told(here: Room) -> None:
    looks(here, 2, replace(TIMERS, channels={"telegram": "down"}))
    (line,) = here.do(lambda work: lines(work, DESK, "vi"))
    assert line.startswith("Máy báo, từ 14:00: việc hẹn giờ đang chậm")
    assert here.do(lambda work: lines(work, POLICE, "vi")) == ()


def test_a_trial_alarm_reaches_the_desks_and_rings_nowhere(here: Room) -> None:
    assert here.do(rehearse) == 3
    assert not any(message.siren for message in here.deliver())


def test_every_alarm_has_words() -> None:
    assert set(sections()["alarm_titles"]) == set(ALARMS)
    assert set(sections()["alarm_advice"]) == {name for name, alarm in ALARMS.items() if alarm.for_desks}
    assert "{" not in means(Trouble("channel_ill", "telegram"))
