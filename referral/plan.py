"""What should be true of a case: which bodies must act, and the ladder of officers that each of them has."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from referral.agencies import COMMUNE_ROLES, Agency, Directory, Officer
from referral.case import Case
from referral.matrix import Matrix
from referral.urgency import Urgency


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
    know: tuple[str, ...] = ()  # agency ids that should hear of it from whoever takes the case


def plan(case: Case, directory: Directory, matrix: Matrix) -> Plan:
    """Decide who must act: total, never empty while the directory has an intake desk."""
    bodies = unique(wanted(case, directory, matrix))
    ladders = (Duty(body.id, ladder(body, bodies, case, directory)) for body in bodies)
    know = unique(holder(role, case, directory) for role in matrix.know[case.category] if role not in case.avoid)
    return Plan(tuple(ladders), matrix.wait(case.urgency), tuple(a.id for a in know if a not in bodies))


def wanted(case: Case, directory: Directory, matrix: Matrix) -> list[Agency | None]:
    """The bodies of the row, then those that an officer, a contest or a wish for a human adds."""
    bodies = [body_for(role, case, directory) for role in matrix.roles(case)]
    bodies += [directory.agencies.get(agency) for agency in case.passed_to]
    if case.contested:
        bodies.append(above(case, directory))
    if case.needs_human:
        bodies.append(directory.intake_desk())
    return bodies


def body_for(role: str, case: Case, directory: Directory) -> Agency | None:
    """The agency that holds this role for the case, one level higher where there is none or it must not know."""
    if role == "intake_desk":
        return directory.intake_desk()
    if role in case.avoid:
        return above(case, directory)
    return holder(role, case, directory) or above(case, directory)


def holder(role: str, case: Case, directory: Directory) -> Agency | None:
    """The agency that holds this role in the commune or province of the case, if there is one."""
    if role in COMMUNE_ROLES:
        return directory.for_commune(role, case.commune) if case.commune else None
    return directory.for_province(role, case.province) if case.province else None


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
