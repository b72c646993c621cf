"""Reports that look like one incident are said as one to whoever was asked for both, and ring once; none is hidden."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.access import relation_to
from handlers.scene import words
from handlers.work import Work
from referral.alerts import Alert
from referral.bundles import alike, family_of, surely_one
from referral.case import Case
from referral.plan import Plan, sirens


def earlier_alike(work: Work, case: Case) -> tuple[Case, ...]:
    """The open cases that may be the same incident and were opened before this one, the first reported first."""
    if not case.commune:
        return ()
    family = family_of(case)
    near = work.cases.beside(case, family.kinds, case.opened_at - family.window)
    before = [c for c in near if (c.opened_at, c.id) < (case.opened_at, case.id) and alike(case, c)]
    return tuple(sorted(before, key=lambda c: (c.opened_at, c.id)))


def known_to(work: Work, officer_id: str, cases: Sequence[Case]) -> tuple[Case, ...]:
    """Those of some cases that this officer was asked for or holds: nobody learns of another one from us."""
    officer = work.directory.officers.get(officer_id)
    return tuple(case for case in cases if officer and relation_to(work, officer, case) in ("asked", "holder"))


def bundle_line(work: Work, officer_id: str, near: Sequence[Case]) -> str:
    """That the case may be one that its officer knows, and the how manieth report of it this is; "" if none is."""
    known = known_to(work, officer_id, near)
    return words(work, "vi", "alert_alike", number=known[0].number, n=str(len(known) + 1)) if known else ""


def surely_of(case: Case, near: Sequence[Case]) -> tuple[Case, ...]:
    """Those of the cases alike for which this one need not ring anew; one that rings nobody has none."""
    return tuple(other for other in near if sirens(case.urgency) and surely_one(case, other))


def hushed(work: Work, sure: Sequence[Case], the_plan: Plan, fresh: Sequence[Alert]) -> tuple[Alert, ...]:
    """The alerts about to go out: without a sound for whoever has just been rung for what is surely the same."""
    return tuple(replace(alert, silent=just_rung(work, alert.officer, sure, the_plan)) for alert in fresh)


def just_rung(work: Work, officer_id: str, cases: Sequence[Case], the_plan: Plan) -> bool:
    """Whether an officer holds one of these cases, or its alert sounded and its patience is not over."""
    for case in known_to(work, officer_id, cases):
        mine = [a for a in work.alerts.of(case.id) if a.officer == officer_id and a.answer in ("", "accepted")]
        sounded = (a for a in mine if sirens(a.urgency) and not a.silent)
        if any(a.answer == "accepted" or the_plan.patient_until(a.sent_at) > work.now for a in sounded):
            return True
    return False


def later_silent(work: Work, case: Case) -> tuple[Case, ...]:
    """Later cases of a rescue's family with a silent alert, locked: what became of this case may concern them."""
    if not case.commune or not family_of(case).rescue:
        return ()
    near = work.cases.beside(case, family_of(case).kinds, case.opened_at)
    later = sorted((c.opened_at, c.id) for c in near if (c.opened_at, c.id) > (case.opened_at, case.id))
    waiting = (case_id for _, case_id in later if any(is_silent(a) for a in work.alerts.of(case_id)))
    return tuple(found for case_id in waiting if (found := work.cases.get(case_id)))


def is_silent(alert: Alert) -> bool:
    """Whether an alert made no sound and waits for its answer."""
    return alert.silent and alert.answer == ""


def to_sound_after_all(work: Work, case: Case) -> tuple[Alert, ...]:
    """Silent alerts without an answer for which nothing is the same any more: it was told apart, or closed."""
    if case.status == "closed":
        return ()
    silent = [a for a in work.alerts.of(case.id) if is_silent(a)]
    near = earlier_alike(work, case) if silent else ()
    sure = [other for other in near if surely_one(case, other)]
    return tuple(replace(a, silent=False) for a in silent if not known_to(work, a.officer, sure))
