"""The place data of a deployment: the program's own is imported once, newer ones lie on top, the newest is used."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from bot.store import Store
from bot.store.migrate import lock
from bot.store.places import Edition, editions, in_force, keep, read
from referral.clock import local
from referral.jurisdiction import corrections, package
from referral.jurisdiction.catalogue import Heir, Listed
from referral.jurisdiction.changes import Difference, apply, difference
from referral.jurisdiction.resolver import resolve
from referral.jurisdiction.units import Units, units, use

SHIPPED = f"{package.VERSION} + {corrections.VERSION}"


class BadDay(Exception):
    """--since is no day like 2026-12-01, or earlier than the place data that are there: correct it."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def load(store: Store) -> None:
    """At start: import what the program ships, once, and work with what is in force in this database."""
    with store.begin() as connection:
        lock(connection)
        if SHIPPED not in {edition.version for edition in editions(connection)}:
            now = store.work(connection).now
            keep(connection, shipped(), Edition(SHIPPED, SHIPPED, f"{corrections.VERSION}-01", now))
        use_in_force(connection, today(store, connection))


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


def newest(connection: Connection) -> Units:
    """The version that a newer catalogue is compared with: in force last, perhaps not yet."""
    return read(connection, editions(connection)[-1])


def compared(connection: Connection, export: tuple[Listed, ...]) -> Difference:
    """What a catalogue would change."""
    return difference(newest(connection), export)


def following(connection: Connection, change: Difference, conversion: Sequence[Heir], since: str) -> Units:
    """The units from a day on. Raises BadDay, ConversionNeeded, BadTable."""
    known = editions(connection)
    if not is_day(since) or since < known[-1].valid_from:
        raise BadDay
    after = apply(newest(connection), change, conversion, since)
    return replace(after, version=f"{since}, {len(known)}")  # two of one day differ


def update(connection: Connection, change: Difference, conversion: Sequence[Heir], edition: Edition) -> Edition:
    """Keep what follows from a catalogue as a new version. Raises BadDay, ConversionNeeded, BadTable."""
    lock(connection)
    return keep(connection, following(connection, change, conversion, edition.valid_from), edition)


def is_day(text: str) -> bool:
    """Whether a text is a day like 2026-12-01."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
