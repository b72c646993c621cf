"""The officers' pages over HTTP: list, free words, live news."""

from collections.abc import Mapping

from aiohttp import web

from bot.web.console.menu import frame
from bot.web.desk import Mail, WebWork
from bot.web.officer_words import WORDS_LIMIT
from bot.web.parts import PARTS, BadInput
from bot.web.polling import Box, cursor_of, mail_json, wait_for_mail
from bot.web.rendering import page
from bot.web.seat import Seat, read_form
from bot.web.spoken import NUMBER, Spoken, tell
from bot.web.words import NO_WORDS
from handlers import channel_health, officer_pages


async def case_list_page(request: web.Request, seat: Seat) -> web.Response:
    """The officer's cases, those that wait for an answer on top."""
    return page(request, "officer_list.html", await request.app[PARTS].ask(lambda work: list_of(work, seat)))


async def case_list_part(request: web.Request, seat: Seat) -> web.Response:
    """Only the rows, for the page to renew itself."""
    return page(request, "officer_rows.html", await request.app[PARTS].ask(lambda work: list_of(work, seat)))


def list_of(work: WebWork, seat: Seat) -> Mapping[str, object]:
    """What the list shows."""
    lines = officer_pages.case_list(work, seat.person_id)
    return {
        **frame(work, seat, "queue"),
        "waiting": [line for line in lines if line.waiting_for_me],
        "others": [line for line in lines if not line.waiting_for_me],
        "ill": channel_health.banner(work, seat.officer_id, seat.locale),
    }


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


async def poll(request: web.Request, seat: Seat) -> web.Response:
    """Wait for news; the page asks for the list anew when there is some."""
    mails = await wait_for_mail(request.app[PARTS], Box(lambda _: seat.person_id, seat.officer_id, cursor_of(request)))
    return web.json_response({"messages": [{**mail_json(mail), **news_json(mail)} for mail in mails]})


def news_json(mail: Mail) -> dict[str, object]:
    """What an officer's open page needs to drop what is taken back: which case a message was about, by an opaque id."""
    return {"retract": mail.message.act == "retract", "about": mail.message.case_id}
