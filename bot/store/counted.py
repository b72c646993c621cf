"""What reports count, read in slices: cases are opened for what only their content tells, nothing is locked or kept."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Executable, Integer, String, and_, bindparam, exists, func, or_, select

from bot.store.alerts import READ, alert
from bot.store.campaign_tables import campaign_copies
from bot.store.case_rows import FIND, opened, subject
from bot.store.clocks import READ as CLOCK
from bot.store.clocks import clock
from bot.store.columns import AnyRow, UtcTime
from bot.store.hidden import hashes_of, may_be_seen
from bot.store.merge_tables import case_merges
from bot.store.surveys import COLUMNS as SURVEY_COLUMNS
from bot.store.tables import alerts, cases, clocks, hazard_cases, hazards, surveys
from bot.store.transaction import Transaction
from handlers.keeps_console import Viewer
from handlers.keeps_records import KeptFigures
from referral.follow_up import Survey
from referral.reports.figures import CaseFigure, Course, HazardFigure, figure_of
from referral.reports.scope import Scope

SLICE = 500  # cases opened at a time


def within(moment: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Whether a moment lies in the scope's time."""
    since, until = bindparam("since", type_=UtcTime), bindparam("until", type_=UtcTime)
    return and_(moment >= since, moment < until)


def of_area(province: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether something lies in the scope's province; an empty code is any."""
    return or_(province == bindparam("province"), bindparam("province", type_=String) == "")


ASKED = exists().where(
    alerts.c.case_id == cases.c.id, alerts.c.body == bindparam("agency"), alerts.c.answer.not_in(("stood_down", "cut"))
)
OF_AGENCY = or_(bindparam("agency", type_=String) == "", ASKED)
MERGED = exists().where(case_merges.c.case_id == cases.c.id, case_merges.c.undone_at.is_(None))  # counted once, there
MINE = (within(cases.c.opened_at), of_area(cases.c.province), OF_AGENCY, ~MERGED, may_be_seen())
NEXT = FIND.where(*MINE, cases.c.id > bindparam("after")).order_by(cases.c.id).limit(bindparam("most", type_=Integer))
ALERTS = (
    select(alerts.c.case_id, *READ).where(alerts.c.case_id.in_(bindparam("ids", expanding=True))).order_by(alerts.c.n)
)
CLOCKS = select(clocks.c.subject, *CLOCK).where(clocks.c.subject.in_(bindparam("ids", expanding=True)))
SURVEYS = select(surveys).where(surveys.c.case_id.in_(bindparam("ids", expanding=True))).order_by(surveys.c.round)
REPORTED = exists().where(hazard_cases.c.hazard_id == hazards.c.id)
SEEN = exists().where(hazard_cases.c.hazard_id == hazards.c.id, cases.c.id == hazard_cases.c.case_id, may_be_seen())
HAZARDS = select(hazards.c.commune, hazards.c.found_at, hazards.c.fixed_at).where(
    of_area(hazards.c.province),
    or_(within(hazards.c.found_at), within(hazards.c.fixed_at)),
    or_(~REPORTED, SEEN),
)
REACHED = (
    select(campaign_copies.c.commune, func.count())
    .where(campaign_copies.c.state == "sent", within(campaign_copies.c.at))
    .group_by(campaign_copies.c.commune)
)


class SqlCounted:
    """`handlers.keeps_console.Counted`."""

    def __init__(self, transaction: Transaction, erased: KeptFigures) -> None:
        self._t = transaction
        self._erased = erased

    def cases(self, scope: Scope, viewer: Viewer) -> Sequence[CaseFigure]:
        """The figure of each case, those erased since among them."""
        hidden_from = self._hashes(viewer)
        return (*self._living(scope, hidden_from), *self._erased.kept(scope, hidden_from))

    def hazards(self, scope: Scope, viewer: Viewer) -> Sequence[HazardFigure]:
        """Places found or fixed in this time; one of which all reports are hidden is left out."""
        rows = self._t.run(HAZARDS, **bounds(scope, but="agency"), hidden_from=self._hashes(viewer))
        return [HazardFigure(row.commune, row.found_at, row.fixed_at) for row in rows]

    def reached(self, scope: Scope) -> Mapping[str, int]:
        """How many copies of campaigns were sent to each commune."""
        return {commune: n for commune, n in self._t.run(REACHED, since=scope.since, until=scope.until)}

    def _hashes(self, viewer: Viewer) -> list[str]:
        return list(hashes_of(self._t, viewer.officer, viewer.agency))

    def _living(self, scope: Scope, hidden_from: list[str]) -> Iterator[CaseFigure]:
        """Slice by slice, in the order of ids."""
        after = ""
        while rows := self._t.run(NEXT, **bounds(scope), hidden_from=hidden_from, after=after, most=SLICE).all():
            after = rows[-1].id
            yield from self._opened(rows)

    def _opened(self, rows: Sequence[AnyRow]) -> Iterator[CaseFigure]:
        ids = [row.id for row in rows]
        asked = self._grouped(ALERTS, ids, "case_id")
        running = self._grouped(CLOCKS, [subject(one) for one in ids], "subject")
        tapped = self._grouped(SURVEYS, ids, "case_id")
        for row in rows:
            found = [Survey(**{name: one._mapping[name] for name in SURVEY_COLUMNS}) for one in tapped[row.id]]
            course = Course(
                opened(self._t, row),
                [alert(one) for one in asked[row.id]],
                [clock(one) for one in running[subject(row.id)]],
                found[-1] if found else None,
            )
            yield figure_of(course, self._t.now)

    def _grouped(self, statement: Executable, ids: list[str], name: str) -> Mapping[str, list[AnyRow]]:
        """What belongs to each of these."""
        found: defaultdict[str, list[AnyRow]] = defaultdict(list)
        for row in self._t.run(statement, ids=ids):
            found[row._mapping[name]].append(row)
        return found


def bounds(scope: Scope, but: str = "") -> dict[str, object]:
    """The scope as values of a statement."""
    values = {"since": scope.since, "until": scope.until, "province": scope.province, "agency": scope.agency}
    return {name: value for name, value in values.items() if name != but}
