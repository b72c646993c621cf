"""During a trial an outside channel serves listed testers; others read that nobody is on duty, and the numbers."""

from handlers.events import Address, OutgoingMessage
from handlers.scene import Scene
from handlers.work import Work


def admitted(work: Work, address: Address) -> bool:
    """Whether what is written from here is taken."""
    return work.directory.live or address.channel in work.house.own_channels or address in work.house.testers


def turn_away(scene: Scene) -> None:
    """No words are kept, only what hiding needs: no case is opened that nobody would answer."""
    address = scene.person.address
    text = scene.say("trial_closed", address=f"{address.channel}:{address.id}")
    scene.work.send(OutgoingMessage(f"{scene.event.id}:closed", scene.person.id, text))
