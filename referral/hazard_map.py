"""Dangerous places as rows of a table and as a map (RFC 7946): kind, where, how far; never what a reporter told."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from referral.clock import local
from referral.hazards import Hazard, kinds
from referral.jurisdiction.words import listed, spoken_province

Row = Mapping[str, str | int]


def row(hazard: Hazard, reports: int) -> Row:
    """What an export says of a place: nothing that a reporter wrote, and no officer."""
    return {
        "number": hazard.number,
        "kind": hazard.kind,
        "kind_name": kinds()[hazard.kind].name,
        "status": hazard.status,
        "commune": hazard.commune,
        "commune_name": listed(hazard.commune),
        "province": hazard.province,
        "province_name": spoken_province(hazard.province),
        "must_fix": hazard.must_fix,
        "reports": reports,
        "found": day(hazard.found_at),
        "due": day(hazard.due_at),
        "fixed": day(hazard.fixed_at),
        "confirmed": day(hazard.confirmed_at),
    }


def day(moment: datetime | None) -> str:
    """The day in Vietnam as 2026-11-22, "" while it has not come."""
    return f"{local(moment):%Y-%m-%d}" if moment else ""


def table_row(hazard: Hazard, reports: int) -> Row:
    """A row of a table: the same with the pin in two columns, empty where nobody sent one."""
    lat, lon = ("", "") if hazard.point is None else (f"{part:.5f}" for part in hazard.point)
    return {**row(hazard, reports), "lat": lat, "lon": lon}


def feature(hazard: Hazard, reports: int) -> dict[str, object]:
    """A place on the map; without a pin it has no geometry, the middle of its commune would be a lie."""
    lat, lon = hazard.point or (None, None)
    geometry = None if lat is None or lon is None else {"type": "Point", "coordinates": [round(lon, 5), round(lat, 5)]}
    return {"type": "Feature", "geometry": geometry, "properties": dict(row(hazard, reports))}


def feature_collection(places: Sequence[Hazard], reports: Mapping[str, int]) -> dict[str, object]:
    """The map that dispatch 118/CĐ-TTg asks provinces for."""
    features = [feature(hazard, reports.get(hazard.id, 0)) for hazard in places]
    return {"type": "FeatureCollection", "features": features}
