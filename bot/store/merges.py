"""Which case became part of which, by whom, and that it was undone."""

import json

from sqlalchemy import bindparam, delete, insert, select, update

from bot.store.merge_tables import case_merges
from bot.store.tables import case_people
from bot.store.transaction import Transaction
from referral.merging import Merge

STANDING = (case_merges.c.case_id == bindparam("this"), case_merges.c.undone_at.is_(None))
OF = select(case_merges).where(*STANDING).order_by(case_merges.c.id.desc()).limit(1)
ADD = insert(case_merges)
LEAVE = delete(case_people).where(
    case_people.c.case_id == bindparam("kept"), case_people.c.person_id == bindparam("person")
)
UNDO = update(case_merges).where(*STANDING)


class SqlMerges:
    """`handlers.work.Merges`."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction

    def add(self, merge: Merge) -> None:
        """Keep that a case became part of another."""
        joined = json.dumps(dict(merge.joined))
        ids = {"case_id": merge.case, "kept_id": merge.kept, "officer_id": merge.officer}
        self._t.run(ADD, **ids, at=merge.at, joined=joined, undone_by="")

    def of(self, case_id: str) -> Merge | None:
        """The merge of this case that was not undone."""
        row = self._t.run(OF, this=case_id).one_or_none()
        return Merge(row.case_id, row.kept_id, row.officer_id, row.at, json.loads(row.joined)) if row else None

    def undo(self, merge: Merge, officer_id: str) -> None:
        """The case stands by itself again; who joined the followers of the other one through it leaves them."""
        self._t.run(UNDO, this=merge.case, undone_at=self._t.now, undone_by=officer_id)
        for person_id in merge.joined:
            self._t.run(LEAVE, kept=merge.kept, person=person_id)
