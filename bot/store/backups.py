"""Backups of the key ring: proved to open this database, and remembered by a fingerprint of what was copied."""

from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection

from bot.passphrases import locked, unlocked
from bot.store.canary import PUT, check_fit, value
from bot.store.keyring import parse, write_private
from referral.records import dataclass

KEPT_AS = "ring_backup"


@dataclass(frozen=True, slots=True)
class RingBackup:
    """The newest copy of a key ring: what was in it, by fingerprint, and when it was made."""

    fingerprint: str
    at: datetime


def copy_ring(ring: Path, to: Path, passphrase: str = "") -> bytes:
    """Copy the key ring into a new file; what the copy holds, read back. Raises FileExistsError and other OSErrors."""
    content = ring.read_bytes()
    write_private(to, locked(content, passphrase) if passphrase else content)
    return unlocked(to.read_bytes(), passphrase) if passphrase else to.read_bytes()


def keep_backup(connection: Connection, copied: bytes, now: datetime) -> None:
    """Prove that a copy opens this database, and remember it. Raises KeyRingUnreadable, KeyRingDoesNotFit."""
    check_fit(connection, parse(copied))
    row = {"key": KEPT_AS, "value": f"{fingerprint(copied)} {now.isoformat()}"}
    connection.execute(PUT.on(connection), row)


def last_backup(connection: Connection) -> RingBackup | None:
    """The newest copy that was remembered; None if there never was one."""
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
