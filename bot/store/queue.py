"""The queue in SQL: what a seat's list may show, page by page, nothing opened but what is shown.

Whoever may see a case is said as a few branches (own alerts, what they were told, their agency's alerts, each commune
of their area), each of which an index has in the order of the list; the page is the first of all of them together.
"""

from collections.abc import Iterator, Sequence
from heapq import merge
from itertools import islice

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, true, tuple_, union

from bot.store.case_rows import FIND, readable
from bot.store.columns import EPOCH, MICROSECOND
from bot.store.hidden import hashes, may_be_seen
from bot.store.queue_tables import ORDER
from bot.store.tables import alerts, cases, tellings
from bot.store.transaction import Transaction
from referral.alerts import ENDED, AlertAnswer
from referral.case import Case
from referral.queue import CLOSED_RANK, Filter, Mark, Reach, ranks_of
from referral.records import dataclass
from referral.staff import Area

Condition = ColumnElement[bool]
SHOWN = (*ORDER, cases.c.id)  # an index has all of it: no row is read before it is shown
Place = tuple[Mark, str]  # and the id of the case
CURRENT: frozenset[AlertAnswer] = frozenset({"", "accepted", "declined"})
OTHER = alerts.alias("other")


@dataclass(frozen=True, slots=True)
class Standing:
    """One row of a list before anything of it is opened."""

    mark: Mark
    id: str
    version: int


