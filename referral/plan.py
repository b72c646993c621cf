"""What should be true of a case: which bodies must act, and the ladder of officers that each of them has."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

from referral.agencies import COMMUNE_ROLES, PROVINCE_ROLES, Agency, Directory, Officer
from referral.calendar import Calendar, Wait
from referral.case import Case
from referral.conflict import agency_may_know, in_conflict, officer_may_know
from referral.matrix import Matrix
from referral.urgency import Urgency

Asked = Mapping[str, Urgency]  # a body that was asked, and how urgent the case was at most when it was

MOST_CANDIDATES = 3  # communes alerted while it is not clear which one it is
NOBODY_ASKED: Asked = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Duty:
    """One body that must act, and the officers to ask in turn until one accepts for it."""

    body: str
    ladder: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Who must act on a case. `patience` is how long one rung is waited for."""

    duties: tuple[Duty, ...]
    patience: Wait
    calendar: Calendar = field(default_factory=Calendar)
    unheld: frozenset[str] = frozenset()  # bodies that are asked while all others still wait
    know: tuple[str, ...] = ()  # agency ids that should hear of it from whoever takes the case
    here: frozenset[str] = frozenset()  # bodies that answer for the commune, once that is known
    elsewhere: frozenset[str] = frozenset()  # bodies of communes that it might have been and is not

    def patient_until(self, start: datetime) -> datetime:
        """When the patience that begins at the start is over."""
        return self.patience.after(start, self.calendar)


def plan(case: Case, directory: Directory, matrix: Matrix, asked: Asked = NOBODY_ASKED) -> Plan:
    """Decide who must act: total, never empty while the directory has an intake desk.

    When an officer lowers a case, nothing that was asked is taken back: a body that only the higher level called
    keeps its duty until it acknowledges, and an alert keeps its moment. What comes next goes by the level now: the
    patience of each new alert, whether it sounds, and which bodies are called that were not asked yet.
    """
    called = unique([*wanted(case, directory, matrix), *still_asked(case, directory, matrix, asked)])
    bodies = tuple(body for body in called if agency_may_know(case, body))
    ladders = (Duty(body.id, ladder(body, bodies, case, directory)) for body in bodies)
    know = unique(a for role in matrix.know[case.category] for a in holders(role, case, directory))
    return Plan(
        tuple(ladders),
        matrix.wait(case.urgency),
        directory.calendar,
        frozenset(a.id for a in bodies if asks_desk(case) and a.role == "intake_desk"),
        tuple(a.id for a in know if a not in bodies and agency_may_know(case, a)),
        answering(case, bodies),
        frozenset(body.id for body in of_communes(ruled_out(case), directory)),
    )


def answering(case: Case, bodies: tuple[Agency, ...]) -> frozenset[str]:
    """The bodies of the commune, or where it has none all that act; nobody while the commune is not known."""
    own = frozenset(body.id for body in bodies if case.commune in body.communes)
    return own or frozenset(body.id for body in bodies if case.commune)


def ruled_out(case: Case) -> tuple[str, ...]:
    """The communes that it might have been and is not."""
    return tuple(code for code in case.facts.get("ruled_out", "").split(",") if code)


def of_communes(communes: Iterable[str], directory: Directory) -> tuple[Agency, ...]:
    """All bodies of some communes."""
    return unique(directory.for_commune(role, commune) for commune in communes for role in COMMUNE_ROLES)


def wanted(case: Case, directory: Directory, matrix: Matrix) -> list[Agency | None]:
    """The bodies of the row, those that lead elsewhere, then what an officer, a contest or a wish for a human adds."""
    roles = matrix.roles(case)
    bodies = [body for role in roles for body in bodies_for(role, case, directory)]
    bodies += [lead(roles, commune, case, directory) for commune in further_communes(case)]
    bodies += [directory.agencies.get(agency) for agency in case.passed_to]
    if case.contested or in_doubt(case):
        bodies.append(above(case, directory))
    if asks_desk(case):
        bodies.append(desk(case, directory))
    return bodies


def still_asked(case: Case, directory: Directory, matrix: Matrix, asked: Asked) -> list[Agency | None]:
    """The bodies that were asked while the case was more urgent and that it would have called then."""
    higher = sorted({urgency for urgency in asked.values() if urgency > case.urgency}, reverse=True)
    called = (body for urgency in higher for body in wanted(replace(case, urgency=urgency), directory, matrix))
    return [body for body in called if body and body.id in asked]


