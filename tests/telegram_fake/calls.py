"""What the fake writes down: each call with what became of its answer, and each message that reached a chat."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Json = dict[str, object]
Outcome = Literal["waiting", "answered", "gone", "lost"]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call, or one a person sent."""

    name: str
    mime: str
    data: bytes


@dataclass(slots=True)
class Call:
    """One request to the Bot API. Times are of `time.monotonic()`.

    `outcome`: "answered" was written to the connection; "gone": the client left before it; "lost": broken off by us.
    `taken`: the client asked again on this connection, so it surely had the whole answer.
    """

    method: str
    params: Json
    files: Mapping[str, Upload]
    at: float
    outcome: Outcome = "waiting"
    answered_at: float = 0.0
    taken: bool = False
    status: int = 0
    result: object = None

    @property
    def chat_id(self) -> int:
        """The chat it is about, 0 if none."""
        found = self.params.get("chat_id")
        return found if isinstance(found, int) else 0


@dataclass(slots=True)
class Sent:
    """A message of the bot that reached a chat; `deleted` once it was removed again."""

    chat_id: int
    message_id: int
    method: str
    text: str
    call: Call
    markup: Json = field(default_factory=dict)
    files: Mapping[str, Upload] = field(default_factory=dict)
    deleted: bool = False

    @property
    def buttons(self) -> list[str]:
        """The words on its buttons, inline or under the input, in order."""
        return [str(button["text"]) for button in self.raw_buttons()]

    @property
    def inline(self) -> bool:
        """Whether its buttons hang on the message itself."""
        return "inline_keyboard" in self.markup

    def raw_buttons(self) -> list[Json]:
        """All buttons as they came."""
        rows = self.markup.get("inline_keyboard") or self.markup.get("keyboard") or []
        assert isinstance(rows, list)
        return [{"text": key} if isinstance(key, str) else key for row in rows for key in row]
