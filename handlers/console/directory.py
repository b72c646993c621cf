"""The directory as people change it, at the command line and at the console: who may, and what follows from it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from handlers import presence
from handlers.duty import keep_timers
from handlers.events import Timer
from handlers.shifts import hand_over
from handlers.subscribing_officers import leave_way
from handlers.work import Work
from referral.agencies import Agency, Officer
from referral.duty import on_post
from referral.jurisdiction.units import unit
from referral.matrix import Matrix
from referral.matrix_table import edition_text
from referral.permissions import Page, may_open
from referral.roster import Shift
from referral.staff import Grant

DEPLOYER = "deployer"  # who acts at the command line


def may_see(grant: Grant, agency: Agency) -> bool:
    """Whether this seat finds an agency: its own, and those that serve some of its area."""
    return agency.id == grant.agency or any(grant.area.covers(*place) for place in places_of(agency))


def may_edit(grant: Grant, agency: Agency, part: Page) -> bool:
    """Whether this seat may change it: all that it serves lies in the area; a roster also at the own agency."""
    if not may_open(grant.role, part):
        return False
    own = part == "edit_roster" and agency.id == grant.agency
    return own or all(grant.area.covers(*place) for place in places_of(agency))


def places_of(agency: Agency) -> Sequence[tuple[str, str]]:
    """What an agency serves, as codes of commune and province; the intake desk: nothing that lies in an area."""
    known = [(code, unit(code)) for code in agency.communes]
    return [(code, here.province if here else "") for code, here in known] or [("", agency.province)]


def put_directory(
    work: Work, agencies: Mapping[str, Agency], officers: Mapping[str, Officer], actor: str = DEPLOYER
) -> None:
    """Write agencies and officers, with an audit row; each open case is settled by the new directory, by itself."""
    put_slice(work, actor, list(agencies.values()), list(officers.values()))
    make_known(work)


def put_slice(work: Work, actor: str, agencies: Sequence[Agency], officers: Sequence[Officer]) -> None:
    """Some of many, with an audit row; `make_known` follows, perhaps in a later transaction."""
    keep_shut_out(work, {one.id: one for one in agencies}, {one.id: one for one in officers})
    work.directories.put(agencies, officers)
    work.audit(actor, f"import directory {len(agencies)}+{len(officers)}")


def make_known(work: Work) -> None:
    """Every process reads the directory again, and each open case is settled by it."""
    work.directories.changed()
    look_at_cases(work, work.cases.open_ids())


def keep_shut_out(work: Work, agencies: Mapping[str, Agency], officers: Mapping[str, Officer]) -> None:
    """Who goes to another agency, or whose agency gets another role, still must not know what they must not know."""
    now = work.directory
    for officer in now.officers.values():
        before, then = now.agencies.get(officer.agency), officers.get(officer.id, officer).agency
        after = agencies.get(then) or now.agencies.get(then)
        if before and after and (before.id, before.role) != (after.id, after.role):
            shut_out(work, officer, before)


def shut_out(work: Work, officer: Officer, agency: Agency) -> None:
    """What is kept from this officer because of their agency is from now on kept from them in person."""
    for case_id in work.cases.hidden_from(officer, agency):
        case = work.cases.get(case_id)
        if case and officer.id not in case.excluded:
            work.cases.save(replace(case, excluded=case.excluded | {officer.id}))


def put_agency(work: Work, agency: Agency, actor: str) -> None:
    """Write one agency; a number that changed was called by nobody."""
    before = work.directory.agencies[agency.id]
    kept = before.phone_confirmed and before.phone == agency.phone
    work.directories.replace([replace(agency, phone_confirmed=kept)], [])
    work.audit(actor, f"edit agency {agency.id}")


def confirm_phone(work: Work, agency: Agency, who: str, actor: str) -> None:
    """Somebody called the number and the agency answered: from now on citizens may see it."""
    sure = replace(agency, phone_confirmed=True)
    work.directories.replace([sure], [])
    work.directories.confirm(sure, who)
    work.audit(actor, f"confirm number {agency.id}")


def put_officer(work: Work, officer: Officer, actor: str) -> None:
    """Write one officer, new or known; a new one may be whom open cases wait for."""
    added = officer.id not in work.directory.officers
    work.directories.replace([], [officer])
    if added:
        look_at_cases(work, work.cases.open_ids())
    work.audit(actor, f"{'add' if added else 'edit'} officer {officer.id}")


def remove_officer(work: Work, officer: str, actor: str = DEPLOYER) -> int:
    """Remove an officer and let each open case they were asked in be settled; returns how many."""
    cases, agency = work.cases.alerted(officer), work.directory.agency_of(officer)
    if agency:  # should this id ever be given again
        shut_out(work, work.directory.officers[officer], agency)
    presence.look_again(work, officer, presence.CONCERNED)
    for way in work.staff.ways(officer):
        work.unsend(way.person_id)
        leave_way(work, way.person_id)
    work.staff.remove(officer)
    work.audit(actor, f"remove {officer}")
    return len(cases)


def put_rosters(work: Work, rosters: Mapping[str, Sequence[Shift]], actor: str = DEPLOYER) -> None:
    """These agencies have these shifts from now on, and no others; who comes on duty or goes is told at once."""
    before = {agency: on_post(work.directory, agency, work.now) for agency in rosters}
    work.duty.replace(rosters, (shift for shifts in rosters.values() for shift in shifts))
    settle_posts(work, before)
    work.audit(actor, f"import duty {len(rosters)} agencies")


def correct_days(work: Work, days: Mapping[date, bool | None], actor: str = DEPLOYER) -> None:
    """Offices are closed on these days, or open all the same; None: as the law says."""
    before = {agency: on_post(work.directory, agency, work.now) for agency in work.directory.roster.agencies}
    for day, off in days.items():
        work.duty.correct(day, off)
        work.audit(actor, f"day {day} {'as the law says' if off is None else 'off' if off else 'on'}")
    settle_posts(work, before)


def settle_posts(work: Work, before: Mapping[str, frozenset[str]]) -> None:
    """Tell whoever comes on duty or goes, and watch for the next edge."""
    for agency, officers in before.items():
        hand_over(work, agency, officers, "roster")
    keep_timers(work)


def put_matrix(work: Work, province: str, matrix: Matrix, actor: str = DEPLOYER) -> None:
    """Write a province's edition, with an audit row, and look at every open case of the province anew."""
    text = edition_text(matrix)
    work.matrices.put(province, text)
    work.matrices.note(province, actor, "import" if text else "restore")
    work.audit(actor, f"import matrix {province}")
    look_at_cases(work, work.matrices.open_cases(province))


def look_at_cases(work: Work, cases: Sequence[str]) -> None:
    """Each open case is settled anew, by itself."""
    for case_id in cases:
        work.set_timer(Timer(f"settle:{case_id}", work.now, "settle", case_id))
