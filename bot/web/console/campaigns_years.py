"""The theme and the slogans of a year as a form; they hold everywhere, so who acts for one province only reads."""

from collections.abc import Iterator, Mapping, Sequence

from aiohttp import web

from bot.web.console.campaign_words import NOT_YOURS, TOPIC_WORDS
from bot.web.console.campaigns_shared import WORDS, lines
from bot.web.console.menu import Route, show
from bot.web.console.stale import both, version_of
from bot.web.desk import WebWork
from bot.web.parts import LANGUAGES as NAMES
from bot.web.parts import PARTS, BadInput
from bot.web.rendering import sentence
from bot.web.seat import Seat, for_staff, read_form
from bot.web.words import N_
from referral.campaigns import LANGUAGES, TOPICS, WORK, BadCampaign, Year
from referral.campaigns.dates import EARLIEST, LATEST
from referral.campaigns.parse import text_of
from referral.campaigns.years import year_of, years
from referral.clock import local

STALE = "stale"
WRONG = N_("Chưa lưu: mỗi khẩu hiệu viết một dòng, đủ cả hai thứ tiếng, số dòng bằng nhau, không dùng dấu { }.")
THEME = N_("Chủ đề cần viết đủ cả hai thứ tiếng, hoặc bỏ trống cả hai.")
GROUPS: Mapping[str, str] = {
    "": N_("Khẩu hiệu chung"),
    **{f"{topic}.": TOPIC_WORDS[topic] for topic in TOPICS if topic != WORK},
}
Typed = Mapping[str, str]


async def year_page(request: web.Request, seat: Seat) -> web.StreamResponse:
    """The words of a year."""
    number = year_in(request)
    context = await request.app[PARTS].look(lambda work: words_of(work, seat, number))
    return await show(request, seat, "campaigns", "console/campaign_years.html", context)


def year_in(request: web.Request) -> int:
    """The year that the address names, else this one."""
    words = request.query.get("year", "")
    year = int(words) if words.isdecimal() and len(words) == 4 else local(request.app[PARTS].clock()).year
    return min(max(year, EARLIEST.year), LATEST.year)


def words_of(work: WebWork, seat: Seat, number: int) -> Mapping[str, object]:
    """What the page shows of a year; what it does not have of its own stays empty."""
    known = known_of(work, number)
    return {
        **WORDS,
        "year": number,
        "typed": typed_of(known),
        "groups": GROUPS.items(),
        "example": known.example,
        "version": version_of(work.campaigns.years().get(number, "")),
        "may_act": may_write_years(seat),
        "wrong": "",
    }


def known_of(work: WebWork, number: int) -> Year:
    """The words of a year, none if nobody wrote any."""
    return years(work.campaigns.years()).get(number, Year(number))


def may_write_years(seat: Seat) -> bool:
    """Whether this seat acts everywhere: the words of a year are the same in all provinces."""
    return "direct_campaigns" in seat.pages and seat.grant.area.everywhere


def typed_of(year: Year) -> Typed:
    """A year as the fields show it."""
    themes = {f"theme.{language}": year.themes.get(language, "") for language in LANGUAGES}
    paths = [f"{group}{language}" for group in GROUPS for language in LANGUAGES]
    return {**themes, **{f"slogans.{path}": "\n".join(year.slogans.get(path, ())) for path in paths}}


def labelled(request: web.Request, typed: Typed) -> Mapping[str, str]:
    """A year as the page that shows both versions lists it."""
    headings = {"theme.": N_("Chủ đề"), **{f"slogans.{group}": words for group, words in GROUPS.items()}}
    return {
        f"{sentence(request, words)} ({name})": typed[f"{path}{language}"]
        for path, words in headings.items()
        for language, name in NAMES.items()
    }


async def write_year(request: web.Request, seat: Seat) -> web.StreamResponse:
    """Keep the words; with a mistake they come back as they were typed."""
    number, fields = year_in(request), await read_form(request, seat)
    if not may_write_years(seat):
        raise BadInput(NOT_YOURS, 403)
    typed = {name: fields.get(name, "").replace("\r\n", "\n").strip() for name in typed_of(Year(number))}
    version = fields.get("version", "")
    done = await request.app[PARTS].ask(lambda work: kept(work, seat, (number, typed, version)))
    if done == STALE:
        now = await request.app[PARTS].look(lambda work: typed_of(known_of(work, number)))
        ours, theirs = (labelled(request, one) for one in (now, typed))
        return await both(request, seat, "campaigns", ours, theirs, f"/o/campaign-years?year={number}")
    if done:
        context = await request.app[PARTS].look(lambda work: words_of(work, seat, number))
        whole = {**context, "typed": typed, "version": version, "wrong": done}
        return await show(request, seat, "campaigns", "console/campaign_years.html", whole, 400)
    raise web.HTTPSeeOther(f"/o/campaign-years?year={number}")


def kept(work: WebWork, seat: Seat, sent: tuple[int, Typed, str]) -> str:
    """Keep it; else what is wrong."""
    number, typed, version = sent
    before, text = work.campaigns.years().get(number, ""), "\n".join(written(number, typed)) + "\n"
    if text == before:
        return ""
    if version != version_of(before):
        return STALE
    if bool(typed["theme.vi"]) != bool(typed["theme.en"]):
        return THEME
    try:
        year_of(text)
    except BadCampaign:
        return WRONG
    work.campaigns.keep_year(number, text)
    work.audit(seat.actor, f"campaign year {number}")
    return ""


def written(number: int, typed: Typed) -> Iterator[str]:
    """The file of a year; a field that is empty is no line."""
    yield f"year = {number}"
    for path, words in typed.items():
        if words and path.startswith("theme."):
            yield f"{path} = {text_of(' '.join(words.split()))}"
        elif words:
            yield f"{path} = [{', '.join(map(text_of, lines(words)))}]"


ROUTES: Sequence[Route] = (
    web.get("/o/campaign-years", for_staff(year_page, "campaigns")),
    web.post("/o/campaign-years", for_staff(write_year, "direct_campaigns")),
)
