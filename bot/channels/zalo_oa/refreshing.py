"""Exchange a pair of tokens for the next one, once for all processes: a refresh token is spent when it is used."""

import asyncio
import secrets
from datetime import datetime, timedelta
from typing import Literal

from bot.channels import ChannelDown
from bot.channels.jobs import Jobs
from bot.channels.zalo_oa.oauth import Granted, OAuth, TokenRefused
from bot.log import log_of
from bot.store.tokens import Pair
from bot.store.work import SqlWork
from referral.records import dataclass

LEASE = timedelta(minutes=5)  # an exchange takes one at most: the rest is for hosts whose clocks differ
YOUNG = timedelta(seconds=60)  # a pair this new is not exchanged again: it is not the tokens that are wrong
POLL_SECONDS = 0.25
POLLS = 280  # longer than an exchange takes; who waited in vain for a dead process comes again later
KEEP_PAUSES = (0.2, 1.0, 3.0, 10.0, 20.0)  # within the lease: what was bought must be kept

log = log_of("zalo")


@dataclass(frozen=True, slots=True)
class Turn:
    """What the look under the lock found: whose turn it is, and the pair that is stored now."""

    kind: Literal["ours", "theirs", "done", "young", "none"]
    pair: Pair | None = None


class Refreshing:
    """Exchanges pairs. A lease in the database lets one process at a time, and outlives a process that dies."""

    def __init__(self, desk: Jobs, oauth: OAuth, poll: float = POLL_SECONDS) -> None:
        self._desk = desk
        self._oauth = oauth
        self._poll = poll
        self._holder = secrets.token_hex(8)

    async def instead_of(self, name: str, failed: str) -> Pair:
        """A pair whose access token is not this one. Raises TokenRefused if only a log-in helps, ChannelDown.

        Let it end: an answer that nobody waits for is a pair that is lost.
        """
        for _ in range(POLLS):
            turn = await self._desk.do(lambda work: take_turn(work, name, self._holder, failed), first=True)
            if turn.kind == "theirs":
                await asyncio.sleep(self._poll)
            elif turn.pair and turn.kind == "ours":
                return await self._spend(name, turn.pair)
            elif turn.pair and turn.kind == "done":
                return turn.pair
            else:
                raise REASONS[turn.kind]()
        raise ChannelDown("Another process has been exchanging the tokens for too long.")

    async def _spend(self, name: str, pair: Pair) -> Pair:
        """Under the lease: buy the next pair and keep it before anybody uses it."""
        try:
            bought = await self._oauth.refresh(pair.refresh)
        except TokenRefused:
            return await self._after_refusal(name, pair)
        except ChannelDown:
            await self._desk.do(lambda work: work.tokens.let_go(name, self._holder), first=True)
            raise
        return await self._kept(name, bought, pair)

    async def _after_refusal(self, name: str, pair: Pair) -> Pair:
        """Another process may have won after all: look once more, then it is lost."""

        def look(work: SqlWork) -> Pair | None:
            work.tokens.let_go(name, self._holder)
            return work.tokens.of(name)

        now = await self._desk.do(look, first=True)
        if now is None or now.refreshed_at == pair.refreshed_at:
            raise TokenRefused
        return now

    async def _kept(self, name: str, bought: Granted, before: Pair) -> Pair:
        """The pair that is stored now, ours unless somebody logged in, or out, meanwhile."""

        def keep(work: SqlWork) -> Pair | None:
            pair = bought.pair(later_than(before, work.now))
            return pair if work.tokens.exchange(name, pair, before) else work.tokens.of(name)

        for pause in KEEP_PAUSES:
            (kept,) = await asyncio.gather(self._desk.do(keep, first=True), return_exceptions=True)
            if kept is None:
                raise TokenRefused
            if isinstance(kept, Pair):
                return kept
            log.error("tokens_not_kept", remedy="is the database there? if this goes on: langnghe zalo login")
            await asyncio.sleep(pause)
        raise ChannelDown("The new tokens could not be stored.")


def take_turn(work: SqlWork, name: str, holder: str, failed: str) -> Turn:
    """Take the lease if the stored pair is still the one that failed; one transaction, the lock before the look."""
    held = work.tokens.hold(name, holder, LEASE)
    pair = work.tokens.of(name)
    kind = kind_of_turn(work.now, pair, failed)
    if kind == "ours" and not held:
        return Turn("theirs")
    if held and kind != "ours":
        work.tokens.let_go(name, holder)
    return Turn(kind, pair)


def kind_of_turn(now: datetime, pair: Pair | None, failed: str) -> Literal["ours", "done", "young", "none"]:
    """What a stored pair asks for."""
    if pair is None:
        return "none"
    if pair.access != failed:
        return "done"
    return "young" if now - pair.refreshed_at < YOUNG else "ours"


def later_than(before: Pair, now: datetime) -> datetime:
    """Now; never the moment of the pair before, by which the two are told apart."""
    return max(now, before.refreshed_at + timedelta(microseconds=1))


def none() -> Exception:
    return TokenRefused()


def young() -> Exception:
    return ChannelDown("Zalo does not take a token that it has just given.")


REASONS = {"none": none, "young": young}
