"""The place data in the database: each version whole, each unit with the time in which it was in force."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from bot.store.columns import AnyRow
from bot.store.tables import cases, place_conversions, place_names, place_units, place_versions
from referral.jurisdiction import Unit
from referral.jurisdiction.units import Alias, OldCommune, Units
from referral.records import dataclass

WITHDRAWN = "withdrawn: "  # before a version in a row of its own: nothing is overwritten
TWO_LEVELS = "2025-07-01"  # since then a province has communes and no districts
EDITIONS = select(place_versions).order_by(place_versions.c.valid_from, place_versions.c.id)
OPEN_CASES = select(cases.c.id).where(cases.c.status == "open").order_by(cases.c.opened_at, cases.c.number)

Row = Mapping[str, object]
Name = tuple[str, str, str, str]  # code, name, district, province of a unit: two never share all four at one time


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of the place data. Days are written YYYY-MM-DD."""

    version: str
    source: str
    valid_from: str
    applied_at: datetime
    id: int = 0
    withdrawn: datetime | None = None  # when somebody took it back


@dataclass(frozen=True, slots=True)
class Periods:
    """Since when units have been in force, and from when until when those that ended were."""

    since: Mapping[Name, str] = field(default_factory=dict)
    ended: Mapping[Name, tuple[str, str]] = field(default_factory=dict)


def editions(connection: Connection) -> Sequence[Edition]:
    """All versions, the one that will be in force last at the end."""
    rows = [Edition(**row._mapping) for row in connection.execute(EDITIONS)]
    gone = {one.version: one.applied_at for one in rows}
    return [
        replace(one, withdrawn=gone.get(f"{WITHDRAWN}{one.version}"))
        for one in rows
        if not one.version.startswith(WITHDRAWN)
    ]


def in_force(connection: Connection, today: str) -> Edition | None:
    """The version that is in force on a day; None before the first import."""
    known = (one for one in reversed(editions(connection)) if not one.withdrawn)
    return next((one for one in known if one.valid_from <= today), None)


def take_back(connection: Connection, edition: Edition, now: datetime) -> None:
    """Note that a version was withdrawn; all of it stays."""
    name = f"{WITHDRAWN}{edition.version}"
    row = {"version": name, "source": "", "valid_from": edition.valid_from, "applied_at": now}
    connection.execute(insert(place_versions).values(**row))


def keep(connection: Connection, units: Units, edition: Edition) -> Edition:
    """Store all units as a new version; what the one before says of the time of a unit is taken over."""
    before = in_force(connection, edition.valid_from)
    periods = periods_of(connection, before) if before else Periods()
    since = edition.valid_from if before else TWO_LEVELS
    values = {name: getattr(edition, name) for name in ("source", "valid_from", "applied_at")}
    made = connection.execute(
        insert(place_versions).values(version=units.version, **values).returning(place_versions.c.id)
    ).scalar_one()
    parts = (
        (place_units, [*current_rows(units, periods, since), *old_rows(units, periods, since)]),
        (place_conversions, [*conversion_rows(units, periods, since)]),
        (place_names, [*name_rows(units)]),
    )
    for table, rows in parts:
        connection.execute(insert(table), [{"version_id": made, **row} for row in rows])
    return Edition(units.version, id=made, **values)


def current_rows(units: Units, periods: Periods, since: str) -> Iterator[Row]:
    """The communes in force."""
    for n, here in enumerate(units.current.values()):
        of = (here.code, here.name, "", here.province_name)
        yield {
            "n": n, "code": here.code, "name": here.name, "district": "", "province": here.province,
            "province_name": here.province_name, "lat": here.lat, "lon": here.lon, "km2": here.km2, "aliases": "[]",
            "valid_from": periods.since.get(of, since), "valid_until": "",
        }  # fmt: skip


def old_rows(units: Units, periods: Periods, since: str) -> Iterator[Row]:
    """The communes that ended, with the code of the province they are in today; where their middle was is not kept."""
    for n, was in enumerate(units.old, len(units.current)):
        start, end = period(was, periods, since)
        yield {
            "n": n, "code": was.code, "name": was.name, "district": was.district,
            "province": units.merged[was.province], "province_name": was.province, "lat": 0.0, "lon": 0.0, "km2": 0.0,
            "aliases": json.dumps(was.aliases), "valid_from": start, "valid_until": end,
        }  # fmt: skip


