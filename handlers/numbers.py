"""Numbers that people read out: of cases, places and campaigns, each as random as it is short and given once."""

from collections.abc import Callable

from handlers.work import Work


def free_number(work: Work, known: Callable[[str], object], kind: str = "LN") -> str:
    """A number of this kind that nothing has; `known` finds what has it."""
    while known(number := work.chance.number().replace("LN-", f"{kind}-")):
        pass
    return number
