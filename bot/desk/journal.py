"""What of a page was begun and what was answered, in small local files: after a death exactly that is known."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import Protocol, cast, get_args

from bot.log import log_of
from bot.store.campaign_copies import Outcome
from referral.campaigns.runs import CopyState
from referral.records import dataclass

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")  # another one: the machine went down, and lines may be lost
LOCK = "lock"
APPEND = os.O_WRONLY | os.O_CREAT | os.O_APPEND
STATES = get_args(CopyState)
DIED: tuple[CopyState, str, bool] = "unsure", "died", False

log = log_of("mailing")


class Unwritten(Exception):
    """The journal takes nothing more, as when the disk is full: nothing is begun that could not be noted."""


@dataclass(frozen=True, slots=True)
class Heading:
    """Which page it is, and for whom. Neither an address nor a word of what is sent."""

    run_id: str
    page: str
    people: Sequence[str]


@dataclass(frozen=True, slots=True)
class Remains:
    """What a process that died left behind. `lock` keeps others from it until it is forgotten."""

    holder: str
    folder: Path
    lock: int
    pages: Sequence[tuple[Heading, Sequence[Outcome]]]


class PageLog(Protocol):
    """Of one page."""

    def begin(self, person_id: str) -> None:
        """Their copy is handed over now. Raises Unwritten: then it must not be."""
        ...

    def answered(self, outcome: Outcome) -> None:
        """What became of it."""
        ...

    def close(self) -> None:
        """All of it is in the database."""
        ...


class NoLog:
    """Without a folder, as in plays: after a death nobody knows what was begun."""

    def begin(self, person_id: str) -> None: ...
    def answered(self, outcome: Outcome) -> None: ...
    def close(self) -> None: ...


class FileLog:
    """One unbuffered line when a copy is begun, one when it was answered. A killed process loses none of them."""

    def __init__(self, path: Path, heading: Heading) -> None:
        self._path = path
        self._file = os.open(path, APPEND, 0o600)
        self._whole = True
        try:
            self._write(f"{boot_id()} {heading.run_id} {heading.page}\n{' '.join(heading.people)}\n")
        except Unwritten:
            self.close()  # it is tried twice a second: open files run out
            raise

    def begin(self, person_id: str) -> None:
        self._write(f"{person_id}\n")

    def answered(self, outcome: Outcome) -> None:
        with suppress(Unwritten):  # then it counts as unanswered
            paid = " paid" if outcome.paid else ""
            self._write(f"{outcome.person_id} {outcome.state} {outcome.reason or '-'}{paid}\n")

    def close(self) -> None:
        os.close(self._file)
        self._path.unlink()

    def _write(self, line: str) -> None:
        """After a line that was not written whole no other follows: it would be glued to it."""
        raw = line.encode()
        with suppress(OSError):
            self._whole = self._whole and os.write(self._file, raw) == len(raw)
            if self._whole:
                return
        self._whole = False
        raise Unwritten(Unwritten.__doc__)


class Journal:
    """The logs of this process, in a folder of its own that stays locked while it lives. `root` None: none are kept."""

    def __init__(self, root: Path | None, holder: str) -> None:
        self.holder = holder
        self._root = root
        self._lock = -1

    def page(self, heading: Heading) -> PageLog:
        """A log for this page, before anything of it is sent."""
        if self._root is None:
            return NoLog()
        return FileLog(self._own(self._root) / heading.page, heading)

    def remains(self) -> Iterator[Remains]:
        """What dead processes left on this machine, each to be written down and then forgotten."""
        folders = sorted(self._root.iterdir()) if self._root and self._root.exists() else []
        for folder in folders:
            if folder.name == self.holder or folder.name.startswith(".") or not folder.is_dir():
                continue
            if (lock := locked(folder / LOCK)) is not None:
                yield Remains(folder.name, folder, lock, pages_in(folder))

    def forget(self, remains: Remains) -> None:
        """They are written down."""
        shutil.rmtree(remains.folder)

    def release(self, remains: Remains) -> None:
        """Others may look at what is left."""
        os.close(remains.lock)

    def close(self) -> None:
        """This process ends; pages that could not be written down stay for the next one."""
        if self._root is None or self._lock < 0:
            return
        folder = self._own(self._root)
        if [path.name for path in folder.iterdir()] == [LOCK]:
            shutil.rmtree(folder, ignore_errors=True)
        self._unlock()

    def _unlock(self) -> None:
        """As a death does."""
        os.close(self._lock)
        self._lock = -1

    def _own(self, root: Path) -> Path:
        """Our folder; it gets its name when it is locked, so that nobody takes it for a dead one's."""
        folder = root / self.holder
        if self._lock < 0:
            made = root / f".{self.holder}"
            made.mkdir(mode=0o700, parents=True, exist_ok=True)  # it may be there, but the lock was not taken
            self._lock = locked(made / LOCK) or -1
            made.rename(folder)
        return folder


def locked(path: Path) -> int | None:
    """The file, locked until it is closed; None if somebody else has it, or it is gone."""
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except FileNotFoundError:
        return None
    try:
        flock(file, LOCK_EX | LOCK_NB)
    except OSError:
        os.close(file)
        return None
    return file


def pages_in(folder: Path) -> Sequence[tuple[Heading, Sequence[Outcome]]]:
    """All that can be read. What cannot holds up no other: its copies stay under way, and whoever takes the run over
    counts what is under way as unsure."""
    found = []
    for path in sorted(folder.iterdir()):
        try:
            found += [page] if path.name != LOCK and (page := read(path)) else []
        except (OSError, ValueError):
            log.error("journal_unread", page=path.name)
    return found


def read(path: Path) -> tuple[Heading, Sequence[Outcome]] | None:
    """A page and what became of each copy; None if it was not even begun. A line without its end was not written.

    Raises ValueError for what has no heading of ours; a line that is none of ours makes all of the page unsure.
    """
    lines = path.read_text("utf-8", errors="replace").split("\n")[:-1]
    if len(lines) < 2:
        return None
    boot, run_id, page = lines[0].split(" ")
    heading = Heading(run_id, page, lines[1].split())
    noted = {line.partition(" ")[0]: line.split(" ") for line in lines[2:]}  # the later line counts
    believed = boot != "" and boot == boot_id() and noted.keys() <= set(heading.people)
    fates = [fate(noted.get(person, [])) if believed else DIED for person in heading.people]
    return heading, [Outcome(p, s, r, paid=paid) for p, (s, r, paid) in zip(heading.people, fates, strict=True)]


def fate(noted: Sequence[str]) -> tuple[CopyState, str, bool]:
    """State, reason and whether it was paid, by the last line about a copy."""
    if not noted:
        return "waiting", "", False
    if len(noted) < 3 or noted[1] not in STATES:
        return DIED
    return cast(CopyState, noted[1]), noted[2].strip("-"), len(noted) > 3


def boot_id() -> str:
    """Of the running kernel; "" where there is none."""
    return BOOT_ID.read_text().strip() if BOOT_ID.exists() else ""
