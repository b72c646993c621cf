"""The matrices that provinces edited: the text of each table, as `langnghe matrix import` took it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select

from bot.store.directory import Directories
from bot.store.guidance_tables import matrix_changes
from bot.store.tables import cases, matrices
from bot.store.transaction import Transaction
from bot.store.upsert import upsert

ALL = select(matrices.c.province, matrices.c.text)
PUT = upsert(matrices, ["province"], ["text", "at"])
OPEN_CASES = select(cases.c.id).where(cases.c.status == "open", cases.c.province == bindparam("province"))
DROP = delete(matrices).where(matrices.c.province == bindparam("this"))
NOTE = insert(matrix_changes)
CHANGES = (
    select(matrix_changes.c.at, matrix_changes.c.actor, matrix_changes.c.what)
    .where(matrix_changes.c.province == bindparam("here"))
    .order_by(matrix_changes.c.id.desc())
    .limit(20)
)


class SqlMatrices:
    """`handlers.keeps_directory.Matrices`; what is in force stands in the directory."""

    def __init__(self, transaction: Transaction, directories: Directories) -> None:
        self._t = transaction
        self._directories = directories

    def texts(self) -> Mapping[str, str]:
        """The tables by province."""
        return {row.province: row.text for row in self._t.run(ALL)}

    def open_cases(self, province: str) -> Sequence[str]:
        """The ids of the open cases of a province."""
        return self._t.run(OPEN_CASES, province=province).scalars().all()

    def put(self, province: str, text: str) -> None:
        """From now on this is the province's matrix; without text the one that comes with the program."""
        if text:
            self._t.run(PUT, province=province, text=text, at=self._t.now)
        else:
            self._t.run(DROP, this=province)
        self._directories.changed()

    def note(self, province: str, actor: str, what: str) -> None:
        """Somebody changed the matrix of a province."""
        self._t.run(NOTE, province=province, at=self._t.now, actor=actor, what=what)

    def changes(self, province: str) -> Sequence[tuple[datetime, str, str]]:
        """When the matrix of a province was changed, by whom, and what was done; the latest first."""
        return [(row.at, row.actor, row.what) for row in self._t.run(CHANGES, here=province)]
