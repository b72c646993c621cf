"""What becomes of a copy by what its channel said: one that may have arrived is never sent again."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from bot.channels import ChannelDown, NotNow, OutOfReach, PersonGone, Refused, Throttled, Unanswered
from bot.desk.mail_planning import Letter, put_off
from bot.desk.planning import wish_of
from bot.desk.sending import FIRST_PAUSE, IN_A_WHILE
from bot.store.campaign_copies import Outcome
from bot.store.work import SqlWork
from referral.ledger import FREE, drawn, refusal
from referral.ledger_terms import TERMS, account_of
from referral.records import dataclass

Effect = Callable[[SqlWork], None]


@dataclass(frozen=True, slots=True)
class Ending:
    """What became of a copy, and what else is written down with it."""

    outcome: Outcome
    effect: Effect | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """Where and when it failed. `template`: the channel has one for campaigns."""

    channel: str
    now: datetime
    ends_at: datetime
    template: bool = False


def arrived(letter: Letter, trace: str) -> Ending:
    return Ending(Outcome(letter.person_id, "sent", trace=trace, paid=letter.paid))


def failed(letter: Letter, problem: BaseException, moment: Moment) -> Ending:
    """By the kind of error; one that nobody foresaw may have come after the hand-over."""
    known = (FATES[kind] for kind in type(problem).__mro__ if kind in FATES)
    return next(known, unanswered)(letter, problem, moment)


def unanswered(letter: Letter, problem: BaseException, _moment: Moment) -> Ending:
    reason = "timeout" if isinstance(problem, (ChannelDown, TimeoutError)) else "fault"
    return Ending(Outcome(letter.person_id, "unsure", reason, paid=letter.paid))


def later(letter: Letter, problem: BaseException, moment: Moment) -> Ending:
    """Nothing was handed over: once more after a pause, as long as the run lasts."""
    if isinstance(problem, Throttled):
        reason, pause = "throttled", timedelta(seconds=problem.retry_after)
    else:
        reason, pause = "down", min(FIRST_PAUSE * 2.0 ** min(letter.attempts - 1, 16), IN_A_WHILE)
    return Ending(put_off(letter.person_id, reason, moment.now + pause, moment.ends_at))


def not_now(letter: Letter, problem: BaseException, moment: Moment) -> Ending:
    """A quota or the night: nor is the platform asked for the others of its kind."""
    assert isinstance(problem, NotNow)
    until = moment.now + timedelta(seconds=problem.seconds)

    def exhausted(work: SqlWork) -> None:
        if moment.channel in TERMS:
            account, wish = account_of(moment.channel, letter.address), wish_of(letter.wording.message)
            free = drawn(work.ledger.of(letter.person_id, account), wish, work.now) == FREE
            work.ledger.exhausted(account, refusal(wish, free), until)

    return Ending(put_off(letter.person_id, "quota", until, moment.ends_at), exhausted)


def gone(letter: Letter, _problem: BaseException, _moment: Moment) -> Ending:
    outcome = Outcome(letter.person_id, "failed", "gone")
    return Ending(outcome, lambda work: work.staff.set_gone(letter.person_id, True))


def refused(letter: Letter, _problem: BaseException, _moment: Moment) -> Ending:
    return Ending(Outcome(letter.person_id, "failed", "refused"))


def out_of_reach(letter: Letter, _problem: BaseException, moment: Moment) -> Ending:
    """Words of ours do not go; where there is a template the ledger, which now knows, will choose it."""
    if letter.wording.message.act != "say":
        return Ending(Outcome(letter.person_id, "failed", "window"))
    outcome = Outcome(letter.person_id, "failed", "window")
    if moment.template and moment.channel in TERMS:
        outcome = put_off(letter.person_id, "window", moment.now, moment.ends_at)
    return Ending(outcome, lambda work: work.ledger.closed(letter.person_id))


FATES: Mapping[type, Callable[[Letter, BaseException, Moment], Ending]] = {
    Unanswered: unanswered,
    TimeoutError: unanswered,
    Throttled: later,
    ChannelDown: later,
    NotNow: not_now,
    PersonGone: gone,
    Refused: refused,
    OutOfReach: out_of_reach,
}
