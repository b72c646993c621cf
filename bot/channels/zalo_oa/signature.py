"""Whether Zalo signed this: a plain SHA-256 over id, body, time and the OA's secret; two ids are in use for it."""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import field
from hashlib import sha256
from typing import Literal

from referral.records import dataclass

HEADER = "X-ZEvent-Signature"
MacId = Literal["app_id", "oa_id"]
OTHER: Mapping[MacId, MacId] = {"app_id": "oa_id", "oa_id": "app_id"}


@dataclass(frozen=True, slots=True)
class Keys:
    """What a signature is checked with. `mac_id` is tried first; without a secret nothing is signed rightly."""

    app_id: str
    oa_secret: str = field(repr=False)
    mac_id: MacId = "app_id"


@dataclass(frozen=True, slots=True)
class Signed:
    """What was signed: the bytes as they came, the body's own time as text, the accounts that it may concern."""

    body: bytes
    timestamp: str
    oas: Sequence[str] = ()


def mac(first: str, signed: Signed, secret: str) -> str:
    """The signature, in 64 lower-case digits; `first` is the app's id or the OA's."""
    return sha256(raw(first) + signed.body + raw(signed.timestamp) + raw(secret)).hexdigest()


def signer(keys: Keys, signed: Signed, shown: str) -> MacId | Literal[""]:
    """Which id the signature that was shown begins with; "" if it is wrong."""
    ids: Mapping[MacId, Sequence[str]] = {"app_id": (keys.app_id,), "oa_id": signed.oas}
    for name in (keys.mac_id, OTHER[keys.mac_id]):
        if keys.oa_secret and any(same(shown, mac(first, signed, keys.oa_secret)) for first in ids[name] if first):
            return name
    return ""


def same(shown: str, right: str) -> bool:
    """Whether they are the same, in a time that does not tell how nearly."""
    return hmac.compare_digest(raw(shown.strip().lower().removeprefix("mac=")), raw(right))


def raw(text: str) -> bytes:
    """The bytes of a text that may hold half characters."""
    return text.encode("utf-8", "backslashreplace")
