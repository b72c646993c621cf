"""Zalo's log-in for Official Accounts: where one consents, a code for a pair of tokens, an old pair for a new one."""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import field
from datetime import datetime, timedelta
from http import HTTPStatus
from urllib.parse import urlencode

from bot.channels import ChannelDown, Throttled, Unanswered
from bot.channels.fields import Fields, text
from bot.channels.zalo_oa.wire import Ask, Reply, Wire, whole
from bot.store.tokens import Pair
from referral.records import dataclass

SECONDS = 20.0  # for an exchange: far below the lease on the tokens, so that nobody exchanges what we still do
ACCESS_LASTS = timedelta(hours=25)
REFRESH_LASTS = timedelta(days=90)
VERIFIER_BYTES = 32  # 43 characters
REFUSED = frozenset(  # nothing else is the end of a log-in: what passes must never look like it
    {
        -14002,  # invalid app id
        -14003,  # invalid redirect address
        -14012,  # invalid code
        -14014,  # invalid refresh token
        -14024,  # the verifier does not fit the code
        -118,  # invalid secret key of the app
    }
)
SAID_BY = ("error_name", "error_reason", "error_description", "message")
SPENT = ("invalid", "expired")


class TokenRefused(Exception):
    """Zalo takes this token or code no more: log in anew with `langnghe zalo login`."""

    def __init__(self, code: int | None = None) -> None:
        super().__init__(self.__doc__)
        self.code = code


@dataclass(frozen=True, slots=True)
class App:
    """The app behind the Official Accounts, and where Zalo's log-in is."""

    id: str
    secret: str = field(repr=False)
    oauth: str = "https://oauth.zaloapp.com"


@dataclass(frozen=True, slots=True)
class Granted:
    """A pair that Zalo gave, and how long each lasts."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    access_lasts: timedelta = ACCESS_LASTS
    refresh_lasts: timedelta = REFRESH_LASTS

    def pair(self, now: datetime) -> Pair:
        """The same from this moment on."""
        return Pair(self.access, self.refresh, now + self.access_lasts, now + self.refresh_lasts, now)


@dataclass(frozen=True, slots=True)
class Consent:
    """What one log-in is known by: secrets that never leave this machine but in what they prove."""

    verifier: str = field(repr=False)
    state: str = field(repr=False)

    @classmethod
    def begin(cls) -> "Consent":
        """A new one."""
        return cls(unpadded(secrets.token_bytes(VERIFIER_BYTES)), secrets.token_hex(16))

    def url(self, app: App, redirect: str) -> str:
        """Where the administrator of the account agrees; `redirect` as the console has it, byte for byte."""
        query = {
            "app_id": app.id,
            "redirect_uri": redirect,
            "code_challenge": challenge(self.verifier),
            "state": self.state,
        }
        return f"{app.oauth}/v4/oa/permission?{urlencode(query)}"


class OAuth:
    """Buys tokens."""

    def __init__(self, app: App, wire: Wire) -> None:
        self._app = app
        self._wire = wire

    async def exchange(self, code: str, verifier: str) -> Granted:
        """The first pair for the code of a consent. Raises TokenRefused, ChannelDown."""
        return await self._buy({"grant_type": "authorization_code", "code": code, "code_verifier": verifier})

    async def refresh(self, token: str) -> Granted:
        """The next pair; the refresh token is spent by that. Raises TokenRefused, ChannelDown."""
        return await self._buy({"grant_type": "refresh_token", "refresh_token": token})

    async def _buy(self, what: Mapping[str, str]) -> Granted:
        url, form = f"{self._app.oauth}/v4/oa/access_token", {"app_id": self._app.id, **what}
        asked = Ask(url, {"secret_key": self._app.secret}, form=form, seconds=SECONDS)
        try:
            return granted(await self._wire.ask(asked))
        except Throttled:
            raise ChannelDown("Zalo's log-in is asked too often.") from None
        except Unanswered:
            raise ChannelDown("Zalo's log-in did not answer.") from None  # no message of ours was handed over


def granted(reply: Reply) -> Granted:
    """The pair in an answer, if both are there: whatever the HTTP status, for the pair before is spent by then."""
    found = reply.found
    access, refresh = text(found.get("access_token")), text(found.get("refresh_token"))
    if access and refresh and not whole(found.get("error")):
        lasts = (found.get("expires_in"), ACCESS_LASTS), (found.get("refresh_token_expires_in"), REFRESH_LASTS)
        return Granted(access, refresh, *(lasting(value, usual) for value, usual in lasts))
    if reply.status == HTTPStatus.OK and is_refusal(found):
        raise TokenRefused(whole(found.get("error")))
    raise ChannelDown("Zalo's log-in could not do it now.")


def is_refusal(found: Fields) -> bool:
    """Whether only a new log-in helps. A refusal comes with HTTP 200, with a number or in words alone."""
    words = " ".join(text(found.get(key)) for key in SAID_BY).lower()
    spent = "refresh token" in words.replace("_", " ") and any(one in words for one in SPENT)
    return spent or whole(found.get("error")) in REFUSED


def lasting(value: object, usual: timedelta) -> timedelta:
    """The seconds of an answer, which come as text; the usual time if they are missing or absurd."""
    seconds = whole(value) or 0
    return timedelta(seconds=seconds) if 60 <= seconds <= 400 * 86400 else usual


def challenge(verifier: str) -> str:
    """What proves the verifier without telling it."""
    return unpadded(hashlib.sha256(verifier.encode()).digest())


def unpadded(data: bytes) -> str:
    """Base64 for addresses, without the signs at its end."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()
