"""`langnghe drill`: ring the officers of the intake desk who are on duty, to see who is really there."""

from collections.abc import Sequence

from rich.console import Console

from bot.checks import Site
from bot.checks.live import on_duty_and_reachable
from bot.opening import opened
from bot.store.work import SqlWork
from handlers.events import OutgoingMessage
from handlers.scene import words
from handlers.speaking import tell_officer


class NobodyToDrill(Exception):
    """Nobody at the intake desk is on duty and reachable: `langnghe officer invite`, then they type “vào trực”."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def drill() -> None:
    """Send the intake desk's officers on duty a message to answer; the running program delivers it."""
    with opened() as (settings, work):
        rung = ring(Site(settings, work))
    Console().print(
        f"Sent to {', '.join(rung)}. Who presses “Có mặt” has answered: `langnghe check --live` looks for it."
    )


def ring(site: Site) -> Sequence[str]:
    """Stage the message to each of them and return their ids. Raises NobodyToDrill."""
    desk = site.work.directory.intake_desk()
    officers = site.work.directory.officers_of(desk.id) if desk else ()
    present = [officer.id for officer in officers if on_duty_and_reachable(site, officer)]
    if not present:
        raise NobodyToDrill
    send(site.work, present)
    return present


def send(work: SqlWork, officers: Sequence[str]) -> None:
    """The same question to each, new at every drill."""
    text, button = words(work, "vi", "drill"), words(work, "vi", "button_present")
    message = OutgoingMessage(f"drill:{work.chance.id()}", "", text, (button,))
    for officer in officers:
        tell_officer(work, officer, message)
