"""The board's lines: what is added up, what comes first, where somebody looks, who is missing tonight."""

from dataclasses import replace
from datetime import datetime

import pytest

from referral.agencies import Agency, Directory, Officer
from referral.board import Line, Places, Post, Tally, communes_in, field_of, lines, posts_in, total, view_of
from referral.clock import VIETNAM
from referral.jurisdiction.units import units
from referral.staff import OFFICER, Area, Grant

NIGHT = (datetime(2026, 11, 22, 17, tzinfo=VIETNAM), datetime(2026, 11, 23, 7, tzinfo=VIETNAM))
POLICE = Agency("police-1", "Công an xã", "police", ("21340",))
STATION = Agency("health-1", "Trạm y tế", "health_station", ("21340",))
DESK = Agency("desk", "Bàn trực", "intake_desk")
PROVINCE = Agency("province", "Bàn trực tỉnh", "province_desk", (), "51")


def directory(*officers: Officer) -> Directory:
    """Two bodies of a commune, with these officers."""
    return Directory({a.id: a for a in (POLICE, STATION)}, {o.id: o for o in officers})


def test_lines_add_up_and_what_needs_somebody_is_on_top() -> None:
    tallies = [
        Tally("a", 4, 1, 0, 0),
        Tally("b", 1, 9, 9, 0),
        Tally("c", 4, 1, 1, 0),
        Tally("d", 2, 1, 1, 1),
        Tally("d", 0, 2, 0, 0),
    ]
    found = lines(tallies, [Places("a", 2, 1), Places("e", 1, 0)], {"f": Post(1, True), "a": Post(2)})
    assert [line.commune for line in found] == ["c", "d", "b", "f", "a", "e"]
    assert [line.pressing for line in found] == [
        "unacknowledged",
        "late",
        "unacknowledged",
        "nobody",
        "overdue",
        "open",
    ]
    by_name = {line.commune: line for line in found}
    assert by_name["d"].urgencies == (0, 0, 1, 0, 2) and by_name["d"].open == 3
    assert by_name["a"] == Line("a", (1, 0, 0, 0, 0), places=2, overdue=1, post=Post(2))
    every = total(found)
    assert (every.open, every.unacknowledged, every.late, every.places, every.overdue) == (14, 11, 1, 3, 1)
    assert every.post == Post(3, True) and total(()) == Line("") and Line("x").pressing == "calm"


@pytest.mark.parametrize(
    ("agency", "grant", "field", "reach"),
    [
        (POLICE, OFFICER, Area(frozenset({"21340"})), (False, False)),
        (POLICE, Grant("agency_lead", "police-1"), Area(frozenset({"21340"})), (True, False)),
        (
            POLICE,
            Grant("commune_coordinator", "police-1", Area(frozenset({"1"}))),
            Area(frozenset({"1"})),
            (True, True),
        ),
        (PROVINCE, OFFICER, Area(province="51"), (False, False)),
        (DESK, OFFICER, Area(everywhere=True), (False, False)),
    ],
)
def test_where_somebody_looks(agency: Agency, grant: Grant, field: Area, reach: tuple[bool, bool]) -> None:
    seen = view_of("officer", agency, grant)
    assert seen.field == field and (seen.whole_agency, seen.whole_area) == reach
    assert field_of(replace(POLICE, province="51")) == Area(frozenset({"21340"})), "a commune's own, not its province's"


def test_the_communes_of_an_area() -> None:
    assert communes_in(Area()) == () and communes_in(Area(frozenset({"21340"}))) == ("21340",)
    assert set(communes_in(Area(everywhere=True))) == set(units().current)
    here = communes_in(Area(province="51"))
    assert "21340" in here and len(here) == sum(known.province == "51" for known in units().current.values())


def test_who_is_missing_tonight() -> None:
    on = Officer("o1", "police-1", "Cán bộ 1", ways=("p1",))
    off = Officer("o2", "health-1", "Cán bộ 2", on_duty=False, ways=("p2",))
    assert posts_in(directory(), ["21340"], NIGHT) == {}, "nobody was ever linked: that is a matter of setting up"
    assert posts_in(directory(on), ["21340"], NIGHT) == {}
    assert posts_in(directory(on, off), ["21340", "21343"], NIGHT) == {"21340": Post(1, False)}
    assert posts_in(directory(off), ["21340"], NIGHT) == {"21340": Post(1, True)}
