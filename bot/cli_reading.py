"""What several commands share: a look into the database that holds up nobody, and a line on the screen."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

from bot.opening import open_store
from bot.settings import Settings
from bot.store import Store
from bot.store.work import SqlWork
from bot.texts import read_catalogues, translator

BY = "deployer"  # who acts at the command line


@contextmanager
def reading() -> Iterator[SqlWork]:
    """A transaction that only reads, so that however long it takes it holds up nobody."""
    with shelf() as store, store.connection() as connection:
        yield store.work(connection)


@contextmanager
def shelf() -> Iterator[Store]:
    """The database of these settings, for several looks."""
    store = open_store(Settings(), translator(read_catalogues()))
    try:
        yield store
    finally:
        store.close()


def tell(words: str) -> None:
    """A line on the screen, as it is."""
    Console().print(words, highlight=False, soft_wrap=True, markup=False)
