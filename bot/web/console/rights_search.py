"""Find whose data it is: by receipt, by number, or by words, for which at most 2,000 cases are opened."""

import re
from collections.abc import Sequence

from aiohttp import web

from bot.web.console.menu import Route, show
from bot.web.desk import WebWork
from bot.web.parts import PARTS
from bot.web.seat import Seat, for_staff, read_form
from bot.web.spoken import NUMBER
from flows.words import fold
from handlers.access import officer_of, permitted
from handlers.officer_pages import sitting
from referral.case import Case
from referral.clock import hour_and_day

PATH = "/o/rights/search"
RECEIPT = re.compile(r"\d{16}")
MOST = 2000
SHORTEST = 3  # letters of words to look for
Found = Sequence[tuple[str, str, bool]]


async def search(request: web.Request, seat: Seat) -> web.Response:
    """The cases that fit, of those this seat may read. What was looked for is not kept, that somebody did is."""
    words = (await read_form(request, seat)).get("words", "").strip()[:200]
    parts = request.app[PARTS]
    await parts.ask(lambda work: work.audit(seat.actor, "search", detail="rights"))
    rows = await parts.look(lambda work: found(work, seat, words))
    return await show(request, seat, "rights", "console/rights_search.html", {"rows": rows, "words": words})


def found(work: WebWork, seat: Seat, words: str) -> Found:
    """Number, when it came and whether it is open, of each case that fits."""
    person = sitting(work, seat.person_id, seat.grant)
    officer = officer_of(work, person) if person else None
    if person is None or officer is None:
        return []
    fitting = [case for case in candidates(work, seat, words) if permitted(work, person, officer, case, "read")]
    return [(case.number, hour_and_day(case.opened_at), case.status == "open") for case in fitting]


def candidates(work: WebWork, seat: Seat, words: str) -> Sequence[Case]:
    """The cases with this receipt, this number, or these words in them."""
    digits, number = re.sub(r"[ .-]", "", words), words.upper()
    if RECEIPT.fullmatch(digits):
        case = work.cases.by_receipt(digits)
        return [case] if case else []
    if NUMBER.fullmatch(number):
        case = work.cases.by_number(number)
        return [case] if case else []
    area = seat.grant.area
    return [case for case in work.request_steps.newest(area, MOST) if has(case, words)]


def has(case: Case, words: str) -> bool:
    """Whether the facts of a case contain these words, however they are written."""
    asked = fold(words)
    return len(asked) >= SHORTEST and asked in fold(" ".join(case.facts.values()))


SEARCH_ROUTES: Sequence[Route] = (web.post(PATH, for_staff(search, "rights")),)
