"""Texts that a human signs off: first aid, what to do in danger, prevention, rights; edited, signed, restored."""

from collections.abc import Mapping, Sequence
from datetime import date

from aiohttp import web
from multidict import MultiDict
from wtforms import Field, StringField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from bot.duty_cells import date_in
from bot.web.console import guidance_numbers
from bot.web.console.fields import ConsoleForm, filled, problems
from bot.web.console.guidance_numbers import has_come
from bot.web.console.menu import Route, show
from bot.web.console.stale import both, version_of
from bot.web.console.writing import DONE, STALE, Outcome, found_or_404, judged, once_of, text_of
from bot.web.desk import WebWork
from bot.web.parts import PARTS, BadInput
from bot.web.rendering import sentence
from bot.web.seat import Form, Seat, for_staff, read_whole_form
from bot.web.words import N_, NOT_FOUND
from flows.advice import shipped_advice, wrongs_of
from handlers.console import guidance as writing
from referral.clock import hour_and_day, local
from referral.guidance import ADVICE, BY_KEY, Edition, Signature, Wrong, unsigned

KINDS: Mapping[str, str] = {
    "first_aid": N_("Sơ cứu (ý kiến y tế)"),
    "danger": N_("Khi đang nguy hiểm"),
    "prevention": N_("Phòng ngừa"),
    "rights": N_("Quyền và pháp luật"),
}
WRONGS: Mapping[Wrong, str] = {
    "empty": N_("Chưa có chữ nào."),
    "too_long": N_("Dài quá 2000 chữ, kênh nhỏ nhất không gửi được. Hãy viết ngắn lại."),
    "brace": N_("Có dấu ngoặc nhọn đứng lẻ. Hãy bỏ, hoặc viết đủ như bản gốc."),
    "blanks": N_("Phải giữ đúng các chỗ trống trong ngoặc { } như bản gốc."),
    "numbers": N_("Bản gốc có số khẩn cấp. Đừng bỏ số đó."),
}
LOCALES: Mapping[str, str] = {"vi": N_("Tiếng Việt"), "en": N_("Tiếng Anh")}
VI, EN = LOCALES["vi"], LOCALES["en"]
SIGNER, FUNCTION, SIGNED_ON = N_("Họ tên người ký"), N_("Chức danh, nơi làm việc"), N_("Ngày ký")
LONGEST_NAME = 120


class TextForm(ConsoleForm):
    """A text in both languages."""

    vi = TextAreaField(VI, [InputRequired()])
    en = TextAreaField(EN, [InputRequired()])


class SignForm(ConsoleForm):
    """Who answers for a text."""

    name = StringField(SIGNER, [InputRequired()])
    function = StringField(FUNCTION, [InputRequired()])
    on = StringField(SIGNED_ON, [InputRequired()])

    def validate_name(self, field: Field) -> None:
        """Somebody's name, and their function. Raises ValidationError."""
        if not 2 <= len(str(field.data).strip()) <= LONGEST_NAME:
            raise ValidationError(field.gettext(N_("Cần từ 2 đến 120 chữ.")))

    validate_function = validate_name

    def validate_on(self, field: Field) -> None:
        """A day as it is written here; `sign` refuses one that has not come. Raises ValidationError."""
        if date_in(str(field.data)) is None:
            raise ValidationError(field.gettext(N_("Ngày chưa đúng. Ghi như 24/11/2026.")))


def text_version(edition: Edition) -> str:
    """Changes when the text, or who signed it, changes."""
    return version_of(edition.id, edition.vi, edition.en, edition.signatures)


async def list_page(request: web.Request, seat: Seat) -> web.Response:
    """Every text by kind, with who signed it."""

    def job(work: WebWork) -> Mapping[str, object]:
        current = work.guidance.current()
        lines = [(a, writing.in_force(work, a.key)) for a in ADVICE]
        texts = {kind: [(a.key, e.vi, e.signatures, e.id > 0) for a, e in lines if a.kind == kind] for kind in KINDS}
        return {"texts": texts, "unsigned": len(unsigned(current)), "count": len(ADVICE)}

    found = await request.app[PARTS].look(job)
    return await show(request, seat, "guidance", "console/guidance.html", {**found, "kinds": KINDS})


async def text_page(request: web.Request, seat: Seat) -> web.Response:
    """One text: as it is said now, who signed it, earlier editions."""
    return await text_shown(request, seat, {})


async def text_shown(
    request: web.Request, seat: Seat, refused: Mapping[str, object], status: int = 200
) -> web.Response:
    """One text with its forms; `refused` is a form with its mistakes."""
    key = known_key(request)

    def job(work: WebWork) -> tuple[Edition, Sequence[Edition], date]:
        return writing.in_force(work, key), work.guidance.editions(key), local(work.now).date()

    now, earlier, today = await request.app[PARTS].look(job)
    view = {
        "key": key,
        "kind": KINDS[BY_KEY[key].kind],
        "now": now,
        "shipped": shipped_advice()[key],
        "version": text_version(now),
        "editions": [(e, hour_and_day(e.at)) for e in earlier if e.id != now.id],
        "edits": writing.may_sign(seat.grant),
        "form": filled(TextForm, request, vi=now.vi, en=now.en),
        "signing": filled(SignForm, request, on=f"{today:%d/%m/%Y}"),
        "wrong": [],
        "typed": "form" in refused,
    }
    return await show(request, seat, "guidance", "console/guidance_text.html", {**view, **refused}, status)


