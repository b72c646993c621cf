"""Which cases a report is made of: a time, a province or an agency's own; and which part of it somebody may ask for."""

from collections.abc import Sequence
from datetime import datetime

from referral.records import dataclass
from referral.staff import Grant, Role

SETS: frozenset[Role] = frozenset({"province_coordinator", "administrator"})  # who sets layouts and deadlines
MAKES_TOKENS: frozenset[Role] = frozenset({"province_coordinator"})  # an officer, from whom cases can be hidden
WRITES: frozenset[Role] = frozenset({"commune_coordinator"})  # who writes the commune's report and hands it in
RECEIVES: frozenset[Role] = frozenset({"province_coordinator"})  # who reads what communes handed in


@dataclass(frozen=True, slots=True)
class Scope:
    """The cases that are counted together; small numbers are hidden within them."""

    since: datetime
    until: datetime
    province: str = ""  # official code, "" for all
    agency: str = ""  # only cases that this agency was asked to take, "" for all


@dataclass(frozen=True, slots=True)
class Place:
    """Of what a report is: a commune, a province, everything; or an agency's own cases."""

    commune: str = ""
    province: str = ""
    agency: str = ""


def places(grant: Grant) -> Sequence[Place]:
    """What this log-in may ask a report of without naming anything more; the first is shown first."""
    area = grant.area
    if grant.role == "agency_lead":
        return (Place(agency=grant.agency),)
    if area.everywhere:
        return (Place(),)
    if area.province:
        return (Place(province=area.province),)
    return tuple(Place(commune=code) for code in sorted(area.communes))


def may_ask(grant: Grant, place: Place, province_of_commune: str) -> bool:
    """Whether this log-in may have a report of this place."""
    if place.agency or grant.role == "agency_lead":
        return place in places(grant)
    if place.commune:
        return grant.area.covers(place.commune, province_of_commune)
    return grant.area.covers("", place.province) if place.province else grant.area.everywhere
