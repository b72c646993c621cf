"""The database's counts for the board against looking at every case one by one, for every role."""

from collections import Counter
from dataclasses import replace

import pytest

from bot.store import Store
from bot.store.work import SqlWork
from handlers.access import permitted
from handlers.console import board
from handlers.events import Person
from handlers.hazard_views import sees
from handlers.keeps_board import Wanted
from referral.agencies import Officer
from referral.board import Places, Tally, View
from referral.case import Case
from referral.staff import Account, Role, grant_of
from tests.board_city import build, person
from tests.web_house import move_in

LOOKERS: tuple[tuple[Role, str], ...] = (
    ("officer", "police-21340-1"),
    ("officer", "people_committee-21340-2"),
    ("officer", "intake_desk-1"),
    ("agency_lead", "police-21340-1"),
    ("agency_lead", "province_desk-51-1"),
    ("commune_coordinator", "people_committee-21340-1"),
    ("commune_coordinator", "police-21340-1"),
    ("province_coordinator", "province_desk-51-1"),
    ("province_coordinator", "intake_desk-1"),
)


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_counts_are_those_of_looking_at_each(store: Store, seed: int) -> None:
    with store.begin() as connection:
        work = store.work(connection)
        move_in(work)
        build(work, seed, 160)
    with store.begin() as connection:
        for role, officer in LOOKERS:
            compare(store.work(connection), role, officer)


def compare(work: SqlWork, role: Role, officer_id: str) -> None:
    """What the board counts for somebody, and what they find one by one."""
    grant = grant_of(Account("a", "a", role, officer=officer_id), work.directory)
    seen = board.view(work, officer_id, grant) if grant else None
    assert grant and seen
    looker = replace(person(work, officer_id), grant=grant)
    officer = work.directory.officers[officer_id]
    cases = [case for case in every_case(work) if permitted(work, looker, officer, case, "see_line")]
    assert sorted(work.board.cases(seen), key=str) == sorted(tallies(work, cases), key=str), (role, officer_id)
    assert cases, "it must count something"
    compare_places(work, seen, officer)
    rescues = {case.number for case in cases if case.category in ("drowning_now", "injury_now", "disaster")}
    assert set(work.board.rescues(seen, 999)) == rescues
    shown = {one.number for one in board.rescues(work, looker.id, seen, grant)}
    may_read = {c.number for c in cases if c.facts and permitted(work, looker, officer, c, "read")}
    assert shown == rescues & may_read


def every_case(work: SqlWork) -> list[Case]:
    """All open cases."""
    return [case for case_id in work.cases.open_ids() if (case := work.cases.get(case_id))]


def tallies(work: SqlWork, cases: list[Case]) -> list[Tally]:
    """The same counts by hand."""
    alone, late, every = Counter[tuple[str, int]](), Counter[tuple[str, int]](), Counter[tuple[str, int]]()
    for case in cases:
        key, alerts = (case.commune, int(case.urgency)), work.alerts.of(case.id)
        waits = any(a.answer == "" and a.due_at < work.now for a in alerts)
        nobody = not any(a.answer == "accepted" for a in alerts)
        clocks = work.clocks.of(f"case:{case.id}")
        over = any(c.stopped_at is None and not c.ended and c.due_at < work.now for c in clocks)
        every[key] += 1
        alone[key] += nobody
        late[key] += over or (nobody and waits)
    return [Tally(*key, n, alone[key], late[key]) for key, n in every.items()]


def compare_places(work: SqlWork, seen: View, officer: Officer) -> None:
    """The same for dangerous places."""
    ours = [
        hazard
        for hazard in work.hazards.listed(every=True)
        if sees(work, officer, hazard)
        and (seen.field.covers(hazard.commune, hazard.province) or hazard.must_fix == officer.agency)
    ]
    counts, late = Counter[str](), Counter[str]()
    for hazard in (hazard for hazard in ours if hazard.status == "open"):
        counts[hazard.commune] += 1
        late[hazard.commune] += hazard.due_at < work.now
    by_hand = {commune: Places(commune, n, late[commune]) for commune, n in counts.items()}
    assert {found.commune: found for found in work.board.places(seen)} == by_hand
    for wanted in (Wanted(state=""), Wanted(kind="pond"), Wanted(overdue=True), Wanted(state="fixed", commune="21340")):
        listed = work.board.listed(seen, wanted, 999)
        assert set(listed) == {hazard.id for hazard in ours if fits(work, hazard.id, wanted)}
        assert work.board.listed(seen, wanted, 3, 2) == listed[2:5]


def fits(work: SqlWork, hazard_id: str, wanted: Wanted) -> bool:
    """Whether a place is wanted, by hand."""
    hazard = work.hazards.get(hazard_id)
    assert hazard
    states = {"waiting": ("open", "fixed")}.get(wanted.state, (wanted.state,)) if wanted.state else (hazard.status,)
    late = hazard.status == "open" and hazard.due_at < work.now
    near = wanted.commune in ("", hazard.commune) and wanted.kind in ("", hazard.kind)
    return near and hazard.status in states and (late or not wanted.overdue)


def test_whoever_left_the_directory_looks_at_nothing(store: Store) -> None:
    with store.begin() as connection:
        work = store.work(connection)
        move_in(work)
        assert board.view(work, "gone", Person("p", person(work, "intake_desk-1").address).grant) is None
