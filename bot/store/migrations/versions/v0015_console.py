"""The console: accounts and what opens them, sessions that know where they came from, a chained audit log."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    make_accounts()
    widen_sessions()
    widen_audit()
    op.add_column("campaign_runs", sa.Column("corrected_by", sa.String(), nullable=False, server_default=sa.text("''")))
    op.create_table(
        "case_hidden",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("who_hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_hidden_case_id"),
        sa.PrimaryKeyConstraint("case_id", "who_hash", name="pk_case_hidden"),
    )


def make_accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name_hash", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("officer_id", sa.String(), nullable=False),
        sa.Column("province", sa.String(), nullable=False),
        sa.Column("password", sa.String(), nullable=False),
        sa.Column("second_factor", sa.Boolean(), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failed_at", sa.BigInteger(), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.UniqueConstraint("name_hash", name="uq_accounts_name_hash"),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_recovery_codes_account_id"),
        sa.PrimaryKeyConstraint("code_hash", name="pk_recovery_codes"),
    )
    op.create_table(
        "account_invites",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_account_invites_account_id"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_account_invites"),
    )


def widen_sessions() -> None:
    for name in ("id", "account_id", "source_hash", "browser"):
        op.add_column("staff_sessions", sa.Column(name, sa.String(), nullable=False, server_default=sa.text("''")))
    op.add_column("staff_sessions", sa.Column("proven_at", sa.BigInteger(), nullable=True))
    op.create_index("ix_staff_sessions_account_id", "staff_sessions", ["account_id"], unique=False)


def widen_audit() -> None:
    for name in ("detail", "hash"):
        op.add_column("audit", sa.Column(name, sa.String(), nullable=False, server_default=sa.text("''")))
    op.create_index("ix_audit_at", "audit", ["at"], unique=False)
