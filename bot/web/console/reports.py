"""Periodic reports in the page: what changed since the last period, charts with their tables, the way to the files."""

from collections.abc import Mapping, Sequence
from functools import partial
from urllib.parse import urlencode

from aiohttp import web

from bot.web.console import report_view as view
from bot.web.console.menu import Route, show
from bot.web.console.report_asked import Asked, asked_of, counted, counted_before
from bot.web.console.report_words import place_words
from bot.web.console.reports_files import FILE_ROUTES
from bot.web.console.reports_handed import HANDED_ROUTES
from bot.web.console.reports_settings import SETTING_ROUTES
from bot.web.desk import WebWork
from bot.web.parts import PARTS
from bot.web.rendering import sentence
from bot.web.seat import Seat, for_staff
from handlers.console import reports
from referral.alphabet import order
from referral.hiding import SMALL
from referral.jurisdiction.units import units
from referral.jurisdiction.words import listed, province_of, spoken_province
from referral.permissions import may_open
from referral.reports.report import Report
from referral.reports.scope import RECEIVES, SETS, WRITES, Place, places
from referral.staff import Grant


async def page_of_figures(request: web.Request, seat: Seat) -> web.Response:
    """The figures of a place over a period."""
    asked = await asked_of(request, seat)
    now = await counted(request.app, asked, seat.officer_id)
    old = await counted_before(request.app, asked, seat.officer_id)
    around = await request.app[PARTS].ask(lambda work: noted(work, seat, asked))
    return await show(request, seat, "reports", "console/reports.html", {**filled(request, seat, now, old), **around})


def noted(work: WebWork, seat: Seat, asked: Asked) -> Mapping[str, object]:
    """Write down who looked at which figures; what the page says of the report that is due."""
    work.audit(seat.actor, "report", detail=asked.told)
    province = province_in(asked.place)
    due = reports.due_next(work, province) if province else None
    handed = work.reports.versions(asked.place.commune, due.name) if due and asked.place.commune else ()
    return {
        "due": due,
        "province": province,
        "handed": bool(handed),
        "asked": asked,
        "query": urlencode(query_of(asked)),
    }


def filled(request: web.Request, seat: Seat, now: Report, old: Report) -> Mapping[str, object]:
    """What the page shows of the figures."""
    say = partial(sentence, request)
    return {
        "place": say(place_words(now.place)),
        "period": now.period,
        "before": old.period,
        "cases": now.cases.number,
        "headlines": view.headlines(now, old, say),
        "blocks": view.blocks(now, say),
        "shares": view.shares(now, say),
        "spans": view.spans(now, say),
        "counts": view.counts(now, say),
        "small": SMALL,
        "communes": choices(seat.grant),
        "provinces": provinces(seat.grant),
        "may": abilities(seat, now.place),
    }


def abilities(seat: Seat, place: Place) -> frozenset[str]:
    """Which links the page shows."""
    grant = seat.grant
    known = {
        "export": may_open(grant.role, "export"),
        "write": grant.role in WRITES and bool(place.commune),
        "receive": grant.role in RECEIVES and bool(province_in(place)),
        "set": grant.role in SETS,
    }
    return frozenset(name for name, may in known.items() if may)


def province_in(place: Place) -> str:
    """The province in which a place lies; "" for the whole country and for an agency's own cases."""
    return place.province or (province_of(place.commune) if place.commune else "")


def query_of(asked: Asked) -> dict[str, str]:
    """The address of the same report."""
    period = asked.period
    named = {"report": asked.name} if asked.name else {"from": str(period.first), "to": str(period.last)}
    place = {"commune": asked.place.commune, "province": asked.place.province}
    return named | {name: code for name, code in place.items() if code}


def choices(grant: Grant) -> Sequence[tuple[str, str]]:
    """The communes that may be chosen, by name."""
    own = [place.commune for place in places(grant) if place.commune]
    province = [unit.code for unit in units().current.values() if unit.province == grant.area.province]
    codes = own or (province if grant.area.province and grant.role != "agency_lead" else [])
    return sorted(((code, listed(code)) for code in codes), key=lambda line: order(line[1]))


def provinces(grant: Grant) -> Sequence[tuple[str, str]]:
    """The provinces that may be chosen, for who looks at all of them."""
    codes = units().provinces if grant.area.everywhere and grant.role != "agency_lead" else ()
    return sorted(((code, spoken_province(code)) for code in codes), key=lambda line: order(line[1]))


ROUTES: Sequence[Route] = (
    web.get("/o/reports", for_staff(page_of_figures, "reports")),
    *FILE_ROUTES,
    *HANDED_ROUTES,
    *SETTING_ROUTES,
)
