"""Python's garbage collector, while much is read that stays."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collector() -> Iterator[None]:
    """Modules, lexicon, places stay: the collector would walk through them again and again, a third of a start."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()  # else its first round looks through all of it
        gc.enable()
