"""What the mailing writes down of a run as a whole: its count, who works it, its end, and what the dead left."""

from collections.abc import Sequence
from dataclasses import replace

from bot.desk.mail_lines import LEASE, is_time
from bot.desk.mail_moments import is_connected, is_over
from bot.store.campaign_copies import Outcome
from bot.store.campaigns import parsed
from bot.store.work import SqlWork
from handlers.campaign_runs import counted, finish
from referral.campaigns.runs import OPEN, Run

ENDS = ("approval", "running", "paused")  # states in which time may run out


def recipients(work: SqlWork, run: Run) -> int:
    """How many it would reach on the channels on which we send."""
    return sum(group.count for group in work.campaigns.groups(run) if is_connected(work, group.channel))


def note_count(work: SqlWork, run_id: str, planned: int, me: str) -> int:
    """It is known whom it reaches; unless somebody stopped it meanwhile."""
    run = work.campaigns.run(run_id)
    work.campaigns.let_go(run_id, me)
    if run is None or run.state != "planning":
        return 0
    counted(work, run, planned)
    return 1


def take_over(work: SqlWork, run_id: str, me: str) -> tuple[Run, Sequence[str]] | None:
    """The run is ours for a while, with the channels on which something is left to do; None if it is not.

    Whatever is under way was another process's, that died or stalled: it may have arrived.
    """
    run = work.campaigns.hold(run_id, me, LEASE)
    if run is None:
        return None
    work.copies.orphaned(run_id)
    if not is_time(work, run):
        work.campaigns.let_go(run_id, me)
        return None
    left = [channel for channel, done in work.progress.gone_through(run_id).items() if not done]
    return run, sorted({*left, *work.progress.waiting(run_id)})


def settle(work: SqlWork, run_id: str, me: str) -> int:
    """End the run if its time or its work is over; what still waits is not sent. Others may work it, if not."""
    run = work.campaigns.run(run_id)
    work.campaigns.let_go(run_id, me)
    if run is None:
        return 0
    if not has_ended(work, run):
        return 0
    if work.copies.over(run_id, why_over(run)) and run.state in OPEN:
        finish(work, run)
    return 1


def clear(work: SqlWork, run_id: str) -> bool:
    """Some of what waits of a run that ends is not sent: many take many transactions. Whether this is to go on."""
    run = work.campaigns.run(run_id)
    return run is not None and has_ended(work, run) and not work.copies.over(run_id, why_over(run))


def has_ended(work: SqlWork, run: Run) -> bool:
    """Whether nothing of it is sent any more: stopped, done, out of time, or nobody is left."""
    late = run.state in ENDS and work.now >= run.ends_at
    return run.state not in OPEN or late or (run.state == "running" and is_over(work, run))


def why_over(run: Run) -> str:
    return "stopped" if run.state == "stopped" else "late"


def written(work: SqlWork, run_id: str, page: str, outcomes: Sequence[Outcome]) -> None:
    """What became of copies of a page. What was not begun goes out later, unless the run was over meanwhile."""
    run = work.campaigns.run(run_id)
    if run:
        work.copies.ended(run_id, page, [kept(one, run) for one in outcomes])
        detour(work, run, page, outcomes)


def detour(work: SqlWork, run: Run, page: str, outcomes: Sequence[Outcome]) -> None:
    """Who cannot be reached on this way gets it on another, as long as the run goes on."""
    if run.state in OPEN:
        work.detours.take(run, parsed(run), page, outcomes)


def kept(outcome: Outcome, run: Run) -> Outcome:
    """What was not begun goes out later, unless the run is over."""
    if outcome.state == "waiting" and run.state not in OPEN:
        return replace(outcome, state="skipped", reason=why_over(run))
    return outcome
