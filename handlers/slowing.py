"""Somebody writes faster than we may answer: nothing is dropped, and they are told once that it goes in turn."""

from handlers.events import IncomingEvent, OutgoingMessage
from handlers.scene import words
from handlers.work import Work


def slowed(work: Work, event: IncomingEvent) -> None:
    """One line at the beginning of an episode."""
    person = work.people.at(event.address)
    text = words(work, person.locale, "slowed")
    work.send(OutgoingMessage(f"{event.id}:slowed", person.id, text))
