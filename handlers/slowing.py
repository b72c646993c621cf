"""Somebody writes faster than we may answer: nothing is dropped, and they are told once that it goes in turn."""

from handlers.admission import admitted
from handlers.attended import attended
from handlers.events import IncomingEvent, OutgoingMessage
from handlers.scene import words
from handlers.speaking import SILENT, send_line
from handlers.work import Work


def slowed(work: Work, event: IncomingEvent) -> None:
    """One line at the beginning of an episode; none to who hid, and no promise to who will not be heard."""
    person = work.people.at(event.address)
    if person.contact not in SILENT and admitted(work, event.address) and not attended(work, person, None):
        text = words(work, person.locale, "slowed")
        send_line(work, person, OutgoingMessage(f"{event.id}:slowed", "", text))
