"""Texts and numbers that a human signs off, and tables that wait to be written; names of who signed are sealed."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from pydantic import TypeAdapter
from sqlalchemy import bindparam, delete, func, insert, select

from bot.store.columns import AnyRow, UtcTime
from bot.store.directory import SUBJECT, Directories
from bot.store.guidance_tables import advice_editions, advice_signatures, hotlines, kept_tables
from bot.store.transaction import Transaction
from bot.store.upsert import upsert
from handlers.keeps_directory import KeptTable
from referral.guidance import Edition, Hotline, Signature
from referral.records import dataclass

KEPT = timedelta(hours=1)
LATEST = select(func.max(advice_editions.c.id)).group_by(advice_editions.c.key)
CURRENT = select(advice_editions).where(advice_editions.c.id.in_(LATEST))
OF_KEY = select(advice_editions).where(advice_editions.c.key == bindparam("this")).order_by(advice_editions.c.id.desc())
EDIT = insert(advice_editions)
SIGN = insert(advice_signatures)
SIGNED = select(advice_signatures).where(advice_signatures.c.edition == bindparam("this"))
SIGNED = SIGNED.order_by(advice_signatures.c.id)
LINES = select(hotlines).where(hotlines.c.province == bindparam("here")).order_by(hotlines.c.number)
PUT_LINE = upsert(hotlines, ["province", "number"], ["name", "sealed", "confirmed_on"])
DROP_LINE = delete(hotlines).where(hotlines.c.province == bindparam("here"), hotlines.c.number == bindparam("this"))
KEEP = insert(kept_tables)
GET = select(kept_tables).where(
    kept_tables.c.id == bindparam("this"),
    kept_tables.c.owner == bindparam("owner"),
    kept_tables.c.at > bindparam("since", type_=UtcTime),
)
DROP = delete(kept_tables).where(kept_tables.c.id == bindparam("this"))
EXPIRE = delete(kept_tables).where(kept_tables.c.at <= bindparam("since", type_=UtcTime))


@dataclass(frozen=True, slots=True)
class Signer:
    """What of a signature is sealed."""

    name: str
    function: str


SIGNER = TypeAdapter(Signer)


class SqlGuidance:
    """`handlers.keeps_directory.Guidance`."""

    def __init__(self, transaction: Transaction, directories: Directories) -> None:
        self._t = transaction
        self._directories = directories

    def current(self) -> Mapping[str, Edition]:
        """The latest edition of each text that was ever edited or signed, by its key."""
        return {row.key: self._edition(row) for row in self._t.run(CURRENT)}

    def editions(self, key: str) -> Sequence[Edition]:
        """Every edition of a text, the latest first."""
        return [self._edition(row) for row in self._t.run(OF_KEY, this=key)]

    def edit(self, key: str, vi: str, en: str, actor: str) -> None:
        """A new edition, unsigned; every process reads it before it says anything again."""
        self._t.run(EDIT, key=key, vi=vi, en=en, at=self._t.now, actor=actor)
        self._directories.changed()

    def sign(self, edition: int, signature: Signature, actor: str) -> None:
        """Somebody answers for this edition, beside whoever does already."""
        sealed = self._seal(f"advice/{edition}", Signer(signature.name, signature.function))
        self._t.run(SIGN, edition=edition, sealed=sealed, signed_on=signature.on, at=self._t.now, actor=actor)

    def hotlines(self, province: str) -> Sequence[Hotline]:
        """The numbers that are kept for a province, the confirmed and the others."""
        return [self._hotline(row) for row in self._t.run(LINES, here=province)]

    def put_hotline(self, line: Hotline) -> None:
        """Insert or replace a number of a province."""
        place = f"hotline/{line.province}/{line.number}"
        sealed = self._seal(place, Signer(line.confirmed_by, "")) if line.confirmed_by else None
        row = {"name": line.name, "sealed": sealed, "confirmed_on": line.confirmed_on}
        self._t.run(PUT_LINE, province=line.province, number=line.number, **row)

    def drop_hotline(self, province: str, number: str) -> None:
        """This number is kept no more."""
        self._t.run(DROP_LINE, here=province, this=number)

    def _edition(self, row: AnyRow) -> Edition:
        signatures = tuple(map(self._signature, self._t.run(SIGNED, this=row.id)))
        return Edition(row.id, row.key, row.vi, row.en, row.at, row.actor, signatures)

    def _signature(self, row: AnyRow) -> Signature:
        who = self._open(f"advice/{row.edition}", row.sealed)
        return Signature(who.name, who.function, row.signed_on)

    def _hotline(self, row: AnyRow) -> Hotline:
        who = self._open(f"hotline/{row.province}/{row.number}", row.sealed).name if row.sealed else ""
        return Hotline(row.province, row.number, row.name, who, row.confirmed_on)

    def _seal(self, place: str, signer: Signer) -> bytes:
        return self._t.safe.seal(SUBJECT, place, SIGNER.dump_json(signer))

    def _open(self, place: str, sealed: bytes) -> Signer:
        return SIGNER.validate_json(self._t.safe.open(SUBJECT, place, sealed))


class SqlTables:
    """`handlers.keeps_directory.Tables`."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction

    def keep(self, table: KeptTable) -> str:
        """Keep one, and let go of those whose hour is over; its id."""
        self._t.run(EXPIRE, since=self._t.now - KEPT)
        one = self._t.chance.id()
        sealed = self._t.safe.seal(SUBJECT, f"table/{one}", table.data)
        about = {"owner": table.owner, "kind": table.kind, "province": table.province, "workbook": table.workbook}
        self._t.run(KEEP, id=one, sealed=sealed, at=self._t.now, **about)
        return one

    def get(self, table_id: str, owner: str) -> KeptTable | None:
        """The table that this seat kept within the hour."""
        row = self._t.run(GET, this=table_id, owner=owner, since=self._t.now - KEPT).first()
        if row is None:
            return None
        data = self._t.safe.open(SUBJECT, f"table/{table_id}", row.sealed)
        return KeptTable(row.owner, row.kind, row.province, row.workbook, data)

    def drop(self, table_id: str) -> None:
        """It was written."""
        self._t.run(DROP, this=table_id)
