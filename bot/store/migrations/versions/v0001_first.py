"""The first tables."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

MOMENT = sa.BigInteger()  # microseconds since 1970 UTC
PENDING = sa.text("state IN ('queued', 'sending')")


def upgrade() -> None:
    create_ours()
    create_people()
    create_cases()
    create_history()
    create_staff()
    create_access()
    create_outbox()
    create_mailbox()


def must(kind: sa.types.TypeEngine[Any], *names: str) -> list[sa.Column[Any]]:
    """Columns that always have a value."""
    return [sa.Column(name, kind, nullable=False) for name in names]


def maybe(kind: sa.types.TypeEngine[Any], *names: str) -> list[sa.Column[Any]]:
    """Columns that may be empty."""
    return [sa.Column(name, kind, nullable=True) for name in names]


def words(*names: str) -> list[sa.Column[Any]]:
    return must(sa.String(), *names)


def counted() -> sa.Column[int]:
    """A number that the database counts up."""
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("id", kind, autoincrement=True, nullable=False)


def pk(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def fk(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}")


def unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=f"uq_{table}_{'_'.join(columns)}")


def index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def create_ours() -> None:
    op.create_table("meta", *words("key", "value"), pk("meta", "key"))
    op.create_table("keys", *words("subject", "ring_key"), *must(sa.LargeBinary(), "wrapped"), pk("keys", "subject"))
    op.create_table("events", *words("hash"), *must(MOMENT, "at"), pk("events", "hash"))
    index("events", "at")
    op.create_table("audit", counted(), *must(MOMENT, "at"), *words("actor", "action", "case_id"), pk("audit", "id"))
    index("audit", "case_id")
    op.create_table("timers", *words("key", "kind", "subject"), *must(MOMENT, "due_at"), pk("timers", "key"))
    index("timers", "due_at")


def create_people() -> None:
    op.create_table(
        "people",
        *words("id", "channel", "address_hash", "locale", "officer_id"),
        *must(sa.LargeBinary(), "sealed"),
        *maybe(MOMENT, "last_event_at", "seen_at"),
        *must(sa.Boolean(), "told_clearing", "subscribed"),
        *must(sa.Integer(), "receipt_misses"),
        pk("people", "id"),
        unique("people", "address_hash"),
    )
    op.create_table(
        "sessions",
        *words("person_id"),
        *must(sa.LargeBinary(), "sealed"),
        *must(MOMENT, "updated_at"),
        pk("sessions", "person_id"),
        fk("sessions", "person_id", "people"),
    )


def create_cases() -> None:
    op.create_table(
        "cases",
        *words("id", "number", "receipt_hash", "category", "status", "commune", "province"),
        *must(sa.Integer(), "urgency", "version"),
        *must(MOMENT, "opened_at"),
        *maybe(MOMENT, "hold_until"),
        *must(sa.LargeBinary(), "sealed", "sealed_receipt"),
        pk("cases", "id"),
        unique("cases", "number"),
        unique("cases", "receipt_hash"),
    )
    op.create_table(
        "case_people",
        *words("case_id", "person_id"),
        *must(MOMENT, "last_at"),
        pk("case_people", "case_id", "person_id"),
        fk("case_people", "case_id", "cases"),
        fk("case_people", "person_id", "people"),
    )
    index("case_people", "person_id")


def create_history() -> None:
    op.create_table(
        "attachments",
        *words("id", "case_id", "kind", "state", "mime", "problem"),
        *must(sa.Boolean(), "shown"),
        *maybe(sa.LargeBinary(), "sealed_original", "sealed_copy"),
        pk("attachments", "id"),
        fk("attachments", "case_id", "cases"),
    )
    index("attachments", "case_id")
    op.create_table(
        "entries",
        counted(),
        *words("case_id", "kind", "actor", "attachment_id"),
        *must(MOMENT, "at"),
        *must(sa.LargeBinary(), "sealed"),
        *must(sa.Boolean(), "told"),
        pk("entries", "id"),
        fk("entries", "case_id", "cases"),
    )
    index("entries", "case_id")
    op.create_table(
        "alerts",
        *words("case_id", "body", "officer", "answer"),
        *must(sa.Integer(), "n", "urgency"),
        *must(MOMENT, "sent_at", "due_at"),
        *maybe(MOMENT, "answered_at"),
        pk("alerts", "case_id", "n"),
        fk("alerts", "case_id", "cases"),
    )
    index("alerts", "officer", "case_id")


def create_staff() -> None:
    op.create_table(
        "agencies",
        *words("id", "name", "role", "communes", "province"),
        *must(sa.Boolean(), "sample", "phone_confirmed"),
        *must(sa.LargeBinary(), "phone"),
        pk("agencies", "id"),
    )
    op.create_table(
        "officers",
        *words("id", "agency"),
        *must(sa.LargeBinary(), "name"),
        *must(sa.Boolean(), "deputy", "on_duty"),
        pk("officers", "id"),
        fk("officers", "agency", "agencies"),
    )
    op.create_table(
        "officer_ways",
        *words("officer_id", "person_id"),
        *must(MOMENT, "used_at"),
        pk("officer_ways", "officer_id", "person_id"),
        fk("officer_ways", "officer_id", "officers"),
        fk("officer_ways", "person_id", "people"),
    )
    index("officer_ways", "person_id")


def create_access() -> None:
    op.create_table(
        "invites",
        *words("code_hash", "officer_id"),
        *must(MOMENT, "expires_at"),
        *must(sa.Boolean(), "used"),
        pk("invites", "code_hash"),
    )
    op.create_table(
        "logins",
        *words("token_hash", "officer_id"),
        *must(MOMENT, "expires_at"),
        *maybe(MOMENT, "used_at"),
        pk("logins", "token_hash"),
    )
    op.create_table(
        "staff_sessions",
        *words("token_hash", "officer_id", "person_id", "csrf"),
        *must(MOMENT, "created_at", "used_at", "expires_at"),
        pk("staff_sessions", "token_hash"),
        fk("staff_sessions", "person_id", "people"),
    )


def create_outbox() -> None:
    op.create_table(
        "outbox",
        counted(),
        *words("key", "person_id", "act", "case_id", "state", "problem"),
        *must(sa.Integer(), "lane", "attempts"),
        *must(MOMENT, "at", "due_at"),
        *maybe(sa.LargeBinary(), "sealed", "platform_id"),
        pk("outbox", "id"),
        fk("outbox", "person_id", "people"),
        unique("outbox", "key"),
        sqlite_autoincrement=True,
    )
    index("outbox", "case_id")
    only_pending("ix_outbox_line", "lane", "id")
    only_pending("ix_outbox_person", "person_id", "lane", "id")


def only_pending(name: str, *columns: str) -> None:
    """An index of the outbox that stays small: what was sent leaves it."""
    op.create_index(name, "outbox", list(columns), sqlite_where=PENDING, postgresql_where=PENDING)


def create_mailbox() -> None:
    op.create_table(
        "mailbox",
        counted(),
        *words("person_id", "key"),
        *maybe(sa.LargeBinary(), "sealed"),
        *must(MOMENT, "at"),
        pk("mailbox", "id"),
        fk("mailbox", "person_id", "people"),
        unique("mailbox", "person_id", "key"),
        sqlite_autoincrement=True,
    )
    index("mailbox", "person_id", "id")
