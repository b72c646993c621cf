"""Calls in the name of one of our accounts: with its token, once more with a new one, and judged by the table."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from bot.channels import ChannelDown, State, Throttled
from bot.channels.fields import Fields
from bot.channels.weight import weight_of
from bot.channels.zalo_oa.client import Answer, Client, File
from bot.channels.zalo_oa.errors import Api, Told, kind_of, remedy, told
from bot.channels.zalo_oa.tokens import Tokens
from bot.log import log_of

Call = Callable[[str], Awaitable[Answer]]

OF_ACCOUNT: tuple[State, ...] = ("token_refused", "quota_gone", "needs_human")

log = log_of("zalo")


class Failed(Exception):
    """Zalo said no; `told` says what follows."""

    def __init__(self, outcome: Told) -> None:
        super().__init__(outcome.kind)
        self.told = outcome


class Calls:
    """One of Zalo's APIs; how it stands is kept for each account."""

    def __init__(self, client: Client, tokens: Tokens, api: Api = "oa") -> None:
        self._client = client
        self._tokens = tokens
        self._api = api
        self._states: dict[str, State] = {}
        self._problems: dict[str, str] = {}  # what only a human can put right

    async def post(self, account: str, path: str, body: Mapping[str, object]) -> Fields:
        """The data of the answer. Raises Failed, ChannelDown, Throttled."""
        return await self._done(account, lambda token: self._client.post(token, path, body))

    async def get(self, account: str, path: str, data: Mapping[str, object] | None = None) -> Fields:
        """The same for what is only asked."""
        return await self._done(account, lambda token: self._client.get(token, path, data))

    async def upload(self, account: str, kind: str, file: File) -> Fields:
        """The same for a file."""
        return await self._done(account, lambda token: self._client.upload(token, kind, file))

    def remain(self) -> int | None:
        """How many requests of this minute were left at the last answer."""
        return self._client.remain

    def forget_remain(self) -> None:
        """It was heeded once; the next answer says it anew."""
        self._client.remain = None

    def state(self) -> State:
        """How this API stood at the last call; what is wrong with one account alone counts only if all have it bad."""
        ours = self._tokens.accounts()
        met = [state for account, state in self._states.items() if account in ours]
        shared = [state for state in met if state not in OF_ACCOUNT]
        if not shared:
            return met[-1] if met and len(met) == len(ours) else "starting"
        return shared[-1]

    def problems(self) -> Sequence[str]:
        """What only a human can put right, for each account until a call goes well there again."""
        ours = self._tokens.accounts()
        return tuple(words for account, words in self._problems.items() if account in ours)

    async def _done(self, account: str, call: Call) -> Fields:
        try:
            answer = await self._answered(account, call)
        except ChannelDown:
            self._seen(account, "token_refused" if self._tokens.refused(account) else "down")
            raise
        except Throttled:
            self._seen(account, "throttled")
            raise
        if answer.well:
            self._seen(account, "up")
            self._problems.pop(account, None)
            return answer.data
        raise self._failed(account, answer)

    def _failed(self, account: str, answer: Answer) -> Failed:
        """What follows; one line in the log."""
        outcome = told(answer.code, answer.words, self._api)
        if outcome.kind == "human":
            self._problems[account] = remedy(account, answer.code)
        log.info("zalo_error", code=answer.code, kind=outcome.kind)
        self._seen(account, outcome.state)
        return Failed(outcome)

    async def _answered(self, account: str, call: Call) -> Answer:
        """The answer; if the token was refused that of a second try with another token."""
        token = await self._tokens.of(account)
        answer = await call(token)
        if kind_of(answer.code, answer.words, self._api) != "refresh":
            return answer
        told(answer.code, "", self._api)  # counted
        return await call(await self._tokens.instead_of(account, token))

    def _seen(self, account: str, state: State) -> None:
        """One line when it is news; whom we met last stands last."""
        before = self._states.pop(account, "starting")
        self._states[account] = state
        if state != before:
            log.log(weight_of(state), "zalo_state", api=self._api, account=account, state=state, before=before)
