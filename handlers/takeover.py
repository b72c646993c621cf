"""A human of the deployer's answers somebody in the platform's own app: we listen, and are silent for that person."""

from dataclasses import replace

from handlers.events import TakeOver
from handlers.work import Work


def taken_over(work: Work, takes: TakeOver) -> None:
    """Be silent for a while, or no longer."""
    person = work.people.at(takes.address)
    until = None if takes.back else work.now + work.house.human_silence
    work.people.save(replace(person, human_until=until))
