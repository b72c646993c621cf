"""What is said and recorded when 50, 80 or 100 % of a legal clock is over: whom we told, who had accepted by then."""

from dataclasses import replace
from datetime import datetime

from handlers.clock_words import blanks_of, milestones_in, rule_of
from handlers.events import OutgoingMessage
from handlers.informing import tell_supervisors
from handlers.scene import words
from handlers.speaking import tell_officer
from handlers.status import body_of
from handlers.work import Work
from referral.alerts import Alert
from referral.case import Case
from referral.clock import hour_and_day
from referral.conflict import may_know
from referral.deadlines import OVER, PERCENTS, Clock, Mark
from referral.urgency import Urgency

Held = tuple[tuple[str, str, datetime], ...]


def warn(work: Work, case: Case, clock: Clock, percent: int) -> Clock:
    """Tell whoever must act that this share of the time is over, and record it; a breach also goes one level up."""
    told = audience(work, case, clock) if clock.running else ()
    for officer in told:
        tell_officer(work, officer, warning(work, case, clock, percent))
    held = held_by(work, case, clock if percent == OVER else None)
    work.clocks.mark(f"case:{case.id}", Mark(clock.name, clock.run, percent, work.now, told, held))
    if percent == OVER:
        said = blanks_of(work, clock) | {"held": held_words(work, held)}
        tell_supervisors(work, case, "clock_breached", tag_of(clock), **said)
    return replace(clock, marked=percent)


def tag_of(clock: Clock) -> str:
    """What makes a breach one of its kind."""
    return f"{clock.name}:{clock.run}"


def audience(work: Work, case: Case, clock: Clock) -> tuple[str, ...]:
    """Whoever holds the case (for the police, where the rule is theirs), else whoever is being asked to take it."""
    alerts = [a for a in work.alerts.of(case.id) if may_know(case, a.officer, work.directory)]
    groups = [[a for a in alerts if a.answer == answer] for answer in ("accepted", "")]
    if rule_of(clock).warns == "police":
        groups = [*([a for a in group if is_police(work, a)] for group in groups), *groups]
    first = next((group for group in groups if group), [])
    return tuple(dict.fromkeys(alert.officer for alert in first))


def is_police(work: Work, alert: Alert) -> bool:
    """Whether an alert asks for the police to act, whoever was asked."""
    agency = work.directory.agencies.get(alert.body)
    return agency is not None and agency.role == "police"


def warning(work: Work, case: Case, clock: Clock, percent: int) -> OutgoingMessage:
    """The message: no content, loud only in an emergency, for what counts by night too, and when most time is gone."""
    rule = rule_of(clock)
    key = "clock_over" if percent == OVER else "clock_left_office" if rule.office_hours else "clock_left"
    buttons = ["button_milestone"] if milestones_in(rule) else []
    return OutgoingMessage(
        f"clock:{case.id}:{tag_of(clock)}:{percent}",
        "",
        words(work, "vi", key, number=case.number, **blanks_of(work, clock)),
        tuple(words(work, "vi", button, number=case.number) for button in (*buttons, "button_open")),
        "urgent",
        siren=case.urgency == Urgency.emergency and not rule.office_hours and percent > PERCENTS[0],
        case_id=case.id,
    )


def held_by(work: Work, case: Case, breached: Clock | None) -> Held:
    """Who has accepted for which body, and when; of a breach, by the moment it was due."""
    accepted = [a for a in work.alerts.of(case.id) if a.answer == "accepted" and a.answered_at]
    until = breached.due_at if breached else work.now
    return tuple((a.body, a.officer, a.answered_at) for a in accepted if a.answered_at and a.answered_at <= until)


def held_words(work: Work, held: Held) -> str:
    """Who had accepted, as agencies with their times."""
    named = dict.fromkeys(f"{body_of(work, officer)} ({hour_and_day(at)})" for _, officer, at in held)
    return ", ".join(named) or words(work, work.page_locale, "clock_nobody")
