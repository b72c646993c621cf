"""The board as files: outlines of communes for the map, dangerous places and counts as GeoJSON (RFC 7946)."""

import json
from collections.abc import Mapping, Sequence
from functools import partial

import shapely
from aiohttp import web

from bot.web.console.menu import Route
from bot.web.desk import WebWork
from bot.web.parts import PARTS, BadInput
from bot.web.seat import Seat, for_staff, proven
from bot.web.words import NOT_FOUND
from handlers.console import board, hazards
from handlers.keeps_board import Wanted
from referral.board import FEW, Line, View, communes_in
from referral.hazard_map import feature
from referral.jurisdiction import pins
from referral.jurisdiction.boundaries import simplify
from referral.jurisdiction.units import unit
from referral.jurisdiction.words import listed, spoken_province

GEOJSON = "application/geo+json"
AT_ONCE = 100  # places in one transaction of an export: an alert beside it waits no longer than that takes
MOST_OUTLINES = 300  # communes whose boundaries are drawn; of a whole country circles say as much
COARSE = 120.0  # metres that a drawn boundary may be off


async def outlines(request: web.Request, seat: Seat) -> web.Response:
    """The boundaries that the deployer imported, of the communes of this seat's area; none for a whole country."""
    shapes = await request.app[PARTS].look(lambda work: shapes_of(communes_in(view_of(work, seat).field)))
    features = [{"type": "Feature", "geometry": shape, "properties": {"code": code}} for code, shape in shapes.items()]
    return as_geojson(features, "")


def shapes_of(communes: Sequence[str]) -> Mapping[str, object]:
    """Coarse boundaries by commune."""
    known = pins.IN_USE.boundaries
    here = {code: known.shapes[code] for code in communes if code in known.shapes} if known else {}
    if not here or len(here) > MOST_OUTLINES:
        return {}
    return {code: shapely.geometry.mapping(shape) for code, shape in simplify(here, COARSE).items()}


async def counts(request: web.Request, seat: Seat) -> web.Response:
    """The board as points in the middle of each commune; fewer than five children are not said in a file."""
    lines = await request.app[PARTS].look(lambda work: board.board(work, view_of(work, seat)))
    await written_down(request, seat, "board counts")
    return as_geojson([counted(line) for line in lines if unit(line.commune)], "lang-nghe-bang")


async def places(request: web.Request, seat: Seat) -> web.Response:
    """Every dangerous place of the area, whatever became of it; no words of a reporter and no officer."""
    await written_down(request, seat, "hazards")
    found: list[dict[str, object]] = []
    while True:
        more = await request.app[PARTS].ask(partial(some, seat=seat, after=len(found)))
        found += more
        if len(more) < AT_ONCE:
            return as_geojson(found, "lang-nghe-cho-nguy-hiem")


def some(work: WebWork, seat: Seat, after: int) -> Sequence[dict[str, object]]:
    """The next places of an export."""
    seen = view_of(work, seat)
    spots = hazards.spots(work, seen, Wanted(state=""), after, AT_ONCE)[:AT_ONCE]
    return [feature(spot.hazard, spot.reports) for spot in spots]


def view_of(work: WebWork, seat: Seat) -> View:
    """From where this seat looks."""
    found = board.view(work, seat.officer_id, seat.grant)
    if found is None:
        raise BadInput(NOT_FOUND, 404)
    return found


def page_number(request: web.Request) -> int:
    """The page of a long table that is asked for."""
    asked = request.query.get("page", "1")
    return max(1, int(asked)) if asked.isascii() and asked.isdecimal() and len(asked) < 4 else 1


def counted(line: Line) -> dict[str, object]:
    """A commune on the map: whole numbers, or "<5" where fewer children stand behind it."""
    here = unit(line.commune)
    if here is None:
        return {}
    children = {"open": line.open, "unacknowledged": line.unacknowledged, "late": line.late}
    properties = {
        "commune": here.code,
        "commune_name": listed(here.code),
        "province": here.province,
        "province_name": spoken_province(here.province),
        **{name: few(number) for name, number in children.items()},
        "places": line.places,
        "places_overdue": line.overdue,
        "posts_empty_tonight": line.post.empty,
        "nobody_tonight": line.post.nobody,
    }
    where = {"type": "Point", "coordinates": [round(here.lon, 5), round(here.lat, 5)]}
    return {"type": "Feature", "geometry": where, "properties": properties}


def few(number: int) -> int | str:
    """A count of children as a file may say it."""
    return number if number == 0 or number >= FEW else f"<{FEW}"


async def written_down(request: web.Request, seat: Seat, what: str) -> None:
    """The audit row of an export."""
    await request.app[PARTS].ask(lambda work: work.audit(seat.actor, "export", "", what))


def as_geojson(features: Sequence[Mapping[str, object]], name: str) -> web.Response:
    """A feature collection; with a name it is a file to keep."""
    body = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()
    headers = {"Content-Disposition": f'attachment; filename="{name}.geojson"'} if name else {}
    return web.Response(body=body, content_type=GEOJSON, headers=headers)


ROUTES: Sequence[Route] = (
    web.get("/o/board/outlines.json", for_staff(outlines, "board")),
    web.get("/o/board/counts.geojson", for_staff(proven(counts), "export")),
    web.get("/o/board/hazards.geojson", for_staff(proven(places), "export")),
)
