"""A picture for a platform that fetches what we send: its copy, for a day, while who it is for may see it."""

import re

from aiohttp import web

from bot.store.vault import Erased
from bot.web.desk import WebWork
from bot.web.parts import PARTS
from handlers.relay import file_for

TOKEN = re.compile(r"[0-9a-f]{48}", re.ASCII)
HEADERS = {"Cache-Control": "private", "Content-Disposition": "inline"}


def link_to(public_url: str, token: str) -> str:
    """The address of a picture that was lent."""
    return f"{public_url}/f/{token}"


def lend_to(work: WebWork, person_id: str, attachment_id: str) -> str:
    """The secret under which this person's picture can be fetched for a day; "" if they may not see it."""
    return work.hosted.lend(attachment_id, person_id) if copy_for(work, person_id, attachment_id) else ""


def lent_copy(work: WebWork, token: str) -> bytes | None:
    """The copy that was lent under a secret, as long as whom it was lent for may see it."""
    attachment = work.history.attachment(work.hosted.lent(token))
    people = work.cases.followers(attachment.case_id) if attachment else ()
    found = (copy_for(work, one, attachment.id) for one in people if attachment and work.hosted.is_for(token, one))
    return next(found, None)


def copy_for(work: WebWork, person_id: str, attachment_id: str) -> bytes | None:
    """The copy without metadata of a photo that this person may see, never the original; None for all else."""
    person, attachment = work.people.get(person_id), work.history.attachment(attachment_id)
    if person is None or attachment is None or attachment.kind != "photo":
        return None
    try:
        found = file_for(work, person, attachment_id)
    except Erased:
        return None
    return found[0] if found else None


async def picture(request: web.Request) -> web.Response:
    """The copy; what is not there, is over or was never anything looks the same."""
    asked = request.match_info["token"]
    token = asked if TOKEN.fullmatch(asked) else "0" * 48
    found = await request.app[PARTS].ask(lambda work: lent_copy(work, token))
    if found is None:
        return web.Response(status=404)
    return web.Response(body=found, content_type="image/jpeg", headers=HEADERS)
