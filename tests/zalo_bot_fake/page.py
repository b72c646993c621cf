"""A page to chat with the program's Zalo bot as anybody, with a switch for everything that goes wrong."""

import hashlib
import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from tests.zalo_bot_fake.answers import ApiError
from tests.zalo_bot_fake.calls import Json, Sent
from tests.zalo_bot_fake.faults import Fault
from tests.zalo_bot_fake.person import ZaloPerson
from tests.zalo_fake.page import ALWAYS, PEOPLE, show

if TYPE_CHECKING:
    from tests.zalo_bot_fake.server import FakeZaloBot

HERE = Path(__file__).parent
CHAT = re.compile("[0-9a-f]{20}", re.ASCII)
ELSEWHERE = "http://127.0.0.1:9/hook"  # where nobody listens
UNSEEN = "(thứ mà Zalo không chuyển cho bot)"
KINDS = {"voice": "audio"}  # as the page names them

FAULTS: Mapping[str, Fault] = {
    "HTTP 502": Fault("error", problem=ApiError(502)),
    "a page of Cloudflare (403)": Fault("error", problem=ApiError(403, page=True)),
    "too many requests (429)": Fault("error", "sendMessage", problem=ApiError(429, "Too Many Requests", retry_after=5)),
    "text refused (400)": Fault("error", "sendMessage", problem=ApiError(400)),
    "chat not found (400)": Fault("error", "sendMessage", problem=ApiError(400, "Bad Request: chat not found")),
    "blocked (403)": Fault("error", "sendMessage", problem=ApiError(403)),
    "picture refused (400)": Fault("error", "sendPhoto", problem=ApiError(400, "Bad Request: photo is invalid")),
    "no answer": Fault("hang", "sendMessage"),
    "answer lost": Fault("lose", "sendMessage"),
    "poll: HTTP 502": Fault("error", "getUpdates", problem=ApiError(502)),
    "poll: no answer": Fault("hang", "getUpdates"),
    "poll: answer lost, its message too": Fault("lose", "getUpdates"),
}


class BotPage:
    """What the page shows and does, under /zalo_bot/ of another server; it looks as the one of the account."""

    def __init__(self, fake: "FakeZaloBot") -> None:
        self._fake = fake
        self._names = dict.fromkeys(PEOPLE)

    def add_routes(self, app: web.Application) -> None:
        """The page, and what it asks for."""
        app.router.add_get("/zalo_bot/", show_page)
        app.router.add_get("/zalo_bot/{file:page.css|page.js}", show)
        app.router.add_get("/zalo_bot/state", self._state)
        app.router.add_post("/zalo_bot/act", self._act)

    async def _state(self, request: web.Request) -> web.Response:
        return web.json_response(self.shown(request.query.get("me", PEOPLE[0])))

    async def _act(self, request: web.Request) -> web.Response:
        """Do one thing as somebody. What is no such thing is 400."""
        asked: Json = await request.json()
        act = ACTS.get(str(asked.get("act")))
        if act is None:
            return web.Response(status=400)
        act(self._fake, self._fake.person(chat_of(str(asked["me"]))), asked)
        return web.json_response(self.shown(str(asked["me"])))

    def shown(self, name: str) -> Json:
        """All that the page shows to this person."""
        fake, chat = self._fake, chat_of(name)
        self._names[name] = None
        return {
            "me": name, "id": chat, "people": list(self._names), "lines": self._lines(chat),
            "switches": {word: is_on(fake) for word, (is_on, _) in SWITCHES.items()},
            "faults": {word: any(same(fault, one) for one in fake.faults.waiting) for word, fault in FAULTS.items()},
            "standing": self._standing(chat),
        }  # fmt: skip

    def _lines(self, chat: str) -> list[Json]:
        """Both sides in their order: ids are given one after the other."""
        said = [said_line(update) for update in self._fake.bot.said if chat_in(update) == chat]
        return sorted([*said, *map(heard_line, self._fake.sent(chat))], key=lambda line: str(line["id"]))

    def _standing(self, chat: str) -> list[str]:
        """What a person cannot see and a newcomer wants to know."""
        fake, updates = self._fake, self._fake.bot.updates
        errors = [f"{call.method} -> {call.code}" for call in fake.calls[-40:] if call.code not in {0, 408}]
        heard = f"is pushed to at {updates.url}, last answers {updates.statuses[-3:]}" if updates.url else "polls"
        return [
            f"The program {heard}; {len(updates.waiting)} updates wait",
            f"{len(fake.sent())} messages sent by the bot, quota {'gone' if fake.bot.quota is not None else 'left'}",
            f"This chat is {'blocked' if chat in fake.bot.strangers else 'open'}",
            f"Last refusals: {', '.join(errors[-3:]) or 'none'}",
        ]


def chat_of(name: str) -> str:
    """The chat of somebody, by name or by its id: the same name is the same chat."""
    return name if CHAT.fullmatch(name) else hashlib.sha256(name.encode()).hexdigest()[:20]


