"""What can be made to go wrong with calls: a refusal, a gateway's page, an answer that never comes or gets lost."""

from dataclasses import dataclass, field
from typing import Literal

from tests.zalo_fake.calls import Call

Kind = Literal["refuse", "hang", "lose"]
LOGIN = "access_token"


@dataclass(slots=True)
class Fault:
    """Meets `times` calls whose path has `method` in it ("": every one but the log-in), about this person ("": any)."""

    kind: Kind
    code: int = 0
    status: int = 200
    method: str = ""
    user_id: str = ""
    words: str = ""
    times: int = 1

    def meets(self, call: Call) -> bool:
        there = self.method in call.path if self.method else LOGIN not in call.path
        return self.times > 0 and there and self.user_id in {"", call.user_id}


@dataclass(slots=True)
class Faults:
    """All that is to go wrong, the oldest first."""

    waiting: list[Fault] = field(default_factory=list)

    def take(self, call: Call) -> Fault | None:
        """The fault that meets this call, used up by one."""
        found = next((fault for fault in self.waiting if fault.meets(call)), None)
        if found:
            found.times -= 1
        return found