def known_key(request: web.Request) -> str:
    """The text that the address names. Raises BadInput."""
    key = request.match_info["key"]
    if key not in BY_KEY:
        raise BadInput(NOT_FOUND, 404)
    return key


async def whole_form(request: web.Request, seat: Seat) -> Form:
    """What was sent, if this seat may change texts at all. Raises BadInput."""
    if not writing.may_sign(seat.grant):
        raise BadInput(NOT_FOUND, 404)
    return await read_whole_form(request, seat)


async def save(request: web.Request, seat: Seat) -> web.Response:
    """Say this from now on, once somebody has seen it beside what is said now; nobody has signed it."""
    fields = await whole_form(request, seat)
    words = {locale: plain(text_of(fields, locale)) for locale in LOCALES}
    return await asked_for(request, seat, fields, words)


async def restore(request: web.Request, seat: Seat) -> web.Response:
    """The same with the words of an earlier edition."""
    fields, key = await whole_form(request, seat), known_key(request)
    earlier = await request.app[PARTS].look(lambda work: work.guidance.editions(key))
    asked = text_of(fields, "edition")
    words = next(({"vi": one.vi, "en": one.en} for one in earlier if str(one.id) == asked), None)
    return await asked_for(request, seat, fields, found_or_404(words))


async def asked_for(request: web.Request, seat: Seat, fields: Form, words: Mapping[str, str]) -> web.Response:
    """These words instead of those that are said: refused with what is wrong, compared, or written."""
    key, back = known_key(request), f"/o/guidance/text/{request.match_info['key']}"
    form = filled(TextForm, request, MultiDict(words))
    form.validate()
    for locale, wrong in wrongs_of(key, words).items():
        form[locale].errors = [sentence(request, WRONGS[one]) for one in wrong]
    wrongly = any(field.errors for field in form)
    if wrongly or text_of(fields, "sure") == "no":
        return await text_shown(request, seat, {"form": form, "wrong": problems(form)}, 400 if wrongly else 200)
    sure = text_of(fields, "sure") == "yes"
    outcome, now = await written(
        request, fields, lambda work: writing.edit(work, key, words, seat.actor) if sure else None
    )
    if outcome == STALE:
        return await both(request, seat, "guidance", {VI: now.vi, EN: now.en}, {VI: words["vi"], EN: words["en"]}, back)
    if sure:
        raise web.HTTPSeeOther(back)
    rows = [(LOCALES[locale], locale, said, words[locale]) for locale, said in (("vi", now.vi), ("en", now.en))]
    context = {"key": key, "kind": KINDS[BY_KEY[key].kind], "rows": rows, "version": text_version(now)}
    return await show(request, seat, "guidance", "console/guidance_sure.html", context)


def plain(text: str) -> str:
    """A text as it is kept: line ends as everywhere else, nothing around it."""
    return text.replace("\r\n", "\n").strip()


async def sign(request: web.Request, seat: Seat) -> web.Response:
    """Somebody answers for the text that the page showed."""
    fields, key = await whole_form(request, seat), known_key(request)
    form = filled(SignForm, request, fields)
    if not (form.validate() and has_come(request, form["on"])):
        return await text_shown(request, seat, {"signing": form, "wrong": problems(form)}, 400)
    name, function = (str(form[field].data).strip() for field in ("name", "function"))
    signature = Signature(name, function, date_in(str(form["on"].data)) or date.min)
    outcome, now = await written(request, fields, lambda work: writing.sign(work, key, signature, seat.actor))
    back = f"/o/guidance/text/{key}"
    if outcome == STALE:
        typed = {SIGNER: name, FUNCTION: function, SIGNED_ON: str(form["on"].data)}
        return await both(request, seat, "guidance", {VI: now.vi, EN: now.en}, typed, back)
    raise web.HTTPSeeOther(back)


async def written(request: web.Request, fields: Form, do: "guidance_numbers.Job") -> tuple[Outcome, Edition]:
    """Do it if the text is still the one that the page showed; what became of it, and the text as it is kept."""
    key, once, version = known_key(request), once_of(fields), text_of(fields, "version")

    def job(work: WebWork) -> tuple[Outcome, Edition]:
        now = writing.in_force(work, key)
        outcome = judged(work, once, version == text_version(now))
        if outcome is None:
            do(work)
        return outcome or DONE, now

    return await request.app[PARTS].ask(job)


ROUTES: Sequence[Route] = (
    web.get("/o/guidance", for_staff(list_page, "guidance")),
    web.get("/o/guidance/text/{key}", for_staff(text_page, "guidance")),
    web.post("/o/guidance/text/{key}", for_staff(save, "guidance")),
    web.post("/o/guidance/text/{key}/sign", for_staff(sign, "guidance")),
    web.post("/o/guidance/text/{key}/restore", for_staff(restore, "guidance")),
    *guidance_numbers.ROUTES,
)
