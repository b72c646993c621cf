"""The chat where no script runs: a form that sends one message, and a page with what was answered."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from aiohttp import web

from bot.web.chat import HARMLESS, Visitor, hear, person_of
from bot.web.console.entering import refuse_foreign
from bot.web.desk import Mail, NotKept
from bot.web.hub import rings
from bot.web.parts import PARTS, BadInput, WebParts
from bot.web.polling import Box, mail_now
from bot.web.reading import CLIENT_ID, JSON_LIMIT, TOKEN, Said, check, number_in, said_in
from bot.web.rendering import page, sentence
from bot.web.seat import posted
from bot.web.source import source_of
from bot.web.words import N_
from referral.records import dataclass

NOT_KEPT = N_("Chưa ghi được. Hãy bấm Gửi lần nữa; nếu khẩn cấp hãy gọi 113, 114, 115 hoặc 111.")
GOES_ON = 0.3  # seconds: one answer is often several messages
SHOWN = 30  # answers that stay on the page
NEWEST = 10**15  # number of a message


@dataclass(frozen=True, slots=True)
class Visit:
    """One press of a button on the page: who pressed it, what the form said, and why that could not be sent."""

    visitor: Visitor
    fields: Mapping[str, str]
    problem: str = ""
    status: int = 200


async def answer(request: web.Request) -> web.Response:
    """Keep what was said, if anything was, and show what was answered; the same form again is the same message."""
    visit = await visit_of(request)
    try:
        await say(request.app[PARTS], visit)
    except NotKept:
        visit = replace(visit, problem=NOT_KEPT, status=503)
    except BadInput as problem:
        visit = replace(visit, problem=problem.words, status=problem.status)
    return await shown(request, visit)


async def say(parts: WebParts, visit: Visit) -> None:
    """Hand what was said to the desk, and give the answer a moment to arrive. An empty form only looks."""
    if not visit.fields.get("text", "").strip():
        return
    said, wait = said_by(visit.fields, parts.settings.max_text), parts.settings.reply_seconds
    with parts.hub.listening(visit.visitor.address.id) as bell:
        await hear(parts, visit.visitor, said)
        while await rings(bell, wait):
            wait = GOES_ON


async def visit_of(request: web.Request) -> Visit:
    """Who sent this form, which must be our own: another site could make its visitors cry for help."""
    refuse_foreign(request)
    fields = {name: value for name, value in (await posted(request, JSON_LIMIT)).items() if isinstance(value, str)}
    token = check(TOKEN, fields.get("token"))
    return Visit(Visitor(token, source_of(request, request.app[PARTS].settings.behind_proxy)), fields)


def said_by(fields: Mapping[str, str], max_text: int) -> Said:
    """What a form says. Other words on the same form, after a step back, are another message."""
    once = check(CLIENT_ID, fields.get("once"))
    mark = hashlib.sha256(f"{once}:{fields['text']}".encode()).hexdigest()[:32]
    return said_in({**fields, "id": mark}, max_text)


async def shown(request: web.Request, visit: Visit) -> web.Response:
    """The page with all that was answered; what could not be sent stands in the box again."""
    parts, seen = request.app[PARTS], number_in(visit.fields.get("seen", ""), NEWEST)
    mails = () if visit.problem else await mails_of(parts, visit)
    if any(mail.message.act == "clear" for mail in mails):
        raise web.HTTPSeeOther(HARMLESS)  # somebody asked to hide
    context = {
        "tab_title": parts.settings.tab_title, "live": parts.live(), "languages": {}, "fields": visit.fields,
        "problem": sentence(request, visit.problem), "said": visit.fields.get("text", "").strip(),
        "before": [mail for mail in mails if mail.id <= seen], "after": [mail for mail in mails if mail.id > seen],
        "seen": mails[-1].id if mails else seen, "forget": mails[-SHOWN].id - 1 if len(mails) > SHOWN else 0,
    }  # fmt: skip
    return page(request, "chat_plain.html", context, visit.status)


async def mails_of(parts: WebParts, visit: Visit) -> Sequence[Mail]:
    """What waits in the mailbox; what no longer had room on the page is forgotten."""
    forget = number_in(visit.fields.get("forget", ""), NEWEST)
    return await mail_now(parts, Box(person_of(visit.visitor), visit.visitor.address.id, forget))
