"""The sample directory: whole, marked as samples, and with codes that are in force."""

from referral.agencies import COMMUNE_ROLES, ROLES
from referral.sample import sample_directory

LOCALITIES = {"14812", "21340", "08707", "08716", "20944", "31507"}


def test_every_locality_has_its_bodies() -> None:
    directory = sample_directory()
    for commune in LOCALITIES:
        for role in ("police", "people_committee", "health_station"):
            assert directory.for_commune(role, commune)
    for province in ("38", "51", "25", "48", "92"):
        assert directory.for_province("social_work_centre", province)
        assert directory.for_province("province_desk", province)
    assert directory.intake_desk()


def test_every_agency_has_a_holder_and_a_deputy() -> None:
    directory = sample_directory()
    for agency in directory.agencies:
        assert [officer.deputy for officer in directory.officers_of(agency)] == [False, True]


def test_nothing_can_be_taken_for_real() -> None:
    directory = sample_directory()
    assert not directory.live
    assert all(agency.sample and not agency.phone_confirmed for agency in directory.agencies.values())
    assert all(agency.phone.startswith("000 ") for agency in directory.agencies.values())
    assert all(officer.name.startswith("Cán bộ mẫu") for officer in directory.officers.values())


def test_roles_are_known_and_places_fit_them() -> None:
    for agency in sample_directory().agencies.values():
        assert agency.role in ROLES
        assert bool(agency.communes) == (agency.role in COMMUNE_ROLES)
