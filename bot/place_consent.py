"""Whether a change of the place data is meant: many changes, or a new province, may be a wrong file."""

from collections.abc import Sequence

import typer
from rich.console import Console

from referral.jurisdiction.changes import Difference

FEW = 0.01  # of all communes: what changes more may be a shifted column


class Unexpected(Exception):
    """So many changes may be a wrong file. Read the list; if it is right, write in place of --apply:"""

    def __init__(self, communes: int) -> None:
        super().__init__(f"{self.__doc__} --expect {communes}")


class ProvinceNotKnown(Exception):
    """The catalogue has provinces that were not there before; if that is right, add --new-province:"""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(f"{self.__doc__} {', '.join(names)}")


def refuse_provinces(change: Difference) -> None:
    """A new province is rare, a shifted column is not. Raises ProvinceNotKnown."""
    if new := [name for _, before, name in change.provinces if not before]:
        raise ProvinceNotKnown(new)


def settled(change: Difference, expect: int, *, apply_now: bool) -> bool:
    """Whether a change is to be kept: by an option, or by a person who types it. Raises Unexpected."""
    number = change.communes()
    many = number > FEW * len(change.catalogue)
    if expect or (apply_now and many):
        if expect != number:
            raise Unexpected(number)
        return True
    return apply_now or agreed(str(number) if many else "yes")


def agreed(word: str) -> bool:
    """Whether a person types this: yes, or how many communes change."""
    wanted = word if word == "yes" else "how many communes change"
    typed: str = typer.prompt(f"Type {wanted} to keep this as a new version", default="no", show_default=False)
    good = typed.strip().lower() == word
    if not good:
        Console().print("Nothing was changed.")
    return good
