"""The officers' pages over HTTP: free words, live news."""

from collections.abc import Mapping

from aiohttp import web

from bot.web.desk import Mail
from bot.web.officer_words import WORDS_LIMIT
from bot.web.parts import PARTS, BadInput
from bot.web.polling import Box, cursor_of, mail_json, mail_now, wait_for_mail
from bot.web.seat import Seat, read_form
from bot.web.spoken import NUMBER, Spoken, tell
from bot.web.words import NO_WORDS
from referral.clock import hour_and_day


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
    """Wait for news, or with `?wait=no` only look; the page asks for the list anew when there is some."""
    box = Box(lambda _: seat.person_id, seat.officer_id, cursor_of(request))
    patient = request.query.get("wait") != "no"
    mails = await (wait_for_mail if patient else mail_now)(request.app[PARTS], box)
    return web.json_response({"messages": [{**mail_json(mail), **news_json(mail)} for mail in mails]})


def news_json(mail: Mail) -> dict[str, object]:
    """When it came, for a page that may stay open for days; to drop what is taken back, an opaque id of its case."""
    return {
        "when": hour_and_day(mail.at),
        "retract": mail.message.act == "retract",
        "about": mail.message.case_id,
    }
