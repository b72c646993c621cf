"""Requests about personal data; what is wished and answered is sealed with the key of whoever asks."""

from collections.abc import Sequence

from pydantic import TypeAdapter
from sqlalchemy import bindparam, insert, select, update

from bot.store.columns import AnyRow
from bot.store.people import subject
from bot.store.tables import requests
from bot.store.transaction import Transaction
from bot.store.vault import Erased
from handlers.events import DataRequest
from referral.records import dataclass

ADD = insert(requests)
SAVE = update(requests).where(requests.c.id == bindparam("this"))
GET = select(requests).where(requests.c.id == bindparam("this"))
OF_PERSON = select(requests).where(requests.c.person_id == bindparam("this")).order_by(requests.c.at)
ALL = select(requests).order_by(requests.c.at)


@dataclass(frozen=True, slots=True)
class Wish:
    """What of a request is sealed."""

    wish: str = ""
    whose: str = ""
    answer: str = ""


WISHES = TypeAdapter(Wish)


class SqlRequests:
    """`handlers.work.Requests`, and the list for who answers them."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction

    def add(self, request: DataRequest) -> None:
        self._t.run(ADD, id=request.id, person_id=request.person_id, at=request.at, **self._columns(request))

    def save(self, request: DataRequest) -> None:
        """Keep it; of somebody erased since, only the dates."""
        try:
            columns = self._columns(request)
        except Erased:
            columns = dates(request)
        self._t.run(SAVE, this=request.id, **columns)

    def get(self, request_id: str) -> DataRequest | None:
        row = self._t.run(GET, this=request_id).one_or_none()
        return self._request(row) if row else None

    def of_person(self, person_id: str) -> Sequence[DataRequest]:
        """What this person asked for, the oldest first."""
        return [self._request(row) for row in self._t.run(OF_PERSON, this=person_id).all()]

    def every(self) -> Sequence[DataRequest]:
        """All requests, the oldest first; without words if who asked was erased since."""
        return [self._request(row) for row in self._t.run(ALL).all()]

    def _columns(self, request: DataRequest) -> dict[str, object]:
        plain = WISHES.dump_json(Wish(request.wish, request.whose, request.answer))
        sealed = self._t.safe.seal(subject(request.person_id), place(request.id), plain)
        return {"sealed": sealed, **dates(request)}

    def _request(self, row: AnyRow) -> DataRequest:
        wish = self._wish(row)
        words = (wish.wish, wish.whose, wish.answer)
        return DataRequest(row.id, row.person_id, row.at, *words, answered_at=row.answered_at, done_at=row.done_at)

    def _wish(self, row: AnyRow) -> Wish:
        if not row.sealed:  # forgotten
            return Wish()
        try:
            return WISHES.validate_json(self._t.safe.open(subject(row.person_id), place(row.id), row.sealed))
        except Erased:
            return Wish()


def dates(request: DataRequest) -> dict[str, object]:
    """When it was answered and done."""
    return {"answered_at": request.answered_at, "done_at": request.done_at}


def place(request_id: str) -> str:
    """Where a request's sealed bytes belong."""
    return f"requests.sealed/{request_id}"
