"""During a trial an outside channel serves listed testers; others read that nobody is on duty, and the numbers."""

from handlers.events import OutgoingMessage
from handlers.scene import Scene


def admitted(scene: Scene) -> bool:
    """Whether what this person writes is taken."""
    house, address = scene.work.house, scene.person.address
    return scene.work.directory.live or address.channel in house.own_channels or address in house.testers


def turn_away(scene: Scene) -> None:
    """Nothing is kept but the address: no case is opened that nobody would answer."""
    address = scene.person.address
    text = scene.say("trial_closed", address=f"{address.channel}:{address.id}")
    scene.work.send(OutgoingMessage(f"{scene.event.id}:closed", scene.person.id, text))
