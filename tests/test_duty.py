"""Where nobody is on duty: stretches without anybody, communes tonight, and who is asked instead."""

from dataclasses import replace
from datetime import datetime, time

import pytest

from referral.agencies import Agency, Directory, Officer
from referral.calendar import Calendar
from referral.clock import VIETNAM
from referral.duty import (
    anybody_at,
    empty_communes,
    in_province,
    instead_of,
    on_post,
    reached,
    stored,
    tonight,
    vacancies,
    vacant,
)  # fmt: skip
from referral.roster import EVERY_DAY, Hours, Roster, Shift

SON_TAY, TRA_LENG = "21340", "20938"
QUANG_NGAI = "51"
AGENCIES = (
    Agency("police", "Công an xã", "police", (SON_TAY,)),
    Agency("committee", "UBND xã", "people_committee", (SON_TAY,)),
    Agency("school", "Trường", "school", (SON_TAY,)),
    Agency("far", "Công an xã Trà Leng", "police", (TRA_LENG,)),
    Agency("province", "Bàn trực tỉnh", "province_desk", province=QUANG_NGAI),
    Agency("desk", "Bàn trực", "intake_desk"),
)
OFFICERS = tuple(Officer(f"{a.id}-1", a.id, "Cán bộ", ways=("way",)) for a in AGENCIES if a.id != "far")
DIRECTORY = Directory({a.id: a for a in AGENCIES}, {o.id: o for o in OFFICERS})
BY_DAY = Hours(EVERY_DAY, time(7, 30), time(17, 30))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=VIETNAM)


def with_days(*agencies: str) -> Directory:
    """The directory in which these agencies stand by day only."""
    return replace(DIRECTORY, roster=Roster(tuple(Shift(agency, "", BY_DAY) for agency in agencies)))


def test_stretches_without_anybody() -> None:
    stretch = (at(23, 12), at(24, 12))
    assert vacant(DIRECTORY, ("police",), stretch) == ()
    assert vacant(DIRECTORY, ("far",), stretch) == (stretch,)  # nobody was linked
    assert vacant(with_days("police"), ("police",), stretch) == ((at(23, 17, 30), at(24, 7, 30)),)
    assert vacant(with_days("police"), ("police", "committee"), stretch) == ()


def test_two_who_follow_each_other_leave_no_gap_and_two_gaps_are_two() -> None:
    morning, evening = Hours(EVERY_DAY, time(6), time(12)), Hours(EVERY_DAY, time(12), time(20))
    roster = Roster((Shift("police", "police-1", morning), Shift("police", "police-1", evening)))
    found = vacant(replace(DIRECTORY, roster=roster), ("police",), (at(23, 5), at(23, 22)))
    assert found == ((at(23, 5), at(23, 6)), (at(23, 20), at(23, 22)))


def test_an_edge_that_changes_nothing_does_not_divide_a_gap() -> None:
    two = (Shift("police", "police-1", BY_DAY), Shift("police", "police-2", Hours(EVERY_DAY, time(20), time(22))))
    off = Officer("police-2", "police", "Cán bộ", on_duty=False, ways=("way",))
    directory = replace(DIRECTORY, officers={**DIRECTORY.officers, off.id: off}, roster=Roster(two))
    assert vacant(directory, ("police",), (at(23, 17, 30), at(24, 7))) == ((at(23, 17, 30), at(24, 7)),)


def test_every_agency_without_anybody_is_named() -> None:
    found = vacancies(with_days("desk"), (at(23, 12), at(24, 12)))
    assert [vacancy.agency for vacancy in found] == ["desk", "far"]


def test_a_commune_is_empty_when_none_of_its_standing_bodies_has_anybody() -> None:
    night = (at(23, 17, 30), at(24, 7, 30))
    assert empty_communes(DIRECTORY, QUANG_NGAI, night) == ()
    assert empty_communes(with_days("police"), QUANG_NGAI, night) == ()
    assert empty_communes(with_days("police", "committee"), QUANG_NGAI, night) == (
        SON_TAY,
    )  # the school does not count
    assert empty_communes(with_days("police", "committee"), "48", night) == ()  # Trà Leng: nobody was ever linked
    assert empty_communes(with_days("far"), "48", night) == (TRA_LENG,)  # a roster, and nobody to reach
    assert not in_province("00000", QUANG_NGAI)


@pytest.mark.parametrize(
    ("now", "since", "until"),
    [
        (at(25, 16), at(25, 17, 30), at(26, 7, 30)),
        (at(25, 22), at(25, 22), at(26, 7, 30)),
        (at(25, 3), at(25, 3), at(25, 7, 30)),
        (at(23, 16), at(23, 17, 30), at(24, 17, 30)),  # the day after is a public holiday
        (at(27, 16), at(27, 17, 30), at(28, 17, 30)),  # a Saturday
    ],
)
def test_tonight(now: datetime, since: datetime, until: datetime) -> None:
    assert tonight(now, Calendar()) == (since, until)


def test_who_is_asked_instead() -> None:
    police, desk = DIRECTORY.agencies["police"], DIRECTORY.agencies["desk"]
    night = with_days("police", "committee").at(at(23, 20))
    assert instead_of(DIRECTORY.at(at(23, 20)), police) == DIRECTORY.agencies["committee"]
    assert instead_of(night, police) == DIRECTORY.agencies["province"]
    assert instead_of(night, DIRECTORY.agencies["province"]) == desk
    assert instead_of(night, desk) is None
    assert instead_of(night, DIRECTORY.agencies["far"]) == desk
    assert anybody_at(night, "desk") and not anybody_at(night, "police")


def test_an_agency_without_officers_and_an_officer_without_agency_are_borne() -> None:
    lost = Officer("lost", "gone", "Cán bộ", ways=("way",))
    directory = replace(DIRECTORY, officers={"lost": lost}, roster=Roster((Shift("police", "", BY_DAY),))).at(
        at(23, 20)
    )
    assert stored(directory).officers == {"lost": lost}
    assert on_post(directory, "police", at(23, 12)) == frozenset()
    assert reached(directory, ("police",)) == []
    assert len(vacancies(directory, (at(23, 12), at(23, 13)))) == len(AGENCIES)


def test_who_stands_at_a_moment_is_by_the_stored_switch() -> None:
    assert on_post(with_days("police").at(at(23, 20)), "police", at(23, 12)) == {"police-1"}
    assert on_post(with_days("police").at(at(23, 20)), "police", at(23, 20)) == frozenset()
