"""Going on and off duty, the edge of a shift, the daily note: nobody waits for an answer that will not come."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.store.work import SqlWork
from handlers import duty_note, timers
from handlers.console.directory import correct_days, put_rosters
from handlers.duty import go_off, go_on, keep_timers
from handlers.events import Timer
from handlers.presence import look_again
from referral.alerts import Alert
from referral.case import Case
from referral.clock import VIETNAM
from referral.roster import EVERY_DAY, Hours, Override, Shift
from referral.urgency import Urgency
from tests.cast import OFFICERS
from tests.room import Room, act, room

POLICE, FIRST, DEPUTY = "police-21340", OFFICERS["Công an xã Sơn Tây"], OFFICERS["Phó công an xã Sơn Tây"]
HOUSE = OFFICERS["Trực ban tỉnh"]
BY_DAY, BY_NIGHT = Hours(EVERY_DAY, time(7, 30), time(17, 30)), Hours(EVERY_DAY, time(17, 30), time(7, 30))
ROSTER = {POLICE: (Shift(POLICE, FIRST, BY_DAY), Shift(POLICE, DEPUTY, BY_NIGHT))}
MANY = 5_000


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Room]:
    """A room in which the police of Sơn Tây have a roster of two; it is Sunday, 14:00."""
    with room(tmp_path) as made:
        made.do(lambda work: put_rosters(work, ROSTER))
        made.deliver()
        yield made


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=VIETNAM)


def due(here: Room, moment: datetime) -> list[str]:
    """Go to a moment and act on all timers that are due; what was said then."""
    here.clock.now = moment
    while found := here.do(lambda work: list(work.timers.due(work.now, 100))):
        for timer in found:
            here.do(partial(act, timer=timer))
    return [message.text for message in here.deliver()]


def timer_of(here: Room, key: str) -> datetime | None:
    """When a timer is due."""
    found = here.do(lambda work: {t.key: t.due_at for kind in timers.ON_DUE for t in work.timers_of(kind)})
    return found.get(key)


def on_duty(here: Room) -> list[str]:
    """Who of the police is on duty now."""
    return here.do(lambda work: [o.id for o in work.directory.officers_of(POLICE) if o.on_duty])


def waiting_case(work: SqlWork, n: int, officer: str = FIRST, answer: str = "") -> None:
    """A case in which an officer was asked."""
    case = Case(f"case-{n}", f"LN-{n:05}", "neglect_abandonment", Urgency.urgent, work.now, commune="21340")
    work.cases.add(case, f"{n:016}")
    alert = Alert(1, POLICE, officer, Urgency.urgent, work.now, work.now + timedelta(minutes=10))
    work.alerts.add(case.id, replace(alert, answer="accepted" if answer else ""))


def test_whoever_leaves_a_post_leaves_nobody_waiting_for_their_answer(here: Room) -> None:
    def leave(work: SqlWork) -> None:
        waiting_case(work, 1)
        waiting_case(work, 2, DEPUTY)
        waiting_case(work, 3, answer="accepted")
        look_again(work, FIRST)

    here.do(leave)
    assert timer_of(here, "settle:case-1") == here.clock.now
    assert timer_of(here, "settle:case-2") is None is timer_of(here, "settle:case-3")


def test_thousands_of_cases_may_wait_for_one_officer(here: Room) -> None:
    here.do(many_cases)
    here.do(lambda work: look_again(work, FIRST))
    assert sum(timer.kind == "settle" for timer in here.do(lambda work: work.timers_of("settle"))) == MANY
    here.clock.now = at(22, 17, 30)
    assert "Đang mở ở đơn vị: hơn 99 vụ." in "".join(due_once(here, f"shift:{POLICE}"))


def many_cases(work: SqlWork) -> None:
    for n in range(MANY):
        waiting_case(work, n)


def due_once(here: Room, key: str) -> list[str]:
    """Act on one timer alone."""
    for timer in here.do(lambda work: list(work.timers_of("shift"))):
        if timer.key == key:
            here.do(partial(act, timer=timer))
    return [message.text for message in here.deliver()]


def test_the_edge_of_a_shift_is_acted_on_once(here: Room) -> None:
    assert timer_of(here, f"shift:{POLICE}") == at(22, 17, 30)
    said = due(here, at(22, 17, 30))
    assert len(said) == 2 and timer_of(here, f"shift:{POLICE}") == at(23, 7, 30)
    assert due(here, at(22, 17, 31)) == []


def test_edges_that_were_missed_make_no_storm(here: Room) -> None:
    assert len(due(here, at(25, 20))) == 2  # three days later, at night: one came, one went
    assert due(here, at(28, 20)) == []  # as it was


def test_a_case_that_an_officer_must_not_know_of_is_not_counted(here: Room) -> None:
    here.do(lambda work: waiting_case(work, 1))
    here.do(lambda work: waiting_case(work, 2))
    here.do(lambda work: work.cases.save(replace(found(work, "case-2"), avoid=frozenset({"police"}))))
    assert any("Đang mở ở đơn vị: 1 vụ, 1 vụ đơn vị chưa nhận." in words for words in due(here, at(22, 17, 30)))


def found(work: SqlWork, case_id: str) -> Case:
    case = work.cases.get(case_id)
    assert case
    return case


def test_the_timers_come_back_and_an_overdue_one_is_not_pushed_away(here: Room) -> None:
    here.do(lambda work: work.drop_timer(f"shift:{POLICE}"))
    here.do(keep_timers)
    assert timer_of(here, f"shift:{POLICE}") == at(22, 17, 30)
    here.clock.now = at(22, 18)
    here.do(keep_timers)
    assert timer_of(here, f"shift:{POLICE}") == at(22, 17, 30)
    here.clock.now = at(20, 18)  # the clock is put back
    here.do(keep_timers)
    assert timer_of(here, f"shift:{POLICE}") == at(21, 7, 30)


def test_a_roster_that_is_taken_away_leaves_the_switch(here: Room) -> None:
    here.do(lambda work: put_rosters(work, {POLICE: ()}))
    assert on_duty(here) == [FIRST, DEPUTY]
    assert due(here, at(22, 17, 30)) != []  # the deputy reads that the roster has changed
    assert timer_of(here, f"shift:{POLICE}") is None


def test_on_duty_by_word_lasts_until_the_last_shift_of_the_day_or_twelve_hours(here: Room) -> None:
    here.do(lambda work: go_on(work, DEPUTY))
    assert here.do(lambda work: work.directory.on_duty_until(DEPUTY)) == at(23, 7, 30)
    here.do(lambda work: put_rosters(work, {POLICE: (Shift(POLICE, FIRST, Hours(EVERY_DAY, time(7), time(11))),)}))
    here.do(lambda work: go_on(work, FIRST))
    assert here.do(lambda work: work.directory.on_duty_until(FIRST)) == at(23, 2)


def test_off_duty_by_word_lasts_until_the_shift_ends_and_on_again_ends_it(here: Room) -> None:
    assert here.do(lambda work: go_off(work, FIRST)) == at(22, 17, 30)
    assert on_duty(here) == []
    here.do(lambda work: go_on(work, FIRST))
    assert on_duty(here) == [FIRST]
    here.do(lambda work: go_off(work, FIRST))
    here.clock.now = at(23, 8)
    assert on_duty(here) == [FIRST]


def test_somebody_on_duty_by_exception_goes_off_without_switching_off(here: Room) -> None:
    here.do(lambda work: go_on(work, DEPUTY))
    assert here.do(lambda work: go_off(work, DEPUTY)) is None
    assert on_duty(here) == [FIRST]
    here.clock.now = at(22, 20)
    assert on_duty(here) == [DEPUTY]


def test_whoever_is_no_officer_changes_nothing(here: Room) -> None:
    here.do(lambda work: go_on(work, "nobody"))
    assert here.do(lambda work: go_off(work, "nobody")) is None


def test_the_roster_of_an_officer_who_is_not_in_the_directory_any_more_is_borne(here: Room) -> None:
    gone = Override("gone", at(22, 12), at(22, 16), on_duty=True)
    here.do(lambda work: work.duty.override(gone))
    here.do(lambda work: put_rosters(work, {POLICE: (Shift(POLICE, "gone", BY_DAY), *ROSTER[POLICE])}))
    assert on_duty(here) == [FIRST]
    assert len(due(here, at(22, 17, 30))) == 2


def test_the_note_is_written_once_a_day_and_survives_a_clock_put_back(here: Room) -> None:
    here.do(duty_note.begin)
    assert timer_of(here, "duty_note") == at(22, 16)
    assert due(here, at(22, 16)) == []  # the commune has others on duty
    assert timer_of(here, "duty_note") == at(23, 16)
    here.clock.now = at(20, 12)
    here.do(duty_note.begin)
    assert timer_of(here, "duty_note") == at(20, 16)
    here.clock.now = at(20, 17)
    here.do(duty_note.begin)
    assert timer_of(here, "duty_note") == at(20, 16)  # overdue: it is written now


def test_a_note_names_the_first_communes_and_counts_the_others(here: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duty_note, "MOST_NAMED", 0)
    bodies = (POLICE, "people_committee-21340", "health_station-21340")
    here.do(lambda work: put_rosters(work, {body: (Shift(body, "", BY_DAY),) for body in bodies}))
    here.deliver()
    here.do(lambda work: duty_note.write(work, Timer("x", work.now, "duty_note", "province_desk-51")))
    (said,) = here.deliver()
    assert "và 1 nơi khác" in said.text


def test_a_day_off_changes_who_is_on_duty_at_once(here: Room) -> None:
    here.do(lambda work: put_rosters(work, {POLICE: (Shift(POLICE, FIRST, replace(BY_DAY, on_holidays="never")),)}))
    here.deliver()
    here.do(lambda work: correct_days(work, {at(22, 0).date(): True}))
    assert on_duty(here) == []
    assert ["Lịch trực của đơn vị vừa đổi" in message.text for message in here.deliver()] == [True]
    here.do(lambda work: correct_days(work, {at(22, 0).date(): None}))
    assert on_duty(here) == [FIRST]


def test_an_exception_alone_is_watched_for_too(here: Room) -> None:
    here.do(lambda work: work.duty.override(Override(HOUSE, work.now, at(22, 15), on_duty=False)))
    here.do(keep_timers)
    assert timer_of(here, "shift:province_desk-51") == at(22, 15)
    assert len(due(here, at(22, 15))) == 1  # the desk is on duty again


def test_duty_in_words(here: Room) -> None:
    assert "Anh chị đang trực, tới 17:30." in here.officer("Công an xã Sơn Tây", "trực")
    here.do(lambda work: work.staff.set_duty(FIRST, False))
    assert "Anh chị đã tắt trực" in here.officer("Công an xã Sơn Tây", "lịch trực")
    here.do(lambda work: put_rosters(work, {POLICE: (Shift(POLICE, FIRST, replace(BY_DAY, until=at(21, 0).date())),)}))
    here.deliver()
    assert "Trong tám ngày tới anh chị chưa có ca nào." in here.officer("Phó công an xã Sơn Tây", "/duty")


def test_the_last_one_at_the_desk_reads_that_nobody_else_is_left(here: Room) -> None:
    here.officer("Trực ban", "nghỉ trực")
    assert "không còn nơi nào khác" in here.officer("Phó trực ban", "nghỉ trực")


def test_an_officer_who_left_the_directory_asks_in_vain(here: Room) -> None:
    here.do(lambda work: work.connection.execute(text("UPDATE people SET officer_id = 'gone'")))
    assert here.officer("Công an xã Sơn Tây", "trực") == "Lúc này anh chị không trong ca trực."
