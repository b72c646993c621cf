"""What is done to a campaign beside its form: turned on and off, given a picture, written as TOML."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from aiohttp import web
from aiohttp.web_request import FileField

from bot.media import MOST_BYTES
from bot.pictures import BadPicture, PictureTooLarge, campaign_picture
from bot.web.console.campaign_checks import Mistake, unfit
from bot.web.console.campaign_words import LABELS, NOT_YOURS, WHY
from bot.web.console.campaigns_shared import campaign_called, found, name_in, text_now
from bot.web.console.menu import Route, show
from bot.web.console.stale import both, version_of
from bot.web.desk import WebWork
from bot.web.parts import PARTS, BadInput
from bot.web.rendering import sentence
from bot.web.seat import Seat, for_staff, read_form, read_whole_form
from bot.web.words import N_
from handlers.campaign_calendar import turn_off, turn_on
from handlers.campaign_rights import may_write
from handlers.campaign_writing import keep
from referral.campaigns import BadCampaign
from referral.campaigns.parse import parse_campaign

BAD_PICTURE = N_("Tệp này không phải ảnh đọc được. Hãy quay lại và gửi ảnh JPEG, PNG, WEBP hoặc GIF, nhiều nhất 20 MB.")
TOO_MUCH = N_("Tệp lớn quá 20 MB. Hãy quay lại và gửi ảnh nhỏ hơn: rộng 1600 điểm là đủ.")
STALE = "stale"


async def turn(request: web.Request, seat: Seat) -> web.StreamResponse:
    """On, at its days; or off. The same press again changes nothing."""
    name, fields = name_in(request), await read_form(request, seat)
    why = await request.app[PARTS].ask(lambda work: turned(work, seat, name, fields.get("act") == "on"))
    if why is not None:
        raise BadInput(why, 404 if why == WHY["unknown"] else 409)
    raise web.HTTPSeeOther(f"/o/campaigns/{name}")


def turned(work: WebWork, seat: Seat, name: str, on: bool) -> str | None:
    """Turn it; else why not."""
    campaign = campaign_called(work, name)
    if campaign is None or not may_write(seat.grant, campaign, "start"):
        return WHY["unknown"] if campaign is None else NOT_YOURS
    if campaign.on == on:
        return None
    try:
        (turn_on if on else turn_off)(work, name, seat.actor)
    except BadCampaign as problem:
        return WHY.get(problem.why, WHY[""])
    return None


async def give_picture(request: web.Request, seat: Seat) -> web.StreamResponse:
    """A picture for everybody, made smaller and without what the camera wrote into it; or none any more."""
    name = name_in(request)
    if (request.content_length or 0) > MOST_BYTES + 64 * 1024:
        raise BadInput(TOO_MUCH, 413)
    large = request.clone(client_max_size=MOST_BYTES + 64 * 1024)
    fields = await read_whole_form(large, seat, MOST_BYTES + 64 * 1024)
    data = await bytes_of(fields.get("file"))
    picture = None if fields.get("act") == "drop" else await encoded(data)
    mistakes = await request.app[PARTS].ask(lambda work: pictured(work, seat, name, picture))
    if mistakes:
        raise BadInput(" ".join(one.said(partial(sentence, request)) for one in mistakes), 409)
    raise web.HTTPSeeOther(f"/o/campaigns/{name}")


async def bytes_of(file: object) -> bytes:
    """What was sent as a file; nothing, if none was chosen."""
    if not isinstance(file, FileField):
        return b""
    with file.file as opened:
        return await asyncio.to_thread(opened.read)


async def encoded(data: bytes) -> tuple[bytes, str]:
    """The picture as it is kept. Raises BadInput."""
    try:
        return await asyncio.to_thread(campaign_picture, data)
    except (BadPicture, PictureTooLarge):
        raise BadInput(BAD_PICTURE) from None


def pictured(work: WebWork, seat: Seat, name: str, picture: tuple[bytes, str] | None) -> Sequence[Mistake]:
    """Keep the picture and the campaign that has it, else what stands against it."""
    known = campaign_called(work, name)
    if known is None:
        return [Mistake("name", WHY["unknown"])]
    if not may_write(seat.grant, known):
        return [Mistake("provinces", NOT_YOURS)]
    after = replace(known, picture=work.campaigns.add_picture(*picture) if picture else "")
    mistakes = list(unfit(work, seat.grant, after))
    if not mistakes and after != known:
        keep(work, after, seat.actor)
    return mistakes


async def as_toml(request: web.Request, seat: Seat) -> web.StreamResponse:
    """The words of a campaign as a file has them."""
    name = name_in(request)
    text = await request.app[PARTS].look(lambda work: text_now(work, name))
    found(text or None)
    return await toml_page(request, seat, name, {"text": text, "version": version_of(text)})


async def write_toml(request: web.Request, seat: Seat) -> web.StreamResponse:
    """Take the words of a file; with a mistake they come back as they were typed."""
    name, fields = name_in(request), await read_form(request, seat)
    text = fields.get("text", "").replace("\r\n", "\n")
    version = fields.get("version", "")
    wrong = await request.app[PARTS].ask(lambda work: kept_toml(work, seat, (name, text, version)))
    if wrong == STALE:
        now = await request.app[PARTS].look(lambda work: text_now(work, name))
        label = LABELS["text"]
        return await both(request, seat, "campaigns", {label: now}, {label: text}, f"/o/campaigns/{name}/toml")
    if wrong:
        said = [one.said(partial(sentence, request)) if isinstance(one, Mistake) else one for one in wrong]
        return await toml_page(request, seat, name, {"text": text, "version": version, "wrong": said}, 400)
    raise web.HTTPSeeOther(f"/o/campaigns/{name}")


def kept_toml(work: WebWork, seat: Seat, sent: tuple[str, str, str]) -> Sequence[Mistake | str] | str:
    """Keep it; else every mistake, those of the file as its reader says them."""
    name, text, version = sent
    known = campaign_called(work, name)
    if known is None or not may_write(seat.grant, known):
        return [Mistake("text", WHY["unknown"] if known is None else NOT_YOURS)]
    if version != version_of(text_now(work, name)):
        return STALE
    try:
        campaign = parse_campaign(name, text)
    except BadCampaign as problem:
        return str(problem).splitlines()
    mistakes = list(unfit(work, seat.grant, campaign))
    if not mistakes:
        keep(work, campaign, seat.actor)
    return mistakes


async def toml_page(
    request: web.Request, seat: Seat, name: str, context: dict[str, object], status: int = 200
) -> web.StreamResponse:
    """The page of the file."""
    whole = {"name": name, "wrong": (), "may_act": "direct_campaigns" in seat.pages, **context}
    return await show(request, seat, "campaigns", "console/campaign_toml.html", whole, status)


ROUTES: Sequence[Route] = (
    web.post("/o/campaigns/{name}/turn", for_staff(turn, "direct_campaigns")),
    web.post("/o/campaigns/{name}/picture", for_staff(give_picture, "direct_campaigns")),
    web.get("/o/campaigns/{name}/toml", for_staff(as_toml, "campaigns")),
    web.post("/o/campaigns/{name}/toml", for_staff(write_toml, "direct_campaigns")),
)
