"""What one process of the program does: everything by default, or some of it beside others on one PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import Literal, cast, get_args

from bot.store.database import readable

Role = Literal["web", "writer", "delivery", "scheduler"]
Roles = frozenset[Role]
ALL: Roles = frozenset(get_args(Role))


class UnknownRole(Exception):
    """LANGNGHE_ROLES and --roles take web, writer, delivery and scheduler, with commas between them: correct it."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class OneProcess(Exception):
    """On SQLite one `langnghe serve` does everything: stop the other one, leave the roles empty, or use PostgreSQL."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def roles_in(words: str) -> Roles:
    """The roles of a list with commas; an empty one means all. Raises UnknownRole."""
    found = frozenset(word.strip() for word in words.split(",") if word.strip())
    if not found <= ALL:
        raise UnknownRole
    return cast(Roles, found) or ALL


@contextmanager
def beside_others(url: str, roles: Roles) -> Iterator[None]:
    """While it lasts nobody else serves the same SQLite file; PostgreSQL has room for many. Raises OneProcess."""
    parsed = readable(url)
    if parsed.get_backend_name() == "postgresql":
        yield
        return
    if roles != ALL:
        raise OneProcess
    path = Path(parsed.database or "")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.with_name(f"{path.name}.serve").open("w") as lock:
        try:
            flock(lock, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            raise OneProcess from None
        yield
