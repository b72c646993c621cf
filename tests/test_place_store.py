"""The place data in the database: imported once, newer ones on top, nothing overwritten, used from their first day."""

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot import places
from bot.places import (
    SHIPPED,
    BadDay,
    NotWithdrawn,
    base,
    built_on,
    compared,
    following,
    load,
    refresh,
    update,
    withdraw,
)
from bot.store import Store, Surroundings
from bot.store.places import Edition, editions, in_force, keep, province_names, read
from bot.store.tables import place_units
from referral.jurisdiction.catalogue import Heir, Listed
from referral.jurisdiction.changes import difference, successors
from referral.jurisdiction.resolver import resolve
from referral.jurisdiction.units import Units, units
from tests.databases import KINDS, drop, fresh_url
from tests.fakes import FakeClock
from tests.mergers import MERGED, SON_TAY, SON_TAY_THUONG, catalogue, merger
from tests.store_cast import START

pytestmark = [
    pytest.mark.no_cover,  # tens of thousands of lines; `langnghe places` is measured on the same code
    pytest.mark.usefixtures("units_as_before"),
]

FIRST_DAY = "2026-12-01"


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database that holds what the program ships, as after its first start."""
    address = fresh_url(request.param, tmp_path, "places")
    yield address
    drop(address)


@pytest.fixture(params=KINDS)
def empty(request: pytest.FixtureRequest, tmp_path: Path, ring_path: Path, clock: FakeClock) -> Iterator[Store]:
    """A store without place data, as before its first start."""
    address = fresh_url(request.param, tmp_path)
    opened = Store.open(address, ring_path, Surroundings(clock=clock))
    yield opened
    opened.close()
    drop(address)


def same(one: Units, other: Units) -> bool:
    """Whether two hold the same, whatever their versions are called."""
    return all(getattr(one, f.name) == getattr(other, f.name) for f in fields(Units) if f.name != "version")


def put(store: Store, change: tuple[tuple[Listed, ...], tuple[Heir, ...]], since: str = FIRST_DAY) -> Edition:
    """Keep what follows from a catalogue."""
    export, conversion = change
    with store.begin() as connection:
        edition = Edition("", "a test", since, START)
        return update(connection, difference(base(connection, since), export), conversion, edition)


def known(store: Store) -> list[Edition]:
    with store.connection() as connection:
        return list(editions(connection))


def stored(store: Store, edition: Edition) -> Units:
    with store.connection() as connection:
        return read(connection, edition)


def test_the_name_of_what_is_shipped_is_its_version() -> None:
    assert places.shipped().version == SHIPPED


def test_the_base_is_imported_once_and_is_what_is_shipped(empty: Store) -> None:
    before = units()
    load(empty)
    load(empty)
    (edition,) = known(empty)
    assert (edition.version, edition.valid_from) == (SHIPPED, "2026-11-01")
    assert same(stored(empty, edition), before)
    assert units() is before  # the same version: nothing is read again


def test_a_database_without_place_data_changes_nothing(empty: Store) -> None:
    refresh(empty)
    assert units().version == SHIPPED


def test_a_newer_version_is_used_from_its_first_day(store: Store, clock: FakeClock) -> None:
    load(store)
    edition = put(store, merger())
    refresh(store)
    assert units().version == SHIPPED
    clock.forward(timedelta(days=9))
    refresh(store)
    assert units().version == edition.version == "2026-12-01, 1"
    assert MERGED.code in units().current and SON_TAY not in units().current
    assert resolve("xã Sơn Nguyên, Quảng Ngãi").codes == (MERGED.code,)
    assert resolve("xã Sơn Tây Thượng, Quảng Ngãi").codes == (MERGED.code,)
    assert resolve("xã Sơn Long, huyện Sơn Tây, Quảng Ngãi").codes == (MERGED.code,)
    load(store)
    assert units().version == edition.version


def test_the_program_goes_back_to_what_it_ships(store: Store, clock: FakeClock) -> None:
    load(store)
    put(store, merger())
    clock.forward(timedelta(days=9))
    refresh(store)
    clock.forward(-timedelta(days=9))
    refresh(store)
    assert same(units(), places.shipped()) and units().version == SHIPPED


def test_nothing_is_overwritten(store: Store) -> None:
    load(store)
    put(store, merger())
    first, second = known(store)
    assert same(stored(store, first), places.shipped())
    after = stored(store, second)
    assert successors(after, SON_TAY) == (MERGED.code,)
    assert after.current[MERGED.code].km2 == pytest.approx(
        units().current[SON_TAY].km2 + units().current[SON_TAY_THUONG].km2
    )


def test_each_unit_knows_when_it_was_in_force(store: Store) -> None:
    load(store)
    put(store, merger())
    again = put(store, (catalogue_after(store, replace(MERGED, name="Phường Sơn Nguyên")), ()), "2027-01-01")
    periods = select(place_units.c.name, place_units.c.valid_from, place_units.c.valid_until).where(
        place_units.c.version_id == again.id, place_units.c.code.in_([SON_TAY, MERGED.code, "21352"])
    )
    with store.connection() as connection:
        found = {tuple(row) for row in connection.execute(periods)}
    assert {
        ("Xã Sơn Tây", "2025-07-01", FIRST_DAY),
        ("Xã Sơn Nguyên", FIRST_DAY, "2027-01-01"),
        ("Phường Sơn Nguyên", "2027-01-01", ""),
    } <= found


def catalogue_after(store: Store, *new: Listed) -> tuple[Listed, ...]:
    """The communes of the version of 2027 with some renamed."""
    with store.connection() as connection:
        now = base(connection, "2027-01-01").current.values()
    codes = {there.code for there in new}
    kept = (Listed(u.code, u.name, u.province, u.province_name) for u in now if u.code not in codes)
    return (*kept, *new)


def test_old_units_have_a_time_before_the_reform(store: Store) -> None:
    load(store)
    (edition,) = known(store)
    ended = select(func.count()).where(
        place_units.c.version_id == edition.id,
        place_units.c.valid_from == "",
        place_units.c.valid_until == "2025-07-01",
    )
    with store.connection() as connection:
        assert connection.execute(ended).scalar_one() == len(units().old)


def test_a_renamed_province_keeps_its_old_name(store: Store) -> None:
    load(store)
    city = "Thành phố Quảng Ngãi"
    new = tuple(Listed(u.code, u.name, u.province, city) for u in units().current.values() if u.province == "51")
    edition = put(store, (catalogue(*new), ()))
    after = stored(store, edition)
    assert after.provinces["51"] == city and after.merged["Tỉnh Quảng Ngãi"] == "51"
    with store.connection() as connection:
        assert province_names(connection)["51"] == city


@pytest.mark.parametrize("since", ["2026-10-31", "1.12.2026", "2026-12", "20261201", ""])
def test_a_day_that_cannot_be_is_refused(store: Store, since: str) -> None:
    load(store)
    with pytest.raises(BadDay, match="2026-12-01"):
        put(store, merger(), since)
    assert len(known(store)) == 1


def test_looking_at_what_follows_keeps_nothing(store: Store) -> None:
    load(store)
    export, conversion = merger()
    with store.connection() as connection:
        change = difference(base(connection, FIRST_DAY), export)
        assert MERGED.code in following(connection, change, conversion, FIRST_DAY).current
    assert len(known(store)) == 1


def test_an_older_base_does_not_undo_an_update_and_a_newer_one_holds_it(store: Store) -> None:
    load(store)
    put(store, merger())
    with store.begin() as connection:
        keep(connection, replace(places.shipped(), version="older"), Edition("", "a test", "2026-11-01", START))
        assert in_force(connection, "2027-02-01").version == "2026-12-01, 1"  # type: ignore[union-attr]
        keep(connection, replace(places.shipped(), version="newer"), Edition("", "a test", "2027-01-01", START))
        assert in_force(connection, "2027-02-01").version == "newer"  # type: ignore[union-attr]
        assert in_force(connection, "2026-12-31").version == "2026-12-01, 1"  # type: ignore[union-attr]
        assert in_force(connection, "2026-10-01") is None


def take_back(store: Store, version: str) -> Edition:
    with store.begin() as connection:
        return withdraw(connection, version, START)


def test_a_version_that_is_withdrawn_gives_way_to_the_one_before(store: Store, clock: FakeClock) -> None:
    load(store)
    put(store, merger())
    clock.forward(timedelta(days=9))
    refresh(store)
    assert MERGED.code in units().current
    assert take_back(store, "2026-12-01, 1").withdrawn is None, "as it was"
    refresh(store)
    assert units().version == SHIPPED and SON_TAY in units().current
    assert [(one.version, bool(one.withdrawn)) for one in known(store)] == [(SHIPPED, False), ("2026-12-01, 1", True)]
    load(store)
    assert len(known(store)) == 2
    again = put(store, merger())
    assert again.version == "2026-12-01, 2"
    refresh(store)
    assert units().version == again.version
    for version in ("2026-12-01, 1", SHIPPED, "withdrawn: 2026-12-01, 1", "x"):
        with pytest.raises(NotWithdrawn, match="history"):
            take_back(store, version)


def test_a_version_for_later_blocks_none_before_it(store: Store) -> None:
    load(store)
    later = put(store, merger(), "2027-01-01")
    sooner = put(store, merger())
    assert sooner.version == "2026-12-01, 2" and successors(stored(store, sooner), SON_TAY) == (MERGED.code,)
    with store.connection() as connection:
        assert [one.version for one in built_on(connection, sooner)] == [later.version]
        assert not compared(connection, merger()[0], FIRST_DAY, FIRST_DAY)
        with pytest.raises(BadDay):
            compared(connection, merger()[0], "2026-11-30", FIRST_DAY)
        assert compared(connection, merger()[0], "2026-11-30", "2026-11-22")
    take_back(store, later.version)
    with store.connection() as connection:
        assert not built_on(connection, sooner)
