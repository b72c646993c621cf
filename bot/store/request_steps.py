"""What officers did about requests for data, in order; their answers and reasons are sealed."""

from collections.abc import Sequence

from pydantic import TypeAdapter
from sqlalchemy import bindparam, insert, select

from bot.store.board import covers
from bot.store.case_rows import FIND, readable
from bot.store.columns import AnyRow
from bot.store.kept_figures import SUBJECT
from bot.store.record_tables import request_steps
from bot.store.tables import case_people, cases
from bot.store.transaction import Transaction
from referral.case import Case
from referral.rights import Step
from referral.staff import Area

ADD = insert(request_steps)
OF = select(request_steps).where(request_steps.c.request_id == bindparam("this")).order_by(request_steps.c.id)
CASES = (
    select(cases.c.id)
    .join_from(cases, case_people)
    .where(case_people.c.person_id == bindparam("person"))
    .order_by(cases.c.opened_at.desc())
)
ANSWERS = TypeAdapter(dict[str, str])


class SqlRequestSteps:
    """`handlers.keeps_records.RequestSteps`."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction

    def of(self, request_id: str) -> Sequence[Step]:
        """What was done about a request, the first step first; without words once they were forgotten."""
        return [self._step(row) for row in self._t.run(OF, this=request_id).all()]

    def add(self, request_id: str, step: Step) -> None:
        """Write down a step; none is ever changed."""
        sealed = self._t.safe.seal(SUBJECT, place(request_id), ANSWERS.dump_json(dict(step.answers)))
        plain = {"request_id": request_id, "at": step.at, "by": step.by, "step": step.step, "case_id": step.case_id}
        self._t.run(ADD, sealed=sealed, **plain)

    def cases_of(self, person_id: str) -> Sequence[str]:
        """The ids of the cases that this person reported or follows, also closed ones, the newest first."""
        return self._t.run(CASES, person=person_id).scalars().all()

    def newest(self, area: Area, most: int) -> Sequence[Case]:
        """The newest cases of an area, opened to look for words; not locked."""
        wanted = FIND.where(covers(cases, area)).order_by(cases.c.opened_at.desc()).limit(most)
        return readable(self._t, self._t.connection.execute(wanted).all())

    def _step(self, row: AnyRow) -> Step:
        plain = self._t.safe.open(SUBJECT, place(row.request_id), row.sealed) if row.sealed else b"{}"
        return Step(row.step, row.by, row.at, row.case_id, ANSWERS.validate_json(plain))


def place(request_id: str) -> str:
    """Where the sealed bytes of a request's steps belong."""
    return f"request_steps.sealed/{request_id}"
