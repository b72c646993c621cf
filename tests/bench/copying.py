"""How fast a database is backed up, proven, restored and moved: `python -m tests.bench.copying FOLDER COUNT`."""

import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from bot.backup_file import read_backup, write_backup
from bot.recipients import SecretKey
from bot.store.database import Database
from bot.store.moving import Move
from bot.store.restoring import nowhere
from tests.bench.seeding import open_store, seed
from tests.databases import drop, empty_postgresql

T = TypeVar("T")


def measured(what: str, act: Callable[[], T]) -> T:
    """Do it, and print how long it took."""
    began, worked = time.perf_counter(), time.process_time()
    done = act()
    print(f"{what}: {time.perf_counter() - began:.1f} s, cpu {time.process_time() - worked:.1f} s", flush=True)
    return done


def main(folder: Path, count: int) -> None:
    """Subscribers by the number, in a new folder."""
    folder.mkdir(parents=True)
    store, secret, ring = open_store(folder, ""), SecretKey.create(), folder / "keys.json"
    seed(store, count)
    rows = measured("backup of SQLite", lambda: write_backup(store, folder / "one", secret.public))
    print(f"{rows} rows, {(folder / 'one').stat().st_size} bytes")
    with nowhere() as database:
        measured("drill", lambda: read_backup(folder / "one", secret, database, ring))
    restored, moved = empty_postgresql(), empty_postgresql()
    database = Database.open(restored)
    measured("restore into PostgreSQL", lambda: read_backup(folder / "one", secret, database, ring))
    database.close()
    done = measured("move", lambda: Move(store, moved, lambda _table, _rows: None).run())
    print(f"of this the hold: {done.hold:.1f} s")
    store.close()
    after = open_store(folder, moved)
    measured("backup of PostgreSQL", lambda: write_backup(after, folder / "two", secret.public))
    after.close()
    for url in (restored, moved):
        drop(url)
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
