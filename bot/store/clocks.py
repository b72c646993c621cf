"""Legal clocks, what was told of them, and what provinces have made shorter. Ids and moments only, no content."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select

from bot.store.columns import AnyRow
from bot.store.queue_rank import OF_CASE, reckon
from bot.store.tables import clock_marks, clock_waits, clocks
from bot.store.transaction import Transaction
from bot.store.upsert import once, upsert
from referral.deadlines import Clock, Mark

COLUMNS = tuple(field.name for field in fields(Clock))
READ = tuple(clocks.c[name] for name in COLUMNS)  # in the order of the fields
OF_SUBJECT = select(*READ).where(clocks.c.subject == bindparam("this")).order_by(clocks.c.due_at, clocks.c.name)
SAVE = upsert(clocks, ["subject", "name", "run"], [name for name in COLUMNS if name not in ("name", "run")])
MARK = once(clock_marks, "subject", "name", "run", "percent")
MARKS = select(clock_marks).where(clock_marks.c.subject == bindparam("this")).order_by(clock_marks.c.at)
SHORTER = select(clock_waits).where(clock_waits.c.province == bindparam("this"))
SHORTENED = select(clock_waits).order_by(clock_waits.c.province, clock_waits.c.name)
FORGET = delete(clock_waits).where(clock_waits.c.province == bindparam("this"))
SHORTEN = insert(clock_waits)


class SqlClocks:
    """`handlers.work.Clocks`."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction

    def of(self, subject: str) -> Sequence[Clock]:
        """All clocks of a case or request, the first due first."""
        return [clock(row) for row in self._t.run(OF_SUBJECT, this=subject)]

    def save(self, subject: str, changed: Sequence[Clock]) -> None:
        self._t.run_many(SAVE, [{"subject": subject, **columns(one)} for one in changed])
        if changed and subject.startswith(OF_CASE):
            reckon(self._t, subject.removeprefix(OF_CASE))

    def mark(self, subject: str, mark: Mark) -> None:
        """Keep what was told at a share of the time; what was recorded once stays as it is."""
        held = [[body, officer, at.isoformat()] for body, officer, at in mark.held]
        values = asdict(mark) | {"told": json.dumps(mark.told), "held": json.dumps(held)}
        self._t.run(MARK, subject=subject, **values)

    def marks(self, subject: str) -> Sequence[Mark]:
        """What was told, the earliest first."""
        return [mark(row) for row in self._t.run(MARKS, this=subject)]

    def shorter(self, province: str) -> Mapping[str, str]:
        """The waits that a province has made shorter, by name of the rule."""
        return {row.name: row.within for row in self._t.run(SHORTER, this=province)}

    def shortened(self) -> Sequence[tuple[str, str, str]]:
        """All of them: province, rule, wait."""
        return [(row.province, row.name, row.within) for row in self._t.run(SHORTENED)]

    def shorten(self, province: str, waits: Mapping[str, str]) -> None:
        """From now on these are all that a province has made shorter."""
        self._t.run(FORGET, this=province)
        for name, within in waits.items():
            self._t.run(SHORTEN, province=province, name=name, within=within)


def columns(one: Clock) -> dict[str, object]:
    """The row of a clock."""
    return {name: getattr(one, name) for name in COLUMNS}


def clock(row: AnyRow) -> Clock:
    """The clock of a row that ends with READ."""
    return Clock(*row[-len(READ) :])


def mark(row: AnyRow) -> Mark:
    """The mark of a row."""
    held = tuple((body, officer, datetime.fromisoformat(at)) for body, officer, at in json.loads(row.held))
    return Mark(row.name, row.run, row.percent, row.at, tuple(json.loads(row.told)), held)
