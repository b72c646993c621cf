"""Encrypted for one recipient: whoever makes backups cannot read them, only who holds the secret key can.

HPKE (RFC 9180) wraps a key of the file's own; with it each piece is sealed under its number and whether it is the last.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Iterator
from dataclasses import field
from hashlib import sha256
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from referral.records import dataclass

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
MAGIC = b"langnghe backup 1\n"
PUBLIC, SECRET = "langnghe-public-", "langnghe-secret-"
KEY_BYTES, CHECK_BYTES, TAG_BYTES = 32, 4, 16
WRAPPED_BYTES = 32 + KEY_BYTES + TAG_BYTES
PIECE = 64 * 1024


class BadKey(Exception):
    """This is no key of `langnghe backup key`, or a letter of it is wrong: copy it anew, whole."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class WrongKey(Exception):
    """This key does not open this backup: take the secret key whose public key it was made with."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class Altered(Exception):
    """The backup is cut or altered, so nothing of it was taken: use another copy of it, or an older one."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


@dataclass(frozen=True, slots=True)
class SecretKey:
    """What opens backups. Its public key makes them."""

    raw: bytes = field(repr=False)

    @classmethod
    def create(cls) -> "SecretKey":
        """A new one."""
        return cls(X25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def read(cls, text: str) -> "SecretKey":
        """From its words. Raises BadKey."""
        return cls(read(SECRET, text))

    def __str__(self) -> str:
        return written(SECRET, self.raw)

    @property
    def public(self) -> str:
        """The words of the public key: they may be known to all."""
        return written(PUBLIC, X25519PrivateKey.from_private_bytes(self.raw).public_key().public_bytes_raw())


def written(kind: str, raw: bytes) -> str:
    """A key in one word, with a check that finds a wrong letter."""
    return kind + urlsafe_b64encode(raw + check_of(kind, raw)).decode()


def read(kind: str, text: str) -> bytes:
    """The key in this word. Raises BadKey."""
    try:
        whole = urlsafe_b64decode(text.strip().removeprefix(kind))
    except (Error, ValueError):
        raise BadKey from None
    raw = whole[:KEY_BYTES]
    if not text.strip().startswith(kind) or whole != raw + check_of(kind, raw) or len(raw) != KEY_BYTES:
        raise BadKey
    return raw


def check_of(kind: str, raw: bytes) -> bytes:
    return sha256(kind.encode() + raw).digest()[:CHECK_BYTES]


class Sealing:
    """Encrypts what is written to it into a file; nothing is whole before `close`."""

    def __init__(self, file: BinaryIO, public: str) -> None:
        key = AESGCM.generate_key(256)
        self._cipher, self._file, self._waiting, self._n = AESGCM(key), file, bytearray(), 0
        recipient = X25519PublicKey.from_public_bytes(read(PUBLIC, public))
        file.write(MAGIC + SUITE.encrypt(key, recipient, info=MAGIC))

    def write(self, data: bytes) -> None:
        """Take some more."""
        self._waiting += data
        while len(self._waiting) > PIECE:  # the last piece is never sent from here, for it is marked
            self._seal(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]

    def close(self) -> None:
        """Write the end, without which nobody takes the rest."""
        self._seal(bytes(self._waiting), last=True)

    def _seal(self, piece: bytes, last: bool) -> None:
        self._file.write(self._cipher.encrypt(nonce(self._n, last), piece, None))
        self._n += 1


def opened(file: BinaryIO, secret: SecretKey) -> Iterator[bytes]:
    """What was written, piece by piece, each proven before it is given. Raises WrongKey, Altered."""
    cipher = AESGCM(unwrapped(file, secret))
    n, sealed = 0, file.read(PIECE + TAG_BYTES)
    while sealed:
        following = file.read(PIECE + TAG_BYTES)
        try:
            yield cipher.decrypt(nonce(n, last=not following), sealed, None)
        except InvalidTag:
            raise Altered from None
        n, sealed = n + 1, following
    if not n:
        raise Altered


def unwrapped(file: BinaryIO, secret: SecretKey) -> bytes:
    """The file's own key. Raises WrongKey, Altered."""
    magic, wrapped = file.read(len(MAGIC)), file.read(WRAPPED_BYTES)
    if magic != MAGIC or len(wrapped) != WRAPPED_BYTES:
        raise Altered
    try:
        return SUITE.decrypt(wrapped, X25519PrivateKey.from_private_bytes(secret.raw), info=MAGIC)
    except InvalidTag:
        raise WrongKey from None


def nonce(n: int, last: bool) -> bytes:
    """A piece that is cut off, doubled, moved or taken for the last opens with no other."""
    return n.to_bytes(11) + bytes([last])
