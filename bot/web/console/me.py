"""Who I am here: role and area, password, second factor, recovery codes, open sessions, language."""

from collections.abc import Mapping
from dataclasses import replace

from aiohttp import web

from bot.second_factor import new_secret, picture, spaced, step_of
from bot.web.console.door import DOOR
from bot.web.console.invite import wrong_password
from bot.web.console.login_words import ROLES, WAIT, WRONG_FIRST_CODE, WRONG_OLD
from bot.web.console.menu import Route, show
from bot.web.console.proving import MustWait, password_right
from bot.web.desk import StaffSession, WebWork
from bot.web.parts import LANGUAGES, PARTS, BadInput
from bot.web.rendering import sentence
from bot.web.seat import Seat, for_staff, proven, read_form
from bot.web.words import N_, NOT_FOUND
from referral.clock import hour_and_day
from referral.credentials import minutes
from referral.jurisdiction.words import spoken, spoken_province

WRONG, WAITING = 422, 429
SAID: Mapping[str, str] = {
    "password": N_("Đã đổi mật khẩu. Các phiên khác đã được đóng."),
    "factor": N_("Đã đổi ứng dụng tạo mã. Mã của điện thoại cũ không còn dùng được."),
    "ended": N_("Đã đóng phiên."),
    "language": N_("Đã đổi ngôn ngữ."),
}


async def me_page(request: web.Request, seat: Seat) -> web.Response:
    """The page."""
    return await shown(request, seat, said=SAID.get(request.query.get("done", ""), ""))


async def shown(request: web.Request, seat: Seat, problem: str = "", said: str = "", status: int = 200) -> web.Response:
    """The page with what went wrong or was done."""
    found = await request.app[PARTS].ask(lambda work: about(work, seat))
    context = {**found, "problem": sentence(request, problem), "said": said, "languages": LANGUAGES}
    return await show(request, seat, None, "console/me.html", context, status)


def about(work: WebWork, seat: Seat) -> Mapping[str, object]:
    """What the page shows."""
    account = work.accounts.get(seat.account) if seat.account else None
    sessions = work.seats.live(seat.account, seat.officer_id)
    return {
        "account": account,
        "role": ROLES[seat.grant.role],
        "area": area_words(seat),
        "everywhere": seat.grant.area.everywhere,
        "codes_left": work.credentials.codes_left(seat.account) if account else 0,
        "sessions": [session_row(one, seat) for one in sessions],
    }


def area_words(seat: Seat) -> str:
    """The area by the names of its agency; "" if there is none to name."""
    area = seat.grant.area
    return ", ".join(filter(None, [*map(spoken, sorted(area.communes)), spoken_province(area.province)]))


def session_row(one: StaffSession, seat: Seat) -> Mapping[str, object]:
    """A session as the list shows it."""
    times = {"since": hour_and_day(one.created_at), "used": hour_and_day(one.used_at)}
    return {**times, "id": one.id, "browser": one.browser, "this": one.id == seat.session}


async def set_language(request: web.Request, seat: Seat) -> web.Response:
    """Vietnamese or English, here and in what is said to this person at the page."""
    chosen = (await read_form(request, seat)).get("locale", "")
    if chosen not in LANGUAGES:
        raise BadInput(NOT_FOUND, 404)
    await request.app[PARTS].ask(lambda work: speak(work, seat, chosen))
    raise web.HTTPSeeOther("/o/me?done=language")


def speak(work: WebWork, seat: Seat, locale: str) -> None:
    """Keep the language."""
    if person := work.people.get(seat.person_id):
        work.people.save(replace(person, locale=locale))


async def set_password(request: web.Request, seat: Seat) -> web.Response:
    """A new password for who knows the old one; all other sessions end."""
    fields = await read_form(request, seat)
    account = await request.app[PARTS].ask(lambda work: work.accounts.get(seat.account))
    if account is None:
        raise BadInput(NOT_FOUND, 404)
    if problem := wrong_password(fields, account):
        return await shown(request, seat, problem, status=WRONG)
    try:
        right = await password_right(request, seat.account, fields.get("old", ""))
    except MustWait as told:
        words = sentence(request, WAIT).format(minutes=minutes(told.wait))
        return await shown(request, seat, words, status=WAITING)
    if not right:
        return await shown(request, seat, WRONG_OLD, status=WRONG)
    hashed = await request.app[DOOR].hashing.hashed(fields["password"])
    await request.app[PARTS].ask(lambda work: keep_password(work, seat, hashed))
    raise web.HTTPSeeOther("/o/me?done=password")


