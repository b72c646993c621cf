"""Merging two cases and taking them apart, over HTTP: what was not done is said, and nothing typed is lost."""

from aiohttp import web

from bot.web.console.case_stale import too_old
from bot.web.console.menu import show
from bot.web.desk import WebWork
from bot.web.parts import PARTS, BadInput
from bot.web.reading import check
from bot.web.seat import Seat, read_form
from bot.web.spoken import NUMBER, ONCE
from bot.web.words import N_, NOT_HERE
from handlers.access import officer_of, permitted
from handlers.console.merging import Done, Wish, merge, undo
from handlers.events import Person
from handlers.officer_pages import sitting
from referral.case import Case

WHY_NOT = {
    "not_found": N_("Không tìm thấy một trong hai việc, hoặc anh chị chưa được phép nối cả hai. Hãy xem lại số việc."),
    "same": N_("Cần hai số việc khác nhau. Hãy viết số của việc kia."),
    "closed": N_("Một trong hai việc đã khép hoặc đã gộp rồi. Chỉ gộp được hai việc đang mở."),
    "chained": N_(
        "Đã có việc khác gộp vào việc này, nên không gộp tiếp được. "
        "Hãy gộp theo chiều ngược lại: mở việc kia rồi gộp vào việc này, hoặc tách ra trước."
    ),
    "shielded": N_(
        "Hai việc không giấu cùng những người như nhau, nên không gộp được. "
        "Anh chị vẫn nối hai việc lại được: mỗi việc còn nguyên."
    ),
    "less_urgent": N_("Việc này gấp hơn việc kia. Hãy gộp theo chiều ngược lại: mở việc kia rồi gộp vào việc này."),
    "elsewhere": N_("Hai việc đang ghi ở hai xã khác nhau. Hãy sửa nơi xảy ra trước, rồi gộp."),
    "others_hold": N_("Người đang giữ việc này chưa được báo việc kia. Hãy chuyển việc kia cho họ trước, rồi gộp."),
}
NEEDS = N_("Hãy viết số của việc kia (ví dụ LN-7K3FQ) và lý do.")
REASON_LIMIT = 2000


async def merge_cases(request: web.Request, seat: Seat) -> web.Response:
    """Make this case part of another one."""
    number = check(NUMBER, request.match_info["number"])
    fields = await read_form(request, seat)
    other = fields.get("other", "").strip().upper()
    reason = fields.get("words", "").strip()[:REASON_LIMIT]
    once = check(ONCE, fields.get("once", ""))
    if not NUMBER.fullmatch(other) or not reason:
        return await refused(request, seat, number, (NEEDS, other, reason))
    stale = await too_old(request, seat, number, {**fields, "act": "merge"})
    if stale is not None:
        return stale
    wish = Wish(number, other, reason)
    done = await request.app[PARTS].ask(lambda work: once_merged(work, seat, once, wish))
    if done != "done":
        return await refused(request, seat, number, (WHY_NOT[done], other, reason))
    raise web.HTTPSeeOther(f"/o/case/{other}")


def once_merged(work: WebWork, seat: Seat, once: str, wish: Wish) -> Done:
    """Merge, the first time that this form is sent; a second click is answered like the first."""
    person, made = sitting(work, seat.person_id, seat.grant), work.cases.by_number(wish.number)
    kept = work.cases.by_number(wish.kept)
    if person is None:
        return "not_found"
    if work.seen(f"form:{once}") and made and kept and made.merged_into == kept.id and tied(work, person, made, kept):
        return "done"
    done = merge(work, person, wish)
    if done == "done":
        work.first_time(f"form:{once}")
    return done


def tied(work: WebWork, person: Person, *cases: Case) -> bool:
    """Whether who sits there may tie these: nobody else is told by a form sent again that they are one."""
    officer = officer_of(work, person)
    return officer is not None and all(permitted(work, person, officer, case, "link") for case in cases)


async def refused(request: web.Request, seat: Seat, number: str, said: tuple[str, str, str]) -> web.Response:
    """The form again, with what is in the way and all that was typed."""
    why, other, reason = said
    context = {"number": number, "why": why, "other": other, "reason": reason}
    return await show(request, seat, "queue", "console/case_merge_again.html", context, 409)


async def take_apart(request: web.Request, seat: Seat) -> web.Response:
    """Bring a merged case back as it was."""
    number = check(NUMBER, request.match_info["number"])
    once = check(ONCE, (await read_form(request, seat)).get("once", ""))
    if await request.app[PARTS].ask(lambda work: once_apart(work, seat, once, number)) != "done":
        raise BadInput(NOT_HERE, 404)
    raise web.HTTPSeeOther(f"/o/case/{number}")


def once_apart(work: WebWork, seat: Seat, once: str, number: str) -> Done:
    """Take apart, the first time that this form is sent."""
    person = sitting(work, seat.person_id, seat.grant)
    if person is None:
        return "not_found"
    if work.seen(f"form:{once}"):
        return "done"
    done = undo(work, person, number)
    if done == "done":
        work.first_time(f"form:{once}")
    return done
