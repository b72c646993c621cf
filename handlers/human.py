"""Somebody wants a human, or sent what only a human can judge: the intake desk is asked, without waiting."""

from dataclasses import replace

from handlers.work import Work
from referral.case import Case


def wanting_human(work: Work, case: Case) -> Case:
    """The case with the wish for a human; `settle` then asks the desk."""
    wanting = replace(case, needs_human=True)
    work.cases.save(wanting)
    return wanting