def conversion_rows(units: Units, periods: Periods, since: str) -> Iterator[Row]:
    """What each of them became, from when."""
    for n, was in enumerate(units.old, len(units.current)):
        _, end = period(was, periods, since)
        for code in was.codes:
            yield {"unit": n, "new_code": code, "old_code": was.code, "since": end}


def name_rows(units: Units) -> Iterator[Row]:
    """Other names: of provinces that were merged, of districts before their last one, and what people say."""
    names = [{"kind": "province", "alias": name, "province": code} for name, code in units.merged.items()]
    names += [
        {"kind": "district", "alias": alias, "name": district, "province_name": province}
        for (district, province), aliases in units.districts.items()
        for alias in aliases
    ]
    names += [
        {"kind": "said", "alias": a.alias, "level": a.level, "name": a.name, "district": a.district,
         "province_name": a.province}
        for a in units.aliases
    ]  # fmt: skip
    empty = dict.fromkeys(("level", "name", "district", "province_name", "province"), "")
    return ({**empty, "n": n, **row} for n, row in enumerate(names))


def period(was: OldCommune, periods: Periods, since: str) -> tuple[str, str]:
    """From when until when a commune was in force; "" where that is before our data."""
    of = (was.code, was.name, was.district, was.province)
    return periods.ended.get(of, (periods.since.get(of, ""), since))


def periods_of(connection: Connection, edition: Edition) -> Periods:
    """What a version says of the time of its units."""
    columns = place_units.c
    names = (columns.code, columns.name, columns.district, columns.province_name)
    query = select(*names, columns.valid_from, columns.valid_until).where(columns.version_id == edition.id)
    rows = [tuple(row) for row in connection.execute(query)]
    return Periods(
        {row[:4]: row[4] for row in rows if not row[5]},
        {row[:4]: (row[4], row[5]) for row in rows if row[5]},
    )


def read(connection: Connection, edition: Edition) -> Units:
    """All units of a version."""
    rows = connection.execute(
        select(place_units).where(place_units.c.version_id == edition.id).order_by(place_units.c.n)
    ).all()
    names = connection.execute(
        select(place_names).where(place_names.c.version_id == edition.id).order_by(place_names.c.n)
    ).all()
    current = [as_unit(row) for row in rows if not row.valid_until]
    became = conversions(connection, edition)
    return Units(
        version=edition.version,
        current={here.code: here for here in current},
        old=tuple(as_old(row, became.get(row.n, ())) for row in rows if row.valid_until),
        provinces={here.province: here.province_name for here in current},
        merged={row.alias: row.province for row in names if row.kind == "province"},
        districts=district_names(names),
        aliases=tuple(as_alias(row) for row in names if row.kind == "said"),
    )


def district_names(rows: Iterable[AnyRow]) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """The older names of districts, by name and province."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for row in rows:
        if row.kind == "district":
            of = (row.name, row.province_name)
            found[of] = (*found.get(of, ()), row.alias)
    return found


def conversions(connection: Connection, edition: Edition) -> Mapping[int, tuple[str, ...]]:
    """What each unit of a version became, by its number, in order of code."""
    columns = place_conversions.c
    query = select(columns.unit, columns.new_code).where(columns.version_id == edition.id)
    found: dict[int, tuple[str, ...]] = {}
    for unit, code in connection.execute(query.order_by(columns.unit, columns.new_code)):
        found[unit] = (*found.get(unit, ()), code)
    return found


def as_unit(row: AnyRow) -> Unit:
    """A commune in force."""
    return Unit(row.code, row.name, row.province, row.province_name, row.lat, row.lon, row.km2)


def as_old(row: AnyRow, codes: tuple[str, ...]) -> OldCommune:
    """A commune that ended."""
    return OldCommune(row.code, row.name, row.district, row.province_name, codes, texts(row.aliases))


def as_alias(row: AnyRow) -> Alias:
    """Another name that people use."""
    return Alias(row.alias, row.level, row.name, row.district, row.province_name)


def texts(listed: str) -> tuple[str, ...]:
    """A list of names."""
    return tuple(json.loads(listed))


def province_names(connection: Connection) -> Mapping[str, str]:
    """Every province that was in force in some version: code to its latest name."""
    columns = place_units.c
    query = select(columns.province, columns.province_name, func.max(columns.version_id)).where(
        columns.valid_until == ""
    )
    rows = connection.execute(query.group_by(columns.province, columns.province_name)).all()
    return {row[0]: row[1] for row in sorted(rows, key=lambda row: row[2])}


def open_cases(connection: Connection) -> Sequence[str]:
    """The ids of all open cases, the oldest first."""
    return connection.execute(OPEN_CASES).scalars().all()
