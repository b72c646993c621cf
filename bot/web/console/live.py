"""The list as it lives: a stream of server-sent events that say that something changed, never what."""

from asyncio import Event
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import field
from datetime import datetime, timedelta
from hashlib import sha256

from aiohttp import web
from aiohttp_sse import EventSourceResponse

from bot.web.desk import Unanswered, WebWork
from bot.web.hub import rings
from bot.web.parts import PARTS, WebParts
from bot.web.polling import mail_of
from bot.web.seat import COOKIE, Seat, idle, seat_in
from handlers.console import queue
from referral.records import dataclass

EVERY = 2.5  # seconds between looks; mail of this process wakes a stream at once
HEARTBEAT = 15.0
MOST = 5  # streams of one session: a browser opens six connections at most, one must stay free
TOUCH_EVERY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Streams:
    """The streams that each session has open now, the oldest first, by a hash of its secret."""

    open: dict[str, list[Event]] = field(default_factory=dict)

    @contextmanager
    def one_more(self, token: str) -> Iterator[Event]:
        """Note this one while it lasts; what it gets is set once it must end: of too many the oldest gives way."""
        name, enough = sha256(token.encode()).hexdigest(), Event()
        mine = self.open.setdefault(name, [])
        mine.append(enough)
        for oldest in mine[:-MOST]:
            oldest.set()
        try:
            yield enough
        finally:
            mine.remove(enough)
            if not mine and self.open.get(name) is mine:
                del self.open[name]


STREAMS = web.AppKey("streams", Streams)


@dataclass(frozen=True, slots=True)
class Seen:
    """How everything stood at one look. Of a seat that nobody has used for long only the ringing is told."""

    list: str = ""
    mail: int = 0
    ringing: frozenset[str] = frozenset()
    idle: bool = False


async def live(request: web.Request, seat: Seat) -> web.StreamResponse:
    """Say "changed", "mail", "siren" and "idle" as it happens, until the session is over or the server stops."""
    token = request.cookies[COOKIE]
    with request.app[STREAMS].one_more(token) as enough:
        request.app[PARTS].hub.wake(seat.officer_id)  # one that must end sees it at once
        stream = EventSourceResponse(ping_interval=HEARTBEAT)
        stream.headers["Cache-Control"] = "no-store"
        await stream.prepare(request)
        try:
            await tell(request.app[PARTS], stream, seat, Told(token, enough))
        except (ConnectionResetError, Unanswered):
            pass  # the page connects again
        finally:
            stream.stop_streaming()
    return stream


@dataclass(frozen=True, slots=True)
class Told:
    """Which session a stream belongs to, and what is set once newer ones took its place."""

    token: str
    enough: Event


async def tell(parts: WebParts, stream: EventSourceResponse, seat: Seat, to: Told) -> None:
    """Look again and again, and tell what is new."""
    before, touched = Seen(), parts.clock()
    with parts.hub.listening(seat.officer_id) as bell:
        while stream.is_connected() and not parts.hub.closed:
            if to.enough.is_set():
                await stream.send("", event="enough")
                return
            now = await parts.look(lambda work: seen(work, to.token))
            if now is None:
                await stream.send("", event="over")
                return
            for name in events(before, now):
                await stream.send("", event=name)
            before, touched = now, await touch(parts, to.token, touched)
            await rings(bell, EVERY)


async def touch(parts: WebParts, token: str, before: datetime) -> datetime:
    """The open page of who came by a link counts as use; when that was last noted."""
    now = parts.clock()
    if now - before < TOUCH_EVERY:
        return before
    await parts.ask(lambda work: work.logins.session(token, quiet=True))
    return now


def seen(work: WebWork, token: str) -> Seen | None:
    """How everything stands for this session; None if it is over. Reads only."""
    session = work.logins.peek(token)
    seat = seat_in(work, session) if session else None
    who = queue.looker(work, seat.person_id, seat.grant) if seat else None
    if session is None or seat is None or who is None:
        return None
    found = queue.news(work, who)
    if session.account_id and idle(work, session):
        return Seen(ringing=found.ringing, idle=True)
    mails = mail_of(work, seat.person_id, 0)
    return Seen(found.list, mails[-1].id if mails else 0, found.ringing)


def events(before: Seen, now: Seen) -> Iterator[str]:
    """What to tell of the difference."""
    if now.idle:
        yield from () if before.idle else ("idle",)
    else:
        yield from ("changed",) if now.list != before.list else ()
        yield from ("mail",) if now.mail > before.mail else ()
    yield from ("siren",) if now.ringing - before.ringing else ()
