"""What an edition of the matrix changes: each cell and each patience before and after."""

from collections.abc import Iterable, Iterator

from referral.matrix import Matrix
from referral.matrix_table import Entry, entries_of
from referral.records import dataclass

ORDER = "(order)"  # in place of a role: the same roles act, and another one leads


@dataclass(frozen=True, slots=True)
class Change:
    """One role of one category, or the patience of one urgency; "" where it was not, or is no more, in the matrix."""

    category: str
    role: str
    before: str
    after: str


def changes(before: Matrix, after: Matrix) -> tuple[Change, ...]:
    """Everything that differs, what is new last."""
    was, now = words_by_key(entries_of(before)), words_by_key(entries_of(after))
    cells = (Change(*key, said(was.get(key)), said(now.get(key))) for key in dict.fromkeys((*was, *now)))
    return (*(change for change in cells if change.before != change.after), *reordered(before, after))


def words_by_key(entries: Iterable[Entry]) -> dict[tuple[str, str], list[str]]:
    """What is said of each role of each category: a role may act for one reason and know for another."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in entries:
        found.setdefault((one.category, one.role or one.mode), []).append(words(one))
    return found


def words(one: Entry) -> str:
    """One cell or patience in words."""
    if one.mode == "patience":
        return one.text
    return f"{one.mode} if {one.text}" if one.text else one.mode


def said(several: Iterable[str] | None) -> str:
    """All that is said of a role, in an order that does not depend on the file."""
    return "; ".join(sorted(several or ()))


def reordered(before: Matrix, after: Matrix) -> Iterator[Change]:
    """Categories in which the same roles act in another order: the first of them leads."""
    for category, row in after.act.items():
        was, now = ([cell.role for cell in cells] for cells in (before.act[category], row))
        if was != now and sorted(was) == sorted(now):
            yield Change(category, ORDER, ", ".join(was), ", ".join(now))
