"""The only way to a case for an officer: permitted and written down, or it looks as if there were none."""

from handlers.events import Person
from handlers.work import Work
from referral.agencies import Officer
from referral.case import Case
from referral.permissions import Relation, may, once_told, overseeing, relation, through
from referral.plan import serves
from referral.staff import OFFICER, Grant


def officer_of(work: Work, person: Person) -> Officer | None:
    """The officer this person is, if they are one."""
    return work.directory.officers.get(person.officer_id)


def relation_to(work: Work, officer: Officer, case: Case, grant: Grant = OFFICER) -> Relation:
    """How an officer, with what their log-in grants, stands to a case, also by the one that it became part of."""
    own = own_relation(work, officer, case, grant)
    kept = work.cases.get(case.merged_into) if case.merged_into else None
    return through(own, relation_to(work, officer, kept, grant)) if kept else own


def own_relation(work: Work, officer: Officer, case: Case, grant: Grant) -> Relation:
    """How an officer stands to a case by itself."""
    agency, alerts = work.directory.agencies.get(officer.agency), work.alerts.of(case.id)
    who = overseeing(relation(case, officer, agency.role if agency else "", alerts), grant, case, alerts)
    if who != "stranger" or agency is None or not serves(agency, case):  # what moved elsewhere is no longer theirs
        return who
    return once_told(who, any(telling.officer == officer.id for telling in work.tellings.of(case.id)))


def access_case(work: Work, person: Person, number: str, action: str) -> Case | None:
    """The case with this number if this officer may do this with it; every access leaves an audit row."""
    case = work.cases.by_number(number)
    officer = officer_of(work, person)
    if case is None or officer is None or not permitted(work, person, officer, case, action):
        return None
    work.audit(officer.id, action, case.id)
    return case


def permitted(work: Work, person: Person, officer: Officer, case: Case, action: str) -> bool:
    """Whether this officer, where they sit, may do this with the case; it is for lists: nothing is written down."""
    return may(relation_to(work, officer, case, person.grant), action, person.grant)
