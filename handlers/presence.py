"""Somebody blocked us, or is back: an officer who cannot be reached is skipped at once."""

from collections.abc import Sequence

from handlers import reach
from handlers.events import Person, Presence, Timer
from handlers.work import Work
from referral.alerts import AlertAnswer

WAITED_FOR: tuple[AlertAnswer, ...] = ("",)
CONCERNED: tuple[AlertAnswer, ...] = ("", "accepted")


def changed(work: Work, presence: Presence) -> None:
    """The platform says whether this person can still be written to."""
    person = work.people.at(presence.address)
    note(work, person, presence.here)
    if presence.here:
        reach.met(work, person, presence.at)


def note(work: Work, person: Person, here: bool) -> None:
    """Remember whether this person can be written to; writes nothing if that is known."""
    if person.gone == here:
        work.staff.set_gone(person.id, not here)
        look_again(work, person.officer_id)


def look_again(work: Work, officer_id: str, answers: Sequence[AlertAnswer] = WAITED_FOR) -> None:
    """An officer can answer no more, or can again: each open case that waits for them is settled now, by itself."""
    for answer in answers if officer_id else ():
        for case_id in work.cases.answered(officer_id, answer):
            work.set_timer(Timer(f"settle:{case_id}", work.now, "settle", case_id))
