"""What a platform tells beside what people say: who left, what was seen, who is answered by a human or withdraws."""

from collections.abc import Callable, Mapping
from typing import Any

from handlers import receipts, takeover, welcome, withdrawal
from handlers.events import Happening, Presence, Receipt, TakeOver, Withdrawal
from handlers.work import Work

HAPPENS: Mapping[type, Callable[[Work, Any], None]] = {
    Presence: welcome.came_or_left,
    Receipt: receipts.marked,
    TakeOver: takeover.taken_over,
    Withdrawal: withdrawal.withdrawn,
}


def happened(work: Work, happening: Happening) -> None:
    """Do what follows."""
    HAPPENS[type(happening)](work, happening)
