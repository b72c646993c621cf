"""Somebody came to us on a platform, or left: who never wrote is greeted once, and who left is remembered as gone."""

from dataclasses import replace

from flows.model import Session
from handlers import presence, reach
from handlers.admission import admitted
from handlers.commands import show_menu
from handlers.events import IncomingEvent, Person, Presence
from handlers.scene import IDLE, UNHEARD, Scene, is_older
from handlers.speaking import SILENT
from handlers.work import Work


def came_or_left(work: Work, change: Presence) -> None:
    """The platform says whether this person can still be written to, or that they have just come to us."""
    greets = change.here and change.greet and admitted(work, change.address)
    if not greets and work.people.find(change.address) is None:
        return  # nobody we know, and nothing to say: nothing is kept
    person = work.people.at(change.address)
    if is_older(person, change.at):
        return
    at = min(change.at, work.now) if change.at else person.last_event_at
    work.people.save(replace(person, last_event_at=at))
    presence.note(work, person, change.here)
    if change.here:
        reach.met(work, person, change.at)
    if greets and is_new(work, person):
        greet(work, person)


def is_new(work: Work, person: Person) -> bool:
    """Whether this person never wrote, nobody talks with them, and nothing bars us from writing first."""
    talks = work.people.session(person.id) is not None or person.human_until is not None
    return person.seen_at is None and not talks and not person.officer_id and person.contact not in SILENT


def greet(work: Work, person: Person) -> None:
    """What can be done here, once however often they follow."""
    show_menu(Scene(work, IncomingEvent(f"greet:{person.id}", person.address, None), person, Session(IDLE), UNHEARD))