def in_doubt(case: Case) -> bool:
    """Whether in an emergency a pin speaks against the commune that was told."""
    return bool(case.commune and case.candidates) and case.urgency == Urgency.emergency


def asks_desk(case: Case) -> bool:
    """Whether the intake desk itself must act: a human was asked for, or the source cried too often."""
    return case.needs_human or case.desk_first is not None


def bodies_for(role: str, case: Case, directory: Directory) -> list[Agency | None]:
    """The agencies that hold this role for the case; one level higher where there is none or it must not know."""
    if role == "intake_desk":
        return [desk(case, directory)]
    found = [agency for agency in holders(role, case, directory) if agency_may_know(case, agency)]
    sure = bool(found) and (bool(case.commune) or role in PROVINCE_ROLES)
    return [*found] if sure else [*found, above(case, directory)]


def holders(role: str, case: Case, directory: Directory) -> list[Agency]:
    """The agency that holds this role in the commune or province of the case."""
    if role in COMMUNE_ROLES:
        found = directory.for_commune(role, case.commune) if case.commune else None
    else:
        found = directory.for_province(role, case.province) if case.province else None
    return [found] if found else []


def further_communes(case: Case) -> tuple[str, ...]:
    """In an emergency the few communes it may be, and those where it happened too or the child is now."""
    if case.urgency < Urgency.emergency:
        return ()
    told = [case.facts[name] for name in ("child_at", "happened_at") if case.facts.get(name)]
    every = tuple(code for code in dict.fromkeys((case.commune, *case.candidates, *told)) if code)
    few = every if len(every) <= MOST_CANDIDATES else tuple(told)
    return tuple(code for code in few if code != case.commune)


def lead(roles: tuple[str, ...], commune: str, case: Case, directory: Directory) -> Agency | None:
    """The first body of the row that a commune has and that may know: one, where it may well be somewhere else."""
    asked = (directory.for_commune(role, commune) for role in roles if role in COMMUNE_ROLES)
    return next((body for body in asked if body and agency_may_know(case, body)), None)


def above(case: Case, directory: Directory) -> Agency | None:
    """The province desk while the province is known, else the desk that answers for all; none that must not know."""
    higher = directory.for_province("province_desk", case.province) if case.province else None
    return higher if higher and agency_may_know(case, higher) else desk(case, directory)


def desk(case: Case, directory: Directory) -> Agency | None:
    """The desk that answers for all; where it must not know, the first province's desk that may; None if none may."""
    own = directory.intake_desk()
    if own is None or agency_may_know(case, own):
        return own
    desks = sorted((a for a in directory.agencies.values() if a.role == "province_desk"), key=lambda a: a.id)
    return next((a for a in desks if agency_may_know(case, a)), None)


def ladder(body: Agency, bodies: tuple[Agency, ...], case: Case, directory: Directory) -> tuple[str, ...]:
    """Officers to ask, in order: the body's own, another body of the row, social work centre, desks."""
    support = directory.for_province("social_work_centre", case.province) if case.province else None
    rungs = unique([body, *bodies, support, above(case, directory), desk(case, directory)])
    allowed = [agency for agency in rungs if agency_may_know(case, agency)]
    asked = [o.id for agency in allowed for o in knowing(case, agency, directory) if o.on_duty]
    return tuple(asked) or anybody(case, directory)


def knowing(case: Case, agency: Agency, directory: Directory) -> list[Officer]:
    """Officers whom a linked channel reaches and who may know: an empty post is skipped at once."""
    return [o for o in directory.officers_of(agency.id) if o.ways and officer_may_know(case, o, agency.role)]


def anybody(case: Case, directory: Directory) -> tuple[str, ...]:
    """Nobody is on duty anywhere: the desk's officers all the same, duty or not, then any province desk's."""
    own = desk(case, directory)
    desks = sorted((a for a in directory.agencies.values() if a.role == "province_desk"), key=lambda a: a.id)
    every = unique([own, *(a for a in desks if agency_may_know(case, a) and in_conflict(case))])
    found = (knowing(case, agency, directory) for agency in every)
    return tuple(o.id for o in next((some for some in found if some), []))


def unique(agencies: Iterable[Agency | None]) -> tuple[Agency, ...]:
    """The agencies without None and without repeats, in order."""
    return tuple(dict.fromkeys(a for a in agencies if a))


def sirens(urgency: Urgency) -> bool:
    """Whether an alert of this urgency may make a sound at any hour."""
    return urgency >= Urgency.urgent
