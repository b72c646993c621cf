"""What the fake writes down: each call with what became of it, and each message that reached a person."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Json = dict[str, object]
Way = Literal["cs", "uid", "zns", "broadcast", "human"]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call, or one a person sent."""

    name: str
    mime: str
    data: bytes


@dataclass(slots=True)
class Call:
    """One request to the platform. `error` is the number in the answer's body, None while it is not answered.

    `at` and `answered_at` are of `time.monotonic()`; `lost`: it was done, and the line broken off before the answer.
    """

    path: str
    params: Json
    headers: Mapping[str, str]
    files: Mapping[str, Upload] = field(default_factory=dict)
    oa_id: str = ""
    status: int = 0
    error: int | None = None
    result: object = None
    at: float = field(default_factory=time.monotonic)
    answered_at: float = 0.0
    lost: bool = False

    @property
    def user_id(self) -> str:
        """The person it is about, "" if none."""
        recipient = self.params.get("recipient")
        holder = recipient if isinstance(recipient, dict) else self.params
        found = holder.get("user_id") or holder.get("phone")
        return found if isinstance(found, str) else ""


@dataclass(slots=True)
class Sent:
    """A message that reached a person: of the program, or of a human of the account (`way` "human")."""

    oa_id: str
    user_id: str
    message_id: str
    at: int  # epoch ms of the fake's time
    way: Way
    text: str = ""
    kind: str = "text"  # the last word of its echo's event name
    raw_buttons: list[Json] = field(default_factory=list)
    image: str = ""  # a URL, or the id of an uploaded file
    template_id: str = ""
    template_data: Json = field(default_factory=dict)
    tracking_id: str = ""
    admin_id: str = ""
    received: bool = False
    seen: bool = False

    @property
    def buttons(self) -> list[str]:
        """The words on its buttons, in order."""
        return [str(button["title"]) for button in self.raw_buttons]
