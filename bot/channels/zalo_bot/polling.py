"""Ask Zalo for what happened, one update at a time, and store each before the next is asked for.

An update is consumed when its answer leaves Zalo: if this process dies between the answer and the commit it is lost,
and nothing of ours can bring it back. Where there is a public https address the webhook is used instead.
"""

import asyncio
from collections import deque

from bot.channels import ChannelDown, ChannelError
from bot.channels.hearing import Desk, Pauses, Stop
from bot.channels.zalo_bot.client import POLL, Client, is_idle
from bot.channels.zalo_bot.errors import channel_error
from bot.channels.zalo_bot.reading import Read, read_update, updates_in
from bot.channels.zalo_bot.receiving import LOOK_SECONDS, Intake, log, pause_after
from bot.log import where

POLL_SECONDS = 10  # short, for a stop waits for the end of a poll: one broken off may take an update with it
SLACK_SECONDS = 10.0
MOST_TRIES = 60  # of an update that cannot be stored; then it stands aside and others are heard
LAST_TRIES = 3  # of what is in hand when we stop


class Held:
    """An update that Zalo gave away and we have not stored yet."""

    def __init__(self, read: Read) -> None:
        self.read = read
        self.tries = 0


class Polling:
    """Receive by long polling. `start` returns at once; `stop` waits for the poll, and stores what it brings."""

    def __init__(
        self,
        client: Client,
        desk: Desk,
        pauses: Pauses | None = None,
        seconds: int = POLL_SECONDS,
        look: float = LOOK_SECONDS,
    ) -> None:
        self._client = client
        self._intake = Intake(client, desk)
        self._stop = Stop()
        self._pauses = pauses or Pauses()
        self._seconds = seconds
        self._look = look
        self._held: deque[Held] = deque()
        self._looked = 0.0  # when we looked last whether what happens comes to us, by the loop's time
        self._running: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Receive from now on."""
        self._running = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Ask for nothing more, and store what was given to us."""
        self._stop.say()
        if self._running:
            await self._running
        for _ in range(LAST_TRIES):
            await self._store()
        if self._held:
            log.error("updates_lost", count=len(self._held))

    async def _run(self) -> None:
        while not self._stop.said:
            (problem,) = await asyncio.gather(self._round(), return_exceptions=True)
            if isinstance(problem, ChannelError):
                await self._stop.pause(pause_after(self._pauses, self._client, problem))
            elif problem:  # ours; whatever it is, we go on listening
                log.error("poll_failed", where=where(problem))
                await self._stop.pause(self._pauses.after(self._client.state))

    async def _round(self) -> None:
        """Store what is in hand; then see that we are the ones who are told, and ask for more."""
        if not await self._store():
            await self._stop.pause(self._pauses.after(self._client.state))
            return
        if self._time() >= self._looked:
            await self._keep()
        await self._ask()

    async def _keep(self) -> None:
        """See that no webhook takes what happens: beside one a poll stays silent for ever. Raises one of our errors."""
        await self._intake.meet_ourselves()
        found = await self._intake.webhook()
        if found and self._looked:
            self._client.note("conflict")  # another program registered one; until a look finds none
        else:
            self._client.settle("up")
        await self._client.call("deleteWebhook")
        self._looked = self._time() + self._look

    async def _ask(self) -> None:
        """One poll; what it brings is in hand from then on. Raises one of our errors."""
        asked = self._time()
        answer = await self._client.ask(POLL, self._seconds + SLACK_SECONDS, timeout=self._seconds)
        if not answer.ok and not is_idle(answer):
            raise channel_error(answer)
        updates = updates_in(answer.result)
        if not updates and self._time() - asked < self._seconds / 2:
            raise ChannelDown("The poll came back at once without anything.")  # asking on and on would be a flood
        self._pauses.reset()
        if updates:
            self._held.extend(Held(read_update(update, self._client.bot)) for update in updates)
            self._looked = self._time() + self._look  # we are told
            self._client.settle("up")

    async def _store(self) -> bool:
        """Store what is in hand, in its order; whether we may ask for more."""
        left: deque[Held] = deque()
        while self._held:
            held = self._held.popleft()
            (fault,) = await asyncio.gather(self._intake.take(held.read), return_exceptions=True)
            if fault:
                held.tries += 1
                log.warning("not_stored", tries=held.tries, where=where(fault))
                left.append(held)
            if fault and held.tries < MOST_TRIES:
                break
        self._held = left + self._held
        return all(held.tries >= MOST_TRIES for held in self._held)

    @staticmethod
    def _time() -> float:
        return asyncio.get_running_loop().time()
