"""The chain of the audit log: the keyed hash of a row takes in the row before it, so that none changes unseen."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from itertools import chain
from typing import Literal

from bot.store.keyring import KeyRing
from referral.records import dataclass

KIND = "audit"
BEGINS = "chain begins"  # the action of the first link of a log that is older than its chain
Fault = Literal["changed", "inserted", "missing", "before", "cut", "head", "key"]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the log. `at` counts microseconds since 1970; `hash` is "" in rows from before the chain."""

    id: int
    at: int
    actor: str
    action: str
    case_id: str = ""
    detail: str = ""
    hash: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """The last row at some moment, and its hash: noted elsewhere it proves that the tail was not cut."""

    row: int = 0
    hash: str = ""

    def __str__(self) -> str:
        return f"{self.row}:{self.hash}"


@dataclass(frozen=True, slots=True)
class Broken:
    """The first row that does not fit, and how."""

    row: int
    how: Fault


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a look at the whole log found: how many rows fit, from which to which, and the first that does not."""

    rows: int
    first: int
    head: Head
    broken: Broken | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """When the whole log was last looked at, and how far it fitted; `how`: a Fault, or "" if it did to its end.

    `noted` is the head of the last look that found it whole: the next look wants to find it again.
    """

    at: datetime
    rows: int
    row: int
    hash: str
    how: str = ""
    noted: Head | None = None

    @classmethod
    def of(cls, verdict: Verdict, now: datetime, noted: Head | None = None) -> "Checked":
        """What to keep of a look at the log that was to find the head `noted`."""
        row, how = (verdict.broken.row, verdict.broken.how) if verdict.broken else (verdict.head.row, "")
        return cls(now, verdict.rows, row, verdict.head.hash, how, noted if how else verdict.head)


class Older:
    """The rows from before the chain: how many, and a digest of them all."""

    def __init__(self) -> None:
        self.rows = 0
        self._digest = sha256()

    def take(self, row: Row) -> None:
        """Fold one in."""
        self.rows += 1
        self._digest.update(content("", row) + b"\n")

    def __str__(self) -> str:
        return f"{self.rows} rows, sha256 {self._digest.hexdigest()}"


def content(previous: str, row: Row) -> bytes:
    """What the hash of a row is made of: one way to write it, and no two rows that are written alike."""
    return json.dumps([previous, row.id, row.at, row.actor, row.action, row.case_id, row.detail]).encode()


def linked(ring: KeyRing, previous: str, row: Row) -> str:
    """The hash of a row that follows this hash, by the current key."""
    return ring.mac(KIND, content(previous, row))


def fits(ring: KeyRing, previous: str, row: Row) -> bool:
    """Whether the row was written behind this hash by who had the key that it names."""
    return row.hash != "" and row.hash == ring.mac(KIND, content(previous, row), row.hash.partition(":")[0])


def verify(rows: Iterable[Row], ring: KeyRing, noted: Head | None = None) -> Verdict:
    """Look at every row in the order of ids; `noted` is a head that was written down elsewhere."""
    waiting = iter(rows)
    older, first = older_of(waiting)
    walk = Walk(ring, noted, older)
    linked_rows = chain([first] if first else (), waiting)
    broken = next((fault for row in linked_rows if (fault := walk.take(row, linked_rows))), None)
    return Verdict(walk.rows, walk.first, walk.head, broken or walk.missing_end())


def older_of(rows: Iterator[Row]) -> tuple[Older, Row | None]:
    """The rows before the first that has a hash, and that one."""
    older = Older()
    for row in rows:
        if row.hash:
            return older, row
        older.take(row)
    return older, None


class Walk:
    """Where a look at the log stands."""

    def __init__(self, ring: KeyRing, noted: Head | None, older: Older) -> None:
        self.rows = older.rows
        self.first = 0
        self.head = Head()
        self._ring = ring
        self._noted = noted
        self._older = older

    def take(self, row: Row, following: Iterator[Row]) -> Broken | None:
        """Take the next row; what is wrong with it, if something is."""
        if row.id > (expected := self._expected(row)):
            return Broken(expected, "missing")
        if not fits(self._ring, self.head.hash, row):
            return Broken(row.id, self._why(row, next(following, None)))
        if not self.first and self._other_beginning(row):
            return Broken(row.id, "before")
        self.first = self.first or row.id
        self.rows, self.head = self.rows + 1, Head(row.id, row.hash)
        other = self._noted and self._noted.row == row.id and self._noted != self.head
        return Broken(row.id, "head") if other else None

    def missing_end(self) -> Broken | None:
        """Whether rows are gone that were there when the head was noted."""
        cut = self._noted is not None and self._noted.row > self.head.row
        return Broken(self.head.row + 1, "cut") if cut else None

    def _expected(self, row: Row) -> int:
        """The id that the next row has if none is gone."""
        if self.first or not self._older.rows:
            return self.head.row + 1 if row.action != BEGINS else row.id
        return row.id

    def _other_beginning(self, row: Row) -> bool:
        """Whether the log does not begin as its first link says: something older was touched, or is gone."""
        return row.detail != str(self._older) if row.action == BEGINS else self._older.rows > 0

    def _why(self, row: Row, after: Row | None) -> Fault:
        """A row that does not fit: the one behind it tells whether it was put in between."""
        if not row.hash or (after is not None and fits(self._ring, self.head.hash, after)):
            return "inserted"
        return "changed" if row.hash.partition(":")[0] in self._ring.lookups else "key"
