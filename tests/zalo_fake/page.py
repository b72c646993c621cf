"""A page to chat with the program as anybody, with a switch for everything that goes wrong."""

from base64 import b64decode
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from tests.zalo_fake.accounts import WINDOW
from tests.zalo_fake.calls import Json, Sent
from tests.zalo_fake.faults import Fault
from tests.zalo_fake.person import Person
from tests.zalo_fake.twists import TWISTS

if TYPE_CHECKING:
    from tests.zalo_fake.server import FakeZalo

HERE = Path(__file__).parent
PEOPLE = ("Lan", "Cán bộ")  # whom the page offers at first
ALWAYS = 10**6
WAYS = {"cs": "", "human": "nhân viên", "uid": "mẫu tin", "zns": "mẫu tin qua số điện thoại", "broadcast": "tin chung"}
PLACE = (15.1342, 108.2521)

FAULTS: Mapping[str, Fault] = {
    "token refused (-216)": Fault("refuse", -216),
    "too many requests (-32)": Fault("refuse", -32),
    "window closed (-230)": Fault("refuse", -230),
    "package missing (-224)": Fault("refuse", -224),
    "quota gone (-211)": Fault("refuse", -211),
    "HTTP 502": Fault("refuse", status=502),
    "HTTP 429": Fault("refuse", status=429),
    "no answer": Fault("hang"),
    "answer lost": Fault("lose"),
    "log-in: 200 with an error (-14014)": Fault("refuse", -14014, method="access_token"),
    "log-in: no answer": Fault("hang", method="access_token"),
}


class Page:
    """What the page shows and does; routes of the fake's own server."""

    def __init__(self, fake: "FakeZalo") -> None:
        self._fake = fake

    def add_routes(self, app: web.Application) -> None:
        """The page under /, and what it asks for."""
        app.router.add_get("/", lambda _request: show("page.html"))
        app.router.add_get("/page.css", lambda _request: show("page.css"))
        app.router.add_get("/page.js", lambda _request: show("page.js"))
        app.router.add_get("/state", self._state)
        app.router.add_post("/act", self._act)

    async def _state(self, request: web.Request) -> web.Response:
        return web.json_response(self.shown(request.query.get("me", PEOPLE[0])))

    async def _act(self, request: web.Request) -> web.Response:
        """Do one thing as somebody. What is no such thing is 400."""
        asked: Json = await request.json()
        act = ACTS.get(str(asked.get("act")))
        if act is None:
            return web.Response(status=400)
        act(self._fake, self._fake.person(str(asked["me"])), asked)
        self._fake.change()
        return web.json_response(self.shown(str(asked["me"])))

    def shown(self, name: str) -> Json:
        """All that the page shows to this person."""
        fake, person = self._fake, self._fake.person(name)
        people = [user.name for user in fake.accounts.users.values() if user.oa_id == fake.oas[0]]
        return {
            "me": name, "id": f"{person.user.oa_id}:{person.id}",
            "people": list(dict.fromkeys([*PEOPLE, *people])), "lines": self._lines(person),
            "switches": {name: fake.webhook.twists.left.get(name, 0) > 0 for name in TWISTS},
            "faults": {name: any(same(fault, one) for one in fake.faults.waiting) for name, fault in FAULTS.items()},
            "now": fake.hours.ms(), "standing": self._standing(person),
        }  # fmt: skip

    def _lines(self, person: Person) -> list[Json]:
        ends, sent = {person.id, person.user.oa_id}, {one.message_id: one for one in person.messages()}
        lines = [line for line in self._fake.accounts.lines if {line["from_id"], line["to_id"]} == ends]
        return [line_of(line, sent.get(str(line["message_id"]))) for line in lines if line.get("shown", True)]

    def _standing(self, person: Person) -> list[str]:
        """What a person cannot see and a newcomer wants to know."""
        fake, user = self._fake, person.user
        opened = bool(user.last) and fake.hours.ms() - user.last <= WINDOW
        posts = fake.webhook.posts
        last = f"{posts[-1].event} -> {posts[-1].status or 'no answer'}" if posts else "nothing yet"
        errors = [f"{call.path} -> {call.error or call.status}" for call in fake.calls[-40:] if call.error != 0]
        return [
            f"Zalo's time: {fake.hours.now():%d/%m %H:%M} UTC, {fake.hours.hour} o'clock in Vietnam",
            f"Window: {'open' if opened else 'closed'}, {fake.accounts.free(user)} free messages left",
            f"Quota: {fake.quotas().sub_quota} messages, {fake.quotas().zns} templates by phone",
            f"Last push: {last}; {len(fake.webhook.waiting)} to be repeated, {len(fake.webhook.held)} held back",
            f"Last refusals: {', '.join(errors[-3:]) or 'none'}",
        ]


