"""A city full of cases for the board, by chance from a seed: open, closed, alerted, told of, kept from somebody."""

from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import get_args

from bot.store.work import SqlWork
from handlers.events import Address, Person
from referral.agencies import ROLES
from referral.alerts import Alert, AlertAnswer
from referral.case import Case
from referral.deadlines import Clock
from referral.hazards import Hazard
from referral.sample import sample_directory
from referral.telling import Telling
from referral.triage import CATEGORIES
from referral.urgency import Urgency

ANSWERS: tuple[AlertAnswer, ...] = get_args(AlertAnswer)
HOUR = timedelta(hours=1)
PLACES = (("21340", "51"), ("21343", "51"), ("", "51"), ("08707", "25"), ("", ""))
SHUT_OUT = ("police-21340", "police-21340-1", "people_committee-21340-1", "province_desk-51", "intake_desk-1")


def build(work: SqlWork, seed: int, size: int) -> None:
    """So many cases with alerts, clocks and tellings, and places that some of them are about."""
    chance = Random(seed)
    officers = [
        o for o in sample_directory().officers.values() if o.agency.endswith(("-21340", "-21343", "-51", "desk"))
    ]
    for n in range(size):
        case = some_case(work, chance, n)
        work.cases.add(case, f"{seed:04d}{n:012d}")
        for number in range(1, chance.randrange(4)):
            officer = chance.choice(officers)
            answer = chance.choice(ANSWERS)
            sent = work.now - chance.randrange(1, 30) * HOUR
            due = work.now + chance.choice((-1, 1)) * HOUR
            work.alerts.add(case.id, Alert(number, officer.agency, officer.id, case.urgency, sent, due, answer))
        if chance.random() < 0.4:
            told = chance.choice(officers)
            work.tellings.add(case.id, Telling(told.agency, told.id, "know", work.now))
        if chance.random() < 0.3:
            some_clock(work, chance, case)
        if chance.random() < 0.3 and case.commune:
            some_place(work, chance, case)


def some_case(work: SqlWork, chance: Random, n: int) -> Case:
    """One case."""
    commune, province = chance.choice(PLACES)
    return Case(
        id=f"case-{n}",
        number=f"LN-{n:05d}",
        category=chance.choice(CATEGORIES),
        urgency=chance.choice(list(Urgency)),
        opened_at=work.now - chance.randrange(1, 50) * HOUR,
        status=chance.choice(("open", "open", "open", "closed")),
        commune=commune,
        province=province,
        avoid=frozenset(chance.sample(ROLES, chance.choice((0, 0, 0, 2)))),
        excluded=frozenset(chance.sample(SHUT_OUT, chance.choice((0, 0, 0, 1, 2)))),
        facts={"point": "14.99000, 108.49000"} if chance.random() < 0.5 else {},
    )


def some_clock(work: SqlWork, chance: Random, case: Case) -> None:
    """A legal clock of a case: over or not, stopped or not."""
    over, stopped = chance.random() < 0.5, chance.random() < 0.3
    due = work.now + (-HOUR if over else HOUR)
    clock = Clock("first_look", 1, work.now - 9 * HOUR, due, "12 hours")
    work.clocks.save(f"case:{case.id}", [replace(clock, stopped_at=work.now if stopped else None)])


def some_place(work: SqlWork, chance: Random, case: Case) -> None:
    """A dangerous place that the case is about, with one of two other cases of its commune or alone."""
    hazard = Hazard(
        id=f"h-{case.id}",
        number=f"HZ-{case.number[3:]}",
        kind=chance.choice(("pond", "well", "road")),
        commune=case.commune,
        province=case.province,
        must_fix=chance.choice(("people_committee-21340", "people_committee-08707", "")),
        found_at=case.opened_at,
        due_at=work.now + chance.choice((-1, 1)) * HOUR,
        description="ao nhà bà Tư",
        point=(14.99, 108.49),
        status=chance.choice(("open", "open", "fixed", "confirmed", "gone")),
    )
    work.hazards.add(hazard)
    work.hazards.join(hazard.id, case.id)


def person(work: SqlWork, officer: str) -> Person:
    """An officer at the page."""
    return work.people.at(Address("officer_page", officer))
