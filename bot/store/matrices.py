"""The matrices that provinces edited: the text of each table, as `langnghe matrix import` took it."""

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, delete, select

from bot.store.directory import Directories
from bot.store.tables import cases, matrices
from bot.store.transaction import Transaction
from bot.store.upsert import upsert

ALL = select(matrices.c.province, matrices.c.text)
PUT = upsert(matrices, ["province"], ["text", "at"])
OPEN_CASES = select(cases.c.id).where(cases.c.status == "open", cases.c.province == bindparam("province"))
DROP = delete(matrices).where(matrices.c.province == bindparam("this"))


class SqlMatrices:
    """For the program; handlers find a province's matrix in the directory."""

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
