"""What the fake writes down: each call with its answer, and each message that reached a chat."""

from dataclasses import dataclass, field

Json = dict[str, object]


@dataclass(slots=True)
class Call:
    """One request; `status` and `code` are those of the answer, 0 while there is none (a code of 0: it was taken)."""

    method: str
    params: Json
    status: int = 0
    code: int = 0

    @property
    def chat_id(self) -> str:
        """The chat it is about, "" if none."""
        return str(self.params.get("chat_id", ""))


@dataclass(slots=True)
class Sent:
    """A message of the bot that reached a chat; of a picture what came each time it was fetched (status, bytes)."""

    chat_id: str
    message_id: str
    text: str
    call: Call
    photo: str = ""
    at: int = 0  # milliseconds since 1970
    fetched: list[tuple[int, bytes]] = field(default_factory=list)
