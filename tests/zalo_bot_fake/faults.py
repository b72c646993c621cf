"""What can be made to go wrong: an error for the next calls, an answer that never comes or gets lost."""

from dataclasses import dataclass, field
from typing import Literal

from tests.zalo_bot_fake.answers import ApiError
from tests.zalo_bot_fake.calls import Call

Kind = Literal["error", "hang", "lose"]


@dataclass(slots=True)
class Fault:
    """Meets `times` calls of a method ("" for all) about a chat ("" for all), once it let `after` of them pass."""

    kind: Kind
    method: str = ""
    chat_id: str = ""
    times: int = 1
    problem: ApiError | None = None
    after: int = 0

    def meets(self, call: Call) -> bool:
        if not (self.times > 0 and self.method in {"", call.method} and self.chat_id in {"", call.chat_id}):
            return False
        self.after -= 1
        return self.after < 0


@dataclass(slots=True)
class Faults:
    """All that is to go wrong, the oldest first."""

    waiting: list[Fault] = field(default_factory=list)

    def take(self, call: Call) -> Fault | None:
        """The fault that meets this call, used up by one."""
        for fault in self.waiting:
            if fault.meets(call):
                fault.times -= 1
                return fault
        return None
