"""What a table changes is written in steps, each a transaction of its own: nobody waits longer than one takes."""

from collections.abc import Callable, Sequence
from functools import partial

from handlers.console.directory import make_known, put_slice
from handlers.work import Work
from referral.agencies import Agency, Officer

Step = Callable[[Work, str], None]  # writes, under a name for the audit log
SLICE = 300  # lines that one step writes


def in_slices(agencies: Sequence[Agency], officers: Sequence[Officer]) -> Sequence[Step]:
    """Some agencies or officers at a time; the last step makes all of them known."""
    starts = range(0, max(len(agencies), len(officers)), SLICE)
    parts = [
        partial(put_slice, agencies=agencies[at : at + SLICE], officers=officers[at : at + SLICE]) for at in starts
    ]
    return [*parts, lambda work, _: make_known(work)] if parts else []
