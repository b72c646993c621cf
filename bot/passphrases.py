"""A small file behind a passphrase: argon2id makes a key of it, AES-256-GCM seals; slow to guess, quick to open."""

import json
import os
from base64 import b64decode, b64encode

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KIND = "langnghe, behind a passphrase"
ROUNDS, KIBIBYTES, LANES = 3, 64 * 1024, 4  # RFC 9106 for machines with little memory
SALT_BYTES, NONCE_BYTES = 16, 12


class WrongPassphrase(Exception):
    """The passphrase is not the one this file was locked with, or the file was altered: try again, or another copy."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def locked(content: bytes, passphrase: str) -> bytes:
    """The content behind the passphrase, as a text file."""
    salt, nonce = os.urandom(SALT_BYTES), os.urandom(NONCE_BYTES)
    sealed = AESGCM(key_of(passphrase, salt)).encrypt(nonce, content, KIND.encode())
    rows = {"kind": KIND, "salt": b64encode(salt).decode(), "sealed": b64encode(nonce + sealed).decode()}
    return json.dumps(rows, indent=1).encode()


def is_locked(content: bytes) -> bool:
    """Whether a file is behind a passphrase."""
    return KIND.encode() in content[:100]


def unlocked(content: bytes, passphrase: str) -> bytes:
    """What is behind it. Raises WrongPassphrase."""
    try:
        rows = json.loads(content)
        salt, sealed = b64decode(rows["salt"]), b64decode(rows["sealed"])
        return AESGCM(key_of(passphrase, salt)).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], KIND.encode())
    except (InvalidTag, ValueError, KeyError, TypeError):
        raise WrongPassphrase from None


def key_of(passphrase: str, salt: bytes) -> bytes:
    """A key that takes 64 MB and some tenths of a second to make."""
    return hash_secret_raw(passphrase.encode(), salt, ROUNDS, KIBIBYTES, LANES, 32, Type.ID)
