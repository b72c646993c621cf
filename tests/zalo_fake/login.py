"""The log-in of accounts: consent with PKCE, exchange and refresh; its errors come with HTTP 200."""

from dataclasses import dataclass
from urllib.parse import urlencode

from aiohttp import web

from tests.zalo_fake.answers import LoginError
from tests.zalo_fake.calls import Call, Json
from tests.zalo_fake.tokens import Tokens, told


@dataclass(slots=True)
class Login:
    """`redirect` is the address the console has, "" for any; `account` is who consents."""

    tokens: Tokens
    app_id: str
    app_secret: str
    account: str
    redirect: str = ""

    async def permission(self, request: web.Request) -> web.Response:
        """The account's human consents at once, and is sent back with a code."""
        asked = request.query
        back = asked.get("redirect_uri", "")
        problem = self._problem(asked.get("app_id", ""), back)
        if problem:
            return web.json_response({"error": problem, "error_name": LoginError(problem).words})
        code = self.tokens.consent(self.account, asked.get("code_challenge", ""))
        answer = urlencode({"code": code, "oa_id": self.account, "state": asked.get("state", "")})
        return web.Response(status=302, headers={"Location": f"{back}?{answer}"})

    def tokens_for(self, call: Call) -> Json:
        """The answer to an exchange or a refresh. Raises LoginError."""
        if call.params.get("app_id") != self.app_id:
            raise LoginError(-14002)
        if call.headers.get("secret_key") != self.app_secret:
            raise LoginError(-118)
        if call.params.get("grant_type") == "authorization_code":
            return told(self.tokens.exchange(call.params))
        return told(self.tokens.refresh(call.params))

    def _problem(self, app_id: str, back: str) -> int:
        if app_id != self.app_id:
            return -14002
        return 0 if back and self.redirect in {"", back} else -14003
