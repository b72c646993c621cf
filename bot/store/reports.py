"""Deadlines, drafts, handed-in reports and layouts; what people wrote and what was counted is sealed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import String, bindparam, delete, func, insert, select

from bot.store.columns import AnyRow
from bot.store.report_tables import report_deadlines, report_drafts, report_handed, report_layouts
from bot.store.transaction import Transaction
from bot.store.upsert import upsert
from handlers.keeps_console import Draft, Handed
from referral.reports.periods import Deadlines, Schedule, deadlines_of, written

SUBJECT = "reports"  # one of vault.STANDING
DEADLINES = (  # those of "" hold for every province until its own begin
    select(report_deadlines)
    .where(report_deadlines.c.province.in_([bindparam("province"), ""]))
    .order_by(report_deadlines.c.province, report_deadlines.c.since)
)
SET_DEADLINES = upsert(report_deadlines, ["province", "since"], ["half", "year"])
DRAFT = select(report_drafts.c.sealed).where(
    report_drafts.c.commune == bindparam("commune"), report_drafts.c.name == bindparam("name")
)
SAVE_DRAFT = upsert(report_drafts, ["commune", "name"], ["sealed", "written_by", "at"])
VERSIONS = (
    select(report_handed)
    .where(report_handed.c.commune == bindparam("commune"), report_handed.c.name == bindparam("name"))
    .order_by(report_handed.c.version.desc())
)
GET = select(report_handed).where(report_handed.c.id == bindparam("this"))
HANDED_IN = (
    select(report_handed.c.commune, func.max(report_handed.c.at).label("at"))
    .where(report_handed.c.province == bindparam("province"), report_handed.c.name == bindparam("name"))
    .group_by(report_handed.c.commune)
)
ADD = insert(report_handed)
ALONE = select(func.pg_advisory_xact_lock(func.hashtext(bindparam("of", type_=String))))
LAYOUT = (
    select(report_layouts.c.data)
    .where(report_layouts.c.province.in_([bindparam("province"), ""]))
    .order_by(report_layouts.c.province.desc())
    .limit(1)
)
SET_LAYOUT = upsert(report_layouts, ["province"], ["data", "uploaded_by", "at"])
DROP_LAYOUT = delete(report_layouts).where(report_layouts.c.province == bindparam("this"))


class SqlReports:
    """`handlers.keeps_console.Reports`."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction

    def deadlines(self, province: str) -> Schedule:
        """Those of a province through the years, of all until it wrote its own; else the usual ones."""
        rows = self._t.run(DEADLINES, province=province).all()
        own = min((row.since for row in rows if row.province == province), default=None)
        used = [row for row in rows if row.province == province or own is None or row.since < own]
        return Schedule(tuple((row.since, deadlines_of(row.half, row.year)) for row in used))

    def set_deadlines(self, province: str, deadlines: Mapping[int, Deadlines]) -> None:
        """Each from its year on."""
        for since, one in deadlines.items():
            self._t.run(SET_DEADLINES, province=province, since=since, half=written(one.half), year=written(one.year))

    def lock(self, commune: str, name: str) -> None:
        """From here to the end of the transaction nobody else writes this report."""
        if self._t.connection.dialect.name == "postgresql":  # on SQLite there is one writer
            self._t.run(ALONE, of=f"report {commune} {name}")

    def draft(self, commune: str, name: str) -> Mapping[str, str]:
        """The words under the headings, by the heading's key; none if nothing was written."""
        sealed = self._t.run(DRAFT, commune=commune, name=name).scalar()
        found: Mapping[str, str] = json.loads(self._open(draft_place(commune, name), sealed)) if sealed else {}
        return found

    def save_draft(self, draft: Draft, by: str) -> None:
        """From now on these are the words."""
        named = {"commune": draft.commune, "name": draft.name}
        sealed = self._seal(draft_place(**named), json.dumps(dict(draft.words)))
        self._t.run(SAVE_DRAFT, **named, sealed=sealed, written_by=by, at=self._t.now)

    def hand_in(self, handed: Handed) -> Handed:
        """Keep a report; it gets the next version."""
        self.lock(handed.commune, handed.name)
        before = self.versions(handed.commune, handed.name)
        kept = replace(handed, version=before[0].version + 1 if before else 1, at=self._t.now)
        self._t.run(
            ADD, id=kept.id, commune=kept.commune, province=kept.province, name=kept.name, version=kept.version,
            at=kept.at, handed_by=kept.by, sealed=self._seal(handed_place(kept.id), kept.content),
        )  # fmt: skip
        return kept

    def handed(self, report_id: str) -> Handed | None:
        """A report as it was handed in."""
        row = self._t.run(GET, this=report_id).one_or_none()
        return self._handed(row) if row else None

    def versions(self, commune: str, name: str) -> Sequence[Handed]:
        """Every version of a commune's report, the newest first."""
        return [self._handed(row) for row in self._t.run(VERSIONS, commune=commune, name=name)]

    def handed_in(self, province: str, name: str) -> Mapping[str, datetime]:
        """When each commune of a province handed this report in last."""
        return {row.commune: row.at for row in self._t.run(HANDED_IN, province=province, name=name)}

    def layout(self, province: str) -> bytes:
        """The layout that was uploaded for a province, else for all; b"" if none was."""
        return self._t.run(LAYOUT, province=province).scalar() or b""

    def set_layout(self, province: str, data: bytes, by: str) -> None:
        """From now on this one; without data ours."""
        if data:
            self._t.run(SET_LAYOUT, province=province, data=data, uploaded_by=by, at=self._t.now)
        else:
            self._t.run(DROP_LAYOUT, this=province)

    def _handed(self, row: AnyRow) -> Handed:
        content = self._open(handed_place(row.id), row.sealed)
        return Handed(row.id, row.commune, row.province, row.name, row.handed_by, content, row.version, row.at)

    def _seal(self, place: str, words: str) -> bytes:
        return self._t.safe.seal(SUBJECT, place, words.encode())

    def _open(self, place: str, sealed: bytes) -> str:
        return self._t.safe.open(SUBJECT, place, sealed).decode()


def draft_place(commune: str, name: str) -> str:
    """Where a draft's sealed bytes belong."""
    return f"report_drafts.sealed/{commune}/{name}"


def handed_place(report_id: str) -> str:
    """Where a handed-in report's sealed bytes belong."""
    return f"report_handed.sealed/{report_id}"