class SqlQueue:
    """`handlers.keeps_queue.Queue`."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction

    def page(self, reach: Reach, wanted: Filter, after: Mark | None, most: int) -> Sequence[tuple[Mark, Case]]:
        """The cases behind the mark, at most so many, in the order of the queue. To read: nothing is locked."""
        rows = self._places(reach, wanted, after, most)
        found = {case.id: case for case in self._open([case_id for _, case_id in rows])}
        return [(mark, found[case_id]) for mark, case_id in rows if case_id in found]

    def standings(self, reach: Reach, wanted: Filter, after: Mark | None, most: int) -> Sequence[Standing]:
        """The same, nothing opened."""
        rows = self._places(reach, wanted, after, most)
        looks = select(cases.c.id, cases.c.version).where(cases.c.id.in_([case_id for _, case_id in rows]))
        versions = {row.id: row.version for row in self._t.connection.execute(looks)} if rows else {}
        return [Standing(mark, case_id, versions[case_id]) for mark, case_id in rows]

    def _places(self, reach: Reach, wanted: Filter, after: Mark | None, most: int) -> Sequence[Place]:
        every = [self._branch(reach, one, after, most) for one in branches(reach, wanted, self._t)]
        rows: Iterator[Place] = merge(*every)
        return list(islice({case_id: (mark, case_id) for mark, case_id in rows}.values(), most))

    def count(self, reach: Reach, wanted: Filter, most: int) -> int:
        """How many there are; at most so many are counted, and no further way is looked at once they are found."""
        seen, found = may_be_seen(), list[tuple[int, Select[tuple[str]]]]()
        for one in branches(reach, wanted, self._t):
            ids = select(cases.c.id).where(one, seen).limit(most)
            count = self._count(reach, [ids])
            if count >= most:
                return most
            found += [(count, ids)] if count else []
        if len(found) < 2:  # else one case may be in several of them
            return sum(count for count, _ in found)
        return min(most, self._count(reach, [ids for _, ids in found]))

    def _count(self, reach: Reach, every: Sequence[Select[tuple[str]]]) -> int:
        ids = union(*(one.subquery().select() for one in every)).subquery()
        return int(self._t.run(select(func.count()).select_from(ids), **self._from(reach)).scalar_one())

    def find(self, reach: Reach, number: str) -> bool:
        """Whether the case with this number is one of those that this reach has, open or closed."""
        every = branches(reach, Filter(state="any"), self._t)
        looks = (select(cases.c.id).where(one, cases.c.number == number, may_be_seen()) for one in every)
        return any(self._t.found(look, **self._from(reach)) for look in looks)

    def _branch(self, reach: Reach, one: Condition, after: Mark | None, most: int) -> Sequence[Place]:
        rows = self._t.run(in_order(select(*SHOWN).where(one, may_be_seen()), after, most), **self._from(reach))
        return [(Mark(row.queue_rank, row.queue_turn, row.number), row.id) for row in rows]

    def _from(self, reach: Reach) -> dict[str, list[str]]:
        return {"hidden_from": list(hashes(self._t, (reach.officer, reach.agency), reach.role))}

    def _open(self, ids: Sequence[str]) -> Sequence[Case]:
        rows = self._t.connection.execute(FIND.where(cases.c.id.in_(ids))).all() if ids else ()
        return readable(self._t, rows)


def in_order(query: Select[*tuple[object, ...]], after: Mark | None, most: int) -> Select[*tuple[object, ...]]:
    """The first of these behind the mark."""
    behind = query.where(tuple_(*ORDER) > (after.rank, after.turn, after.number)) if after else query
    return behind.order_by(*ORDER).limit(most)


def branches(reach: Reach, wanted: Filter, transaction: Transaction) -> Sequence[Condition]:
    """What is wanted, once for each way in which somebody may come to see a case."""
    asked = [*limits(wanted), *filters(wanted, transaction), *of_kind(reach, wanted)]
    steps = [cases.c.queue_rank == rank for rank in ranks_of(wanted)] or [true()]
    return [way & step & all_of(asked) for way in WAYS[wanted.scope](reach, wanted.kind) for step in steps]


def all_of(conditions: Sequence[Condition]) -> Condition:
    """All of them."""
    found: Condition = true()
    for one in conditions:
        found = found & one
    return found


def waiting(reach: Reach, kind: str) -> Sequence[Condition]:
    """What I was asked and have not answered."""
    return [waits(reach)] if "" in reach.answers else []


def mine(reach: Reach, kind: str) -> Sequence[Condition]:
    """The rest of what I was asked, and what I was told."""
    own = [mine_with(reach, reach.answers) & ~waits(reach)] if reach.answers else []
    return [*own, told(reach) & ~mine_with(reach, CURRENT)] if reach.told else own


def ours(reach: Reach, kind: str) -> Sequence[Condition]:
    """What my agency was asked, and what lies in my area, but for what is mine."""
    others = ~mine_with(reach, CURRENT)
    others = others & ~told(reach) if reach.told else others
    return [one & others for one in overseen(reach, kind)]


def everything(reach: Reach, kind: str) -> Sequence[Condition]:
    """All of these; who coordinates everywhere needs no other way to a case."""
    if reach.area.everywhere:
        return overseen(reach, kind)
    own = [mine_with(reach, reach.answers)] if reach.answers else []
    known = [told(reach) & ~mine_with(reach, CURRENT)] if reach.told else []
    return [*own, *known, *overseen(reach, kind)]


WAYS = {"waiting": waiting, "mine": mine, "ours": ours, "all": everything}


def overseen(reach: Reach, kind: str) -> Sequence[Condition]:
    """By agency and by area, each commune for itself."""
    if reach.area.everywhere:
        return [true()]
    here: list[Condition] = [cases.c.commune == code for code in sorted(reach.area.communes)]
    here += [in_province(reach.area.province, kind)] if reach.area.province else []
    asked = select(alerts.c.case_id).where(alerts.c.body.in_(sorted(reach.bodies)), alerts.c.answer.not_in(ENDED))
    elsewhere = [cases.c.id.in_(asked) & ~any_of(here)] if reach.bodies else []
    return [*here, *elsewhere]


def in_province(province: str, kind: str) -> Condition:
    """In this province, and of this kind if one is asked for: a whole province is read by an index of both."""
    here = cases.c.province == province
    return here & (cases.c.category == kind) if kind else here


def any_of(conditions: Sequence[Condition]) -> Condition:
    """One of them."""
    return or_(*conditions) if conditions else ~true()


def mine_with(reach: Reach, answers: frozenset[AlertAnswer]) -> Condition:
    """Asked myself, with one of these answers."""
    asked = select(alerts.c.case_id).where(alerts.c.officer == reach.officer, alerts.c.answer.in_(sorted(answers)))
    return cases.c.id.in_(asked)


def waits(reach: Reach) -> Condition:
    """Asked myself, not answered, and nobody need ask me twice."""
    return mine_with(reach, frozenset({""})) & ~mine_with(reach, frozenset({"accepted"}))


def told(reach: Reach) -> Condition:
    """Told without being asked, and still of our commune or province."""
    known = cases.c.id.in_(select(tellings.c.case_id).where(tellings.c.officer == reach.officer))
    return known if reach.serves.everywhere else known & within(reach.serves)


def within(area: Area) -> Condition:
    """Whether it lies there. (As an expression: the few cases somebody was told of are looked at, not a province.)"""
    here: list[Condition] = [cases.c.commune.concat("").in_(sorted(area.communes))] if area.communes else []
    return any_of([*here, cases.c.province.concat("") == area.province] if area.province else here)


def limits(wanted: Filter) -> Sequence[Condition]:
    """Open, closed or both; what was erased is nowhere."""
    first, last = {"open": (0, CLOSED_RANK - 1), "closed": (CLOSED_RANK, CLOSED_RANK), "any": (0, CLOSED_RANK)}[
        wanted.state
    ]
    return [cases.c.queue_rank.between(first, last)]


def filters(wanted: Filter, transaction: Transaction) -> Sequence[Condition]:
    """What the filter asks for beside that."""
    plain = {
        cases.c.province: wanted.province, cases.c.commune: wanted.commune,
        cases.c.urgency: wanted.urgency if wanted.urgency is None else int(wanted.urgency),
    }  # fmt: skip
    found: list[Condition] = [column == value for column, value in plain.items() if value not in ("", None)]
    found += [cases.c.opened_at >= wanted.since] if wanted.since else []
    found += [cases.c.opened_at < wanted.until] if wanted.until else []
    found += [cases.c.queue_turn < (transaction.now - EPOCH) // MICROSECOND] if wanted.overdue else []
    return [*found, *answered_by(wanted)]


def of_kind(reach: Reach, wanted: Filter) -> Sequence[Condition]:
    """Which kind; its index helps who looks everywhere, others have a narrower way (so for them an expression)."""
    column = cases.c.category if reach.area.everywhere else cases.c.category.concat("")
    return [column == wanted.kind] if wanted.kind else []


def answered_by(wanted: Filter) -> Sequence[Condition]:
    """Which agency was asked, and whether it, or anybody, has accepted."""
    body = OTHER.c.body == wanted.agency if wanted.agency else true()
    of_case = (OTHER.c.case_id == cases.c.id, body)
    asked = [exists().where(*of_case, OTHER.c.answer.not_in(ENDED))] if wanted.agency else []
    return [*asked, ~exists().where(*of_case, OTHER.c.answer == "accepted")] if wanted.unanswered else asked
