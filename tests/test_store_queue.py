"""The queue in SQL against the rules themselves: whatever it lists, counts or finds is what may be seen, in order."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.store import Store
from bot.store.work import SqlWork
from handlers.access import permitted
from handlers.events import Address, Person
from referral.agencies import Agency, Officer
from referral.alerts import Alert, AlertAnswer
from referral.case import Case
from referral.queue import CLOSED_RANK, Filter, Mark, Reach, State, mark_of, reach_of
from referral.staff import CASE_ROLES, OTHER_ROLES, Grant, area_of
from referral.telling import Telling
from referral.triage import CATEGORIES
from referral.urgency import Urgency
from tests.fakes import FakeClock
from tests.store_cast import MINUTE, START, found_directory

COMMUNES = {"100": "1", "101": "1", "200": "2", "": ""}
AGENCIES = (
    Agency("desk", "Trực ban", "intake_desk"),
    Agency("police-100", "Công an", "police", ("100", "101"), "1"),
    Agency("school-200", "Trường", "school", ("200",), "2"),
    Agency("province-1", "Trực tỉnh", "province_desk", (), "1"),
)
OFFICERS = tuple(Officer(f"{agency.id}-{n}", agency.id, "Cán bộ") for agency in AGENCIES for n in (1, 2))
ANSWERS: tuple[AlertAnswer, ...] = ("", "accepted", "declined", "stood_down", "lost", "handed_on", "cut")
NAMES = [*(one.id for one in AGENCIES), *(one.id for one in OFFICERS)]
STATES: tuple[State, ...] = ("open", "closed", "any")
ALL = 10_000


def some(chance: random.Random, names: Sequence[str], odds: float) -> frozenset[str]:
    """A few of these, mostly none."""
    return frozenset(name for name in names if chance.random() < odds)


def a_case(chance: random.Random, n: int) -> Case:
    """Any case."""
    commune = chance.choice(list(COMMUNES))
    return Case(
        id=f"case-{n}", number=f"LN-{n:05}", category=chance.choice(CATEGORIES), urgency=chance.choice(list(Urgency)),
        opened_at=START - chance.randrange(5000) * MINUTE, commune=commune, province=COMMUNES[commune],
        status="open" if chance.random() < 0.7 else "closed", avoid=some(chance, ("police", "school"), 0.08),
        excluded=some(chance, NAMES, 0.04), named=some(chance, NAMES, 0.02),
    )  # fmt: skip


def fill(work: SqlWork, chance: random.Random, count: int) -> None:
    """Random cases, whoever was asked and told of them; some change afterwards."""
    for n in range(count):
        case = a_case(chance, n)
        work.cases.add(case, f"{n:016}")
        for k in range(1, chance.randrange(4)):
            who = chance.choice(OFFICERS)
            body = chance.choice([who.agency, chance.choice(AGENCIES).id])
            due = START + chance.randrange(-60, 60) * MINUTE
            work.alerts.add(case.id, Alert(k, body, who.id, case.urgency, START, due, chance.choice(ANSWERS)))
        if chance.random() < 0.3:
            who = chance.choice(OFFICERS)
            work.tellings.add(case.id, Telling(who.agency, who.id, "know", START))
        if chance.random() < 0.3:
            excluded = some(chance, NAMES, 0.1)
            work.cases.save(replace(case, excluded=excluded, avoid=frozenset(), named=frozenset()))


@pytest.fixture(params=[1, pytest.param(2, marks=pytest.mark.soak)])
def work(store: Store, request: pytest.FixtureRequest) -> Iterator[SqlWork]:
    """Many random cases."""
    found_directory(store)
    with store.begin() as connection:
        work = store.work(connection)
        work.directories.replace(AGENCIES, OFFICERS)
        fill(work, random.Random(request.param), 150)
        yield work


def reaches(work: SqlWork, action: str) -> Iterator[tuple[Person, Reach]]:
    """Everybody in every role."""
    for officer in OFFICERS:
        agency = work.directory.agencies[officer.agency]
        for role in (*CASE_ROLES, *OTHER_ROLES):
            grant = Grant(role, agency.id, area_of(role, agency))
            person = Person(officer.id, Address("officer_page", officer.id), officer_id=officer.id, grant=grant)
            yield person, reach_of(officer, agency, grant, action)


def everywhere(action: str) -> Reach:
    """What the desk that answers for all reaches for this."""
    desk = AGENCIES[0]
    return reach_of(
        OFFICERS[0], desk, Grant("province_coordinator", desk.id, area_of("province_coordinator", desk)), action
    )


def every_case(work: SqlWork) -> list[Case]:
    """All of them, whoever may see them."""
    return [case for n in range(150) if (case := work.cases.get(f"case-{n}"))]


def may_see(work: SqlWork, person: Person, action: str, cases: Sequence[Case]) -> set[str]:
    """The numbers of the cases that the rules allow this person."""
    officer = work.directory.officers[person.officer_id]
    return {case.number for case in cases if permitted(work, person, officer, case, action)}


def listed(work: SqlWork, reach: Reach, wanted: Filter, size: int = 7) -> list[str]:
    """The numbers that SQL finds, page after page."""
    found: list[str] = []
    after: Mark | None = None
    while page := work.queue.page(reach, wanted, after, size):
        found += [case.number for _, case in page]
        after = page[-1][0]
    return found


@pytest.mark.no_cover  # some seventy people look at every case: what follows counts the lines
@pytest.mark.parametrize("action", ["see_line", "read"])
def test_the_list_is_what_the_rules_allow(work: SqlWork, action: str) -> None:
    cases = every_case(work)
    for turn, (person, reach) in enumerate(reaches(work, action)):
        everything = may_see(work, person, action, cases)
        for state in STATES:
            allowed = {case.number for case in cases if state in ("any", case.status)} & everything
            found = listed(work, reach, Filter(state=state), 40)
            assert len(found) == len(set(found)) and set(found) == allowed, (person, state)
            assert work.queue.count(reach, Filter(state=state), ALL) == len(allowed)
        for number in (case.number for case in cases[turn % 7 :: 7]):  # others in each turn: all of them in seven
            assert bool(work.queue.find(reach, number)) == (number in everything)


def test_the_parts_of_the_first_page_are_all_that_is_open_each_once(work: SqlWork) -> None:
    for person, reach in reaches(work, "see_line"):
        parts = [listed(work, reach, Filter(scope)) for scope in ("waiting", "mine", "ours")]
        together = [number for part in parts for number in part]
        assert len(together) == len(set(together))
        assert set(together) == set(listed(work, reach, Filter())), person
        assert work.queue.count(reach, Filter("ours"), 3) == min(3, len(parts[2]))


def test_each_filter_is_what_it_says(work: SqlWork) -> None:
    reach = everywhere("read")
    cases = {case.number: case for case in every_case(work)}
    seen = set(listed(work, reach, Filter(state="any")))

    def holds(wanted: Filter, rule: Callable[[Case], bool]) -> None:
        expected = {n for n in seen if rule(cases[n]) and (wanted.state == "any" or cases[n].status == wanted.state)}
        assert set(listed(work, reach, wanted)) == expected, wanted

    def asked(case: Case, *answers: str) -> bool:
        return any(a.body == "police-100" and a.answer in answers for a in work.alerts.of(case.id))

    def taken(case: Case) -> bool:
        return any(a.answer == "accepted" for a in work.alerts.of(case.id))

    day = START - timedelta(days=2)
    holds(Filter(urgency=Urgency.urgent), lambda case: case.urgency == Urgency.urgent)
    holds(Filter(urgency=Urgency.urgent, state="any"), lambda case: case.urgency == Urgency.urgent)
    holds(Filter(kind="disaster", state="any"), lambda case: case.category == "disaster")
    holds(Filter(commune="101"), lambda case: case.commune == "101")
    holds(Filter(province="1", state="closed"), lambda case: case.province == "1")
    holds(Filter(since=day), lambda case: case.opened_at >= day)
    holds(Filter(until=day), lambda case: case.opened_at < day)
    holds(Filter(unanswered=True), lambda case: not taken(case))
    holds(Filter(agency="police-100"), lambda case: asked(case, "", "accepted", "declined"))
    holds(
        Filter(agency="police-100", unanswered=True),
        lambda case: asked(case, "", "declined") and not asked(case, "accepted"),
    )
    holds(
        Filter(overdue=True),
        lambda case: not taken(case) and any(a.answer == "" and a.due_at < START for a in work.alerts.of(case.id)),
    )


def test_what_nobody_holds_comes_first_then_the_more_urgent_then_what_was_due_first(store: Store) -> None:
    rows: list[tuple[int, AlertAnswer, int]] = [(1, "", -9), (3, "accepted", -9), (3, "", 5), (3, "", -5), (4, "", 9)]
    with store.begin() as connection:
        work = store.work(connection)
        work.directories.replace(AGENCIES, OFFICERS)
        for n, (urgency, answer, due) in enumerate(rows):
            case = Case(f"c{n}", f"LN-{n}", "disaster", Urgency(urgency), START - n * MINUTE)
            work.cases.add(case, f"{n:016}")
            work.alerts.add(case.id, Alert(1, "desk", "desk-1", case.urgency, START, START + due * MINUTE, answer))
        reach = everywhere("see_line")
        assert listed(work, reach, Filter()) == ["LN-4", "LN-3", "LN-2", "LN-0", "LN-1"]
        assert listed(work, reach, Filter(urgency=Urgency.urgent)) == ["LN-3", "LN-2", "LN-1"]


def test_a_page_begins_where_the_last_one_ended_whatever_came_meanwhile(store: Store) -> None:
    with store.begin() as connection:
        work = store.work(connection)
        for n in range(6):
            work.cases.add(Case(f"c{n}", f"LN-{n}", "disaster", Urgency.urgent, START + n * MINUTE), f"{n:016}")
        reach = everywhere("see_line")
        first = work.queue.page(reach, Filter(), None, 3)
        work.cases.add(Case("new", "LN-N", "disaster", Urgency.emergency, START), f"{9:016}")
        rest = work.queue.page(reach, Filter(), mark_of(str(first[-1][0])), 3)
        assert [case.number for _, case in (*first, *rest)] == [f"LN-{n}" for n in range(6)]


def test_what_was_erased_is_in_no_list_and_no_count(store: Store, clock: FakeClock) -> None:
    reach = everywhere("see_line")
    with store.begin() as connection:
        work = store.work(connection)
        work.cases.add(Case("c", "LN-C", "disaster", Urgency.urgent, START, status="closed"), "0" * 16)
        (found,) = work.queue.standings(reach, Filter(state="any"), None, 9)
        assert found.mark.rank == CLOSED_RANK
        work.cases.erase("c")
        assert work.queue.count(reach, Filter(state="any"), 9) == 0 == len(listed(work, reach, Filter(state="closed")))
