"""What a transaction keeps of agencies, matrices, signed texts and tables that wait; each a Protocol."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from referral.agencies import Agency, Officer
from referral.guidance import Edition, Hotline, Signature
from referral.records import dataclass


class Directories(Protocol):
    """Agencies and officers as somebody writes them."""

    def replace(self, new_agencies: Iterable[Agency], new_officers: Iterable[Officer]) -> None:
        """Insert or update; known officers keep their duty and their ways, nobody is removed."""
        ...

    def put(self, new_agencies: Iterable[Agency], new_officers: Iterable[Officer]) -> None:
        """The same, which nobody reads before `changed`: for the parts of a large table."""
        ...

    def changed(self) -> None:
        """Every process reads the directory again."""
        ...

    def version(self) -> str:
        """Another one whenever anything of the directory changed."""
        ...

    def confirm(self, agency: Agency, who: str) -> None:
        """Somebody called the number of this agency, now; it counts while the number stays the same."""
        ...

    def confirmed(self, agency: Agency) -> tuple[str, datetime] | None:
        """Who called the agency's present number, and when; None if nobody did here."""
        ...


class Matrices(Protocol):
    """The matrices that provinces edited."""

    def open_cases(self, province: str) -> Sequence[str]:
        """The ids of the open cases of a province."""
        ...

    def put(self, province: str, text: str) -> None:
        """From now on this is the province's matrix; without text the one that comes with the program."""
        ...

    def note(self, province: str, actor: str, what: str) -> None:
        """Somebody changed the matrix of a province."""
        ...

    def changes(self, province: str) -> Sequence[tuple[datetime, str, str]]:
        """When the matrix of a province was changed, by whom, and what was done; the latest first."""
        ...


class Guidance(Protocol):
    """Texts and numbers that a human signs off."""

    def current(self) -> Mapping[str, Edition]:
        """The latest edition of each text that was ever edited or signed, by its key."""
        ...

    def editions(self, key: str) -> Sequence[Edition]:
        """Every edition of a text, the latest first."""
        ...

    def edit(self, key: str, vi: str, en: str, actor: str) -> None:
        """A new edition, unsigned; it is in force in every process from the next message on."""
        ...

    def sign(self, edition: int, signature: Signature, actor: str) -> None:
        """Somebody answers for this edition, beside whoever does already."""
        ...

    def hotlines(self, province: str) -> Sequence[Hotline]:
        """The numbers that are kept for a province, the confirmed and the others."""
        ...

    def put_hotline(self, line: Hotline) -> None:
        """Insert or replace a number of a province."""
        ...

    def drop_hotline(self, province: str, number: str) -> None: ...


class Tables(Protocol):
    """Tables that were compared and wait, sealed and for an hour, for the word to write them."""

    def keep(self, table: "KeptTable") -> str:
        """Keep one; its id."""
        ...

    def get(self, table_id: str, owner: str) -> "KeptTable | None":
        """The table that this seat kept within the hour."""
        ...

    def drop(self, table_id: str) -> None: ...


@dataclass(frozen=True, slots=True)
class KeptTable:
    """A table as it came in: whose it is, what it is of, for which province, and its bytes."""

    owner: str
    kind: str
    province: str
    workbook: bool
    data: bytes
