"""What should be true of a case: which bodies must act, and the ladder of officers that each of them has."""

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from datetime import datetime
from types import MappingProxyType

from referral.agencies import COMMUNE_ROLES, PROVINCE_ROLES, Agency, Directory, Officer
from referral.calendar import Calendar, Wait
from referral.case import Case
from referral.conflict import agency_may_know, officer_may_know
from referral.matrix import Matrix
from referral.records import dataclass
from referral.roles import WANTED
from referral.urgency import Urgency

Asked = Mapping[str, Urgency]  # a body that was asked, and how urgent the case was at most when it was

MOST_CANDIDATES = 3  # communes alerted while it is not clear which one it is
ONE_DAY = Wait(days=1)
LEVELS = {**dict.fromkeys(COMMUNE_ROLES, 0), **dict.fromkeys(PROVINCE_ROLES, 1), "intake_desk": 2}
TOP = max(LEVELS.values())
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
    know: tuple[str, ...] = ()  # agency ids that are told of it in office hours
    supervise: tuple[str, ...] = ()  # agency ids that are told when something is not done
    here: frozenset[str] = frozenset()  # bodies that answer for the commune, once that is known
    elsewhere: frozenset[str] = frozenset()  # bodies of communes that it might have been and is not
    roles: frozenset[str] = frozenset()  # the roles that the row itself calls
    first_action: Wait = ONE_DAY  # until a first step is due of whoever accepted

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
    bodies = tuple(body for body in called if agency_may_know(case, body)) or last_resort(case, directory)
    ladders = (Duty(body.id, ladder(body, bodies, case, directory)) for body in bodies)
    know = agencies_of(matrix.knowing(case), case, directory)
    return Plan(
        tuple(ladders),
        matrix.wait(case.urgency),
        directory.calendar,
        frozenset(a.id for a in bodies if asks_desk(case) and a.role == "intake_desk"),
        tuple(a.id for a in know if a not in bodies),
        tuple(a.id for a in agencies_of(matrix.supervising(case), case, directory)),
        answering(case, bodies),
        frozenset(body.id for body in of_communes(ruled_out(case), directory)),
        frozenset(matrix.roles(case)),
        matrix.act_within(case.urgency),
    )


def serves(agency: Agency, case: Case) -> bool:
    """Whether an agency is of the commune or the province of a case, or answers for all."""
    of_province = bool(case.province) and agency.province == case.province
    return case.commune in agency.communes or of_province or agency.role == "intake_desk"


def agencies_of(roles: Iterable[str], case: Case, directory: Directory) -> tuple[Agency, ...]:
    """The agencies of the commune or province of a case that hold these roles and may know of it."""
    return unique(a for role in roles for a in holders(role, case, directory) if agency_may_know(case, a))


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
    if in_doubt(case):
        bodies.append(above(case, directory))
    bodies += contested_to(case, directory)
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
    """The agencies that hold this role for the case; one level higher where there is none or it must not know.

    A role that not every place has is simply left out: the wanted role beside it always has somebody.
    """
    if role == "intake_desk":
        return [desk(case, directory)]
    found = list(agencies_of((role,), case, directory))
    sure = role not in WANTED or (bool(found) and (bool(case.commune) or role in PROVINCE_ROLES))
    return [*found] if sure else [*found, above(case, directory)]


def holders(role: str, case: Case, directory: Directory) -> list[Agency]:
    """The agency that holds this role in the commune or province of the case."""
    if role == "intake_desk":
        found = directory.intake_desk()
    elif role in COMMUNE_ROLES:
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
    """One body of the row, as it may well be elsewhere: the police, who go at any hour, else the first there is."""
    order = sorted((role for role in roles if role in COMMUNE_ROLES), key=lambda role: role != "police")
    asked = (directory.for_commune(role, commune) for role in order)
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


def level_of(role: str) -> int:
    """The level of a body: commune, province, or the desk that answers for all."""
    return LEVELS.get(role, 0)


def raised(case: Case) -> int:
    """The level of a contest: one above whoever closed the case and whoever it went to before, at most the desk."""
    return min(max(case.closed_level, case.contest_level) + 1, TOP)


def contested_to(case: Case, directory: Directory) -> list[Agency | None]:
    """The bodies above that a contest asks, the highest last; each further contest goes one level higher."""
    levels = max(case.contest_level, 1) if case.contested else 0
    higher = [above(case, directory), directory.intake_desk()][:levels]
    return [body for body in higher if body is None or level_of(body.role) > case.closed_level] or higher[-1:]


def ladder(body: Agency, bodies: tuple[Agency, ...], case: Case, directory: Directory) -> tuple[str, ...]:
    """Officers to ask, in order: the body's own, another body of the row, social work centre, desks."""
    support = directory.for_province("social_work_centre", case.province) if case.province else None
    rungs = unique([body, *bodies, support, above(case, directory), desk(case, directory)])
    asked = [o.id for agency in rungs for o in reachable(knowing(case, agency, directory))]
    return tuple(asked) or anybody(case, directory)


def reachable(officers: Iterable[Officer]) -> list[Officer]:
    """Officers on duty whom a linked channel reaches: an empty post is skipped at once."""
    return [o for o in officers if o.on_duty and o.ways]


def knowing(case: Case, agency: Agency, directory: Directory) -> list[Officer]:
    """The officers of an agency whom a linked channel reaches and who may know of the case, on duty or not."""
    return [o for o in directory.officers_of(agency.id) if o.ways and officer_may_know(case, o, agency.role)]


def anybody(case: Case, directory: Directory) -> tuple[str, ...]:
    """No rung has anybody: the intake desk's officers, on duty or not, else whoever may know and can be reached.

    Of these the nearest who are on duty, and where nobody is, the nearest who are not.
    """
    linked = [(one, agency) for one, agency in directory.linked if officer_may_know(case, one, agency.role)]
    ranks = {officer.id: rank(officer, agency, case) for officer, agency in linked}
    best = min(ranks.values(), default=0)
    return tuple(officer for officer, found in ranks.items() if found == best)


def last_resort(case: Case, directory: Directory) -> tuple[Agency, ...]:
    """Where the directory has no body and no desk for a case: the agency of the nearest officer who may know."""
    return unique(directory.agency_of(officer) for officer in anybody(case, directory)[:1])


def rank(officer: Officer, agency: Agency, case: Case) -> int:
    """Who is asked first when no rung has anybody: the smallest number."""
    if agency.role == "intake_desk":
        return 0
    return 1 + (not serves(agency, case)) + 2 * (not officer.on_duty)


def unique(agencies: Iterable[Agency | None]) -> tuple[Agency, ...]:
    """The agencies without None and without repeats, in order."""
    return tuple(dict.fromkeys(a for a in agencies if a))


def sirens(urgency: Urgency) -> bool:
    """Whether an alert of this urgency may make a sound at any hour."""
    return urgency >= Urgency.urgent
