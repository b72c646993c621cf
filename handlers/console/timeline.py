"""Who was told and who answered, and the legal clocks, as lanes of one line; and who is asked next."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from flows.words import sections
from handlers.bodies import GONE, bodies_answering, stands_in
from handlers.clock_words import due_words, title_of, watch_of
from handlers.deadlines import subject_of
from handlers.planning import plan_for
from handlers.scene import agency_name, named, words
from handlers.status import body_of, taken_by
from handlers.work import Work
from referral.alerts import Alert, next_officer
from referral.case import Case
from referral.clock import hour, hour_and_day
from referral.deadlines import OVER, Clock, Watch, moments
from referral.plan import Duty
from referral.timeline import Lane, Line, Moment, Sign, laid_out

NEAR = timedelta(hours=12)  # so near that the hour says enough
ANSWERS: dict[str, Sign] = {"accepted": "accepted", "handed_on": "accepted", "declined": "declined"}


def line_of(work: Work, case: Case) -> Line:
    """The whole line of a case."""
    lanes = (*body_lanes(work, case), *clock_lanes(work, case))
    return laid_out(lanes, case.opened_at, work.now)


def body_lanes(work: Work, case: Case) -> tuple[Lane, ...]:
    """A lane for every body that must act or was asked and not stood down."""
    alerts = work.alerts.of(case.id)
    bodies = dict.fromkeys([*(duty.body for duty in plan_for(work, case).duties), *bodies_answering(alerts)])
    return tuple(body_lane(work, case, body, alerts) for body in bodies)


def body_lane(work: Work, case: Case, body: str, alerts: Sequence[Alert]) -> Lane:
    """What one body was asked and answered."""
    mine = [a for a in alerts if a.body == body and a.answer not in GONE]
    taken = case.status != "open" or any(a.answer == "accepted" for a in mine)
    every = dict.fromkeys(moment for a in mine for moment in moments_of(work, a))  # one answer may stand for many asks
    found = sorted((one for one in every if not (taken and one.sign == "next")), key=lambda moment: moment.at)
    agency = work.directory.agencies.get(body)
    late = case.status == "open" and bool(mine) and all(a.answer == "" and a.due_at <= work.now for a in mine)
    return Lane(agency_name(work, agency) if agency else body, tuple(found), late=late)


def moments_of(work: Work, alert: Alert) -> Iterator[Moment]:
    """One alert: when it went out, what came of it, and when the next one is asked if nothing does."""
    yield Moment(alert.sent_at, "asked", named(work, "timeline", "asked", name=body_of(work, alert.officer)))
    sign = ANSWERS.get(alert.answer)
    if sign and alert.answered_at:
        instead = stands_in(work, alert)
        key = "phoned" if alert.phoned else "instead" if instead else alert.answer
        words_of_it = named(work, "timeline", key, name=taken_by(work, alert))
        yield Moment(alert.answered_at, "instead" if instead else sign, words_of_it)
    if alert.acted_at:
        yield Moment(alert.acted_at, "acted", step_words(work, alert.step))
    if alert.answer == "" and alert.due_at > work.now:
        yield Moment(alert.due_at, "next", named(work, "timeline", "next"))


def step_words(work: Work, step: str) -> str:
    """What somebody did, in words."""
    section = next((name for name in ("milestones", "updates") if step in sections()[name]), "")
    return named(work, section, step) if section else named(work, "timeline", "acted")


def clock_lanes(work: Work, case: Case) -> tuple[Lane, ...]:
    """A lane for every legal clock of a rule that there still is."""
    watch = watch_of(work)
    known = [clock for clock in work.clocks.of(subject_of(case)) if clock.name in watch.rules]
    return tuple(clock_lane(work, clock, watch) for clock in sorted(known, key=lambda c: (not c.running, c.due_at)))


def clock_lane(work: Work, clock: Clock, watch: Watch) -> Lane:
    """From when a clock counts, the shares of its time, its end, and when it stopped."""
    found = [Moment(clock.started_at, "opened", named(work, "timeline", "counts"))]
    if clock.running or clock.late(work.now):
        found += [share(work, clock, percent, at) for percent, at in moments(clock, watch)]
    if clock.stopped_at:
        found.append(Moment(clock.stopped_at, "stopped", named(work, "timeline", "stopped")))
    title = title_of(work, clock)
    ordered = tuple(sorted(found, key=lambda moment: moment.at))
    return Lane(title[:1].upper() + title[1:], ordered, clock=True, late=clock.late(work.now))


def share(work: Work, clock: Clock, percent: int, at: datetime) -> Moment:
    """A share of the time of a clock, or its end."""
    if percent == OVER:
        return Moment(clock.due_at, "due", named(work, "timeline", "due", due=due_words(work, clock)))
    return Moment(at, "share", named(work, "timeline", "share", percent=str(percent)))


def asked_next(work: Work, case: Case) -> tuple[str, ...]:
    """Who is asked next for each body that has not answered, and when, one sentence each."""
    if case.status != "open":
        return ()
    the_plan, alerts = plan_for(work, case), work.alerts.of(case.id)
    found = (next_for(work, case, duty, alerts) for duty in the_plan.duties)
    return tuple(dict.fromkeys(sentence for sentence in found if sentence))


def next_for(work: Work, case: Case, duty: Duty, alerts: Sequence[Alert]) -> str:
    """One sentence; "" of a body that has answered, or while nobody is waited for."""
    waiting = [a.due_at for a in alerts if a.body == duty.body and a.answer == "" and a.due_at > work.now]
    officer = next_officer(duty, case, alerts, max(waiting)) if waiting else ""
    if not officer:
        return ""
    at, agency = max(waiting), work.directory.agencies[duty.body]
    time = hour(at) if at - work.now < NEAR else hour_and_day(at)
    blanks = {"body": agency_name(work, agency), "name": body_of(work, officer), "time": time}
    return words(work, work.page_locale, "asked_next", **blanks)
