"""The ways by which an alarm leaves the house, and telling by all of them at once."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Protocol

from bot.log import log_of, where
from bot.programs import run, words_of
from bot.settings import Settings
from bot.watch.mail import Mail
from bot.watch.notes import Note
from referral.records import dataclass

SECONDS = 10.0  # a command has, then it is ended
MOST = 60.0  # seconds any way has for all that is to be told; referral.alarms.CLAIM is longer
SETTING = "LANGNGHE_ALARM_COMMAND"
Faults = Mapping[Note, Exception | None]  # None: it was told
log = log_of("alarms")


class Way(Protocol):
    """One way to whoever keeps the program running."""

    @property
    def name(self) -> str: ...

    async def tell(self, note: Note) -> None:
        """Tell it; whatever it raises means that it was not told."""
        ...


class CommandFailed(Exception):
    """The command of LANGNGHE_ALARM_COMMAND failed or took too long: run it by hand."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


@dataclass(frozen=True, slots=True)
class AlarmCommand:
    """A program of the deployer's: news, name, severity and subject are its arguments, the text is its input."""

    words: Sequence[str]
    name: str = "command"
    seconds: float = SECONDS

    async def tell(self, note: Note) -> None:
        """Run it to its end. Raises CommandFailed, or OSError if it cannot be started."""
        told = (note.news, note.trouble.name, note.severity, note.trouble.subject)
        if not await run([*self.words, *told], note.text.encode(), self.seconds):
            raise CommandFailed


def ways_of(settings: Settings) -> tuple[Way, ...]:
    """Those that the settings name. Raises BadMailServer, BadCommand."""
    mail = settings.alarm_mail_to.strip(", ") and settings.smtp_url.get_secret_value()
    mails = [Mail(mail, settings.alarm_mail_to)] if mail else []
    command = words_of(settings.alarm_command, SETTING)
    return (*mails, *([AlarmCommand(command)] if command else []))


async def told_by(ways: Sequence[Way], notes: Sequence[Note], seconds: float = MOST) -> Mapping[str, Faults]:
    """Tell these by all ways at once; none waits for another. What went wrong by each."""
    faults = await asyncio.gather(*(told_in_turn(way, notes, seconds) for way in ways))
    return {way.name: found for way, found in zip(ways, faults, strict=True)}


async def told_in_turn(way: Way, notes: Sequence[Note], seconds: float) -> Faults:
    """Tell one after the other by this way, all of them within these seconds."""
    faults: dict[Note, Exception | None] = {note: TimeoutError() for note in notes}
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            for note in notes:
                faults[note] = await fault_of(way, note)
    for note, fault in faults.items():
        if fault:
            log.error("alarm_not_told", alarm=note.trouble.name, way=way.name, where=where(fault))
    return faults


async def fault_of(way: Way, note: Note) -> Exception | None:
    """What went wrong with one."""
    try:
        await way.tell(note)
    except Exception as fault:  # noqa: BLE001
        return fault
    return None
