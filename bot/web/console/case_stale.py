"""A form of a case page that was filled in on what is no longer true: both versions, and nothing is done."""

from collections.abc import Mapping

from aiohttp import web

from bot.web.console.stale import both, version_of
from bot.web.desk import WebWork
from bot.web.parts import PARTS
from bot.web.seat import Seat
from bot.web.spoken import event_id
from bot.web.words import N_
from handlers.console.versions import CONCERNS, concerned, said, state_for
from handlers.officer_pages import sitting

ASPECTS = {  # what a form is about, as its page calls it
    "status": N_("Trạng thái"), "level": N_("Mức"), "kind": N_("Loại"), "place": N_("Nơi xảy ra"),
    "holders": N_("Ai đang giữ"), "child_age": N_("Tuổi của trẻ"), "child_sex": N_("Giới tính của trẻ"),
    "culprit": N_("Quan hệ của người gây hại với trẻ"),
}  # fmt: skip
CHOSEN = {  # by form: what its choice is called
    "level": N_("Mức"), "kind": N_("Loại"), "place": N_("Nơi xảy ra"), "give": N_("Cơ quan nhận"),
    "close": N_("Kết quả"), "merge": N_("Gộp vào"), "figures": N_("Để báo cáo"),
}  # fmt: skip
REASON = N_("Lý do")


async def too_old(request: web.Request, seat: Seat, number: str, fields: Mapping[str, str]) -> web.Response | None:
    """The page that shows both versions; None if what the form was filled in on still holds, or it was sent before."""
    act = fields.get("act", "")
    if not fields.get("version") or act not in CONCERNS:
        return None
    found = await request.app[PARTS].ask(lambda work: differing(work, seat, number, fields))
    if found is None:
        return None
    kept = {ASPECTS[aspect]: words for aspect, words in found[0].items()}
    written = {CHOSEN[act]: found[1], REASON: why(fields)}
    sent = {label: words for label, words in written.items() if words}
    return await both(request, seat, "queue", kept, sent, f"/o/case/{number}")


def differing(
    work: WebWork, seat: Seat, number: str, fields: Mapping[str, str]
) -> tuple[Mapping[str, str], str] | None:
    """What is true now and what was chosen, if the form was filled in on something else; a second click is no form."""
    act, person = fields["act"], sitting(work, seat.person_id, seat.grant)
    state = state_for(work, person, number) if person else None
    if state is None or version_of(*concerned(state, act)) == fields["version"]:
        return None  # who may not read it is told by the form itself that there is no such case
    once = fields.get("once", "")
    if work.seen(event_id(seat, once)) or work.seen(f"form:{once}"):
        return None
    chosen = fields.get("choice") or (fields.get("words", "") if act == "place" else fields.get("other", ""))
    return {aspect: state[aspect] for aspect in CONCERNS[act]}, said(work, act, chosen)


def why(fields: Mapping[str, str]) -> str:
    """The reason that was written."""
    return fields.get("why") or (fields.get("words", "") if fields["act"] != "place" else "")
