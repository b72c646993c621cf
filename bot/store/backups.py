"""Backups of the key ring: proved to open this database, and remembered by a fingerprint of what was copied."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection

from bot.passphrases import locked, unlocked
from bot.store.canary import PUT, check_fit, value
from bot.store.keyring import parse, sync_folder, write_private

KEPT_AS = "ring_backup"


@dataclass(frozen=True, slots=True)
class RingBackup:
    """The newest copy of a key ring: what was in it, by fingerprint, and when it was made."""

    fingerprint: str
    at: datetime


def back_up(connection: Connection, ring: Path, to: Path, now: datetime, passphrase: str = "") -> None:
    """Copy the key ring into a new file, read the copy back, prove that it opens this database, remember it.

    Raises FileExistsError and other OSErrors, KeyRingUnreadable, KeyRingDoesNotFit.
    """
    content = ring.read_bytes()
    write_private(to, locked(content, passphrase) if passphrase else content)
    sync_folder(to.parent)
    copied = unlocked(to.read_bytes(), passphrase) if passphrase else to.read_bytes()
    check_fit(connection, parse(copied))
    row = {"key": KEPT_AS, "value": f"{fingerprint(copied)} {now.isoformat()}"}
    connection.execute(PUT.on(connection), row)


def last_backup(connection: Connection) -> RingBackup | None:
    """The newest copy that was made by `back_up`; None if there never was one."""
    kept = value(connection, KEPT_AS)
    if kept is None:
        return None
    mark, _, at = kept.partition(" ")
    return RingBackup(mark, datetime.fromisoformat(at))


def is_backed_up(connection: Connection, ring: Path) -> bool:
    """Whether the newest copy holds what the ring holds now: a rotation makes every copy out of date."""
    newest = last_backup(connection)
    return newest is not None and newest.fingerprint == fingerprint(ring.read_bytes())


def fingerprint(content: bytes) -> str:
    """What tells one key ring from another; it gives no key away."""
    return sha256(content).hexdigest()
