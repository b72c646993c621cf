"""Counts for the board, made by the database: what is hidden from whoever looks is left out without being opened."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, true
from sqlalchemy import case as case_when
from sqlalchemy.sql.schema import Table

from bot.store.hidden import hashes_of, may_be_seen
from bot.store.statements import Rows
from bot.store.tables import alerts, cases, clocks, hazard_cases, hazards, tellings
from bot.store.transaction import Transaction
from handlers.keeps_board import Wanted
from referral.agencies import Directory
from referral.alerts import ENDED
from referral.board import Places, Tally, View
from referral.staff import Area
from referral.triage import RESCUE

Where = ColumnElement[bool]

ANSWERED = exists().where(alerts.c.case_id == cases.c.id, alerts.c.answer == "accepted")
IN_ORDER = (cases.c.urgency.desc(), cases.c.opened_at, cases.c.number)
STATES = {"waiting": ("open", "fixed"), "open": ("open",), "fixed": ("fixed",), "confirmed": ("confirmed",)}


class SqlBoard:
    """`handlers.keeps_board.Board`."""

    def __init__(self, transaction: Transaction, directory: Directory) -> None:
        self._t = transaction
        self._directory = directory

    def cases(self, view: View) -> Sequence[Tally]:
        """How many open cases each commune has, of those whose line the view may see."""
        alone = ~ANSWERED
        late = or_(and_(alone, self._waits()), self._clock_over())
        counts = (func.count(), counted(alone), counted(late))
        found = select(cases.c.commune, cases.c.urgency, *counts).where(*opened(view))
        return [Tally(*row) for row in self._run(found.group_by(cases.c.commune, cases.c.urgency), view)]

    def places(self, view: View) -> Sequence[Places]:
        """How many dangerous places each commune of the view has that are not made safe."""
        over = counted(hazards.c.due_at < self._t.now)
        found = select(hazards.c.commune, func.count(), over).where(hazards.c.status == "open", *known(view))
        return [Places(*row) for row in self._run(found.group_by(hazards.c.commune), view)]

    def listed(self, view: View, wanted: Wanted, most: int, after: int = 0) -> Sequence[str]:
        """The ids of the places of the view that are wanted, the first due first; so many of them, after so many."""
        found = select(hazards.c.id).where(*known(view), *self._wanted(wanted))
        order = (case_when((hazards.c.status == "open", 0), else_=1), hazards.c.due_at, hazards.c.number)
        return self._run(found.order_by(*order).limit(most).offset(after), view).scalars().all()

    def reports(self, view: View, hazard_ids: Sequence[str]) -> dict[str, int]:
        """How many reports of these places the view may know of, by the place's id."""
        found = select(hazard_cases.c.hazard_id, func.count()).join_from(hazard_cases, cases)
        found = found.where(hazard_cases.c.hazard_id.in_(hazard_ids), may_be_seen())
        return {hazard_id: int(n) for hazard_id, n in self._run(found.group_by(hazard_cases.c.hazard_id), view)}

    def rescues(self, view: View, most: int) -> Sequence[str]:
        """The numbers of open rescues whose line the view may see, the most urgent first."""
        found = select(cases.c.number).where(cases.c.category.in_(sorted(RESCUE)), *opened(view))
        return self._run(found.order_by(*IN_ORDER).limit(most), view).scalars().all()

    def _run(self, statement: Select[*tuple[object, ...]], view: View) -> Rows:
        """Execute a statement that leaves out what is hidden from whoever looks."""
        officer, agency = self._directory.officers.get(view.officer), self._directory.agencies.get(view.agency)
        hidden = list(hashes_of(self._t, officer, agency))
        return self._t.connection.execute(statement, {"hidden_from": hidden})

    def _waits(self) -> Where:
        """Whether somebody should have answered by now."""
        return exists().where(alerts.c.case_id == cases.c.id, alerts.c.answer == "", alerts.c.due_at < self._t.now)

    def _clock_over(self) -> Where:
        """Whether the time of a legal clock that still runs is over."""
        running = (clocks.c.stopped_at.is_(None), ~clocks.c.ended, clocks.c.due_at < self._t.now)
        return exists().where(clocks.c.subject == "case:" + cases.c.id, *running)

    def _wanted(self, wanted: Wanted) -> list[Where]:
        """What a list is narrowed to."""
        found: list[Where] = [hazards.c.status.in_(STATES[wanted.state])] if wanted.state in STATES else []
        found += [hazards.c.kind == wanted.kind] if wanted.kind else []
        found += [hazards.c.commune == wanted.commune] if wanted.commune else []
        return found + ([hazards.c.status == "open", hazards.c.due_at < self._t.now] if wanted.overdue else [])


def counted(condition: Where) -> ColumnElement[int]:
    """How many rows of a group fulfil this."""
    return func.coalesce(func.sum(case_when((condition, 1), else_=0)), 0)


def opened(view: View) -> tuple[Where, ...]:
    """Open cases whose line this view may see: as handlers.access.permitted says, one by one."""
    mine = (alerts.c.case_id == cases.c.id, alerts.c.answer.notin_(sorted(ENDED)))
    told = exists().where(tellings.c.case_id == cases.c.id, tellings.c.officer == view.officer)
    reach = or_(  # what is cheap to look at first
        covers(cases, view.field) if view.whole_area else false(),
        exists().where(*mine, alerts.c.officer == view.officer),
        and_(told, covers(cases, view.serves)),
        exists().where(*mine, alerts.c.body == view.agency) if view.whole_agency else false(),
    )
    return (cases.c.status == "open", reach, may_be_seen())


def known(view: View) -> tuple[Where, ...]:
    """Dangerous places of this view, if a report of them is not hidden: as handlers.hazard_views.sees says."""
    report = exists().where(
        hazard_cases.c.hazard_id == hazards.c.id, hazard_cases.c.case_id == cases.c.id, may_be_seen()
    )
    return (or_(covers(hazards, view.field), hazards.c.must_fix == view.agency), report)


def covers(table: Table, area: Area) -> Where:
    """Whether a row lies in an area; what has no place yet lies in none but everywhere."""
    if area.everywhere:
        return true()
    province: Where = table.c.province == area.province if area.province else false()
    return or_(table.c.commune.in_(sorted(area.communes)), province)
