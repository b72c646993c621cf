"""Runs of campaigns: planned by the calendar or by hand, approved, sent, paused, stopped, corrected."""

from dataclasses import replace

from handlers.work import Work
from referral.campaigns.runs import Run, step


def counted(work: Work, run: Run, planned: int) -> Run:
    """It is known whom it would reach: it may go, or waits for a second person."""
    after = replace(run, planned=planned, state=step(run, "counted"))
    work.campaigns.save(after)
    return after


def finish(work: Work, run: Run) -> Run:
    """Nobody is left to send it to, or its time is over."""
    after = replace(run, state=step(run, "end"), ended_at=work.now)
    work.campaigns.save(after)
    return after