async def show(name: str) -> web.StreamResponse:
    """A file of the page."""
    return web.FileResponse(HERE / name, headers={"Cache-Control": "no-store"})


def line_of(line: Json, sent: Sent | None) -> Json:
    """One bubble."""
    found: Json = {"id": line["message_id"], "mine": line["src"] == 1, "text": line["message"], "at": line["time"]}
    if sent is None:
        return found | {"kind": line.get("kind", "text"), "attachments": line.get("attachments", [])}
    return found | {"buttons": sent.raw_buttons, "image": sent.image, "kind": sent.kind, "by": WAYS[sent.way]}


def same(fault: Fault, other: Fault) -> bool:
    """Whether they are the same switch, and it is on."""
    return other.times > 0 and (fault.kind, fault.code, fault.status, fault.method) == (
        other.kind, other.code, other.status, other.method
    )  # fmt: skip


def press(fake: "FakeZalo", person: Person, asked: Json) -> None:
    message = next(sent for sent in person.messages() if sent.message_id == asked["message"])
    person.press(message, str(asked["words"]))


def photo(fake: "FakeZalo", person: Person, asked: Json) -> None:
    person.photo(b64decode(str(asked["data"])), str(asked.get("text", "")))


def switch(fake: "FakeZalo", _person: Person, asked: Json) -> None:
    """A twist of events, on or off."""
    fake.webhook.twists.add(str(asked["name"]), ALWAYS if asked["on"] else 0)


def fault(fake: "FakeZalo", _person: Person, asked: Json) -> None:
    """A fault of calls, on or off; what hangs is let go."""
    wanted = FAULTS[str(asked["name"])]
    fake.faults.waiting = [one for one in fake.faults.waiting if not same(wanted, one)]
    fake.release()
    if asked["on"] and wanted.kind == "hang":
        fake.hang(wanted.method, times=ALWAYS)
    elif asked["on"]:
        fake.faults.waiting.append(Fault(wanted.kind, wanted.code, wanted.status, wanted.method, times=ALWAYS))


def night(fake: "FakeZalo", _person: Person, _asked: Json) -> None:
    fake.hours.wait_for(23)


def drain(fake: "FakeZalo", _person: Person, _asked: Json) -> None:
    fake.quotas().sub_quota = 0 if fake.quotas().sub_quota else fake.accounts.totals.sub_quota


Act = Callable[["FakeZalo", Person, Json], object]
ACTS: Mapping[str, Act] = {
    "say": lambda _fake, person, asked: person.say(str(asked["text"])),
    "press": press,
    "photo": photo,
    "voice": lambda _fake, person, _asked: person.voice(b"no real voice"),
    "sticker": lambda _fake, person, _asked: person.sticker(),
    "location": lambda _fake, person, _asked: person.location(*PLACE, "Xã Sơn Tây"),
    "link": lambda _fake, person, _asked: person.link("https://example.org/", "xem cái này"),
    "card": lambda _fake, person, _asked: person.card("84900000000"),
    "follow": lambda _fake, person, _asked: person.follow(),
    "unfollow": lambda _fake, person, _asked: person.unfollow(),
    "chat_now": lambda _fake, person, _asked: person.chat_now(),
    "submit_new": lambda _fake, person, _asked: person.submit(),
    "submit_old": lambda _fake, person, _asked: person.submit(newer=False),
    "withdraw": lambda _fake, person, _asked: person.withdraw(),
    "see": lambda _fake, person, _asked: person.sees(),
    "human": lambda fake, person, asked: fake.admin().say(person, str(asked["text"])),
    "hand_back": lambda fake, person, _asked: fake.admin().hand_back(person),
    "switch": switch,
    "fault": fault,
    "heal": lambda fake, _person, _asked: fake.heal(),
    "deliver_held": lambda fake, _person, _asked: fake.webhook.deliver_held(),
    "hour": lambda fake, _person, _asked: fake.forward(timedelta(hours=1)),
    "eight_days": lambda fake, _person, _asked: fake.forward(timedelta(days=8)),
    "night": night,
    "drain": drain,
    "spoil": lambda fake, _person, _asked: fake.tokens.spoil(fake.oas[0]),
    "probe_empty": lambda fake, _person, _asked: fake.webhook.probe(),
    "probe_unsigned": lambda fake, _person, _asked: fake.webhook.probe(body=b'{"event_name":"user_send_text"}'),
}
