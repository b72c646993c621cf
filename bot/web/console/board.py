"""The map and the board: communes with open cases, dangerous places, empty duty posts."""

from collections.abc import Mapping, Sequence

from aiohttp import web

from bot.web.console import geo, hazard_new, hazards
from bot.web.console.geo import page_number, view_of
from bot.web.console.menu import Route, show
from bot.web.desk import WebWork
from bot.web.parts import PARTS
from bot.web.policy import with_tiles
from bot.web.rendering import page
from bot.web.seat import Seat, for_staff
from bot.web.words import N_
from handlers.console import board
from referral.board import LEVELS, Line, total
from referral.clock import hour
from referral.jurisdiction.units import unit
from referral.jurisdiction.words import listed, spoken, spoken_province
from referral.records import dataclass

ROWS = 100  # communes on one page
SIGNS = ("■", "◆", "▲", "–", "–")  # in the order of LEVELS, as everywhere in the console
LEVEL_WORDS = (N_("KHẨN CẤP"), N_("GẤP"), N_("ƯU TIÊN"), N_("THƯỜNG"), N_("THƯỜNG"))


@dataclass(frozen=True, slots=True)
class Row:
    """A commune as the table and the map show it."""

    line: Line
    name: str
    spot: tuple[float, float, float] | None  # latitude, longitude, square kilometres

    @property
    def levels(self) -> Sequence[tuple[int, str, str, int]]:
        """The urgencies that there are: number for the colour, sign, words, how many cases."""
        shown = zip(LEVELS, SIGNS, LEVEL_WORDS, self.line.urgencies, strict=True)
        return [(int(level), sign, words, n) for level, sign, words, n in shown if n]


async def board_page(request: web.Request, seat: Seat) -> web.Response:
    """The board; with `?rescues=yes` also the open rescues with a pin that this seat may read."""
    context = await table(request, seat)
    rescues = await rescues_of(request, seat) if request.query.get("rescues") == "yes" else None
    settings = request.app[PARTS].settings
    more = {"rescues": rescues, "tiles": settings.tiles, "credit": settings.tiles_credit}
    answer = await show(request, seat, "board", "console/board.html", {**context, **more})
    answer.headers["Content-Security-Policy"] = with_tiles(settings.tiles)
    return answer


async def board_part(request: web.Request, seat: Seat) -> web.Response:
    """Only the table, for the page to renew itself."""
    context = await table(request, seat)
    return page(request, "console/board_rows.html", {"locale": seat.locale, "seat": seat, **context})


async def table(request: web.Request, seat: Seat) -> Mapping[str, object]:
    """What the table shows."""
    number = page_number(request)
    found, now = await request.app[PARTS].look(lambda work: looked(work, seat))
    start = (number - 1) * ROWS
    return {
        "rows": [row(line) for line in found[start : start + ROWS]],
        "total": total(found),
        "nobody": sum(line.post.nobody for line in found),
        "page": number,
        "more": len(found) > start + ROWS,
        "now": now,
    }


def looked(work: WebWork, seat: Seat) -> tuple[Sequence[Line], str]:
    """The lines of the board, and at what time they were so."""
    return board.board(work, view_of(work, seat)), hour(work.now)


async def rescues_of(request: web.Request, seat: Seat) -> Sequence[Mapping[str, object]]:
    """The rescues on the map; each is a read that is logged."""
    found = await request.app[PARTS].ask(
        lambda work: board.rescues(work, seat.person_id, view_of(work, seat), seat.grant)
    )
    return [{"rescue": one, "place": spoken(one.commune)} for one in found]


def row(line: Line) -> Row:
    """A line with its name and where it is."""
    known = unit(line.commune)
    name = f"{listed(line.commune)}, {spoken_province(known.province)}" if known else ""
    return Row(line, name, (known.lat, known.lon, known.km2) if known else None)


ROUTES: Sequence[Route] = (
    web.get("/o/board", for_staff(board_page, "board")),
    web.get("/o/board/part", for_staff(board_part, "board")),
    *geo.ROUTES,
    *hazard_new.ROUTES,
    *hazards.ROUTES,
)
