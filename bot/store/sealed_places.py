"""Every column that is sealed: whose key seals a row of it, and the place that its bytes are bound to."""

from collections.abc import Callable, Mapping

from sqlalchemy import Column, LargeBinary

from bot.store import (
    accounts,
    case_rows,
    directory,
    hazards,
    history,
    inbox,
    kept_figures,
    mailbox,
    outbox,
    people,
    queue_views,
    reports,
    request_steps,
    requests,
    tokens,
    uploads,
)
from bot.store.columns import AnyRow
from bot.store.tables import metadata

Where = Callable[[AnyRow], tuple[str, str]]  # subject and place of a row
# Columns of bytes that are no secret, and the data keys, which the ring itself wraps.
OPEN = frozenset({"campaign_pictures.data", "report_layouts.data", "keys.wrapped"})

WHERE: Mapping[str, Where] = {
    "accounts.sealed": lambda row: (accounts.subject(row.id), accounts.place(row.id)),
    "advice_signatures.sealed": lambda row: (directory.SUBJECT, f"advice/{row.edition}"),
    "agencies.phone": lambda row: (directory.SUBJECT, f"agencies.phone/{row.id}"),
    "attachments.sealed_copy": lambda row: blob(row, "sealed_copy"),
    "attachments.sealed_original": lambda row: blob(row, "sealed_original"),
    "case_holds.sealed": lambda row: (kept_figures.SUBJECT, f"holds/{row.case_id}"),
    "cases.sealed": lambda row: (case_rows.subject(row.id), case_rows.place(row.id)),
    "cases.sealed_receipt": lambda row: (case_rows.subject(row.id), case_rows.receipt_place(row.id)),
    "channel_tokens.sealed": lambda row: (tokens.SUBJECT, tokens.place(row.name)),
    "entries.sealed": lambda row: (case_rows.subject(row.case_id), history.entry_place(row.case_id, row.kind)),
    "hazards.sealed": lambda row: (hazards.subject(row.id), hazards.place(row.id)),
    "hotlines.sealed": lambda row: (directory.SUBJECT, f"hotline/{row.province}/{row.number}"),
    "inbox.sealed": lambda row: (inbox.SUBJECT, inbox.place(row.key)),
    "kept_figures.sealed": lambda row: (kept_figures.SUBJECT, kept_figures.PLACE),
    "kept_tables.sealed": lambda row: (directory.SUBJECT, f"table/{row.id}"),
    "mailbox.sealed": lambda row: (people.subject(row.person_id), mailbox.place(row.person_id, row.key)),
    "officers.name": lambda row: (directory.SUBJECT, f"officers.name/{row.id}"),
    "outbox.platform_id": lambda row: (outbox.SUBJECT, outbox.place("platform_id", str(row.id))),
    "outbox.sealed": lambda row: (outbox.SUBJECT, outbox.place("sealed", row.key)),
    "people.sealed": lambda row: (people.subject(row.id), people.place(row.id)),
    "phone_calls.sealed": lambda row: (directory.SUBJECT, f"calls/{row.agency}"),
    "report_drafts.sealed": lambda row: (reports.SUBJECT, reports.draft_place(row.commune, row.name)),
    "report_handed.sealed": lambda row: (reports.SUBJECT, reports.handed_place(row.id)),
    "request_steps.sealed": lambda row: (kept_figures.SUBJECT, request_steps.place(row.request_id)),
    "requests.sealed": lambda row: (people.subject(row.person_id), requests.place(row.id)),
    "retention_periods.sealed": lambda row: (kept_figures.SUBJECT, f"periods/{row.kind}"),
    "saved_views.sealed": lambda row: (row.owner, queue_views.place(row.id)),
    "sessions.sealed": lambda row: (people.subject(row.person_id), f"sessions.sealed/{row.person_id}"),
    "uploads.sealed": lambda row: (tokens.SUBJECT, uploads.place(row.hash)),
}


def blob(row: AnyRow, column: str) -> tuple[str, str]:
    """Of an attachment: its case's key."""
    return case_rows.subject(row.case_id), history.blob_place(column, row.id)


def columns() -> Mapping[str, Column[bytes]]:
    """All columns that are sealed, by table and column."""
    found = {str(column): column for table in metadata.sorted_tables for column in table.columns}
    return {name: one for name, one in found.items() if isinstance(one.type, LargeBinary) and name not in OPEN}
