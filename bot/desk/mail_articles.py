"""An article of a Zalo account, broadcast by the platform itself to its followers: once, or not at all."""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Protocol, runtime_checkable

from bot.channels import Channel, ChannelDown, ChannelError, NotNow, Throttled, Unanswered
from bot.desk.mail_pages import A_WHILE, SEND_SECONDS
from bot.desk.mail_planning import put_off
from bot.desk.mail_runs import written
from bot.metrics import COPIES
from bot.store.campaign_copies import Outcome
from bot.store.campaign_progress import ARTICLE
from bot.store.campaigns import parsed
from bot.store.work import SqlWork
from bot.writer import Writer
from handlers.campaign_approval import article_of
from referral.campaigns import article_mistakes
from referral.campaigns.runs import Run


@runtime_checkable
class Broadcasts(Protocol):
    """A channel whose accounts can broadcast an article."""

    def articles(self) -> Sequence[str]:
        """The accounts that can."""
        ...

    async def broadcast(self, account: str, article_id: str) -> str:
        """Hand it over; the platform's id of it, or one of the errors of `send`."""
        ...


async def broadcast_all(writer: Writer, channel: Channel, run: Run) -> int:
    """The run's article on each account that has not had it; never without a second person, nor in a pilot."""
    article = article_of(run)
    if not article or article_mistakes(parsed(run)) or not run.approved_by or not isinstance(channel, Broadcasts):
        return 0
    begun = 0
    for account in channel.articles():
        if await writer.do(partial(begins, run=run, account=account)):
            outcome = await broadcast_one(channel, account, article)
            await writer.do(partial(noted, run=run, outcome=outcome))
            begun += 1
    return begun


def begins(work: SqlWork, run: Run, account: str) -> bool:
    """Whether this account has not had the article yet; noted before it is handed over."""
    return work.progress.begin_article(run.id, account)


async def broadcast_one(channel: Broadcasts, account: str, article: str) -> Outcome:
    """What became of it. The promise of at most one holds for our call; what the platform does with it is its own."""
    name = f"article:{account}"
    try:
        async with asyncio.timeout(SEND_SECONDS):
            return Outcome(name, "sent", trace=await channel.broadcast(account, article))
    except (Unanswered, TimeoutError):
        return Outcome(name, "unsure", "timeout")
    except (ChannelDown, Throttled, NotNow):
        return Outcome(name, "waiting", "down")
    except ChannelError:
        return Outcome(name, "failed", "refused")


def noted(work: SqlWork, run: Run, outcome: Outcome) -> None:
    """Written down; what was not handed over is tried again in a while."""
    if outcome.state == "waiting":
        outcome = put_off(outcome.person_id, outcome.reason, work.now + A_WHILE, run.ends_at)
    COPIES.labels(ARTICLE, outcome.state).inc()
    written(work, run.id, ARTICLE, [outcome])
