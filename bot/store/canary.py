"""Whether key ring and database belong together: a word sealed and hashed by the ring, written at the first start."""

from pathlib import Path

from sqlalchemy import Connection, bindparam, select

from bot.store.keyring import KeyRing
from bot.store.tables import meta
from bot.store.upsert import upsert
from bot.store.vault import DataKey, KeyRingDoesNotFit, Vault

VALUE = select(meta.c.value).where(meta.c.key == bindparam("key"))
PUT = upsert(meta, ["key"], ["value"])
CANARY = "canary"


def fitting_ring(connection: Connection, path: Path) -> KeyRing:
    """The ring that opens this database; made for a new one. Raises KeyRing… errors that name the remedy."""
    marked = value(connection, "ring_canary") is not None
    if not marked and not path.exists():
        KeyRing.create().save(path)
    ring = KeyRing.load(path)
    if marked:
        check_fit(connection, ring)
    else:
        mark_fit(connection, ring)
    return ring


def check_fit(connection: Connection, ring: KeyRing) -> None:
    """Raise KeyRingDoesNotFit unless this ring opens and finds what is in the database."""
    ring_key, _, wrapped = (value(connection, "ring_canary") or "").partition(":")
    Vault(ring).unwrap(DataKey(CANARY, ring_key, bytes.fromhex(wrapped)))
    if value(connection, "lookup_canary") not in ring.hashes(CANARY, CANARY):
        raise KeyRingDoesNotFit


def mark_fit(connection: Connection, ring: KeyRing) -> None:
    """Write down what this ring makes of the canary, for all later starts."""
    key = Vault(ring).new_key(CANARY)
    marks = {"ring_canary": f"{key.ring_key}:{key.wrapped.hex()}", "lookup_canary": ring.hash(CANARY, CANARY)}
    connection.execute(PUT.on(connection), [{"key": k, "value": v} for k, v in marks.items()])


def value(connection: Connection, key: str) -> str | None:
    """A fact about this database."""
    found: str | None = connection.execute(VALUE, {"key": key}).scalar_one_or_none()
    return found
