"""Who may know of a case: roles, agencies, officers, names until they are confirmed; and who is left to tell."""

from dataclasses import replace

import pytest

from referral.agencies import COMMUNE_ROLES, Agency, Directory, Officer
from referral.case import Case
from referral.conflict import (
    SHIELD,
    agency_may_know,
    answered_about_name,
    commune_may_know,
    excluding,
    in_conflict,
    known_names,
    may_know,
    name_words,
)
from referral.matrix import shipped_matrix
from referral.plan import above, desk, plan
from referral.urgency import Urgency
from tests.cast import live_directory
from tests.store_cast import START

LINKED = live_directory()
LINKED = replace(LINKED, officers={key: replace(o, ways=("a way",)) for key, o in LINKED.officers.items()})
CASE = Case("1", "LN-AAAA1", "sexual_abuse", Urgency.urgent, START, commune="21340", province="51")
MATRIX = shipped_matrix()


def test_a_commune_may_know_while_one_of_its_bodies_may() -> None:
    bodies = frozenset(a.id for a in LINKED.agencies.values() if "21340" in a.communes)
    assert commune_may_know(CASE, LINKED) and commune_may_know(replace(CASE, avoid=frozenset({"police"})), LINKED)
    assert not commune_may_know(replace(CASE, excluded=bodies), LINKED)
    nowhere = replace(CASE, commune="none of ours")
    assert commune_may_know(nowhere, LINKED)
    assert not commune_may_know(replace(nowhere, avoid=frozenset(COMMUNE_ROLES)), LINKED)


def agencies_asked(case: Case, directory: Directory = LINKED) -> set[str]:
    """The agencies of everybody on a ladder of the plan, and its bodies."""
    made = plan(case, directory, MATRIX)
    officers = {directory.officers[o].agency for duty in made.duties for o in duty.ladder}
    return officers | {duty.body for duty in made.duties} | set(made.know)


def test_a_post_shuts_out_its_role_and_the_level_above_is_asked_instead() -> None:
    shut = excluding(CASE, "chú công an xã hay sờ soạng em", LINKED)
    assert shut.avoid == {"police"} and shut.facts[SHIELD] == "harm" and in_conflict(shut)
    assert not any(LINKED.agencies[one].role == "police" for one in agencies_asked(shut))
    assert "province_desk-51" in {duty.body for duty in plan(shut, LINKED, MATRIX).duties}
    assert not may_know(shut, "police-21340-1", LINKED)
    assert may_know(shut, "people_committee-21340-1", LINKED)


def test_words_that_accuse_nobody_change_nothing() -> None:
    assert excluding(CASE, "gọi công an giúp", LINKED) is CASE


def test_asking_not_to_tell_is_what_the_reporter_is_told_of() -> None:
    shut = excluding(CASE, "đừng báo công an xã, chú công an đánh em", LINKED)
    assert shut.facts[SHIELD] == "asked"


def test_a_name_alone_shuts_out_until_it_is_answered() -> None:
    named = excluding(CASE, "ông Lò Văn Mẫu sờ soạng cháu", LINKED)
    assert named.named == {"police-21340-2", "police-21340"} and not named.avoid and SHIELD not in named.facts
    assert not may_know(named, "police-21340-1", LINKED), "a colleague"
    assert answered_about_name(named, "unsure") == named
    sure = answered_about_name(named, "yes")
    assert sure.excluded == named.named and not sure.named
    free = answered_about_name(named, "no")
    assert not in_conflict(free) and free.cleared == named.named
    assert not in_conflict(excluding(free, "ông Lò Văn Mẫu sờ soạng cháu", LINKED)), "asked once"


def test_a_name_beside_its_post_is_sure() -> None:
    shut = excluding(CASE, "chú công an Lò Văn Mẫu sờ soạng cháu", LINKED)
    assert shut.avoid == {"police"} and shut.excluded == {"police-21340-2"} and not shut.named


def test_an_agency_called_by_its_own_name_is_sure() -> None:
    center = replace(LINKED.agencies["social_work_centre-51"], name="Mái ấm Sao Mai")
    directory = replace(LINKED, agencies={**LINKED.agencies, center.id: center})
    shut = excluding(CASE, "đừng báo Mái ấm Sao Mai", directory)
    assert shut.excluded == {center.id}
    assert center.id not in agencies_asked(shut, directory)


def test_names_are_compared_with_whom_the_case_could_reach() -> None:
    assert ("lò", "văn", "mẫu") in known_names(CASE, LINKED)
    assert ("lò", "văn", "mẫu") not in known_names(replace(CASE, commune="14812", province="38"), LINKED)
    assert ("lò", "văn", "mẫu") in known_names(replace(CASE, commune="", province="", candidates=("21340",)), LINKED)
    single = {"o": Officer("o", "intake_desk", "Mẫu")}
    assert ("mẫu",) not in known_names(CASE, replace(LINKED, officers=single)), "a single word names nobody"
    assert name_words("Lò Văn Mẫu") == ("lò", "văn", "mẫu")


def test_one_officer_shut_out_leaves_their_colleagues() -> None:
    shut = replace(CASE, excluded=frozenset({"police-21340-1"}))
    assert not may_know(shut, "police-21340-1", LINKED) and may_know(shut, "police-21340-2", LINKED)
    ladders = {o for duty in plan(shut, LINKED, MATRIX).duties for o in duty.ladder}
    assert "police-21340-2" in ladders and "police-21340-1" not in ladders


def test_whoever_the_directory_has_lost_may_not_know_of_a_conflict() -> None:
    assert may_know(CASE, "nobody", LINKED)
    assert not may_know(replace(CASE, avoid=frozenset({"school"})), "nobody", LINKED)


def test_above_is_never_who_is_shut_out() -> None:
    province = replace(CASE, excluded=frozenset({"province_desk-51"}))
    assert above(province, LINKED) == LINKED.agencies["intake_desk"]
    both = replace(CASE, excluded=frozenset({"province_desk-51", "intake_desk"}))
    other = above(both, LINKED)
    assert other and other.role == "province_desk" and other.id != "province_desk-51"
    assert agency_may_know(both, other) and {"province_desk-51", "intake_desk"}.isdisjoint(agencies_asked(both))
    assert desk(CASE, Directory()) is None


def test_where_the_desk_is_shut_out_a_wish_for_a_human_goes_elsewhere() -> None:
    shut = replace(CASE, needs_human=True, category="info_request", excluded=frozenset({"intake_desk"}))
    assert "intake_desk" not in agencies_asked(shut) and agencies_asked(shut)


def test_nobody_left_is_an_empty_plan() -> None:
    everybody = frozenset(LINKED.agencies)
    shut = replace(CASE, excluded=everybody, passed_to=("police-21340",))
    assert plan(shut, LINKED, MATRIX).duties == ()


@pytest.mark.parametrize("off_duty", [True, False])
def test_where_nobody_is_on_duty_somebody_who_may_know_is_asked(off_duty: bool) -> None:
    officers = {key: replace(o, on_duty=not off_duty) for key, o in LINKED.officers.items()}
    shut = replace(CASE, avoid=frozenset({"police", "intake_desk"}))
    directory = replace(LINKED, officers=officers)
    asked = {LINKED.officers[o].agency for duty in plan(shut, directory, MATRIX).duties for o in duty.ladder}
    assert asked and all(agency_may_know(shut, LINKED.agencies[one]) for one in asked)


def test_an_agency_without_a_role_in_conflict_may_know() -> None:
    assert agency_may_know(CASE, Agency("x", "X", "school"))
