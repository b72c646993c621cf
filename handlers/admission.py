"""During a trial an outside channel serves listed testers; others read that nobody is on duty, and the numbers."""

from handlers.events import IncomingEvent, OutgoingMessage
from handlers.scene import words
from handlers.work import Work


def admitted(work: Work, event: IncomingEvent) -> bool:
    """Whether what this person writes is taken."""
    house, address = work.house, event.address
    return work.directory.live or address.channel in house.own_channels or address in house.testers


def turn_away(work: Work, event: IncomingEvent) -> None:
    """Nothing is kept but the address: no case is opened that nobody would answer."""
    person = work.people.at(event.address)
    mine = f"{event.address.channel}:{event.address.id}"
    text = words(work, person.locale, "trial_closed", address=mine)
    work.send(OutgoingMessage(f"{event.id}:closed", person.id, text))
