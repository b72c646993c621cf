"""What should be true of a case: which bodies must act, and the ladder of officers that each of them has."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from referral.agencies import COMMUNE_ROLES, PROVINCE_ROLES, Agency, Directory, Officer
from referral.case import Case
from referral.matrix import Matrix
from referral.urgency import Urgency

MOST_CANDIDATES = 3  # communes alerted while it is not clear which one it is


@dataclass(frozen=True, slots=True)
class Duty:
    """One body that must act, and the officers to ask in turn until one accepts for it."""

    body: str
    ladder: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Who must act on a case. `patience` is how long one rung is waited for."""

    duties: tuple[Duty, ...]
    patience: timedelta
    unheld: frozenset[str] = frozenset()  # bodies that are asked while all others still wait
    know: tuple[str, ...] = ()  # agency ids that should hear of it from whoever takes the case


def plan(case: Case, directory: Directory, matrix: Matrix) -> Plan:
    """Decide who must act: total, never empty while the directory has an intake desk."""
    bodies = unique(wanted(case, directory, matrix))
    ladders = (Duty(body.id, ladder(body, bodies, case, directory)) for body in bodies)
    know = unique(a for role in matrix.know[case.category] for a in holders(role, case, directory))
    return Plan(
        tuple(ladders),
        matrix.wait(case.urgency),
        frozenset(a.id for a in bodies if asks_desk(case) and a.role == "intake_desk"),
        tuple(a.id for a in know if a not in bodies and a.role not in case.avoid),
    )


def wanted(case: Case, directory: Directory, matrix: Matrix) -> list[Agency | None]:
    """The bodies of the row, then those that an officer, a contest or a wish for a human adds."""
    bodies = [body for role in matrix.roles(case) for body in bodies_for(role, case, directory)]
    bodies += [directory.agencies.get(agency) for agency in case.passed_to]
    if case.contested:
        bodies.append(above(case, directory))
    if asks_desk(case):
        bodies.append(directory.intake_desk())
    return bodies


def asks_desk(case: Case) -> bool:
    """Whether the intake desk itself must act: a human was asked for, or the source cried too often."""
    return case.needs_human or case.desk_first is not None


def bodies_for(role: str, case: Case, directory: Directory) -> list[Agency | None]:
    """The agencies that hold this role for the case; one level higher where there is none or it must not know."""
    if role == "intake_desk":
        return [directory.intake_desk()]
    found = [] if role in case.avoid else holders(role, case, directory)
    sure = bool(found) and (bool(case.commune) or role in PROVINCE_ROLES)
    return [*found] if sure else [*found, above(case, directory)]


def holders(role: str, case: Case, directory: Directory) -> list[Agency]:
    """The agencies that hold this role in the places of the case."""
    if role in COMMUNE_ROLES:
        return [a for commune in communes(case) if (a := directory.for_commune(role, commune))]
    found = directory.for_province(role, case.province) if case.province else None
    return [found] if found else []


def communes(case: Case) -> tuple[str, ...]:
    """The commune of the case, or in an emergency each of the few it may be: alert first, ask after."""
    if case.commune:
        return (case.commune,)
    few = len(case.candidates) <= MOST_CANDIDATES and case.urgency == Urgency.emergency
    return case.candidates if few else ()


def above(case: Case, directory: Directory) -> Agency | None:
    """The province desk while the province is known, else the desk that answers for all."""
    higher = directory.for_province("province_desk", case.province) if case.province else None
    return higher or directory.intake_desk()


def ladder(body: Agency, bodies: tuple[Agency, ...], case: Case, directory: Directory) -> tuple[str, ...]:
    """Officers to ask, in order: the body's own, another body of the row, social work centre, desks."""
    support = directory.for_province("social_work_centre", case.province) if case.province else None
    rungs = unique([body, *bodies, support, above(case, directory), directory.intake_desk()])
    allowed = [agency for agency in rungs if agency.role not in case.avoid]
    asked = [o.id for agency in allowed for o in reachable(directory.officers_of(agency.id))]
    return tuple(asked) or anybody(directory)


def reachable(officers: tuple[Officer, ...]) -> list[Officer]:
    """Officers on duty whom a linked channel reaches: an empty post is skipped at once."""
    return [o for o in officers if o.on_duty and o.ways]


def anybody(directory: Directory) -> tuple[str, ...]:
    """Nobody is on duty anywhere: the intake desk's officers all the same, duty or not."""
    desk = directory.intake_desk()
    return tuple(o.id for o in directory.officers_of(desk.id) if o.ways) if desk else ()


def unique(agencies: Iterable[Agency | None]) -> tuple[Agency, ...]:
    """The agencies without None and without repeats, in order."""
    return tuple(dict.fromkeys(a for a in agencies if a))


def sirens(urgency: Urgency) -> bool:
    """Whether an alert of this urgency may make a sound at any hour."""
    return urgency >= Urgency.urgent
