"""Content sealed with AES-256-GCM: a data key for each case and person, wrapped by the ring, gone when erased."""

import os
import threading
from collections import OrderedDict
from dataclasses import field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, bindparam, delete, insert, select

from bot.store.columns import AnyRow
from bot.store.keyring import KEY_BYTES, KeyRing
from bot.store.statements import execute
from bot.store.tables import keys
from referral.records import dataclass

NONCE_BYTES = 12
REMEMBERED = 4096  # unwrapped data keys kept in memory
STANDING = ("directory", "mail", "channels", "records", "reports")  # subjects whose keys are never erased

WRAPPED = select(keys.c.ring_key, keys.c.wrapped).where(keys.c.subject == bindparam("subject"))
ADD = insert(keys)
ERASE = delete(keys).where(keys.c.subject == bindparam("subject"))


class Erased(Exception):
    """What was sealed for this case or person was erased: it cannot be read again."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class KeyRingDoesNotFit(Exception):
    """The key ring file belongs to another database: put back the one kept with this database (docs/runbook.md)."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


@dataclass(frozen=True, slots=True)
class DataKey:
    """A wrapped data key as the keys table holds it."""

    subject: str  # "case:<id>", "person:<id>" or one of STANDING
    ring_key: str
    wrapped: bytes = field(repr=False)


class Vault:
    """The ring and the unwrapped keys of this process, shared by its threads.

    A key is remembered by its wrapped bytes, so only who has just read the row from the database can use it:
    an erased key is of no use to any process from the commit on, and a rolled back one harms nobody.
    """

    def __init__(self, ring: KeyRing, most: int = REMEMBERED) -> None:
        self.ring = ring
        self.most = most
        self.remembered: OrderedDict[bytes, AESGCM] = OrderedDict()
        self.standing: dict[str, AESGCM] = {}
        self.lock = threading.Lock()

    def new_key(self, subject: str) -> DataKey:
        """A fresh data key, wrapped."""
        return self.wrap(subject, os.urandom(KEY_BYTES))

    def rewrap(self, key: DataKey) -> DataKey:
        """The same data key under the ring's current key."""
        return self.wrap(key.subject, self.unwrap(key))

    def wrap(self, subject: str, data_key: bytes) -> DataKey:
        ring_key = self.ring.wrap_id
        return DataKey(subject, ring_key, seal(AESGCM(self.ring.wraps[ring_key]), subject, data_key))

    def unwrap(self, key: DataKey) -> bytes:
        try:
            return unseal(AESGCM(self.ring.wraps[key.ring_key]), key.subject, key.wrapped)
        except (KeyError, InvalidTag):
            raise KeyRingDoesNotFit from None

    def cipher(self, key: DataKey) -> AESGCM:
        """What seals and opens with this data key."""
        with self.lock:
            if known := self.remembered.get(key.wrapped):
                self.remembered.move_to_end(key.wrapped)
                return known
        cipher = AESGCM(self.unwrap(key))
        self.remember(key, cipher)
        return cipher

    def remember(self, key: DataKey, cipher: AESGCM) -> None:
        with self.lock:
            self.remembered[key.wrapped] = cipher
            if len(self.remembered) > self.most:
                self.remembered.popitem(last=False)

    def forget(self, key: DataKey) -> None:
        with self.lock:
            self.remembered.pop(key.wrapped, None)


class Safe:
    """The vault within one transaction. `place` names table, column and row: sealed bytes open nowhere else."""

    def __init__(self, connection: Connection, vault: Vault) -> None:
        self.connection = connection
        self.vault = vault
        self.held: dict[str, DataKey] = {}

    def seal(self, subject: str, place: str, plain: bytes) -> bytes:
        """Seal for a subject; raises Erased if its key is gone."""
        return seal(self.cipher(subject), place, plain)

    def open(self, subject: str, place: str, sealed: bytes) -> bytes:
        """What was sealed; raises Erased if the subject's key is gone."""
        return unseal(self.cipher(subject), place, sealed)

    def make(self, subject: str) -> None:
        """Give a new subject its data key."""
        key = self.vault.new_key(subject)
        execute(self.connection, ADD, {"subject": subject, "ring_key": key.ring_key, "wrapped": key.wrapped})
        self.held[subject] = key

    def hold(self, subject: str, row: AnyRow) -> None:
        """Use the key that came along with a row, to save a query."""
        self.held[subject] = DataKey(subject, row.ring_key, row.wrapped)

    def erase(self, subject: str) -> None:
        """Destroy the data key: what was sealed for the subject can never be read again."""
        if key := self.key(subject):
            self.vault.forget(key)
        self.held.pop(subject, None)
        execute(self.connection, ERASE, {"subject": subject})

    def cipher(self, subject: str) -> AESGCM:
        if subject in self.vault.standing:
            return self.vault.standing[subject]
        key = self.key(subject)
        if key is None:
            raise Erased
        return self.vault.cipher(key)

    def key(self, subject: str) -> DataKey | None:
        """The subject's key as this transaction sees it."""
        if subject not in self.held:
            row = execute(self.connection, WRAPPED, {"subject": subject}).one_or_none()
            if row is None:
                return None
            self.hold(subject, row)
        return self.held[subject]

    def load_standing(self) -> None:
        """Make the standing keys at the first start, and keep them at hand from then on."""
        for subject in STANDING:
            if self.key(subject) is None:
                self.make(subject)
            self.vault.standing[subject] = self.vault.cipher(self.held[subject])


UNREADABLE = (InvalidTag, Erased, KeyRingDoesNotFit, ValueError)  # a row whose bytes were changed, by a disk or a hand


def seal(cipher: AESGCM, place: str, plain: bytes) -> bytes:
    """Nonce and ciphertext, bound to the place."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, plain, place.encode())


def unseal(cipher: AESGCM, place: str, sealed: bytes) -> bytes:
    """The plain bytes; raises InvalidTag if they were changed or moved from elsewhere."""
    return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.encode())
