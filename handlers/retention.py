"""The night of forgetting: what is older than it may be goes in small slices, and what went is proved."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from handlers.events import Timer
from handlers.keeps_records import Erasure
from handlers.work import Work
from referral.case import Case
from referral.conflict import hidden_names
from referral.reports.figures import Course, figure_of
from referral.retention import AT_ONCE, NIGHTLY, Kind, limit, next_night

NIGHT = "forget"  # the key of the one timer
SYSTEM, RETENTION = "system", "retention"


def begin_nights(work: Work) -> None:
    """See to it that the next night forgets; a timer that is there stays."""
    tonight = next_night(work.now)
    if not any(timer.due_at <= tonight for timer in work.timers_of("forget")):  # a clock put back must not stop it
        set_night(work, tonight)


def set_night(work: Work, at: datetime) -> None:
    """When the next slice is due."""
    work.set_timer(Timer(NIGHT, at, "forget", NIGHT))


def forget_due(work: Work, timer: Timer) -> None:
    """Forget one slice; the next follows at once in a transaction of its own, until nothing is left for this night."""
    more = any(forget_slice(work, kind) for kind in NIGHTLY)
    set_night(work, work.now if more else next_night(work.now))


def forget_slice(work: Work, kind: Kind) -> int:
    """Forget a few things of a kind; how many."""
    ids = work.retention.due(kind, limit(kind, work.retention.periods(), work.now), AT_ONCE)
    if ids:
        FORGET.get(kind, blank)(work, kind, ids)
        prove(work, Erasure(work.now, SYSTEM, RETENTION, kind, len(ids), digest(ids), gone(work, kind, ids)))
    return len(ids)


def blank(work: Work, kind: Kind, ids: Sequence[str]) -> None:
    """What needs nothing else done."""
    work.retention.forget(kind, ids)


def erase_cases(work: Work, _kind: Kind, ids: Sequence[str]) -> None:
    """The content of cases; what a report counts of them stays."""
    for case_id in ids:
        erase_case(work, case_id)


def erase_case(work: Work, case_id: str) -> None:
    """The content of one closed case goes, its figure stays."""
    case = work.cases.get(case_id)
    if case is None or case.status != "closed":
        return
    keep_figure(work, case)
    work.retention.release(case_id)
    work.cases.erase(case_id)


def keep_figure(work: Work, case: Case) -> None:
    """What a report counts of a case outlives it; what was merged into another is counted there."""
    if not case.merged_into:
        clocks, survey = work.clocks.of(f"case:{case.id}"), work.surveys.of(case.id)
        course = Course(case, work.alerts.of(case.id), clocks, survey)
        work.figures.keep(figure_of(course, work.now), hidden_names(case))


def erase_people(work: Work, _kind: Kind, ids: Sequence[str]) -> None:
    """Who wrote, without a case that is still there."""
    for person_id in ids:
        work.people.erase(person_id)
        for kind in ("session", "human"):
            work.drop_timer(f"{kind}:{person_id}")


FORGET: Mapping[Kind, Callable[[Work, Kind, Sequence[str]], None]] = {"case": erase_cases, "person": erase_people}


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
