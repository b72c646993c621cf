"""The tokens of our Official Accounts in this process: at hand, exchanged before they age, and loud before they die."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.channels import ChannelDown, State
from bot.channels.jobs import Jobs
from bot.channels.zalo_oa.oauth import TokenRefused
from bot.channels.zalo_oa.refreshing import Refreshing
from bot.log import log_of, where
from bot.store.tokens import Pair
from bot.store.work import SqlWork

PREFIX = "zalo_oa:"
FRESH = timedelta(hours=20)  # of the 25 that an access token lasts: five are left to try again
ALARM = timedelta(days=14)  # before a refresh token dies
LOOK_SECONDS = 240.0
AGAIN = timedelta(minutes=3)  # a refused pair is tried once more at every look: it may have been a fault of theirs
REMEDY = "langnghe zalo login"

log = log_of("zalo")


class Tokens:
    """Access tokens by account. What fails is exchanged once, however many messages failed by it."""

    def __init__(self, desk: Jobs, refreshing: Refreshing) -> None:
        self._desk = desk
        self._refreshing = refreshing
        self._pairs: Mapping[str, Pair] = {}
        self._exchanges: dict[str, asyncio.Task[Pair]] = {}
        self._refused: dict[str, tuple[str, datetime]] = {}  # account -> the refused access token, and when
        self._looked_at: datetime | None = None
        self._finished = False

    async def of(self, account: str) -> str:
        """The access token of this account; ChannelDown while there is none."""
        if account not in self._pairs:
            await self.look()
        if account not in self._pairs:
            raise ChannelDown("There are no tokens of this Zalo account: langnghe zalo login.")
        return self._pairs[account].access

    async def instead_of(self, account: str, failed: str) -> str:
        """Another access token than this one, which Zalo refused. Raises ChannelDown."""
        if self._is_refused(account, failed):
            await self.look()  # somebody may have logged in
        if (pair := self._pairs.get(account)) and pair.access != failed:
            return pair.access
        if self._is_refused(account, failed):
            raise ChannelDown("Zalo refused our tokens: langnghe zalo login.")
        return (await asyncio.shield(self._exchange(account, failed))).access

    async def look(self) -> Sequence[str]:
        """Read what is stored; the accounts."""
        self._pairs, self._looked_at = await self._desk.do(stored, first=True)
        return tuple(self._pairs)

    async def renew(self) -> None:
        """Exchange every pair that is old enough or was refused; what fails is tried again at the next look."""
        await self.look()
        due = [account for account, pair in self._pairs.items() if self._is_due(account, pair)]
        outcomes = await asyncio.gather(*map(self._renewed, due), return_exceptions=True)
        for fault in outcomes:
            if isinstance(fault, BaseException) and not isinstance(fault, ChannelDown):
                log.error("renewal_failed", where=where(fault))

    async def finish(self) -> None:
        """Begin no exchange any more and wait for those under way: what they buy must be kept while it can be."""
        self._finished = True
        await asyncio.gather(*self._exchanges.values(), return_exceptions=True)

    def accounts(self) -> Sequence[str]:
        """The accounts known here, as far as the tokens were looked at."""
        return tuple(self._pairs)

    def state(self) -> State:
        """How our log-ins stand, as this process last saw them: refused if that is so of all of them."""
        if self._looked_at is None:
            return "starting"
        return "token_refused" if all(map(self.refused, self._pairs)) else "up"

    def refused(self, account: str) -> bool:
        """Whether Zalo refuses the pair that we have for this account."""
        pair = self._pairs.get(account)
        return pair is not None and self._is_refused(account, pair.access)

    def problems(self) -> Sequence[str]:
        """What the deployer must do about the tokens, in sentences that name the remedy; asks nobody."""
        if self._looked_at is None:
            return ()
        refused = filter(self.refused, self._pairs)
        words = [f"Zalo refuses the tokens of account {account}: run `{REMEDY}`." for account in refused]
        return (*words, *problems_of(self._pairs, self._looked_at))

    async def _renewed(self, account: str) -> None:
        await asyncio.shield(self._exchange(account, self._pairs[account].access))

    def _exchange(self, account: str, failed: str) -> asyncio.Task[Pair]:
        """The exchange of this account's pair, one for all who ask; nobody's haste cuts it short."""
        if account not in self._exchanges:
            if self._finished:
                raise ChannelDown("The program is stopping.")
            task = asyncio.create_task(self._exchanged(account, failed))
            self._exchanges[account] = task
            task.add_done_callback(lambda done: self._ended(account, done))
        return self._exchanges[account]

    async def _exchanged(self, account: str, failed: str) -> Pair:
        try:
            pair = await self._refreshing.instead_of(f"{PREFIX}{account}", failed)
        except TokenRefused:
            await self._note_refused(account, failed)
            raise ChannelDown("Zalo refused our tokens: langnghe zalo login.") from None
        self._pairs = {**self._pairs, account: pair}
        self._refused.pop(account, None)
        return pair

    async def _note_refused(self, account: str, failed: str) -> None:
        """As far as we know only a log-in helps; `renew` tries it again all the same."""
        now = await self._desk.do(lambda work: work.now)
        self._refused[account] = failed, now
        self._looked_at = now
        log.error("zalo_tokens_refused", remedy=REMEDY)

    def _ended(self, account: str, task: asyncio.Task[Pair]) -> None:
        del self._exchanges[account]
        if not task.cancelled():
            task.exception()  # whoever waited has it; nobody may have

    def _is_due(self, account: str, pair: Pair) -> bool:
        """Whether to exchange it at this look; a refused pair costs one call in a few minutes."""
        if self._looked_at is None:
            return False
        if self._is_refused(account, pair.access):
            return self._looked_at - self._refused[account][1] >= AGAIN
        return self._looked_at - pair.refreshed_at >= FRESH

    def _is_refused(self, account: str, access: str) -> bool:
        return self._refused.get(account, ("",))[0] == access


def stored(work: SqlWork) -> tuple[Mapping[str, Pair], datetime]:
    """Every account's pair, and when that was."""
    names = [name for name in work.tokens.names() if name.startswith(PREFIX)]
    found = ((name.removeprefix(PREFIX), work.tokens.of(name)) for name in names)
    return {account: pair for account, pair in found if pair}, work.now


def problems_of(pairs: Mapping[str, Pair], now: datetime) -> list[str]:
    """What must be done about these tokens, while there are days left to do it."""
    if not pairs:
        return [f"No Zalo account is logged in: run `{REMEDY}`."]
    found = []
    for account, pair in pairs.items():
        if pair.refresh_until <= now + ALARM:
            left = max((pair.refresh_until - now).days, 0)
            found.append(f"The log-in of Zalo account {account} ends in {left} days: run `{REMEDY}` before that.")
        if pair.access_until <= now:
            found.append(f"The tokens of Zalo account {account} were not renewed in time: run `{REMEDY}`.")
    return found
