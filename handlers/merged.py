"""A case that became part of another: where it stands now, and that who may not know of one knows of neither."""

from handlers.shielding import cut_off
from handlers.work import Work
from referral.case import Case
from referral.merging import shared


def standing(work: Work, case: Case) -> Case:
    """The case that is worked on: this one, or the one that it became part of."""
    kept = work.cases.get(case.merged_into) if case.merged_into else None
    return standing(work, kept) if kept else case


def keep_apart(work: Work, case: Case) -> None:
    """Whoever is shut out of a case is shut out of those that became part of it."""
    for case_id in case.absorbed:
        part = work.cases.get(case_id)
        if part and shared(part, case) != part:
            work.cases.save(shared(part, case))
            cut_off(work, shared(part, case))
