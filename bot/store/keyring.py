"""The key ring: one small file whose keys open the database, to be kept apart from it and from its backups."""

import hmac
import json
import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import field, replace
from pathlib import Path

from referral.records import dataclass

KEY_BYTES = 32


class KeyRingMissing(Exception):
    """The key ring file is not there but the database needs it: restore it from its own backup (docs/runbook.md)."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class KeyRingOpenToOthers(Exception):
    """Other users can read the key ring file: run `chmod 600` on it, then rotate its keys."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class KeyRingUnreadable(Exception):
    """The key ring file is damaged: restore it from its own backup (docs/runbook.md)."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Keys by id, the current one last. `wraps` wrap data keys; `lookups` make the keyed hashes we search by."""

    wraps: Mapping[str, bytes] = field(repr=False)
    lookups: Mapping[str, bytes] = field(repr=False)

    @classmethod
    def create(cls) -> "KeyRing":
        """A ring with fresh keys, not yet on disk."""
        return cls({new_id(): new_key()}, {new_id(): new_key()})

    @classmethod
    def load(cls, path: Path) -> "KeyRing":
        """Read the file; raise one of the three KeyRing… errors above."""
        if not path.exists():
            raise KeyRingMissing
        if path.stat().st_mode & 0o077:
            raise KeyRingOpenToOthers
        return parse(path.read_bytes())

    def save(self, path: Path) -> None:
        """Replace the file, and make its folder if it is not there."""
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_private(path, self.as_json())

    def as_json(self) -> bytes:
        """What the file holds."""
        rows = {"wraps": self.wraps, "lookups": self.lookups}
        text = {name: {i: b64encode(k).decode() for i, k in held.items()} for name, held in rows.items()}
        return json.dumps(text, indent=1).encode()

    @property
    def wrap_id(self) -> str:
        """The id of the key that wraps new data keys."""
        return list(self.wraps)[-1]

    def rotate_wrap(self) -> "KeyRing":
        """The ring with a new current wrap key; older ones still open what they wrapped."""
        return replace(self, wraps={**self.wraps, new_id(): new_key()})

    def rotate_lookup(self) -> "KeyRing":
        """The ring with a new current lookup key; older ones still find what they hashed."""
        return replace(self, lookups={**self.lookups, new_id(): new_key()})

    def hash(self, kind: str, text: str) -> str:
        """The keyed hash to store: lookup key id, colon, 32 hexadecimal digits."""
        return self.hashes(kind, text)[0]

    def hashes(self, kind: str, text: str) -> list[str]:
        """The keyed hashes to search for, the current key's first. Kinds keep equal texts apart."""
        message = f"{kind}\0{text}".encode()
        return [f"{i}:{hmac.digest(k, message, 'sha256').hex()[:32]}" for i, k in reversed(list(self.lookups.items()))]

    def mac(self, kind: str, message: bytes, key_id: str = "") -> str:
        """A keyed hash in full length, with the id of its key: the current look-up key, or the one that is named.

        A key that this ring does not hold makes "": nothing equals it.
        """
        named = key_id or list(self.lookups)[-1]
        key = self.lookups.get(named)
        return f"{named}:{hmac.digest(key, kind.encode() + bytes(1) + message, 'sha256').hex()}" if key else ""

    @property
    def hash_prefix(self) -> str:
        """How every hash by the current lookup key begins."""
        return f"{list(self.lookups)[-1]}:"


def parse(content: bytes) -> KeyRing:
    """The ring in a file's bytes."""
    try:
        rows = json.loads(content)
        wraps, lookups = ({str(i): b64decode(k) for i, k in rows[n].items()} for n in ("wraps", "lookups"))
    except (ValueError, KeyError, AttributeError, TypeError):
        raise KeyRingUnreadable from None
    if not wraps or not lookups or any(len(k) != KEY_BYTES for k in (*wraps.values(), *lookups.values())):
        raise KeyRingUnreadable
    return KeyRing(wraps, lookups)


def new_id() -> str:
    return secrets.token_hex(3)


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def write_private(path: Path, content: bytes) -> None:
    """A new file nobody else can read, on disk when this returns."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)


def replace_private(path: Path, content: bytes) -> None:
    """The same in place of another file: after a power cut it is the old one or the new one, never half."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        write_private(draft, content)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Make a new name in this folder survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
