"""Which of an officer's ways to try first: not one on a channel that is known to be ill."""

from collections.abc import Sequence

from handlers.work import Work


def usable_first(work: Work, ways: Sequence[str]) -> Sequence[str]:
    """The same ways, person ids, in their order, but those on a channel that is ill last: late is better than never."""
    bad = work.channels.bad() if len(ways) > 1 else frozenset()
    if not bad:
        return ways
    channels = work.channels.used_by(ways)
    return sorted(ways, key=lambda way: channels.get(way) in bad)