def keep_password(work: WebWork, seat: Seat, hashed: str) -> None:
    """Keep the new password; whoever else sits there is out."""
    work.credentials.set_password(seat.account, hashed)
    work.seats.end_account(seat.account, seat.session)
    work.audit(seat.actor, "password_set")


async def new_codes(request: web.Request, seat: Seat) -> web.Response:
    """New recovery codes, shown once; the old ones are void."""
    once = with_account(seat, await read_form(request, seat)).get("once", "")
    codes = await request.app[PARTS].ask(lambda work: made_codes(work, seat, once))
    # not a redirect as after other forms: nothing keeps the codes, so there is no page to ask for them again
    return await show(request, seat, None, "console/me_codes.html", {"codes": codes})


def made_codes(work: WebWork, seat: Seat, once: str) -> tuple[str, ...]:
    """The codes; the same for a second click."""
    if not work.credentials.has_codes(seat.account, once):
        work.audit(seat.actor, "recovery_codes_made")
    return tuple(work.credentials.new_codes(seat.account, once))


def with_account(seat: Seat, fields: Mapping[str, str]) -> Mapping[str, str]:
    """The fields, for who has an account. Raises BadInput."""
    if not seat.account:
        raise BadInput(NOT_FOUND, 404)
    return fields


async def offer_factor(request: web.Request, seat: Seat) -> web.Response:
    """A new second factor; the old one counts until a code of the new one was typed."""
    with_account(seat, await read_form(request, seat))
    await request.app[PARTS].ask(lambda work: work.credentials.offer_factor(seat.account, new_secret()))
    raise web.HTTPSeeOther("/o/me/factor")


async def factor_page(request: web.Request, seat: Seat) -> web.Response:
    """The picture for the phone."""
    return await factor_shown(request, seat, "", 200)


async def factor_shown(request: web.Request, seat: Seat, problem: str, status: int) -> web.Response:
    """The picture for the phone, with what went wrong."""
    account, credential = await request.app[PARTS].ask(
        lambda work: (work.accounts.get(seat.account), work.credentials.of(seat.account))
    )
    if account is None or credential is None or not credential.offered:
        raise web.HTTPSeeOther("/o/me")
    shape = {"picture": picture(credential.offered, account.name), "secret": spaced(credential.offered)}
    context = {**shape, "problem": sentence(request, problem)}
    return await show(request, seat, None, "console/me_factor.html", context, status)


async def confirm_factor(request: web.Request, seat: Seat) -> web.Response:
    """The second factor is the new one if its code is right."""
    code = (await read_form(request, seat)).get("code", "")
    if not await request.app[PARTS].ask(lambda work: taken(work, seat, code)):
        return await factor_shown(request, seat, WRONG_FIRST_CODE, WRONG)
    raise web.HTTPSeeOther("/o/me?done=factor")


def taken(work: WebWork, seat: Seat, code: str) -> bool:
    """Whether the code is one of the offered second factor, or that was taken by this very code just now."""
    credential = work.credentials.of(seat.account, lock=True)
    if credential is None or not credential.offered:
        return credential is not None and bool(step_of(credential.secret, code, work.now))
    step = step_of(credential.offered, code, work.now)
    if step:
        work.credentials.take_factor(seat.account, step)
        work.audit(seat.actor, "second_factor_set")
    return bool(step)


async def end_session(request: web.Request, seat: Seat) -> web.Response:
    """End one session of mine, or all but this."""
    wanted = (await read_form(request, seat)).get("session", "")
    await request.app[PARTS].ask(lambda work: ended(work, seat, wanted))
    raise web.HTTPSeeOther("/o/me?done=ended")


def ended(work: WebWork, seat: Seat, wanted: str) -> None:
    """End what is mine."""
    if wanted == "others":
        work.seats.end_others(seat.account, seat.officer_id, seat.session)
    else:
        work.seats.end_one(seat.account, seat.officer_id, wanted)
    work.audit(seat.actor, "sessions_ended", detail="own")


ROUTES: tuple[Route, ...] = (
    web.get("/o/me", for_staff(me_page, None)),
    web.post("/o/me/language", for_staff(set_language, None)),
    web.post("/o/me/password", for_staff(set_password, None)),
    web.post("/o/me/codes", for_staff(proven(new_codes), None)),
    web.post("/o/me/factor", for_staff(proven(offer_factor), None)),
    web.get("/o/me/factor", for_staff(proven(factor_page), None)),
    web.post("/o/me/factor/confirm", for_staff(proven(confirm_factor), None)),
    web.post("/o/me/sessions", for_staff(end_session, None)),
)
