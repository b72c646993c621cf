"""Personal data: how long each kind lives, what was erased and its proof, figures of what is gone; the log is shut."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

REFUSED = "the audit log is only ever appended to"
POSTGRESQL = (
    f"""CREATE FUNCTION audit_is_shut() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{REFUSED}'; END $$""",
    """CREATE TRIGGER audit_is_shut BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
        FOR EACH STATEMENT EXECUTE FUNCTION audit_is_shut()""",
)
SQLITE = tuple(
    f"""CREATE TRIGGER audit_no_{what.lower()} BEFORE {what} ON audit
        BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"""
    for what in ("UPDATE", "DELETE")
)
SHUT = {"postgresql": POSTGRESQL, "sqlite": SQLITE}


def upgrade() -> None:
    for statement in SHUT[op.get_bind().dialect.name]:
        op.execute(statement)
    op.add_column("mailbox", sa.Column("case_id", sa.String(), server_default=sa.text("''"), nullable=False))
    op.create_index("ix_mailbox_case_id", "mailbox", ["case_id"], unique=False)
    make_retention()
    make_erasures()
    op.create_table(
        "request_steps",
        counted(),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name="fk_request_steps_request_id"),
        sa.PrimaryKeyConstraint("id", name="pk_request_steps"),
    )
    op.create_index("ix_request_steps_request_id", "request_steps", ["request_id"], unique=False)
    op.add_column("entries", sa.Column("writer", sa.String(), server_default=sa.text("''"), nullable=False))


def counted() -> sa.Column[int]:
    """A primary key the database counts up."""
    return sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False)


def make_retention() -> None:
    op.create_table(
        "retention_periods",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("before", sa.Integer(), nullable=False),
        sa.Column("begins", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name="pk_retention_periods"),
    )
    op.create_table(
        "stuck",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "id", name="pk_stuck"),
    )
    op.create_table(
        "case_holds",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_holds_case_id"),
        sa.PrimaryKeyConstraint("case_id", name="pk_case_holds"),
    )


def make_erasures() -> None:
    op.create_table(
        "erasures",
        counted(),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("many", sa.Integer(), nullable=False),
        sa.Column("ids_hash", sa.String(), nullable=False),
        sa.Column("key_gone", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_erasures"),
    )
    op.create_table(
        "kept_figures",
        counted(),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("commune", sa.String(), nullable=False),
        sa.Column("province", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_kept_figures"),
    )
    op.create_index("ix_kept_figures_opened_at", "kept_figures", ["opened_at"], unique=False)
