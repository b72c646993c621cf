"""The tokens of every account: an access token of 25 hours, a refresh token that works once."""

import base64
import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.zalo_fake.answers import ApiError, LoginError
from tests.zalo_fake.calls import Json
from tests.zalo_fake.hours import Hours

LIFE = 90_000  # seconds, as `expires_in` says it
REFRESH_LIFE = timedelta(days=90)
CODE_LIFE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Pair:
    """What one log-in or refresh gave an account."""

    oa_id: str
    access: str
    refresh: str
    born: datetime


@dataclass(frozen=True, slots=True)
class Code:
    """What a consent left at the redirect address: for one exchange, within ten minutes."""

    oa_id: str
    challenge: str
    born: datetime


@dataclass(slots=True)
class Tokens:
    """All tokens ever given. `burnt` are refresh tokens that were used; `refreshed` counts successful refreshes."""

    hours: Hours
    pairs: dict[str, Pair] = field(default_factory=dict)  # by account: the newest
    burnt: set[str] = field(default_factory=set)
    codes: dict[str, Code] = field(default_factory=dict)
    refreshed: int = 0
    misused: int = 0  # how often a burnt refresh token was shown again
    old_lives_on: bool = False  # the access token before stays good until it is 25 hours old
    _access: dict[str, Pair] = field(default_factory=dict)
    _count: int = 0

    def __getitem__(self, oa_id: str) -> Pair:
        """The pair of this account that is good now, as the console would show it."""
        return self.pairs[oa_id]

    def give(self, oa_id: str) -> Pair:
        """A new pair."""
        self._count += 1
        pair = Pair(oa_id, f"access-{oa_id}-{self._count}", f"refresh-{oa_id}-{self._count}", self.hours.now())
        if not self.old_lives_on and oa_id in self.pairs:
            self._access.pop(self.pairs[oa_id].access, None)
        self.pairs[oa_id] = self._access[pair.access] = pair
        return pair

    def account(self, access: str) -> str:
        """Whose access token this is. Raises ApiError: -216 unknown, -220 too old."""
        pair = self._access.get(access)
        if pair is None:
            raise ApiError(-216)
        if self.hours.now() - pair.born > timedelta(seconds=LIFE):
            raise ApiError(-220)
        return pair.oa_id

    def spoil(self, oa_id: str) -> None:
        """The access token of this account is refused from now on, before its time."""
        self._access.pop(self.pairs[oa_id].access, None)

    def consent(self, oa_id: str, challenge: str) -> str:
        """The code that a consent gives."""
        self._count += 1
        code = f"code-{self._count}"
        self.codes[code] = Code(oa_id, challenge, self.hours.now())
        return code

    def exchange(self, params: Json) -> Pair:
        """Tokens for a code and the verifier it was asked with. Raises LoginError."""
        code = self.codes.pop(str(params.get("code", "")), None)
        if code is None or self.hours.now() - code.born > CODE_LIFE:
            raise LoginError(-14012)
        if challenge_of(str(params.get("code_verifier", ""))) != code.challenge:
            raise LoginError(-14024)
        return self.give(code.oa_id)

    def refresh(self, params: Json) -> Pair:
        """A new pair for a refresh token, which is burnt. Raises LoginError -14014."""
        shown = str(params.get("refresh_token", ""))
        pair = next((pair for pair in self.pairs.values() if pair.refresh == shown), None)
        self.misused += shown in self.burnt
        if pair is None or shown in self.burnt or self.hours.now() - pair.born > REFRESH_LIFE:
            raise LoginError(-14014)
        self.burnt.add(shown)
        self.refreshed += 1
        return self.give(pair.oa_id)


def challenge_of(verifier: str) -> str:
    """What belongs to a verifier: base64url of its SHA-256, without padding."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def told(pair: Pair) -> Json:
    """A pair as the log-in answers; the seconds are a string there."""
    return {"access_token": pair.access, "refresh_token": pair.refresh, "expires_in": str(LIFE)}
