"""What can be made to go wrong: an error for the next calls, an answer that never comes or gets lost."""

from dataclasses import dataclass, field
from typing import Literal

from tests.telegram_fake.answers import ApiError, migrated, too_many
from tests.telegram_fake.calls import Call

Kind = Literal["error", "hang", "lose"]
WORDS = {
    400: "Bad Request: chat not found",
    401: "Unauthorized",
    403: "Forbidden: user is deactivated",
    404: "Not Found",
    409: "Conflict",
}


@dataclass(slots=True)
class Fault:
    """Meets `times` calls of a method ("" for all) about a chat (0 for all)."""

    kind: Kind
    method: str = ""
    chat_id: int = 0
    times: int = 1
    problem: ApiError | None = None

    def meets(self, call: Call) -> bool:
        return self.times > 0 and self.method.lower() in {"", call.method.lower()} and self.chat_id in {0, call.chat_id}


@dataclass(slots=True)
class Faults:
    """All that is to go wrong, the oldest first."""

    waiting: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault) -> None:
        self.waiting.append(fault)

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self.waiting.clear()

    def take(self, call: Call) -> Fault | None:
        """The fault that meets this call, used up by one."""
        for fault in self.waiting:
            if fault.meets(call):
                fault.times -= 1
                return fault
        return None


def problem_of(status: int, retry_after: int, migrate_to: int) -> ApiError:
    """The error a test asked for."""
    if migrate_to:
        return migrated(migrate_to)
    if status == 429:
        return too_many(retry_after)
    return ApiError(status, WORDS.get(status, "Internal Server Error"))
