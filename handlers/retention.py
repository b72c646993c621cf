"""The night of forgetting: what is older than it may be goes in small slices, and what went is proved."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256

from handlers.events import Timer
from handlers.keeps_records import Erasure
from handlers.work import Work
from referral.case import Case
from referral.conflict import hidden_names
from referral.reports.figures import Course, figure_of
from referral.retention import AT_ONCE, NIGHTLY, Kind, limit, next_night

NIGHT = "forget"  # the key of the one timer
BREATH = timedelta(seconds=0.5)  # between two slices
SYSTEM, RETENTION = "system", "retention"
DEPLOYER, BY_HAND, REPEATED = "deployer", "by hand", "repeated"


def begin_nights(work: Work) -> None:
    """See to it that the next night forgets; a timer that is there stays."""
    tonight = next_night(work.now)
    if not any(timer.due_at <= tonight for timer in work.timers_of("forget")):  # a clock put back must not stop it
        set_night(work, tonight)


def set_night(work: Work, at: datetime) -> None:
    """When the next slice is due."""
    work.set_timer(Timer(NIGHT, at, "forget", NIGHT))


def forget_due(work: Work, timer: Timer) -> None:
    """Forget one slice; the next follows after a breath for all others, until nothing is left for this night."""
    more = any(forget_slice(work, kind) for kind in NIGHTLY)
    set_night(work, work.now + BREATH if more else next_night(work.now))


def forget_slice(work: Work, kind: Kind) -> int:
    """Forget a few things of a kind; how many."""
    ids = work.retention.due(kind, limit(kind, work.retention.periods(), work.now), AT_ONCE)
    if not ids:
        return 0
    went = forgotten(work, kind, ids)
    if went:
        prove(work, Erasure(work.now, SYSTEM, RETENTION, kind, len(went), digest(went), gone(work, kind, went)))
    if len(went) < len(ids):
        work.audit(SYSTEM, "not erased", detail=f"{kind} {len(ids) - len(went)}")
    return len(ids)


def forgotten(work: Work, kind: Kind, ids: Sequence[str]) -> Sequence[str]:
    """Forget these; which of them went: one that is damaged stops none of the others."""
    if kind in FORGET:
        return [one for one in ids if work.retention.apart(kind, one, partial(FORGET[kind], work, one))]
    work.retention.forget(kind, ids)
    return ids


def erase_case(work: Work, case_id: str) -> None:
    """The content of one closed case goes, its figure stays."""
    case = work.cases.get(case_id)
    if case is None or case.status != "closed":
        return
    erase_content(work, case)


def erase_content(work: Work, case: Case) -> None:
    """What can be read of a case goes, its figure stays."""
    keep_figure(work, case)
    work.retention.release(case.id)
    work.cases.erase(case.id)


def kept_back(work: Work, case: Case) -> bool:
    """Whether a case must not go: it is open, or part of one that is, or somebody holds it."""
    whole = work.cases.get(case.merged_into) if case.merged_into else None
    return "open" in (case.status, whole.status if whole else "") or work.retention.held(case.id) is not None


def erase_by_hand(work: Work, case: Case, why: str) -> None:
    """Erase a case because a human says so, with a proof as in the night."""
    erase_content(work, case)
    work.audit(DEPLOYER, "erase", case.id)
    prove(work, Erasure(work.now, DEPLOYER, why, "case", 1, digest([case.id]), gone(work, "case", [case.id])))


def erase_again(work: Work, kind: Kind, one: str) -> bool:
    """What was erased once and came back with an older copy of the database goes anew; whether it had come back."""
    if kind == "case" and (case := work.cases.get(one)):
        erase_by_hand(work, case, REPEATED)
    elif kind == "person" and work.people.get(one):
        erase_person(work, one)
        prove(work, Erasure(work.now, DEPLOYER, REPEATED, kind, 1, digest([one]), gone(work, kind, [one])))
    else:
        return False
    return True


def keep_figure(work: Work, case: Case) -> None:
    """What a report counts of a case outlives it; what was merged into another is counted there."""
    if not case.merged_into:
        clocks, survey = work.clocks.of(f"case:{case.id}"), work.surveys.of(case.id)
        course = Course(case, work.alerts.of(case.id), clocks, survey)
        work.figures.keep(figure_of(course, work.now), hidden_names(case))


def erase_person(work: Work, person_id: str) -> None:
    """Who wrote, without a case that is still there."""
    work.people.erase(person_id)
    for kind in ("session", "human"):
        work.drop_timer(f"{kind}:{person_id}")


FORGET: Mapping[Kind, Callable[[Work, str], None]] = {"case": erase_case, "person": erase_person}


def gone(work: Work, kind: Kind, ids: Sequence[str]) -> bool:
    """Whether the keys of what was erased are destroyed; kinds without a key of their own are blanked instead."""
    return kind in FORGET and work.retention.key_gone([f"{kind}:{one}" for one in ids])


def digest(ids: Sequence[str]) -> str:
    """A digest of what was erased: who still has an id can prove that it was among them."""
    return sha256("\n".join(sorted(ids)).encode()).hexdigest()


def prove(work: Work, erasure: Erasure) -> Erasure:
    """Keep the proof, and bind it into the audit log."""
    kept = work.retention.prove(erasure)
    work.audit(kept.by, "erase", detail=f"{kept.kind} {kept.many} proof {kept.id} {proof_digest(kept)}")
    return kept


def proof_digest(kept: Erasure) -> str:
    """What the audit log holds of a proof, so that it cannot change either."""
    fields = (kept.id, kept.at.isoformat(), kept.by, kept.why, kept.kind, kept.many, kept.ids_hash, kept.key_gone)
    return sha256("\x1f".join(map(str, fields)).encode()).hexdigest()
