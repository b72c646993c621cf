"""What the law waits for, reported by whoever holds the case: it stops the clock, and the reporter reads it."""

from flows.model import Session
from flows.words import sections
from handlers.clock_warnings import is_police
from handlers.clock_words import milestones_in, rule_of
from handlers.deadlines import running
from handlers.expired import missed
from handlers.officer import done, reach, tell
from handlers.scene import Scene
from handlers.settle import settle
from handlers.steps import record_step
from handlers.work import Work
from referral.case import Case
from referral.deadlines import Clock


def list_milestones(scene: Scene) -> Session:
    """Which milestones the running clocks of this case want from this officer."""
    case = reach(scene, "update")
    if case is None:
        return missed(scene)
    return scene.with_facts(result="found", milestones=",".join(awaited(scene.work, case, scene.person.officer_id)))


def record_milestone(scene: Scene) -> Session:
    """Keep the milestone, stop its clocks, tell the reporter."""
    case, step = reach(scene, "update"), scene.session.answers["milestone"]
    if case is None or step not in awaited(scene.work, case, scene.person.officer_id):
        return missed(scene)
    record_step(scene.work, case, scene.person.officer_id, step)
    tell(scene, case, f"update_{step}")
    settle(scene.work, case)
    return done(scene, case)


def awaited(work: Work, case: Case, officer_id: str) -> tuple[str, ...]:
    """The milestones that running clocks wait for, in the order they are shown; of the police only for the police."""
    wanted = [step for clock in running(work, case) if theirs(work, case, clock, officer_id) for step in steps(clock)]
    return tuple(step for step in sections()["milestones"] if step in wanted)


def steps(clock: Clock) -> tuple[str, ...]:
    """The milestones that stop this clock."""
    return milestones_in(rule_of(clock))


def theirs(work: Work, case: Case, clock: Clock, officer_id: str) -> bool:
    """Whether this officer can do what the clock waits for: what is the police's only for whoever acts for them."""
    held = [a for a in work.alerts.of(case.id) if a.officer == officer_id and a.answer == "accepted"]
    return rule_of(clock).warns != "police" or any(is_police(work, alert) for alert in held)
