"""Whether somebody may be written to now: the face of the ledger for whoever plans what to send, as campaigns do."""

from datetime import datetime

from handlers.events import Person
from handlers.work import Work
from referral.ledger import GONE, NOW, Rules, Verdict
from referral.ledger import may_send as decide
from referral.ledger_terms import TERMS, Lane, account_of


def may_send(work: Work, person: Person, lane: Lane) -> Verdict:
    """What follows for words of ours to this person: `bulk` is a campaign. A channel that counts nothing is free."""
    channel = person.address.channel
    if person.gone or channel not in TERMS:
        return GONE if person.gone else NOW
    account = account_of(channel, person.address.id)
    return decide(work.ledger.of(person.id, account), lane, work.now, rules_of(work))


def rules_of(work: Work) -> Rules:
    """What the deployer decided of campaigns."""
    return Rules(work.house.ledger_reserve)


def met(work: Work, person: Person, at: datetime | None) -> None:
    """The person did something that opens a window, if their channel has one; others cost nothing."""
    terms = TERMS.get(person.address.channel)
    if terms and terms.window:
        work.ledger.interacted(person.id, min(at or work.now, work.now))
