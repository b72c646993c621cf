"""Coverage: which communes of my area have no lead, no deputy, no channel, no confirmed number, nobody tonight."""

from collections.abc import Iterator, Mapping, Sequence

from aiohttp import web

from bot.table_write import csv_of
from bot.web.console.directory_views import provinces_of, role_words
from bot.web.console.geo import page_number
from bot.web.console.menu import Route, show
from bot.web.desk import WebWork
from bot.web.parts import PARTS, BadInput
from bot.web.rendering import sentence
from bot.web.seat import Seat, for_staff, proven
from bot.web.words import N_, NOT_FOUND
from handlers.console.directory import may_see
from referral.agencies import COMMUNE_ROLES, Agency, Directory
from referral.coverage import agency_at
from referral.duty import STANDING_ROLES, tonight, vacant
from referral.jurisdiction.units import units
from referral.jurisdiction.words import spoken
from referral.records import dataclass
from referral.roles import WANTED
from referral.roster import Stretch

LACKS: Mapping[str, str] = {  # in the order in which they matter
    "agency": N_("chưa có cơ quan"),
    "lead": N_("chưa có người phụ trách"),
    "deputy": N_("chưa có cấp phó"),
    "way": N_("chưa có kênh báo tin"),
    "number": N_("số chưa xác nhận"),
    "tonight": N_("đêm nay không ai trực"),
}
AT_ONCE = 100
HEADINGS = ("code", "place", "role", "agency", "lacks")


@dataclass(frozen=True, slots=True)
class Gap:
    """What a role lacks in a commune; without an agency nothing else is worth saying."""

    code: str
    place: str
    role: str
    agency: str
    lacks: tuple[str, ...]


def gaps(directory: Directory, seat: Seat, province: str, night: Stretch) -> Iterator[Gap]:
    """Every gap in the communes of my area, in one province where one is asked for."""
    area = seat.grant.area
    mine = directory.agencies.get(seat.grant.agency)
    own = frozenset(mine.communes if mine else ())
    known: dict[str, tuple[str, ...]] = {}
    for code, here in sorted(units().current.items()):
        if province not in ("", here.province) or not (area.covers(code, here.province) or code in own):
            continue
        for role in (role for role in COMMUNE_ROLES if role in WANTED):
            agency = agency_at(directory, role, code)
            if agency and not may_see(seat.grant, agency):
                continue
            missing = ("agency",) if agency is None else known.setdefault(agency.id, lacks(directory, agency, night))
            if missing and (agency or area.covers(code, here.province)):
                yield Gap(code, spoken(code), role, agency.id if agency else "", missing)


def lacks(directory: Directory, agency: Agency, night: Stretch) -> tuple[str, ...]:
    """What an agency lacks, keys of LACKS; a night duty is expected only of who answers at night."""
    officers = (directory.kept or directory).officers_of(agency.id)
    stands = agency.role in STANDING_ROLES
    there: Mapping[str, bool] = {
        "lead": any(not officer.deputy for officer in officers),
        "deputy": any(officer.deputy for officer in officers),
        "way": any(officer.ways for officer in officers),
        "number": bool(agency.phone) and agency.phone_confirmed,
        "tonight": not stands or not vacant(directory, (agency.id,), night),
    }
    return tuple(need for need in LACKS if not there.get(need, True))


def asked_province(request: web.Request, seat: Seat) -> str:
    """The province to look at; one that is none of mine is not there. Raises BadInput."""
    asked = request.query.get("province", "")
    if asked and asked not in dict(provinces_of(seat)):
        raise BadInput(NOT_FOUND, 404)
    return asked or (seat.grant.area.province if not seat.grant.area.everywhere else "")


async def cover_page(request: web.Request, seat: Seat) -> web.Response:
    """The gaps, one kind of them if one is asked for."""
    province, asked = asked_province(request, seat), request.query.get("lack", "")
    lack = asked if asked in LACKS else ""
    found = await found_in(request, seat, province)
    counts = {need: sum(need in gap.lacks for gap in found) for need in LACKS}
    shown = [gap for gap in found if not lack or lack in gap.lacks]
    page = page_number(request)
    start = (page - 1) * AT_ONCE
    wide = not province and len(provinces_of(seat)) > 1
    context = {
        "summary": by_province(shown) if wide else (),
        "wide": wide,
        "gaps": [(gap, role_words(gap.role, seat.locale)) for gap in ([] if wide else shown[start : start + AT_ONCE])],
        "more": len(shown) > start + AT_ONCE,
        "page": page,
        "counts": counts,
        "lacks": LACKS,
        "lack": lack,
        "province": province,
        "provinces": provinces_of(seat),
        "total": len(shown),
    }
    return await show(request, seat, "directory", "console/directory_cover.html", context)


def by_province(found: Sequence[Gap]) -> Sequence[tuple[str, str, int, Mapping[str, int]]]:
    """Of each province its code, its name, how many gaps it has, and how many of each kind; the most first."""
    here: dict[str, list[Gap]] = {code: [] for code in units().provinces}
    for gap in found:
        here[units().current[gap.code].province].append(gap)
    rows = [
        (code, units().provinces[code], len(some), {need: sum(need in gap.lacks for gap in some) for need in LACKS})
        for code, some in here.items()
    ]
    return sorted(rows, key=lambda row: (-row[2], row[1]))


async def found_in(request: web.Request, seat: Seat, province: str) -> Sequence[Gap]:
    """The gaps, looked for beside the writer."""

    def job(work: WebWork) -> Sequence[Gap]:
        directory = work.directory
        return list(gaps(directory, seat, province, tonight(work.now, directory.calendar)))

    return await request.app[PARTS].look(job)


async def cover_file(request: web.Request, seat: Seat) -> web.Response:
    """The same as CSV."""
    province = asked_province(request, seat)
    found = await found_in(request, seat, province)
    await request.app[PARTS].ask(lambda work: work.audit(seat.actor, "export coverage", detail=province))
    lines = [
        (gap.code, gap.place, gap.role, gap.agency, "; ".join(sentence(request, LACKS[need]) for need in gap.lacks))
        for gap in found
    ]
    headers = {"Content-Disposition": 'attachment; filename="coverage.csv"'}
    return web.Response(body=csv_of([HEADINGS, *lines]), content_type="text/csv", headers=headers)


ROUTES: Sequence[Route] = (
    web.get("/o/directory/coverage", for_staff(cover_page, "directory")),
    web.get("/o/directory/coverage.csv", for_staff(proven(cover_file), "directory")),
)
