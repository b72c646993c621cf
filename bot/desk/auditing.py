"""Once a day the whole audit log is looked at, and its head goes into the program's own log: a cut tail is noticed."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from bot.log import log_of
from bot.store.audit_chain import Checked, Row, verify
from bot.store.keyring import KeyRing
from bot.store.work import SqlWork

T = TypeVar("T")
OFTEN = timedelta(hours=23)
log = log_of("audit")


class Asked(Protocol):
    """The part of the desk that this needs."""

    async def do(self, job: Callable[[SqlWork], T]) -> T: ...
    async def look(self, job: Callable[[SqlWork], T]) -> T: ...


class Log(Protocol):
    """The log to look at."""

    def rows(self) -> Iterator[Row]: ...
    def checked(self) -> Checked | None: ...


class Guarded(Protocol):
    """The part of a transaction that this needs."""

    @property
    def log(self) -> Log: ...
    @property
    def ring(self) -> KeyRing: ...
    @property
    def now(self) -> datetime: ...


async def daily(desk: Asked) -> None:
    """Look at the log if that was not done today; the others' look counts too."""
    last = await desk.look(lambda work: work.log.checked())
    if last is None or await desk.look(lambda work: work.now - last.at > OFTEN):
        tell(await look_over(desk))


async def look_over(desk: Asked) -> Checked:
    """Look at the whole log, where no writer waits for it, and keep what was found."""
    found = await desk.look(checked_now)
    await desk.do(lambda work: work.log.keep_checked(found))
    return found


def checked_now(work: Guarded) -> Checked:
    """What a look at the whole log finds, and whether the head that was noted before is still in it."""
    last = work.log.checked()
    noted = last.noted if last else None
    return Checked.of(verify(work.log.rows(), work.ring, noted), work.now, noted)


def tell(found: Checked) -> None:
    """Into the program's log: numbers and a hash."""
    if found.how:
        log.error("audit_broken", row=found.row, how=found.how)
    else:
        log.info("audit_head", row=found.row, head=found.hash)
