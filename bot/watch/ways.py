"""The ways by which an alarm leaves the house, and telling by all of them at once."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.log import log_of, where
from bot.programs import run, words_of
from bot.settings import Settings
from bot.watch.mail import Mail
from bot.watch.notes import Note

SECONDS = 10.0  # a command has, then it is ended
MOST = 60.0  # seconds any way has
SETTING = "LANGNGHE_ALARM_COMMAND"
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


async def told_by(ways: Sequence[Way], note: Note) -> dict[str, BaseException | None]:
    """Tell it by all of them at once; what went wrong by each, None if nothing did."""
    calls = (asyncio.wait_for(way.tell(note), MOST) for way in ways)
    faults = await asyncio.gather(*calls, return_exceptions=True)
    for way, fault in zip(ways, faults, strict=True):
        if fault:
            log.error("alarm_not_told", alarm=note.trouble.name, way=way.name, where=where(fault))
    return {way.name: fault for way, fault in zip(ways, faults, strict=True)}
