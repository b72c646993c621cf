"""Periodic reports at the console: what may be counted for whom, who owes one, and handing one in."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from handlers.keeps_console import Draft, Handed, Maker, TokenGrant, Viewer
from handlers.work import Work
from referral.agencies import Agency
from referral.clock import local
from referral.jurisdiction.words import province_of
from referral.records import dataclass
from referral.reports.periods import Deadlines, Owed, Period, changed, current, owed_named
from referral.reports.report import Material
from referral.reports.scope import MAKES_TOKENS, RECEIVES, WRITES, Place, Scope, may_ask
from referral.retention import limit
from referral.staff import Grant

COORDINATES = "people_committee"  # the role of the body that coordinates in a commune, and owes its report


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a commune has handed a report in, and when."""

    commune: str
    at: datetime | None


def viewer_of(work: Work, officer_id: str) -> Viewer:
    """From whom cases may be hidden; nobody in particular for who is no officer. KeyError once they are gone."""
    if not officer_id:
        return Viewer()
    officer = work.directory.officers[officer_id]
    return Viewer(officer, work.directory.agencies[officer.agency])


def scope_of(place: Place, period: Period) -> Scope:
    """What is counted together for a place: a commune's report is a row of the tables of its whole province."""
    province = place.province or (province_of(place.commune) if place.commune else "")
    return Scope(period.since, period.until, province, place.agency)


def material(work: Work, scope: Scope, officer_id: str) -> Material:
    """All that is counted in a scope, as this officer may see it. Slow: opens every case."""
    viewer = viewer_of(work, officer_id)
    hazards = None if scope.agency else work.counted.hazards(scope, viewer)
    return Material(work.counted.cases(scope, viewer), hazards, reached(work, scope), whole_country(scope))


def whole_country(scope: Scope) -> bool:
    """Whether nothing narrows it: then each province is a row."""
    return not (scope.province or scope.agency)


def reached(work: Work, scope: Scope) -> Mapping[str, int] | None:
    """Copies of campaigns by row; None for an agency, and for a time of which some copies may be forgotten."""
    if scope.agency or scope.since < limit("copies", {}, work.now):
        return None
    found: Counter[str] = Counter()
    for commune, number in work.counted.reached(scope).items():
        if scope.province in ("", province_of(commune)):
            found[province_of(commune) if whole_country(scope) else commune] += number
    return found


def coordinators(work: Work, province: str = "") -> Sequence[Agency]:
    """The bodies that owe a report, of one province or of all."""
    every = (agency for agency in work.directory.agencies.values() if agency.role == COORDINATES)
    return [one for one in every if province in ("", *{province_of(code) for code in one.communes})]


def due_next(work: Work, province: str) -> Owed:
    """The report that is due next in a province."""
    return current(work.reports.deadlines(province), local(work.now).date())


def set_deadlines(work: Work, province: str, new: Deadlines) -> None:
    """Other deadlines, for the reports that may not be handed in yet."""
    work.reports.set_deadlines(province, changed(work.reports.deadlines(province), new, today(work)))


def owed_called(work: Work, commune: str, name: str) -> Owed | None:
    """The report of a commune with this name; None if there is none."""
    return owed_named(work.reports.deadlines(province_of(commune)), name)


def standings(work: Work, province: str, name: str) -> Sequence[Standing]:
    """Which communes of a province have handed a report in; those that owe it first."""
    handed = work.reports.handed_in(province, name)
    communes = {code for agency in coordinators(work, province) for code in agency.communes}
    known = [Standing(code, handed.get(code)) for code in sorted(communes | handed.keys())]
    return sorted(known, key=lambda one: (one.at is not None, one.commune))


def writes_for(grant: Grant, commune: str) -> bool:
    """Whether this log-in writes the report of a commune."""
    return grant.role in WRITES and commune in grant.area.communes


def reads_words(grant: Grant, commune: str) -> bool:
    """Whether this log-in reads what was handed in of a commune: they tell of children, figures do not."""
    return grant.role in RECEIVES | WRITES and grant.area.covers(commune, province_of(commune))


def words_in(content: str) -> Mapping[str, str]:
    """The words of a handed-in report."""
    found: Mapping[str, str] = json.loads(content)["words"]
    return found


def words_for(work: Work, grant: Grant, commune: str, name: str) -> Mapping[str, str]:
    """The words of a report for a file: who writes it has the draft, who receives it what was handed in last."""
    if writes_for(grant, commune):
        return work.reports.draft(commune, name)
    versions = work.reports.versions(commune, name) if commune and reads_words(grant, commune) else ()
    return words_in(versions[0].content) if versions else {}


def maker(work: Work, officer_id: str, account_id: str) -> Maker:
    """Who makes a token, as they work now."""
    agency = work.directory.agencies[work.directory.officers[officer_id].agency]
    return Maker(account_id, officer_id, agency.id, agency.role)


def holds(work: Work, token: TokenGrant) -> bool:
    """Whether its maker still is who they were when they made it, and may still have this place's figures."""
    known, found = work.accounts.get(token.maker.account), work.directory.officers.get(token.maker.officer)
    grant = work.accounts.grant(token.maker.account, work.directory)
    if known is None or found is None or grant is None or known.officer != found.id:
        return False
    place = token.place
    may = grant.role in MAKES_TOKENS and may_ask(grant, place, province_of(place.commune) if place.commune else "")
    return may and maker(work, found.id, known.id) == token.maker


def save_draft(work: Work, draft: Draft, actor: str) -> None:
    """Keep what somebody wrote under the headings."""
    work.reports.save_draft(draft, actor)
    work.audit(actor, "report draft", detail=f"{draft.commune} {draft.name}")


def hand_in(work: Work, report: Handed) -> Handed:
    """Hand a commune's report in; a second time it is a correction, and another version."""
    kept = work.reports.hand_in(report)
    work.audit(report.by, "report handed in", detail=f"{kept.commune} {kept.name} v{kept.version}")
    return kept


def today(work: Work) -> date:
    """The day in Vietnam."""
    return local(work.now).date()
