"""Saved views of the queue, sealed with the key of the account, or of the person, that saved them."""

from collections.abc import Sequence

from pydantic import TypeAdapter
from sqlalchemy import bindparam, delete, select

from bot.store.columns import AnyRow
from bot.store.queue_tables import saved_views
from bot.store.transaction import Transaction
from bot.store.upsert import upsert
from bot.store.vault import Erased
from handlers.keeps_queue import SavedView

OF_OWNER = select(saved_views).where(saved_views.c.owner == bindparam("this"))
SAVE = upsert(saved_views, ["id"], ["sealed"])
DROP = delete(saved_views).where(saved_views.c.id == bindparam("this"), saved_views.c.owner == bindparam("whose"))
WORDS = TypeAdapter(tuple[str, str])  # name, filter


class SqlViews:
    """`handlers.keeps_queue.SavedViews`. The owner is the subject of a key: "account:<id>" or "person:<id>"."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction

    def of(self, owner: str) -> Sequence[SavedView]:
        """All of them, by name; none once the owner was erased."""
        try:
            found = [self._opened(row) for row in self._t.run(OF_OWNER, this=owner).all()]
        except Erased:
            return ()
        return sorted(found, key=lambda view: (view.name.casefold(), view.id))

    def save(self, owner: str, view: SavedView) -> None:
        """Keep it, new or renamed."""
        plain = WORDS.dump_json((view.name, view.query))
        sealed = self._t.safe.seal(owner, place(view.id), plain)
        self._t.run(SAVE, id=view.id, owner=owner, sealed=sealed, at=self._t.now)

    def drop(self, owner: str, view_id: str) -> None:
        """Forget it, if it is theirs."""
        self._t.run(DROP, this=view_id, whose=owner)

    def _opened(self, row: AnyRow) -> SavedView:
        return SavedView(row.id, *WORDS.validate_json(self._t.safe.open(row.owner, place(row.id), row.sealed)))


def place(view_id: str) -> str:
    """Where a view's sealed bytes belong."""
    return f"saved_views.sealed/{view_id}"
