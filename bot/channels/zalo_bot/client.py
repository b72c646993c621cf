"""Calls of the Zalo Bot Platform: JSON out, an answer back, every failure one of our errors; and how it stands."""

import hashlib
from urllib.parse import quote

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.channels import State
from bot.channels.body import body_of
from bot.channels.silence import no_answer
from bot.channels.weight import weight_of
from bot.channels.zalo_bot.errors import IDLE, Answer, channel_error, read_answer, state_after
from bot.log import log_of

CALL_SECONDS = 9.0  # below what the desk gives a message
CONNECT_SECONDS = 5.0
MOST_BYTES = 1024 * 1024  # of an answer
POLL = "getUpdates"
SENDS = frozenset({"sendMessage", "sendPhoto"})

log = log_of("zalo_bot")


class Client:
    """One bot on the platform at `api`; `state` is how the platform stood at the last call."""

    def __init__(self, token: str, api: str, seconds: float = CALL_SECONDS) -> None:
        self._seconds = seconds
        self.secret = hashlib.sha256(f"langnghe webhook {token}".encode()).hexdigest()  # which a webhook must show
        self.state: State = "starting"
        self.bot = ""  # its own id as `getMe` tells it: who speaks with this id is we
        self._base = f"{api}/bot{quote(token, safe=':')}"
        self._session: ClientSession | None = None

    @property
    def session(self) -> ClientSession:
        """The connections, also for files."""
        if self._session is None:
            self._session = ClientSession()
        return self._session

    async def call(self, method: str, **values: object) -> object:
        """The result of one call. Raises one of our errors."""
        answer = await self.ask(method, self._seconds, **values)
        if not answer.ok:
            raise channel_error(answer)
        return answer.result

    async def ask(self, method: str, seconds: float = CALL_SECONDS, **values: object) -> Answer:
        """Whatever the platform answers. Raises ChannelDown or Unanswered if it does not; nothing names the address."""
        try:
            answer = await self._asked(method, seconds, values)
        except (ClientError, OSError, ValueError) as problem:
            self._seen(method, "down")
            raise no_answer(problem, "The Zalo Bot Platform does not answer.") from None
        self._seen(method, state_after(answer))
        return answer

    def note(self, state: State) -> None:
        """The platform was seen like this: one line when that is news."""
        if state != self.state:
            log.log(weight_of(state), "zalo_bot_state", state=state, before=self.state)
            self.state = state

    def settle(self, state: State) -> None:
        """A look has shown that nobody else takes what is ours."""
        if self.state == "conflict":
            self.note(state)

    def _seen(self, method: str, state: State) -> None:
        """What a call shows. A quota that is full again is shown by a message alone, the end of a conflict by none."""
        stays = {"quota_gone": method not in SENDS, "conflict": True}
        if not (state == "up" and stays.get(self.state, False)):
            self.note(state)

    async def _asked(self, method: str, seconds: float, values: dict[str, object]) -> Answer:
        timeout = ClientTimeout(total=seconds, connect=CONNECT_SECONDS)
        asking = self.session.post(f"{self._base}/{method}", json=values, timeout=timeout, allow_redirects=False)
        async with asking as response:
            body = await body_of(response, MOST_BYTES) or b""
            return read_answer(response.status, body, response.headers.get("Retry-After", ""))

    async def close(self) -> None:
        """Close the connections."""
        if self._session:
            await self._session.close()


def is_idle(answer: Answer) -> bool:
    """Whether nothing happened while we waited."""
    return not answer.ok and answer.code == IDLE
