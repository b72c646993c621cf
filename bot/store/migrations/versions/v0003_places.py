"""The place data: versions, units with the time in which they were in force, and what they became."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "place_versions",
        sa.Column("id", big, autoincrement=True, nullable=False),
        *words("version", "source", "valid_from"),
        sa.Column("applied_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_place_versions"),
        sa.UniqueConstraint("version", name="uq_place_versions_version"),
    )
    create_part("place_units", ["n"], *numbers("n"), *words("code", "name", "district", "province", "province_name"),
                *decimals("lat", "lon", "km2"), *words("aliases", "valid_from", "valid_until"))  # fmt: skip
    create_part("place_conversions", ["unit", "new_code"], *numbers("unit"), *words("new_code", "old_code", "since"))
    of_names = words("kind", "alias", "level", "name", "district", "province_name", "province")
    create_part("place_names", ["n"], *numbers("n"), *of_names)


def create_part(table: str, key: list[str], *columns: sa.Column[str] | sa.Column[int] | sa.Column[float]) -> None:
    """A table of which each row belongs to a version."""
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        table,
        sa.Column("version_id", big, nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("version_id", *key, name=f"pk_{table}"),
        sa.ForeignKeyConstraint(["version_id"], ["place_versions.id"], name=f"fk_{table}_version_id"),
    )


def words(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def numbers(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def decimals(*names: str) -> list[sa.Column[float]]:
    return [sa.Column(name, sa.Float(), nullable=False) for name in names]
