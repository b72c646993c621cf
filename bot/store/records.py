"""Personal data: how long it lives here, what is kept back, what is due to be forgotten, what was erased."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import get_args

from cryptography.exceptions import InvalidTag
from sqlalchemy import Integer, String, bindparam, delete, func, insert, or_, select

from bot.log import log_of, where
from bot.store.audit import waiting
from bot.store.columns import AnyRow
from bot.store.kept_figures import SUBJECT
from bot.store.record_tables import case_holds, erasures, retention_periods, stuck
from bot.store.retention_due import BLANK, DUE, GONE, held_with
from bot.store.tables import entries, keys
from bot.store.transaction import Transaction
from bot.store.upsert import upsert
from bot.store.vault import Erased, KeyRingDoesNotFit
from handlers.keeps_records import Changed, Erasure, Hold
from referral.retention import Kind, Periods

KINDS: dict[str, Kind] = {kind: kind for kind in get_args(Kind)}
PERIODS = select(retention_periods).order_by(retention_periods.c.kind)
SET_PERIOD = upsert(retention_periods, ["kind"], ["days", "at", "by", "sealed", "before", "begins"])
STICK = upsert(stuck, ["kind", "id"], ["at"])
AGAIN_AFTER = timedelta(hours=20)  # what was stuck is tried once in the next night
FAULTS = (ValueError, LookupError, TypeError, AttributeError, InvalidTag, Erased, KeyRingDoesNotFit)  # of damaged rows
HOLD = upsert(case_holds, ["case_id"], ["at", "by", "sealed"])
RELEASE = delete(case_holds).where(case_holds.c.case_id == bindparam("this"))
HOLDS = select(case_holds).order_by(case_holds.c.at.desc())
HELD = select(case_holds).where(held_with(bindparam("this", type_=String))).order_by(case_holds.c.at).limit(1)
LAST = select(func.max(entries.c.at)).where(entries.c.case_id == bindparam("this"))
LEFT = select(keys.c.subject).where(keys.c.subject.in_(bindparam("subjects", expanding=True))).limit(1)
PROVE = insert(erasures)
NUMBER = select(func.max(erasures.c.id))
ERASURES = (
    select(erasures)
    .where(or_(erasures.c.id < bindparam("below", type_=Integer), bindparam("below", type_=Integer) == 0))
    .order_by(erasures.c.id.desc())
    .limit(bindparam("most", type_=Integer))
)
log = log_of("retention")


class SqlRetention:
    """`handlers.keeps_records.Retention`."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction

    def periods(self) -> Periods:
        """The days that a deployer set and that count by now; a kind we no longer know is left out."""
        rows = [row for row in self._t.run(PERIODS) if row.kind in KINDS]
        return {KINDS[row.kind]: row.days if row.begins <= self._t.now else row.before for row in rows}

    def changes(self) -> Sequence[Changed]:
        """What a deployer set, by whom and why."""
        rows = [row for row in self._t.run(PERIODS).all() if row.kind in KINDS]
        words = [self._open(f"periods/{row.kind}", row) for row in rows]
        return [
            Changed(KINDS[r.kind], r.days, r.at, r.by, reason, r.before, r.begins)
            for r, reason in zip(rows, words, strict=True)
        ]

    def set_period(self, changed: Changed) -> None:
        """This kind lives so long, from the moment that the change names."""
        plain = {name: getattr(changed, name) for name in ("kind", "days", "at", "by", "before")}
        plain["begins"] = changed.begins or changed.at
        self._t.run(SET_PERIOD, sealed=self._seal(f"periods/{changed.kind}", changed.reason), **plain)

    def hold(self, hold: Hold) -> None:
        """This case stays, whatever its age."""
        sealed = self._seal(f"holds/{hold.case_id}", hold.reason)
        self._t.run(HOLD, case_id=hold.case_id, at=hold.at, by=hold.by, sealed=sealed)

    def release(self, case_id: str) -> None:
        """This case lives as long as others again."""
        self._t.run(RELEASE, this=case_id)

    def held(self, case_id: str) -> Hold | None:
        """Why this case stays, or the one that it is one with by a merge; None if nobody keeps it back."""
        row = self._t.run(HELD, this=case_id).first()
        return self._hold(row) if row else None

    def holds(self) -> Sequence[Hold]:
        """Every case that is kept back, the newest first."""
        return [self._hold(row) for row in self._t.run(HOLDS).all()]

    def due(self, kind: Kind, before: datetime, most: int) -> Sequence[str]:
        """The ids of things of this kind that are older than this."""
        found = self._t.connection.execute(DUE[kind].limit(most), self._asked(before))
        return [str(row[0]) for row in found]

    def count(self, kind: Kind, before: datetime) -> int:
        """How many are older than this."""
        asked = select(func.count()).select_from(DUE[kind].order_by(None).subquery())
        return int(self._t.connection.execute(asked, self._asked(before)).scalar_one())

    def erased(self, kind: Kind) -> Sequence[str]:
        """The ids of everything of this kind that was erased."""
        return [str(found) for found in self._t.connection.execute(GONE[kind]).scalars()]

    def apart(self, kind: Kind, one: str, job: Callable[[], None]) -> bool:
        """Do this for one thing alone; if what is kept of it is damaged it is undone and left for another night."""
        known, appended = self._t.known, len(waiting(self._t.connection))
        try:
            with self._t.connection.begin_nested():
                job()
        except FAULTS as fault:
            del waiting(self._t.connection)[appended:]
            known.forget_case(one)
            known.forget_person(one)
            self._t.run(STICK, kind=kind, id=one, at=self._t.now)
            log.error("not_erased", kind=kind, where=where(fault))
            return False
        return True

    def forget(self, kind: Kind, ids: Sequence[str]) -> None:
        """Blank things that need nothing else done."""
        blank = BLANK[kind]
        for statement in blank.statements:
            self._t.connection.execute(statement, {"ids": [blank.read(one) for one in ids]})

    def last_at(self, case_id: str) -> datetime | None:
        """When the last line was written about a case."""
        found: datetime | None = self._t.connection.execute(LAST, {"this": case_id}).scalar_one()
        return found

    def key_gone(self, subjects: Sequence[str]) -> bool:
        """Whether no data key of these is left."""
        return not self._t.found(LEFT, subjects=list(subjects))

    def prove(self, erasure: Erasure) -> Erasure:
        """Keep the proof of an erasure."""
        names = ("at", "by", "why", "kind", "many", "ids_hash", "key_gone")
        plain = {name: getattr(erasure, name) for name in names}
        made = self._t.connection.execute(PROVE, plain).inserted_primary_key
        return Erasure(**plain, id=int(made[0]) if made else 0)

    def erasures(self, before: int = 0, most: int = 50) -> Sequence[Erasure]:
        """What was erased, the newest first; with a number, those before it."""
        return [Erasure(**row._mapping) for row in self._t.run(ERASURES, below=before, most=most)]

    def _asked(self, before: datetime) -> dict[str, datetime]:
        return {"before": before, "tried": self._t.now - AGAIN_AFTER}

    def _hold(self, row: AnyRow) -> Hold:
        return Hold(row.case_id, row.at, row.by, self._open(f"holds/{row.case_id}", row))

    def _seal(self, place: str, words: str) -> bytes:
        return self._t.safe.seal(SUBJECT, place, words.encode())

    def _open(self, place: str, row: AnyRow) -> str:
        return self._t.safe.open(SUBJECT, place, row.sealed).decode()
