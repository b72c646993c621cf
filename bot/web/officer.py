"""The officers' pages over HTTP: case, forms, attachments, news."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from bot.forms.fill import names
from bot.web.console.menu import frame
from bot.web.desk import Mail, WebWork
from bot.web.hub import rings
from bot.web.officer_words import WORDS_LIMIT, typed_words
from bot.web.parts import PARTS, BadInput
from bot.web.polling import Box, cursor_of, mail_json, mail_now, wait_for_mail
from bot.web.reading import check, clean
from bot.web.rendering import page
from bot.web.seat import Seat, read_form
from bot.web.words import NO_WORDS, NOT_FOUND, NOT_HERE
from handlers import officer_pages
from handlers.events import Address, IncomingEvent

NUMBER = re.compile(r"LN-[0-9A-Z]{4,8}")
ONCE = re.compile(r"[A-Za-z0-9_-]{8,40}")
ID = re.compile(r"[A-Za-z0-9_-]{1,80}")
SHOWN_INLINE = ("image/jpeg", "image/png", "image/webp", "image/gif", "audio/", "video/")


@dataclass(frozen=True, slots=True)
class Spoken:
    """What an officer's form says. `once` is the form's hidden field: two clicks are one happening."""

    once: str
    words: str
    question: str = ""


async def case_page(request: web.Request, seat: Seat) -> web.Response:
    """One case; not permitted looks the same as not there."""
    number = check(NUMBER, request.match_info["number"])
    context = await request.app[PARTS].ask(lambda work: case_of(work, seat, number))
    if context is None:
        raise BadInput(NOT_HERE, 404)
    return page(request, "officer_case.html", {**context, "forms": names(request.app[PARTS].settings.forms)})


def case_of(work: WebWork, seat: Seat, number: str) -> Mapping[str, object] | None:
    """What the page of a case shows."""
    view = officer_pages.case_view(work, seat.person_id, number, seat.grant)
    return None if view is None else {**frame(work, seat, "queue"), "view": view}


async def act(request: web.Request, seat: Seat) -> web.Response:
    """A form about one case."""
    number = check(NUMBER, request.match_info["number"])
    fields = await read_form(request, seat)
    await tell(request, seat, Spoken(fields.get("once", ""), typed_words(number, fields)))
    raise web.HTTPSeeOther("/o" if fields.get("back") == "list" else f"/o/case/{number}")


async def say(request: web.Request, seat: Seat) -> web.Response:
    """Free words, or a button under one of our messages."""
    fields = await read_form(request, seat)
    words = fields.get("words", "").strip()[:WORDS_LIMIT]
    if not words:
        raise BadInput(NO_WORDS)
    await tell(request, seat, Spoken(fields.get("once", ""), words, fields.get("question", "")[:200]))
    raise web.HTTPSeeOther(page_after(fields, words))


def page_after(fields: Mapping[str, str], words: str) -> str:
    """The case that a pressed button names, else the page the form was on: a case, else the list."""
    named = NUMBER.search(words) if fields.get("button") else NUMBER.fullmatch(fields.get("back", ""))
    return f"/o/case/{named[0]}" if named else "/o"


async def tell(request: web.Request, seat: Seat, spoken: Spoken) -> None:
    """Hand a form to the desk like typed words, and give the answer a moment to arrive."""
    parts = request.app[PARTS]
    if not seat.officer_id:
        raise BadInput(NOT_FOUND, 404)  # who is no officer has nobody to talk to
    event = IncomingEvent(
        id=f"officer_page:{seat.officer_id}:{check(ONCE, spoken.once)}",
        address=Address("officer_page", seat.officer_id),
        at=parts.clock(),
        text=clean(spoken.words),
        question=spoken.question,
        account=seat.account,
    )
    with parts.hub.listening(seat.officer_id) as bell:
        await parts.desk.receive(event)
        await rings(bell, parts.settings.reply_seconds)


async def poll(request: web.Request, seat: Seat) -> web.Response:
    """Wait for news, or with `?wait=no` only look; the page asks for the list anew when there is some."""
    box = Box(lambda _: seat.person_id, seat.officer_id, cursor_of(request))
    patient = request.query.get("wait") != "no"
    mails = await (wait_for_mail if patient else mail_now)(request.app[PARTS], box)
    return web.json_response({"messages": [{**mail_json(mail), **news_json(mail)} for mail in mails]})


def news_json(mail: Mail) -> dict[str, object]:
    """What an officer's open page needs to drop what is taken back: which case a message was about, by an opaque id."""
    return {"retract": mail.message.act == "retract", "about": mail.message.case_id}


async def show_attachment(request: web.Request, seat: Seat) -> web.Response:
    """A photo that is shown to whoever has the case."""
    return await attachment(request, seat, "")


async def unseal_attachment(request: web.Request, seat: Seat) -> web.Response:
    """A sealed photo or recording, opened with a reason that is logged."""
    reason = (await read_form(request, seat)).get("reason", "").strip()
    if not reason:
        raise BadInput(NO_WORDS)
    return await attachment(request, seat, reason)


async def attachment(request: web.Request, seat: Seat, reason: str) -> web.Response:
    """The bytes, if this officer may have them; what a browser might run is only downloaded."""
    wanted = check(ID, request.match_info["id"])
    found = await request.app[PARTS].ask(
        lambda work: officer_pages.open_attachment(work, seat.person_id, wanted, reason, seat.grant)
    )
    if found is None:
        raise BadInput(NOT_HERE, 404)
    data, mime = found
    if mime.startswith(SHOWN_INLINE):
        return web.Response(body=data, content_type=mime, headers={"Content-Disposition": "inline"})
    return web.Response(
        body=data,
        content_type="application/octet-stream",
        headers={"Content-Disposition": 'attachment; filename="tep-dinh-kem"'},
    )
