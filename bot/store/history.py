"""The append-only history of a case, and its photos, recordings and files."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Boolean, Executable, Integer, bindparam, func, insert, or_, select, update

from bot.store.case_rows import subject
from bot.store.columns import AnyRow, UtcTime
from bot.store.tables import attachments, entries
from bot.store.transaction import Transaction
from bot.store.vault import Erased
from handlers.events import Attachment, Entry, Media

RECORD = insert(entries)
ENTRIES = select(entries).where(entries.c.case_id == bindparam("case_id")).order_by(entries.c.id)
UNTOLD = ENTRIES.where(entries.c.told.is_(False))
COUNT = select(func.count()).where(entries.c.case_id == bindparam("case_id"))
COMING = select(attachments.c.id).where(attachments.c.state == "waiting")
READ = or_(entries.c.kind == "status", entries.c.at > bindparam("shown_at", type_=UtcTime))  # with the receipt
MARK_TOLD = (  # but for a file that has not come yet
    update(entries)
    .where(entries.c.case_id == bindparam("this"), entries.c.told.is_(False))
    .where(entries.c.attachment_id.not_in(COMING))
    .values(told=True)
)
MARK_READ = MARK_TOLD.where(READ)
NTH = (
    select(entries.c.id)
    .where(entries.c.case_id == bindparam("this"))
    .order_by(entries.c.id)
    .limit(1)
    .offset(bindparam("before", type_=Integer))
    .scalar_subquery()
)
MARK_FILE = (
    update(entries)
    .where(entries.c.case_id == bindparam("this"), entries.c.attachment_id == bindparam("file"))
    .values(told=bindparam("seen", type_=Boolean))
)
MARK_UNTOLD = update(entries).where(entries.c.id == NTH).values(told=False)
SHOWN = [c for c in attachments.c if c.name not in ("sealed_original", "sealed_copy")]
GET = select(*SHOWN).where(attachments.c.id == bindparam("attachment_id"))
OF_CASE = select(*SHOWN).where(attachments.c.case_id == bindparam("case_id")).order_by(attachments.c.id)
MEDIA = select(attachments).where(attachments.c.id == bindparam("attachment_id"))
ADD = insert(attachments)
SAVE = update(attachments).where(attachments.c.id == bindparam("this"))


class SqlHistory:
    """`handlers.work.History`, and the bytes of attachments for those who may see them."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction

    def record(self, case_id: str, entry: Entry) -> None:
        """Append a line; raises Erased if the case was erased."""
        sealed = self._t.safe.seal(subject(case_id), entry_place(case_id, entry.kind), entry.text.encode())
        names = ("at", "kind", "actor", "attachment_id", "told", "writer")
        self._t.run(RECORD, case_id=case_id, sealed=sealed, **{name: getattr(entry, name) for name in names})

    def entries(self, case_id: str) -> Sequence[Entry]:
        """The history in the order it was written; nothing if the case was erased."""
        return self._opened(ENTRIES, case_id)

    def untold(self, case_id: str) -> Sequence[Entry]:
        """What the reporter has not read, in the order it was written; nothing if the case was erased."""
        return self._opened(UNTOLD, case_id)

    def count(self, case_id: str) -> int:
        """How many entries there are."""
        return int(self._t.run(COUNT, case_id=case_id).scalar_one())

    def mark_told(self, case_id: str, shown_at: datetime | None = None) -> None:
        """All entries, or what a receipt shown then lets one read, but for files that have not come yet."""
        if shown_at:
            self._t.run(MARK_READ, this=case_id, shown_at=shown_at)
        else:
            self._t.run(MARK_TOLD, this=case_id)

    def mark_file(self, case_id: str, attachment_id: str, shown: bool) -> None:
        """Whether the reporter was shown this file."""
        self._t.run(MARK_FILE, this=case_id, file=attachment_id, seen=shown)

    def mark_untold(self, case_id: str, place: int) -> None:
        """The entry at this place, counted from 1, did not reach the reporter: it waits for their return."""
        self._t.run(MARK_UNTOLD, this=case_id, before=place - 1)

    def add_attachment(self, attachment: Attachment, media: Media | None) -> None:
        """A new attachment, with its bytes if we have them already."""
        self._t.run(ADD, id=attachment.id, case_id=attachment.case_id, **self._columns(attachment, media))

    def save_attachment(self, attachment: Attachment, media: Media | None) -> None:
        """What became of it; bytes already stored stay unless new ones are given."""
        self._t.run(SAVE, this=attachment.id, **self._columns(attachment, media))

    def attachment(self, attachment_id: str) -> Attachment | None:
        row = self._t.run(GET, attachment_id=attachment_id).one_or_none()
        return shown(row) if row else None

    def attachments(self, case_id: str) -> Sequence[Attachment]:
        return [shown(row) for row in self._t.run(OF_CASE, case_id=case_id)]

    def media(self, attachment_id: str) -> Media | None:
        """The bytes: `data` is the sealed original, `safe_copy` what may be shown; no bytes if not stored or erased."""
        row = self._t.run(MEDIA, attachment_id=attachment_id).one_or_none()
        if row is None:
            return None
        data, safe_copy = self._bytes(row, "sealed_original"), self._bytes(row, "sealed_copy")
        return Media(row.kind, data=data, safe_copy=safe_copy, mime=row.mime, problem=row.problem)

    def _opened(self, statement: Executable, case_id: str) -> Sequence[Entry]:
        rows = self._t.run(statement, case_id=case_id).all()
        try:
            return [self._entry(row) for row in rows]
        except Erased:
            return ()

    def _columns(self, attachment: Attachment, media: Media | None) -> dict[str, object]:
        names = ("kind", "state", "shown", "mime", "problem")
        blobs = {"sealed_original": media.data, "sealed_copy": media.safe_copy} if media else {}
        sealed = {name: self._sealed(attachment, name, data) for name, data in blobs.items() if data is not None}
        return {name: getattr(attachment, name) for name in names} | sealed

    def _sealed(self, attachment: Attachment, column: str, data: bytes) -> bytes:
        return self._t.safe.seal(subject(attachment.case_id), blob_place(column, attachment.id), data)

    def _bytes(self, row: AnyRow, column: str) -> bytes | None:
        sealed = row._mapping[column]
        if sealed is None:
            return None
        return self._t.safe.open(subject(row.case_id), blob_place(column, row.id), sealed)

    def _entry(self, row: AnyRow) -> Entry:
        text = self._t.safe.open(subject(row.case_id), entry_place(row.case_id, row.kind), row.sealed).decode()
        return Entry(row.kind, row.at, row.actor, text, row.attachment_id, row.told, row.writer)


def shown(row: AnyRow) -> Attachment:
    """An attachment without its bytes."""
    return Attachment(**row._mapping)


def entry_place(case_id: str, kind: str) -> str:
    """Where a line's sealed bytes belong: its number is not known before it is written."""
    return f"entries.sealed/{case_id}/{kind}"


def blob_place(column: str, attachment_id: str) -> str:
    """Where an attachment's sealed bytes belong."""
    return f"attachments.{column}/{attachment_id}"
