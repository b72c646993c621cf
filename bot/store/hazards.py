"""Dangerous places and the reports of them: the words of where they are sealed, with a key for each place."""

from collections.abc import Sequence
from dataclasses import fields, replace

from sqlalchemy import String, bindparam, delete, func, insert, literal_column, or_, select, update

from bot.store.columns import AnyRow
from bot.store.tables import cases, hazard_cases, hazards, keys
from bot.store.transaction import Transaction
from bot.store.upsert import upsert
from referral.hazards import HAZARDS, Hazard

KEY_OF_HAZARD = keys.c.subject == literal_column("'hazard:'", String) + hazards.c.id
FIND = select(hazards, keys.c.ring_key, keys.c.wrapped).join_from(hazards, keys, KEY_OF_HAZARD, isouter=True)
GET = FIND.where(hazards.c.id == bindparam("this"))
BY_NUMBER = FIND.where(hazards.c.number == bindparam("number"))
OF_CASE = FIND.where(
    hazards.c.id
    == select(hazard_cases.c.hazard_id).where(hazard_cases.c.case_id == bindparam("case_id")).scalar_subquery()
)
LISTED = (  # an empty code is any commune, any province
    FIND.where(or_(hazards.c.commune == bindparam("commune"), bindparam("commune", type_=String) == ""))
    .where(or_(hazards.c.province == bindparam("province"), bindparam("province", type_=String) == ""))
    .order_by(hazards.c.province, hazards.c.commune, hazards.c.found_at, hazards.c.id)
)
OPEN = LISTED.where(or_(hazards.c.status == "open", hazards.c.status == "fixed"))
CASES = (
    select(hazard_cases.c.case_id)
    .where(hazard_cases.c.hazard_id == bindparam("this"))
    .order_by(hazard_cases.c.at, hazard_cases.c.case_id)
)
REPORTS = select(hazard_cases.c.hazard_id, func.count()).group_by(hazard_cases.c.hazard_id)
ADD = insert(hazards)
SAVE = update(hazards).where(hazards.c.id == bindparam("this"))
JOIN = upsert(hazard_cases, ["case_id"], ["hazard_id", "at"])
LEAVE = delete(hazard_cases).where(hazard_cases.c.case_id == bindparam("this"))
DROP = delete(hazards).where(hazards.c.id == bindparam("this"))
CATEGORY = select(cases.c.category).where(cases.c.id == bindparam("this"))
SEALED = ("description", "point")
COLUMNS = tuple(field.name for field in fields(Hazard) if field.name not in SEALED)


class SqlHazards:
    """`handlers.work.Hazards`."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction

    def add(self, hazard: Hazard) -> None:
        """A new place with its own data key."""
        self._t.safe.make(subject(hazard.id))
        self._t.run(ADD, **self._columns(hazard))

    def save(self, hazard: Hazard) -> None:
        self._t.run(SAVE, this=hazard.id, **self._columns(hazard))

    def get(self, hazard_id: str) -> Hazard | None:
        return self._one(self._t.run(GET, this=hazard_id).one_or_none())

    def by_number(self, number: str) -> Hazard | None:
        return self._one(self._t.run(BY_NUMBER, number=number).one_or_none())

    def of_case(self, case_id: str) -> Hazard | None:
        """The place that a case is about."""
        return self._one(self._t.run(OF_CASE, case_id=case_id).one_or_none())

    def listed(self, commune: str = "", province: str = "", every: bool = False) -> Sequence[Hazard]:
        """The places of an area that are open or fixed and not yet confirmed; `every`: whatever became of them."""
        rows = self._t.run(LISTED if every else OPEN, commune=commune, province=province).all()
        return [self._open(row) for row in rows]

    def cases(self, hazard_id: str) -> Sequence[str]:
        """The ids of the cases about a place, the first report first."""
        return self._t.run(CASES, this=hazard_id).scalars().all()

    def report_counts(self) -> dict[str, int]:
        """How many cases there are about each place, by the place's id."""
        return {hazard_id: int(n) for hazard_id, n in self._t.run(REPORTS)}

    def join(self, hazard_id: str, case_id: str) -> None:
        """From now on the case is about this place."""
        self._t.run(JOIN, hazard_id=hazard_id, case_id=case_id, at=self._t.now)

    def leave(self, case_id: str) -> None:
        """The case is about no place any more; a place that nobody reported is forgotten."""
        known = self.of_case(case_id)
        self._t.run(LEAVE, this=case_id)
        if known and not self.cases(known.id):
            self._t.safe.erase(subject(known.id))
            self._t.run(DROP, this=known.id)

    def outlive(self, case_id: str) -> None:
        """The case is erased: the place stays known. Its words go if they were told in a case about something else."""
        known = self.of_case(case_id)
        told_elsewhere = self._t.run(CATEGORY, this=case_id).scalar() not in HAZARDS
        if known and told_elsewhere and self.cases(known.id)[0] == case_id:
            self._t.safe.erase(subject(known.id))
            self._t.safe.make(subject(known.id))
            self.save(replace(known, description=""))
        self._t.run(LEAVE, this=case_id)

    def _columns(self, hazard: Hazard) -> dict[str, object]:
        lat, lon = hazard.point or (None, None)
        sealed = self._t.safe.seal(subject(hazard.id), place(hazard.id), hazard.description.encode())
        return {name: getattr(hazard, name) for name in COLUMNS} | {"lat": lat, "lon": lon, "sealed": sealed}

    def _one(self, row: AnyRow | None) -> Hazard | None:
        return self._open(row) if row else None

    def _open(self, row: AnyRow) -> Hazard:
        point = None if row.lat is None or row.lon is None else (row.lat, row.lon)
        values = {name: row._mapping[name] for name in COLUMNS}
        return Hazard(**values, point=point, description=self._description(row))

    def _description(self, row: AnyRow) -> str:
        if row.wrapped is None:
            return ""
        self._t.safe.hold(subject(row.id), row)
        return self._t.safe.open(subject(row.id), place(row.id), row.sealed).decode()


def subject(hazard_id: str) -> str:
    """Whose data key seals the words of where a place is."""
    return f"hazard:{hazard_id}"


def place(hazard_id: str) -> str:
    """Where these sealed bytes belong."""
    return f"hazards.sealed/{hazard_id}"
