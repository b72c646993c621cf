"""Settling: twice is once, an event that comes twice changes nothing, and dead lines do not ring in circles."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.store.work import SqlWork
from handlers import delivery, incoming, timers
from handlers.events import Address, IncomingEvent, OutgoingMessage, Timer
from handlers.settle import settle
from referral.urgency import Urgency
from tests.cast import OFFICERS, OFFICERS_AT
from tests.databases import fresh_url
from tests.play import OPENINGS, PLAYS, find, opening
from tests.room import LAN, Room, read_cases, room, rows_of
from tests.script import Names, read
from tests.stage import Stage

NAMES = sorted(file.stem for file in PLAYS.glob("*.txt"))
SOME = [name if n % 2 else pytest.param(name, marks=pytest.mark.soak) for n, name in enumerate(NAMES)]  # half a minute
WRITTEN = ("alerts", "tellings", "outbox", "timers", "entries", "audit", "attachments", "cases")
LESS = "ba em hay đánh em, xã Sơn Tây, Quảng Ngãi"
REPORT = "có người đang đánh cháu bé dã man, xã Sơn Tây, Quảng Ngãi"


def settle_all(work: SqlWork) -> None:
    """Settle every case once more; it must write nothing."""
    before = written(work)
    for case in read_cases(work):
        settle(work, case)
    assert written(work) == before


def written(work: SqlWork) -> dict[str, int | list[tuple[object, ...]]]:
    """What a happening leaves behind: how many rows, and each alert and timer as it is."""
    counts: dict[str, int | list[tuple[object, ...]]] = {table: len(rows_of(work, table)) for table in WRITTEN}
    return {**counts, "alerts": rows_of(work, "alerts"), "timers": rows_of(work, "timers")}


async def every_act_twice(name: str, folder: Path) -> None:
    """Run a play; after each act settle again, and let the platform repeat the last message of everybody."""
    lines = read((PLAYS / f"{name}.txt").read_text("utf-8"))
    stage = Stage(fresh_url("sqlite", folder), folder / "keys.json", opening(lines))
    await stage.open()
    try:
        names, writers = Names(), set[str]()
        for act, words in (find(line) for line in lines if line.acts and line.text not in OPENINGS):
            async for moment in stage.acted(act, tuple(map(names.show, words)), False):
                for said in moment:
                    names.hide(said.message.text)
            if act in (Stage.speak, Stage.press, Stage.send_media, Stage.be_at):
                writers.add(words[0])
            await stage.desk.do(settle_all)
            before = await stage.desk.do(written)
            for writer in writers:
                await stage.repeat(writer)
            assert await stage.desk.do(written) == before
    finally:
        await stage.close()


@pytest.mark.no_cover
@pytest.mark.parametrize("name", SOME)
def test_the_same_event_twice_and_settling_twice_change_nothing(name: str, tmp_path: Path) -> None:
    asyncio.run(every_act_twice(name, tmp_path))


def unreachable(here: Room, officer: str) -> None:
    """The channel says that this officer is gone."""
    person = here.person(Address(OFFICERS_AT, officer))
    for case in here.cases():
        fail(here, OutgoingMessage("dead", person, case_id=case.id))


def fail(here: Room, message: OutgoingMessage) -> None:
    """A message can never be delivered."""
    here.do(lambda work: delivery.failed(work, message, "refused"))


def alerts(here: Room) -> list[str]:
    (case,) = here.cases()
    return [alert.officer for alert in here.do(lambda work: work.alerts.of(case.id))]


def test_an_officer_who_is_gone_is_skipped_at_once(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        here.say(REPORT)
        assert alerts(here) == ["people_committee-21340-1", "police-21340-1"]
        unreachable(here, "police-21340-1")
        assert alerts(here)[2:] == ["police-21340-2"]


def test_bug_when_all_officers_were_gone_alerts_went_round_without_end(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        here.say(REPORT)
        for _ in range(3):
            for officer in OFFICERS.values():
                unreachable(here, officer)
        asked = alerts(here)
        assert len(asked) == len(set(asked)), "nobody was asked twice before the patience was over"
        here.clock.forward(timedelta(minutes=2))
        (case,) = here.cases()
        here.do(lambda work: timers.due(work, Timer("t", work.now, "settle", case.id)))
        assert len(alerts(here)) > len(asked), "then they are asked again"


def test_a_case_that_found_nobody_finds_the_officer_who_links_later(tmp_path: Path) -> None:
    with room(tmp_path, linked=False) as here:
        here.say(REPORT)
        assert alerts(here) == []
        here.do(lambda work: work.staff.link("intake_desk-1", work.people.at(Address(OFFICERS_AT, "intake_desk-1")).id))
        here.clock.forward(timedelta(minutes=2))
        (due,) = here.do(lambda work: [t for t in work.timers.due(work.now, 9) if t.kind == "settle"])
        here.do(lambda work: timers.due(work, due))
        assert set(alerts(here)) == {"intake_desk-1"}


def test_who_could_not_be_told_yet_is_not_asked_again(tmp_path: Path) -> None:
    """Repeats of all open cases piled up before a slow chat, and what was new behind them."""
    with room(tmp_path, linked=False) as here:
        desk = Address("telegram", "7001")
        here.do(lambda work: work.staff.link("intake_desk-1", work.people.at(desk).id))
        here.do(lambda work: incoming.take(work, IncomingEvent("1", LAN, here.clock.now, text=REPORT)))
        first = alerts(here)
        assert set(first) == {"intake_desk-1"}
        assert [look_again(here) for _ in range(3)] == [first] * 3, "it waits to be sent"
        here.deliver()
        assert len(look_again(here)) > len(first)


def test_an_officers_page_rings_again_while_the_messenger_is_stuck(tmp_path: Path) -> None:
    with room(tmp_path, linked=False) as here:
        ways = [Address("telegram", "7001"), Address(OFFICERS_AT, "intake_desk-1")]
        persons = [here.person(way) for way in ways]
        for person in persons:
            here.do(partial(link, person=person))
        here.do(lambda work: incoming.take(work, IncomingEvent("1", LAN, here.clock.now, text=REPORT)))
        for _ in range(3):
            look_again(here)
        rung = [here.do(partial(waiting_for, person_id=person)) for person in persons]
        assert rung == [1, 4], "nothing piles up before the messenger"
        here.deliver()
        look_again(here)
        assert here.do(lambda work: waiting_for(work, persons[0])) == 1


def link(work: SqlWork, person: str) -> None:
    work.staff.link("intake_desk-1", person)


def waiting_for(work: SqlWork, person_id: str) -> int:
    """How many alerts wait to be sent to one way of an officer."""
    urgent = "SELECT count(*) FROM outbox WHERE person_id = :one AND lane = 0 AND state = 'queued'"
    return int(work.connection.execute(text(urgent), {"one": person_id}).scalar_one())


def test_a_case_that_became_worse_is_told_to_whom_the_first_alert_has_not_reached(tmp_path: Path) -> None:
    with room(tmp_path, linked=False) as here:
        here.do(lambda work: work.staff.link("intake_desk-1", work.people.at(Address("telegram", "7001")).id))
        here.do(lambda work: incoming.take(work, IncomingEvent("1", LAN, here.clock.now, text=LESS)))
        (case,) = here.cases()
        assert case.urgency < Urgency.emergency
        look_again(here)
        first = alerts(here)
        assert first, "the two minutes for the reporter are over"
        here.clock.forward(timedelta(hours=1))
        worse = replace(case, urgency=Urgency.emergency)
        assert here.do(lambda work: settle(work, case)) and alerts(here) == first
        assert here.do(lambda work: settle(work, worse)) and len(alerts(here)) > len(first)
        second = alerts(here)
        here.clock.forward(timedelta(hours=1))
        here.do(lambda work: settle(work, worse))
        assert alerts(here) == second, "and that is not repeated"


def look_again(here: Room) -> list[str]:
    """Ten minutes later the case's timer is due; who was asked until then."""
    here.clock.forward(timedelta(minutes=10))
    (due,) = here.do(lambda work: [t for t in work.timers.due(work.now, 9) if t.kind == "settle"])
    here.do(lambda work: timers.due(work, due))
    return alerts(here)


def test_a_dead_letter_of_nobody_or_of_no_case_is_let_go(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        here.say(REPORT)
        lan = here.person(LAN)
        before = here.rows()
        for message in (OutgoingMessage("x", "gone", case_id="gone"), OutgoingMessage("x", lan)):
            fail(here, message)
        here.do(lambda work: timers.due(work, Timer("t", work.now, "settle", "gone")))
        assert here.rows() == before


def test_a_stood_down_desk_hears_it_no_second_time(tmp_path: Path) -> None:
    with room(tmp_path) as here:
        here.say("có đứa bé rơi xuống ao chưa vớt được")
        here.say("xã Sơn Tây, Quảng Ngãi")
        (case,) = here.cases()
        here.officer("UBND xã", f"nhận {case.number}")
        (case,) = here.cases()
        here.do(lambda work: settle(work, case))
        here.do(lambda work: settle(work, case))
        told = [m.text for m in here.deliver() if "không còn thuộc đơn vị" in m.text]
        assert told == []
        answers = here.do(lambda work: {a.body: a.answer for a in work.alerts.of(case.id)})
        assert answers["intake_desk"] == "stood_down"