async def show_page(_request: web.Request) -> web.StreamResponse:
    """The page itself; its style and its script are those of the account's."""
    return web.FileResponse(HERE / "page.html", headers={"Cache-Control": "no-store"})


def message_in(update: Json) -> Json:
    message = update["message"]
    assert isinstance(message, dict)
    return message


def chat_in(update: Json) -> str:
    chat = message_in(update)["chat"]
    assert isinstance(chat, dict)
    return str(chat["id"])


def said_line(update: Json) -> Json:
    """One bubble of the person's."""
    message, kind = message_in(update), str(update["event_name"]).split(".")[1]
    words = message.get("text") or message.get("caption") or (UNSEEN if kind == "unsupported" else "")
    picture = message.get("photo_url") or message.get("photo")
    return {
        "id": message["message_id"], "mine": True, "text": words, "at": message["date"], "kind": KINDS.get(kind, kind),
        "attachments": [{"payload": {"url": picture}}] if picture else [],
    }  # fmt: skip


def heard_line(sent: Sent) -> Json:
    """One bubble of the bot's."""
    return {
        "id": sent.message_id, "mine": False, "text": sent.text, "at": sent.at,
        "kind": "image" if sent.photo else "text",
        "image": sent.photo, "buttons": [], "by": "", "seen": False,
    }  # fmt: skip


def same(fault: Fault, other: Fault) -> bool:
    """Whether they are the same switch, and it is on."""
    on = other.times > 0
    return on and (fault.kind, fault.method) == (other.kind, other.method) and fault.problem is other.problem


def fault(fake: "FakeZaloBot", _person: ZaloPerson, asked: Json) -> None:
    """A fault of calls, on or off; what hangs is let go."""
    wanted = FAULTS[str(asked["name"])]
    if asked["on"]:
        fake.faults.waiting.append(replace(wanted, times=ALWAYS))
        fake.heal(but=lambda one: True)
    else:
        fake.heal(but=lambda one: not same(wanted, one))


def switch(fake: "FakeZaloBot", _person: ZaloPerson, asked: Json) -> None:
    """The platform does something otherwise, or not."""
    _, turn = SWITCHES[str(asked["name"])]
    turn(fake, bool(asked["on"]))


def heal(fake: "FakeZaloBot", person: ZaloPerson, _asked: Json) -> None:
    """As in the beginning."""
    fake.heal()
    person.unblock()
    for is_on, turn in SWITCHES.values():
        if is_on(fake):
            turn(fake, False)


def drain(fake: "FakeZaloBot", on: bool) -> None:
    fake.bot.quota = len(fake.sent()) if on else None


def wrap(fake: "FakeZaloBot", on: bool) -> None:
    fake.bot.updates.shape = "wrapped" if on else "bare"


def flag(owner: Callable[["FakeZaloBot"], object], name: str) -> "Switch":
    """A switch that is a field of the fake's."""
    return lambda fake: bool(getattr(owner(fake), name)), lambda fake, on: setattr(owner(fake), name, on)


Switch = tuple[Callable[["FakeZaloBot"], bool], Callable[["FakeZaloBot", bool], None]]  # whether it is on; turn it
SWITCHES: Mapping[str, Switch] = {
    "each message comes twice": flag(lambda fake: fake.bot.updates, "twice"),
    "updates in a list": flag(lambda fake: fake.bot.updates, "listed"),
    "pushed in the documented shape": (lambda fake: fake.bot.updates.shape == "wrapped", wrap),
    "pictures under their other name": flag(lambda fake: fake, "other_name"),
    "our own messages come back": flag(lambda fake: fake.bot, "echoes"),
    "errors with HTTP 200": flag(lambda fake: fake, "errors_as_200"),
    "no webhook is a 404": flag(lambda fake: fake.bot, "clean_is_404"),
    "another program takes the updates": (
        lambda fake: fake.bot.updates.url == ELSEWHERE,
        lambda fake, on: fake.bot.updates.move(ELSEWHERE if on else ""),
    ),
    "token taken back": flag(lambda fake: fake, "revoked"),
    "quota gone": (lambda fake: fake.bot.quota is not None, drain),
}
Act = Callable[["FakeZaloBot", ZaloPerson, Json], object]
ACTS: Mapping[str, Act] = {
    "say": lambda _fake, person, asked: person.say(str(asked["text"])),
    "photo": lambda _fake, person, asked: person.send_photo(b64decode(str(asked["data"])), str(asked.get("text", ""))),
    "voice": lambda _fake, person, _asked: person.send_voice(b"no real voice"),
    "sticker": lambda _fake, person, _asked: person.send_sticker(),
    "unsupported": lambda _fake, person, _asked: person.send_unsupported(),
    "block": lambda _fake, person, _asked: person.block(),
    "unblock": lambda _fake, person, _asked: person.unblock(),
    "switch": switch,
    "fault": fault,
    "heal": heal,
}
