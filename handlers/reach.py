"""What the ledger needs of a handler: what the deployer decided, and that somebody did something."""

from datetime import datetime

from handlers.events import Person
from handlers.work import Work
from referral.ledger import Rules
from referral.ledger_terms import TERMS


def rules_of(work: Work) -> Rules:
    """What the deployer decided of campaigns."""
    return Rules(work.house.ledger_reserve)


def met(work: Work, person: Person, at: datetime | None) -> None:
    """The person did something that opens a window, if their channel has one; others cost nothing."""
    terms = TERMS.get(person.address.channel)
    if terms and terms.window:
        work.ledger.interacted(person.id, min(at or work.now, work.now))
