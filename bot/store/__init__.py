"""Everything that is kept: one database, encrypted where it holds content, opened by a key ring file."""

from bot.store.store import Store, Surroundings

__all__ = ["Store", "Surroundings"]
