"""What still points to communes that ended: shown, and moved, each in a transaction of its own."""

from collections.abc import Callable, Mapping, Sequence

from bot.store import Store
from bot.store.places import open_cases, province_names
from bot.store.work import SqlWork
from handlers.moving import (
    AgencyMove,
    Provinces,
    agency_moves,
    move_case,
    move_hazards,
    move_subscribers,
    moved_case,
    subscriber_moves,
)
from referral.agencies import Agency
from referral.case import Case
from referral.jurisdiction.changes import cut, successors
from referral.jurisdiction.units import units
from referral.records import dataclass


@dataclass(frozen=True, slots=True)
class Touched:
    """One line of the list: what it is, the codes it points to, those it will point to, what a person must decide."""

    what: str  # a case's number, an agency's name, an officer's id: never content
    before: tuple[str, ...]
    after: tuple[str, ...]
    review: str = ""


STILL = "is it still there?"
SPLIT = "they stay in the province until they name a commune"
LOST_CASE = "no commune of today: somebody must say where"
LOST_AGENCY = "no commune of today: import its line again"

Look = Callable[[Store, Provinces], Sequence[Touched]]


def ended_provinces(store: Store) -> Provinces:
    """Provinces that are no longer in force, with those that follow them."""
    now = units()
    with store.connection() as connection:
        known = province_names(connection)
    return {code: now.merged[name] for code, name in known.items() if code not in now.provinces and name in now.merged}


def touched_agencies(store: Store, provinces: Provinces) -> Sequence[Touched]:
    """Agencies that serve communes which ended or were cut."""
    moved = [
        Touched(move.before.name, places_of(move.before), places_of(move.after), move.review)
        for move in moves(store, provinces)
    ]
    return [*moved, *(Touched(a.name, a.communes, a.communes, LOST_AGENCY) for a in lost_agencies(store))]


def lost_agencies(store: Store) -> Sequence[Agency]:
    """Agencies that serve what is no commune: they were moved by a version that was withdrawn."""
    with store.connection() as connection:
        directory = store.work(connection).directory
    found = (agency for agency in directory.agencies.values() if any(map(is_lost, agency.communes)))
    return sorted(found, key=lambda agency: agency.id)


def is_lost(code: str) -> bool:
    """Whether nobody knows a commune's code, neither as one of today nor as one that ended."""
    return bool(code) and code not in units().current and not successors(units(), code)


def touched_officers(store: Store, provinces: Provinces) -> Sequence[Touched]:
    """Their officers, who go where their agency goes."""
    with store.connection() as connection:
        directory = store.work(connection).directory
    of = {move.before.id: move for move in moves(store, provinces)}
    officers = sorted(directory.officers.values(), key=lambda officer: officer.id)
    return [
        Touched(officer.id, places_of(of[officer.agency].before), places_of(of[officer.agency].after))
        for officer in officers
        if officer.agency in of
    ]


def touched_cases(store: Store, provinces: Provinces) -> Sequence[Touched]:
    """Open cases in communes that ended or were cut, the oldest first."""
    gave = cut(units())
    found = ((case, moved_case(case, provinces)) for case in cases_of(store))
    return [
        as_touched(case, after, gave)
        for case, after in found
        if case != after or case.commune in gave or any(map(is_lost, (case.commune, *case.candidates)))
    ]


def touched_subscriptions(store: Store, provinces: Provinces) -> Sequence[Touched]:
    """Subscribers of communes that ended."""
    with store.connection() as connection:
        moves = subscriber_moves(store.work(connection), provinces)
    return [
        Touched(
            f"{move.many} subscribers",
            named(move.before),
            named(move.after),
            SPLIT if move.before[0] and not move.after[0] else "",
        )
        for move in moves
    ]


def named(here: tuple[str, str]) -> tuple[str, ...]:
    """A commune and its province, by code; what is not known is left out."""
    return tuple(filter(None, here))


LOOKS: Mapping[str, Look] = {
    "Agencies": touched_agencies,
    "Officers": touched_officers,
    "Open cases": touched_cases,
    "Subscriptions": touched_subscriptions,
}


def moves(store: Store, provinces: Provinces) -> tuple[AgencyMove, ...]:
    """What becomes of the agencies of this directory."""
    with store.connection() as connection:
        return agency_moves(store.work(connection).directory, provinces)


def cases_of(store: Store) -> Sequence[Case]:
    """All open cases."""
    with store.connection() as connection:
        work = store.work(connection)
        found = (work.cases.get(case_id) for case_id in open_cases(connection))
        return [case for case in found if case]


def as_touched(before: Case, after: Case, gave: Mapping[str, tuple[str, ...]]) -> Touched:
    """A case with its communes, and what somebody must say of it."""
    if before == after:
        stays = gave.get(before.commune, communes_of(before))
        return Touched(before.number, communes_of(before), stays, STILL if before.commune in gave else LOST_CASE)
    several = "" if after.commune or not after.candidates else "somebody must say which"
    return Touched(before.number, communes_of(before), communes_of(after), several)


def places_of(agency: Agency) -> tuple[str, ...]:
    """The communes and the province of an agency, by code."""
    return (*agency.communes, *filter(None, (agency.province,)))


def communes_of(case: Case) -> tuple[str, ...]:
    """The commune of a case, or those it may be, or its province."""
    communes = (case.commune,) if case.commune else case.candidates
    return communes or tuple(filter(None, (case.province,)))


def replay(store: Store, provinces: Provinces) -> None:
    """Move agencies first, so that the cases find them; a death in between leaves the rest for the next time."""
    with store.begin() as connection:
        move_agencies(store.work(connection), provinces)
        move_hazards(store.work(connection))
        move_subscribers(store.work(connection), provinces)
    for case in cases_of(store):
        if moved_case(case, provinces) != case:
            move_one(store, case.id, provinces)


def move_one(store: Store, case_id: str, provinces: Provinces) -> None:
    """Move a case as it is now."""
    with store.begin() as connection:
        work = store.work(connection)
        case = work.cases.get(case_id)
        if case:
            move_case(work, case, provinces)


def move_agencies(work: SqlWork, provinces: Provinces) -> None:
    """Keep the agencies that are other than before, with an audit row each."""
    changed = [move.after for move in agency_moves(work.directory, provinces) if move.before != move.after]
    if changed:
        work.directories.replace(changed, ())
    for agency in changed:
        work.audit("deployer", f"move agency {agency.id} > {'+'.join(places_of(agency))}")
