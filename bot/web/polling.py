"""Long polling: an answer as soon as there is mail, or an empty one after a while."""

import asyncio
from collections.abc import Callable, Sequence

from aiohttp import web

from bot.web.desk import Mail, WebWork
from bot.web.hub import rings
from bot.web.parts import BadInput, WebParts
from bot.web.words import BROKEN
from referral.records import dataclass

PersonOf = Callable[[WebWork], str]  # "" for somebody we never met
AT_ONCE = 50  # messages in one answer


@dataclass(frozen=True, slots=True)
class Box:
    """Whose mail is wanted, where they are woken, and up to which number it has been shown already."""

    person: PersonOf
    bell: str
    cursor: int


def cursor_of(request: web.Request) -> int:
    """`?after=`: the number of the last message that the page has shown."""
    after = request.query.get("after", "0")
    if not (after.isascii() and after.isdigit() and len(after) <= 15):
        raise BadInput(BROKEN)
    return int(after)


async def wait_for_mail(parts: WebParts, box: Box) -> Sequence[Mail]:
    """The mail after the cursor, at the latest after `poll_seconds`; what the cursor covers is forgotten."""
    await parts.ask(lambda work: acknowledge(work, box))
    clock = asyncio.get_running_loop().time
    until = clock() + parts.settings.poll_seconds
    with parts.hub.listening(box.bell) as bell:
        while not (mails := await parts.ask(lambda work: mail_of(work, box.person(work), box.cursor))):
            left = min(until - clock(), parts.settings.recheck_seconds)
            if left <= 0 or parts.hub.closed:
                return ()
            await rings(bell, left)
    return mails


async def mail_now(parts: WebParts, box: Box) -> Sequence[Mail]:
    """The mail after the cursor as it is; what the cursor covers is forgotten."""

    def taken(work: WebWork) -> Sequence[Mail]:
        acknowledge(work, box)
        return mail_of(work, box.person(work), box.cursor)

    return await parts.ask(taken)


def acknowledge(work: WebWork, box: Box) -> None:
    """Forget the mail that was shown."""
    if box.cursor:
        work.mailbox.drop_until(box.person(work), box.cursor)


def mail_of(work: WebWork, person_id: str, cursor: int) -> Sequence[Mail]:
    """The mail after the cursor."""
    return work.mailbox.after(person_id, cursor, AT_ONCE)


def mail_json(mail: Mail) -> dict[str, object]:
    """One message as the pages read it."""
    message = mail.message
    return {
        "id": mail.id,
        "text": message.text,
        "buttons": list(message.buttons),
        "question": message.question,
        "at": mail.at.isoformat(),
        "clear": message.act == "clear",
        "siren": message.siren,
        "file": message.attachment_id,
        "picture": message.picture,
    }
