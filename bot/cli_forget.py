"""`langnghe forget`: what the night would forget, or forget it now."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.opening import open_store
from bot.settings import Settings
from bot.store import Store
from bot.store.work import SqlWork
from bot.texts import translator
from handlers.retention import forget_slice
from referral.retention import NIGHTLY, Kind, days_of, limit

DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show what would go.")]


def forget(dry_run: DryRun = False) -> None:
    """Forget what is older than it may be, in small transactions, as the night does; see docs/retention.md."""
    store = open_store(Settings(), translator({}))
    try:
        table = Table("Kind", "Days", "Would go" if dry_run else "Gone")
        for kind in NIGHTLY:
            with store.connection() as connection:
                days = days_of(kind, store.work(connection).retention.periods())
            table.add_row(kind, str(days), str(counted(store, kind) if dry_run else forgotten(store, kind)))
        Console().print(table)
    finally:
        store.close()


def counted(store: Store, kind: Kind) -> int:
    """How many of a kind are old enough."""
    with store.connection() as connection:
        return due(store.work(connection), kind)


def due(work: SqlWork, kind: Kind) -> int:
    """The same, in a transaction."""
    return work.retention.count(kind, limit(kind, work.retention.periods(), work.now))


def forgotten(store: Store, kind: Kind) -> int:
    """Forget all of a kind, a slice in each transaction; how many."""
    gone, more = 0, 1
    while more:
        with store.begin() as connection:
            more = forget_slice(store.work(connection), kind)
        gone += more
    return gone
