"""The directory: found by place, live only when nothing in it is a sample."""

from dataclasses import replace

from referral.agencies import Agency, Directory, Officer
from referral.sample import sample_directory
from tests.cast import live_directory

POLICE = Agency("police-b", "Công an xã", "police", ("1", "2"))
OTHER = Agency("police-a", "Công an xã khác", "police", ("2",))
DESK = Agency("desk", "Trực ban", "intake_desk")
DIRECTORY = Directory({a.id: a for a in (POLICE, OTHER, DESK)})


def test_an_agency_is_found_by_the_commune_it_serves() -> None:
    assert DIRECTORY.for_commune("police", "1") == POLICE
    assert DIRECTORY.for_commune("school", "1") is None
    assert DIRECTORY.for_commune("police", "3") is None
    assert DIRECTORY.for_province("social_work_centre", "51") is None
    assert sample_directory().for_province("social_work_centre", "51")


def test_of_two_that_fit_the_same_one_is_found_on_every_machine() -> None:
    backwards = Directory(dict(reversed(list(DIRECTORY.agencies.items()))))
    assert DIRECTORY.for_commune("police", "2") == backwards.for_commune("police", "2") == OTHER


def test_the_holder_of_a_post_comes_before_the_deputy() -> None:
    officers = [Officer("a", "desk", "A", deputy=True), Officer("c", "desk", "C"), Officer("b", "desk", "B")]
    directory = replace(DIRECTORY, officers={o.id: o for o in officers})
    assert [o.id for o in directory.officers_of("desk")] == ["b", "c", "a"]


def test_only_the_deployers_word_and_no_sample_make_a_directory_live() -> None:
    assert not live_directory().live
    assert replace(live_directory(), real_agencies=True).live
    assert not replace(sample_directory(), real_agencies=True).live
