"""The place data of a deployment: the program's own is imported once, newer ones lie on top, the newest is used."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Connection

from bot.store import Store
from bot.store.migrate import lock
from bot.store.places import Edition, editions, in_force, keep, read, take_back
from referral.clock import local
from referral.jurisdiction import corrections, package
from referral.jurisdiction.catalogue import Heir, Listed
from referral.jurisdiction.changes import Difference, apply, difference
from referral.jurisdiction.resolver import resolve
from referral.jurisdiction.units import Units, units, use

BOUNDARIES = "boundaries.json.gz"  # in the data folder, see bot/boundaries.py
SHIPPED = f"{package.VERSION} + {corrections.VERSION}"


class BadDay(Exception):
    """--since is no day like 2026-12-01, or earlier than the place data that are in force: correct it."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class NotWithdrawn(Exception):
    """No such version, or it is withdrawn already, or nothing lies below it: `langnghe places history` lists them."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def load(store: Store) -> None:
    """At start: import what the program ships, once, and work with what is in force in this database."""
    with store.begin() as connection:
        lock(connection)
        bring(connection, store.work(connection).now)
        use_in_force(connection, today(store, connection))


def bring(connection: Connection, now: datetime) -> None:
    """Import what the program ships unless it is there."""
    if SHIPPED not in {edition.version for edition in editions(connection)}:
        keep(connection, shipped(), Edition(SHIPPED, SHIPPED, f"{corrections.VERSION}-01", now))


def refresh(store: Store) -> None:
    """Work with what is in force now; one small query while that is what we do."""
    with store.connection() as connection:
        changed = use_in_force(connection, today(store, connection))
    if changed:
        resolve("xã")  # so that no message waits until the names are indexed


def use_in_force(connection: Connection, day: str) -> bool:
    """Use the version of this day; False when it is in use."""
    edition = in_force(connection, day)
    if edition is None or edition.version == units().version:
        return False
    use(shipped() if edition.version == SHIPPED else read(connection, edition))
    return True


def shipped() -> Units:
    """The units that come with the program."""
    now = units()
    return now if now.version == SHIPPED else corrections.corrected(package.read_package())


def today(store: Store, connection: Connection) -> str:
    """The day in Vietnam: YYYY-MM-DD."""
    return local(store.work(connection).now).date().isoformat()


def base(connection: Connection, since: str) -> Units:
    """What a catalogue is compared with: the version that is in force on its first day. Raises BadDay."""
    edition = in_force(connection, since) if is_day(since) else None
    if edition is None:
        raise BadDay
    return read(connection, edition)


def compared(connection: Connection, export: tuple[Listed, ...], since: str, now: str) -> Difference:
    """What a catalogue would change from a day on; it cannot lie below what is in force now. Raises BadDay."""
    used = in_force(connection, now)
    if used and since < used.valid_from:
        raise BadDay
    return difference(base(connection, since), export)


def following(connection: Connection, change: Difference, conversion: Sequence[Heir], since: str) -> Units:
    """The units from a day on. Raises BadDay, ConversionNeeded, BadTable."""
    after = apply(base(connection, since), change, conversion, since)
    return replace(after, version=f"{since}, {len(editions(connection))}")  # two of one day differ


def update(connection: Connection, change: Difference, conversion: Sequence[Heir], edition: Edition) -> Edition:
    """Keep what follows from a catalogue as a new version. Raises BadDay, ConversionNeeded, BadTable."""
    lock(connection)
    return keep(connection, following(connection, change, conversion, edition.valid_from), edition)


def withdraw(connection: Connection, version: str, now: datetime) -> Edition:
    """Take a version back: the one before it is in force again. Raises NotWithdrawn."""
    lock(connection)
    standing = [one for one in editions(connection) if not one.withdrawn]
    found = next((one for one in standing[1:] if one.version == version), None)
    if found is None:
        raise NotWithdrawn
    take_back(connection, found, now)
    return found


def built_on(connection: Connection, edition: Edition) -> Sequence[Edition]:
    """Versions for later days that were made before this one came or went: what they hold does not know of it."""
    return [one for one in editions(connection) if one.valid_from > edition.valid_from and not one.withdrawn]


def is_day(text: str) -> bool:
    """Whether a text is a day like 2026-12-01."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
