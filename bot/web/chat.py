"""The citizens' side over HTTP: the chat page, send, poll, clear."""

import asyncio
import hashlib
import secrets
from collections.abc import Mapping

from aiohttp import web

from bot import media
from bot.web.desk import Mail, WebWork
from bot.web.parts import LANGUAGES, PARTS, BadInput, WebParts, locale_of
from bot.web.polling import Box, PersonOf, cursor_of, mail_json, wait_for_mail
from bot.web.reading import (
    ID,
    JSON_LIMIT,
    TOKEN,
    Said,
    check,
    clean,
    read_limited,
    read_object,
    read_said,
    read_token,
    said_in,
)  # fmt: skip
from bot.web.rendering import page
from bot.web.source import source_of
from bot.web.words import NOT_HERE
from handlers.events import Address, IncomingEvent, Media
from handlers.relay import file_for
from referral.jurisdiction.words import old_names, said_now
from referral.records import dataclass

HARMLESS = "/bang-cuu-chuong"  # what a quick exit leads to
HIDE = "ẩn"  # one of the words in flows/phrases.toml
TYPED_LIMIT = 100  # letters that an address may put into the box: enough for "đăng ký", a commune and a school
UNSENT_LIMIT = 20  # messages that may ride along when the page is left


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who writes on the page: the secret of the tab, and the network it is on."""

    token: str
    source: str = ""

    @property
    def address(self) -> Address:
        """Where answers go."""
        return Address("webchat", f"web:{self.token}")

    def event_id(self, client_id: str) -> str:
        """The same for every try of the same message; it does not give the secret away."""
        return f"web:{hashlib.sha256(self.token.encode()).hexdigest()[:32]}:{client_id}"


async def chat_page(request: web.Request) -> web.Response:
    """The page itself; it needs no database, so that the numbers to call are there whatever happens."""
    parts = request.app[PARTS]
    other = {code: name for code, name in LANGUAGES.items() if code != locale_of(request)}
    shown = {
        "tab_title": parts.settings.tab_title,
        "live": parts.live(),
        "languages": other,
        "typed": typed_in(request),
        "token": secrets.token_urlsafe(16),
    }
    return page(request, "chat.html", shown)


def typed_in(request: web.Request) -> str:
    """What the address puts into the box, as one line of plain text; nothing is sent before somebody presses Gửi."""
    shown = "".join(letter if letter.isprintable() else " " for letter in clean(request.query.get("viet", "")))
    return " ".join(shown.split())[:TYPED_LIMIT]


async def times_table(request: web.Request) -> web.Response:
    """A plain multiplication table: what the quick exit shows."""
    return page(request, "times_table.html", {"locale": "vi"})


async def start(_: web.Request) -> web.Response:
    """A new secret of 128 bits; nothing is stored before the first message."""
    return web.json_response({"token": secrets.token_urlsafe(16)})


async def send(request: web.Request) -> web.Response:
    """One message: answered only after it is kept."""
    parts, visitor = request.app[PARTS], visitor_of(request)
    said = await read_said(request, parts.settings.max_text, parts.settings.max_upload)
    await hear(parts, visitor, said)
    return web.json_response({"kept": said.id})


def visitor_of(request: web.Request) -> Visitor:
    """Who sent this request."""
    token = read_token(request.headers.get("Authorization", ""))
    return Visitor(token, source_of(request, request.app[PARTS].settings.behind_proxy))


async def hear(parts: WebParts, visitor: Visitor, said: Said) -> None:
    """Hand what was said to the desk; returns after the commit."""
    await parts.desk.receive(
        IncomingEvent(
            id=visitor.event_id(said.id),
            address=visitor.address,
            at=None,
            text=said.text,
            point=said.point,
            media=await media_of(said),
            question=said.question,
            locale=said.locale,
            source=visitor.source,
        )
    )


async def media_of(said: Said) -> Media | None:
    """The photo or recording, looked at beside the event loop."""
    if said.kind is None:
        return None
    return await asyncio.to_thread(media.inspect, said.data, said.kind)


async def poll(request: web.Request) -> web.Response:
    """Wait for messages after `?after=`; those up to it are acknowledged and forgotten."""
    visitor = visitor_of(request)
    box = Box(person_of(visitor), visitor.address.id, cursor_of(request))
    mails = await wait_for_mail(request.app[PARTS], box)
    return web.json_response({"messages": [{**mail_json(mail), "places": places_json(mail)} for mail in mails]})


async def file(request: web.Request) -> web.Response:
    """A photo or recording that an officer sent to whoever has this secret."""
    visitor, wanted = visitor_of(request), check(ID, request.match_info["id"])
    found = await request.app[PARTS].ask(lambda work: file_of(work, visitor, wanted))
    if found is None or not found[1].startswith(("image/", "audio/", "video/")):
        raise BadInput(NOT_HERE, 404)
    return web.Response(body=found[0], content_type=found[1], headers={"Content-Disposition": "inline"})


def file_of(work: WebWork, visitor: Visitor, wanted: str) -> tuple[bytes, str] | None:
    """The bytes and type of a file, if it was sent to this visitor."""
    person = work.people.find(visitor.address)
    return file_for(work, person, wanted) if person else None


def places_json(mail: Mail) -> list[dict[str, str]]:
    """What the page may suggest while one types: each place as it is said, and what it was called before."""
    return [{"say": said_now(code), "old": ", ".join(old_names(code))} for code in mail.message.places]


def person_of(visitor: Visitor) -> PersonOf:
    """How the mailbox finds its owner inside a transaction; a secret that nobody wrote with makes no person."""

    def find(work: WebWork) -> str:
        person = work.people.find(visitor.address)
        return person.id if person else ""

    return find


async def clear(request: web.Request) -> web.Response:
    """Quick exit: keep what had not been sent yet, then do as the word "ẩn" does, and empty the mailbox."""
    parts = request.app[PARTS]
    found = read_object(await read_limited(request.content, JSON_LIMIT))
    visitor = Visitor(check(TOKEN, found.get("token")), source_of(request, parts.settings.behind_proxy))
    for said in unsent_in(found, parts.settings.max_text):
        await hear(parts, visitor, said)
    await hear(parts, visitor, Said(secrets.token_urlsafe(9), HIDE))
    await parts.ask(lambda work: empty_mailbox(work, visitor.address))
    return web.json_response({})


def unsent_in(found: Mapping[str, object], max_text: int) -> list[Said]:
    """Messages that were still on their way when the page was left."""
    unsent = found.get("unsent") or []
    if not isinstance(unsent, list):
        return []
    return [said_in(item, max_text) for item in unsent[:UNSENT_LIMIT] if isinstance(item, dict)]


def empty_mailbox(work: WebWork, address: Address) -> None:
    """Leave no answer that nobody will fetch; the case and its receipt stay."""
    work.mailbox.clear(work.people.at(address).id)
