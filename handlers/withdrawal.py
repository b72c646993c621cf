"""Somebody told the platform that we must forget them: we write no more, and a human decides the rest."""

from handlers.events import Withdrawal
from handlers.work import Work


def withdrawn(work: Work, withdrawal: Withdrawal) -> None:
    """Write to this person no more."""
    work.unsend(work.people.at(withdrawal.address).id)
