"""What can be made to go wrong with events: each twist changes the next event, or how it is sent."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.zalo_fake.accounts import digits
from tests.zalo_fake.calls import Json

HUGE = 1_100_000
SKEW = 26 * 3_600_000
FOREIGN = "https://photos.example/"
IDS = frozenset({"id", "oa_id", "user_id", "user_id_by_app", "app_id", "timestamp", "admin_id"})
HOLDS = frozenset({"late", "reorder"})
ECHOES = frozenset({"admin_echo"})  # these meet echoes of what the program sent, all others what people do


@dataclass(frozen=True, slots=True)
class Bent:
    """An event as it will go out, and by which twist."""

    event: Json
    how: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes = b""  # of a probe, which has no event
    unsigned: bool = False
    copies: int = 1

    @property
    def oa_id(self) -> str:
        """The account it is about."""
        name = str(self.event.get("event_name", ""))
        end = self.event.get("sender" if name.startswith("oa_") else "recipient")
        return str(self.event.get("oa_id") or (end.get("id") if isinstance(end, dict) else ""))

    @property
    def user(self) -> str:
        """The person it is about: theirs go out one after another."""
        return str(self.event.get("user_id_by_app", ""))


@dataclass(slots=True)
class Twists:
    """Which twists are waiting, and for how many events each."""

    left: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, times: int = 1) -> None:
        """The next events go out like this; 0 ends it."""
        assert name in TWISTS, f"no such twist, only {sorted(TWISTS)}"
        self.left[name] = times

    def bend(self, event: Json, headers: dict[str, str]) -> Bent:
        """The event after the first twist that waits for its like: what people do, or echoes of the program's sends."""
        like = TWISTS.keys() - ECHOES if is_of_people(event) else ECHOES if is_of_program(event) else frozenset()
        name = next((name for name, times in self.left.items() if times > 0 and name in like), "")
        if not name:
            return Bent(event, "", headers)
        self.left[name] -= 1
        changed = TWISTS[name](event)
        return Bent(changed, name, headers, unsigned=name == "unsigned", copies=2 if name == "duplicate" else 1)


def is_of_people(event: Json) -> bool:
    """Whether somebody did this, rather than the account or the platform."""
    name = str(event.get("event_name"))
    return not name.startswith("oa_") and "received" not in name


def is_of_program(event: Json) -> bool:
    """Whether this is the echo of a message that no human of the account wrote."""
    sender = event.get("sender")
    return str(event.get("event_name")).startswith("oa_send") and isinstance(sender, dict) and "admin_id" not in sender


def same(event: Json) -> Json:
    """The event is as always; what is odd is how it is sent."""
    return event


def huge(event: Json) -> Json:
    return event | {"padding": "x" * HUGE}


def numbers(event: Json) -> Json:
    """Ids as JSON numbers, as some code meets them."""
    return {name: numbered(name, value) for name, value in event.items()}


def numbered(name: str, value: object) -> object:
    if isinstance(value, dict):
        return {key: numbered(key, inner) for key, inner in value.items()}
    return int(value) if name in IDS and isinstance(value, str) and value.isdigit() else value


def decomposed(event: Json) -> Json:
    """Vietnamese letters as some keyboards make them: the letter, then its marks."""
    return within(event, "text", lambda text: unicodedata.normalize("NFD", str(text)))


def mixed(event: Json) -> Json:
    """Fields of the flat shape beside those of the other."""
    sender = event.get("sender") or event.get("follower")
    user_id = sender.get("id") if isinstance(sender, dict) else event.get("user_id", "")
    both: Json = {"oa_id": Bent(event).oa_id, "user_id": user_id, "follower": {"id": user_id}}
    return event | both | {"sender": {"id": user_id}, "recipient": {"id": Bent(event).oa_id}}


def skewed(event: Json) -> Json:
    """The platform's clock is wrong by more than a day."""
    return event | {"timestamp": str(int(str(event["timestamp"])) - SKEW)}


def ahead(event: Json) -> Json:
    return event | {"timestamp": str(int(str(event["timestamp"])) + SKEW)}


def admin_echo(event: Json) -> Json:
    """The echo of an API send names a human as well: no source says that it cannot."""
    account = Bent(event).oa_id
    return event | {"sender": {"id": account, "admin_id": digits(f"admin of {account}")}}


def elsewhere(event: Json) -> Json:
    """What was sent lies with a host that nobody should ask."""
    return moved(event, lambda url: FOREIGN + url.rsplit("/", 1)[-1])


def expired(event: Json) -> Json:
    """What was sent is there no more."""
    return moved(event, lambda url: url.replace("/media/", "/media/expired/"))


def moved(event: Json, way: Callable[[str], str]) -> Json:
    """The event with the addresses of its files changed."""
    message = event.get("message")
    attachments = message.get("attachments") if isinstance(message, dict) else None
    if not isinstance(message, dict) or not isinstance(attachments, list):
        return event
    changed = [within(one, "payload", lambda payload: with_address(payload, way)) for one in attachments]
    return event | {"message": message | {"attachments": changed}}


def with_address(payload: object, way: Callable[[str], str]) -> object:
    if not isinstance(payload, dict):
        return payload
    return {key: way(str(value)) if key in {"url", "thumbnail"} else value for key, value in payload.items()}


def within(found: Json, name: str, change: Callable[[object], object]) -> Json:
    """The same with this field changed, wherever it stands."""
    return {key: change(value) if key == name else deeper(value, name, change) for key, value in found.items()}


def deeper(value: object, name: str, change: Callable[[object], object]) -> object:
    return within(value, name, change) if isinstance(value, dict) else value


TWISTS: Mapping[str, Callable[[Json], Json]] = {
    "forged_mac": same,
    "oa_mac": same,
    "unsigned": same,
    "duplicate": same,
    "reorder": same,
    "late": same,
    "huge": huge,
    "int_ids": numbers,
    "nfd": decomposed,
    "mixed": mixed,
    "skew": skewed,
    "ahead": ahead,
    "elsewhere": elsewhere,
    "admin_echo": admin_echo,
    "expired": expired,
}
