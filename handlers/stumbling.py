"""Our own fault while we read a message: the words are kept, a human is asked, the numbers are said."""

from dataclasses import replace

from flows.words import phrase
from handlers.events import Entry, IncomingEvent, OutgoingMessage, Person
from handlers.human import wanting_human
from handlers.settle import settle
from handlers.work import Work
from referral.case import Case
from referral.urgency import Urgency


def take(work: Work, event: IncomingEvent) -> None:
    """The same event once more, with nothing that could fail in the same way: no triage, no place, no conversation."""
    person = work.people.at(event.address)
    if not person.officer_id:
        keep(work, person, event)
    text = work.house.translate(person.locale, phrase("stumbled"))
    work.send(OutgoingMessage(f"{event.id}:stumbled", person.id, text))


def keep(work: Work, person: Person, event: IncomingEvent) -> None:
    """The words join the person's case, or open one of their own."""
    case = case_of(work, person) or opened(work, person)
    work.history.record(case.id, Entry("said", work.now, "reporter", event.text))
    settle(work, wanting_human(work, replace(case, status="open", urgency=max(case.urgency, Urgency.urgent))))


def case_of(work: Work, person: Person) -> Case | None:
    """The case of the conversation that the person is in."""
    session = work.people.session(person.id)
    return work.cases.get(session.case_id) if session and session.case_id else None


def opened(work: Work, person: Person) -> Case:
    """A case of which nothing is known but that somebody wrote."""
    case = Case(
        id=work.chance.id(),
        number=work.chance.number(),
        category="not_relevant",
        urgency=Urgency.urgent,
        opened_at=work.now,
        avoid_asked=True,
    )
    work.cases.add(case, work.chance.receipt())
    work.cases.follow(case.id, person.id)
    return case
