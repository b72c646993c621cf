"""Who must act: whatever the place, the kind and whom to avoid, there is a ladder that reaches a human."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.library import flows
from handlers.cases import AVOID
from referral.agencies import COMMUNE_ROLES, ROLES, Agency, Directory, Officer
from referral.case import Case
from referral.jurisdiction.units import units
from referral.matrix import Cell, shipped_matrix
from referral.plan import contested_to, level_of, plan, raised, serves, sirens
from referral.sample import sample_directory
from referral.triage import CATEGORIES
from referral.urgency import Urgency
from tests.store_cast import START

MATRIX = shipped_matrix()
HIGH = Urgency.urgent
BARE = Case("", "", "physical_violence", Urgency.priority, START)


def with_ways(directory: Directory) -> Directory:
    """The directory with every officer linked."""
    officers = {key: replace(o, ways=("a way",)) for key, o in directory.officers.items()}
    return replace(directory, officers=officers)


LINKED = with_ways(sample_directory())
SAMPLE_COMMUNES = sorted({code for a in LINKED.agencies.values() for code in a.communes})
ALL_COMMUNES = sorted(units().current)
DESK_OFFICERS = ["intake_desk-1", "intake_desk-2"]

communes = st.sampled_from(["", *SAMPLE_COMMUNES]) | st.sampled_from(ALL_COMMUNES)
facts = st.dictionaries(st.sampled_from(["injured", "danger_now"]), st.sampled_from(["yes", "no"]))
cases = st.builds(
    Case,
    id=st.just(""),
    number=st.just(""),
    category=st.sampled_from(CATEGORIES),
    urgency=st.sampled_from(Urgency),
    opened_at=st.just(START),
    commune=communes,
    province=st.sampled_from(["", "51", "38", "01", "not a code"]),
    candidates=st.lists(st.sampled_from(SAMPLE_COMMUNES), max_size=5).map(tuple),
    avoid=st.frozensets(st.sampled_from(COMMUNE_ROLES)),
    passed_to=st.lists(st.sampled_from([*LINKED.agencies, "gone"]), max_size=3).map(tuple),
    contested=st.integers(0, 2),
    needs_human=st.booleans(),
    facts=facts,
)


@given(cases)
def test_every_place_has_a_ladder_that_reaches_a_human(case: Case) -> None:
    made = plan(case, LINKED, MATRIX)
    assert made.duties and made.patience
    assert len({duty.body for duty in made.duties}) == len(made.duties)
    for duty in made.duties:
        assert len(set(duty.ladder)) == len(duty.ladder)
        assert set(DESK_OFFICERS) <= set(duty.ladder), "the desk is a rung of every ladder"
        roles = {LINKED.agencies[LINKED.officers[officer].agency].role for officer in duty.ladder}
        assert not roles & case.avoid


def test_every_sample_commune_every_kind_and_every_urgency() -> None:
    for commune in SAMPLE_COMMUNES:
        for category in CATEGORIES:
            for urgency in Urgency:
                case = replace(BARE, commune=commune, category=category, urgency=urgency)
                assert all(set(DESK_OFFICERS) <= set(d.ladder) for d in plan(case, LINKED, MATRIX).duties)


def test_the_desk_is_the_last_rung_unless_it_is_the_first() -> None:
    for duty in plan(replace(BARE, commune="21340", province="51"), LINKED, MATRIX).duties:
        assert list(duty.ladder[-2:]) == DESK_OFFICERS


def test_what_a_reporter_can_say_to_avoid_never_takes_the_last_rung() -> None:
    choices = {key for flow in flows().values() for s in flow.steps if s.answer == "avoid" for key in s.choices}
    assert {role for key in choices for role in AVOID.get(key, (key,))} == set(COMMUNE_ROLES)


people = st.builds(
    Officer,
    id=st.just(""),
    agency=st.sampled_from(
        ["police-21340", "police-20944", "province_desk-51", "intake_desk", "school-1", "no agency"]
    ),
    name=st.just("Một"),
    deputy=st.booleans(),
    on_duty=st.booleans(),
    ways=st.sampled_from([(), ("a way",)]),
)
AGENCIES = (
    Agency("police-21340", "Công an", "police", ("21340",)),
    Agency("police-20944", "Công an", "police", ("20944",)),
    Agency("people_committee-21340", "UBND", "people_committee", ("21340",)),
    Agency("province_desk-51", "Trực ban tỉnh", "province_desk", province="51"),
    Agency("school-1", "Trường", "school", ("14812",)),
    Agency("intake_desk", "Trực ban", "intake_desk"),
)
directories = st.builds(
    lambda agencies, staff: Directory(
        {a.id: a for a in agencies}, {str(n): replace(o, id=str(n)) for n, o in enumerate(staff)}
    ),
    st.lists(st.sampled_from(AGENCIES), unique=True),
    st.lists(people, max_size=8),
)


@pytest.mark.no_cover
@given(cases, directories, st.frozensets(st.sampled_from(ROLES)))
def test_whatever_the_directory_ladders_are_never_circular_and_find_whoever_may_know(
    case: Case, directory: Directory, avoid: frozenset[str]
) -> None:
    case = replace(case, avoid=avoid)
    able = {o.id for o, a in directory.linked if a.role not in avoid}
    duties = plan(case, directory, MATRIX).duties
    assert duties or not able, "somebody is asked if anybody can be"
    for duty in duties:
        assert len(set(duty.ladder)) == len(duty.ladder)
        assert set(duty.ladder) <= able
        assert bool(duty.ladder) == bool(able), "whoever can be reached and may know is found"
        on_duty = {o for o in able if directory.officers[o].on_duty}
        off_duty = set(duty.ladder) - on_duty
        at_desk = {o for o in off_duty if directory.officers[o].agency == "intake_desk"}
        assert not off_duty or off_duty == at_desk or not on_duty, "who is off duty is asked by nobody but in need"


def test_where_no_rung_has_anybody_the_nearest_is_asked() -> None:
    posts = {"near": "police-21340", "far": "school-1", "desk": "intake_desk"}
    officers = {key: Officer(key, agency, "Một", on_duty=key != "desk", ways=("w",)) for key, agency in posts.items()}
    agencies = {a.id: a for a in AGENCIES}
    case = replace(BARE, commune="21340", province="51")
    assert asked_first(case, Directory(agencies, officers)) == {("desk",)}, "the desk, on duty or not"
    opinion = replace(case, category="child_opinion", avoid=frozenset({"people_committee"}))
    del officers["desk"]
    assert asked_first(opinion, Directory(agencies, officers)) == {("near",)}
    no_police = replace(opinion, avoid=frozenset({"police"}))
    assert asked_first(no_police, Directory(agencies, officers)) == {("far",)}
    without_bodies = replace(case, commune="00004", province="")
    only = {key: agencies[key] for key in ("school-1", "police-21340")}
    assert asked_first(without_bodies, Directory(only, officers)) == {("far",)}, "one agency of somewhere else"
    tired = {key: replace(officer, on_duty=False) for key, officer in officers.items()}
    assert asked_first(case, Directory(only, tired)) == {("near",)}


def asked_first(case: Case, directory: Directory) -> set[tuple[str, ...]]:
    """The ladders of a case."""
    return {duty.ladder for duty in plan(case, directory, MATRIX).duties}


def test_where_nobody_is_on_duty_the_desk_is_asked_all_the_same() -> None:
    off = {key: replace(o, on_duty=False) for key, o in LINKED.officers.items()}
    (duty,) = plan(replace(BARE, commune="21340"), replace(LINKED, officers=off), MATRIX).duties
    assert list(duty.ladder) == DESK_OFFICERS


def test_where_nobody_can_be_reached_there_is_a_duty_with_no_one_to_ask() -> None:
    (duty,) = plan(replace(BARE, commune="21340"), sample_directory(), MATRIX).duties
    assert duty.ladder == ()


def test_without_a_desk_and_without_anybody_nothing_fails() -> None:
    assert plan(BARE, Directory(), MATRIX).duties == ()
    police = Agency("police", "Công an", "police", ("1",))
    lonely = Directory({"police": police}, {"o": Officer("o", "police", "Một")})
    case = replace(BARE, commune="1", category="online_abuse")
    assert [duty.ladder for duty in plan(case, lonely, MATRIX).duties] == [()]


def test_bug_of_a_commune_that_may_be_it_the_committee_was_asked_and_the_police_were_not() -> None:
    knife = replace(BARE, candidates=("21340", "20944"), province="51", urgency=Urgency.emergency)
    bodies = [d.body for d in plan(replace(knife, category="physical_violence"), LINKED, MATRIX).duties]
    assert {"police-21340", "police-20944"} <= set(bodies)


def test_bug_a_bare_cry_from_a_known_commune_asked_nobody_there() -> None:
    cry = replace(BARE, commune="21340", province="51", urgency=Urgency.emergency, category="not_relevant")
    assert [d.body for d in plan(cry, LINKED, MATRIX).duties] == ["intake_desk", "police-21340"]
    calm = plan(replace(cry, urgency=Urgency.urgent), LINKED, MATRIX)
    assert [d.body for d in calm.duties] == ["intake_desk"], "a photo without words is the desk's"


def test_a_few_candidates_are_all_alerted_in_an_emergency_only() -> None:
    unclear = replace(BARE, candidates=("21340", "20944"), province="51", category="trafficking_abduction")
    bodies = [d.body for d in plan(replace(unclear, urgency=Urgency.emergency), LINKED, MATRIX).duties]
    assert "police-21340" in bodies and "police-20944" in bodies and "province_desk-51" in bodies
    assert [d.body for d in plan(unclear, LINKED, MATRIX).duties] == ["province_desk-51"]


def test_where_else_the_child_is_the_one_who_leads_is_rung_in_an_emergency() -> None:
    there = {"child_at": "20944", "happened_at": "14812"}
    case = replace(
        BARE, commune="21340", province="51", urgency=Urgency.emergency, category="drowning_now", facts=there
    )
    bodies = [d.body for d in plan(case, LINKED, MATRIX).duties]
    assert {"health_station-21340", "police-20944", "police-14812"} <= set(bodies)
    assert not {"health_station-20944", "province_desk-51"} & set(bodies)
    calm = plan(replace(case, urgency=Urgency.urgent), LINKED, MATRIX)
    assert not {"police-20944", "police-14812"} & {d.body for d in calm.duties}


def test_a_body_that_was_asked_keeps_its_duty_when_an_officer_lowers_the_case() -> None:
    calm = replace(BARE, commune="21340", province="51", candidates=("21340", "20944"))
    asked = {"police-21340": Urgency.emergency, "police-14812": Urgency.emergency, "people_committee-21340": HIGH}
    bodies = [d.body for d in plan(calm, LINKED, MATRIX, asked).duties]
    assert bodies == ["people_committee-21340", "police-21340"], "the doubt about the place had asked nobody yet"
    asked_above = {"province_desk-51": Urgency.emergency, "police-20944": Urgency.emergency}
    assert {d.body for d in plan(calm, LINKED, MATRIX, asked_above).duties} == {"people_committee-21340", *asked_above}
    elsewhere = replace(calm, candidates=(), facts={"ruled_out": "20944"})
    assert "police-20944" not in {d.body for d in plan(elsewhere, LINKED, MATRIX, asked_above).duties}
    raised = replace(calm, urgency=Urgency.emergency)
    assert plan(raised, LINKED, MATRIX, asked) == plan(raised, LINKED, MATRIX)


def test_the_patience_goes_by_the_level_now() -> None:
    asked = {"police-21340": Urgency.emergency}
    assert plan(replace(BARE, commune="21340"), LINKED, MATRIX, asked).patience == MATRIX.wait(Urgency.priority)


def test_of_too_many_communes_none_is_rung_but_the_level_above() -> None:
    many = replace(BARE, candidates=("21340", "20944", "14812", "08707"), province="51", urgency=Urgency.emergency)
    assert [d.body for d in plan(many, LINKED, MATRIX).duties] == ["province_desk-51"]
    doubt = plan(replace(many, commune="21340"), LINKED, MATRIX)
    assert [d.body for d in doubt.duties] == ["people_committee-21340", "police-21340", "province_desk-51"]


def test_who_may_be_stood_down_and_who_must_have_accepted_first() -> None:
    known = replace(BARE, commune="21340", facts={"ruled_out": "20944"}, urgency=Urgency.emergency)
    made = plan(known, LINKED, MATRIX)
    assert made.here == {"people_committee-21340", "police-21340"}
    assert made.elsewhere == {"people_committee-20944", "police-20944", "health_station-20944"}
    assert plan(replace(known, commune=""), LINKED, MATRIX).here == frozenset()
    alone = plan(replace(known, commune="00004", province="01"), LINKED, MATRIX)
    assert alone.here == {d.body for d in alone.duties}, "a commune without bodies of its own"


def test_who_should_hear_is_not_told_when_it_must_not_know_or_acts_already() -> None:
    school = Agency("school-21340", "Trường tiểu học", "school", ("21340",))
    directory = replace(LINKED, agencies={**LINKED.agencies, school.id: school})
    case = replace(BARE, commune="21340", category="drowning_hazard")
    assert plan(case, directory, MATRIX).know == (school.id,)
    assert plan(replace(case, avoid=frozenset({"school"})), directory, MATRIX).know == ()
    assert plan(replace(case, passed_to=(school.id,)), directory, MATRIX).know == ()


def test_only_urgent_alerts_make_a_sound() -> None:
    assert [u.name for u in Urgency if sirens(u)] == ["urgent", "emergency"]


def test_who_supervises_is_of_the_province_and_nobody_who_must_not_know() -> None:
    case = replace(BARE, commune="21340", province="51", category="sexual_abuse")
    assert plan(case, LINKED, MATRIX).supervise == ("province_police-51", "health_department-51")
    avoiding = replace(case, avoid=frozenset({"province_police"}))
    assert plan(avoiding, LINKED, MATRIX).supervise == ("health_department-51",)
    assert plan(replace(case, province="01"), LINKED, MATRIX).supervise == ()


def test_a_role_that_not_every_place_has_is_left_out_where_it_is_missing() -> None:
    hazard = replace(BARE, commune="21340", province="51", category="drowning_hazard")
    assert [d.body for d in plan(hazard, LINKED, MATRIX).duties] == ["people_committee-21340"]
    head = Agency("head", "Trưởng thôn", "village_head", ("21340",))
    heads = replace(LINKED, agencies={**LINKED.agencies, head.id: head})
    assert [d.body for d in plan(hazard, heads, MATRIX).duties] == ["people_committee-21340", "head"]


def test_the_desk_that_answers_for_all_may_be_told_too() -> None:
    mine = replace(MATRIX, know={"disaster": (Cell("intake_desk"),)})
    assert plan(replace(BARE, category="disaster", commune="21340"), LINKED, mine).know == ("intake_desk",)


def test_which_agencies_a_case_is_near() -> None:
    case = replace(BARE, commune="21340", province="51")
    near = {agency.id for agency in LINKED.agencies.values() if serves(agency, case)}
    assert {"police-21340", "province_desk-51", "intake_desk"} <= near and "police-20944" not in near
    nowhere = replace(case, commune="", province="")
    assert {a.id for a in LINKED.agencies.values() if serves(a, nowhere)} == {"intake_desk"}


def closed_by(level: int, before: int = 0, contested: int = 1) -> Case:
    """A case of the sample commune that somebody of this level closed and its reporter contests."""
    case = replace(BARE, commune="21340", province="51", closed_level=level, contest_level=before)
    return replace(case, contested=contested, contest_level=raised(case))


@pytest.mark.parametrize(
    ("case", "asked"),
    [
        (closed_by(0), ["province_desk"]),
        (closed_by(1), ["intake_desk"]),
        (closed_by(2), ["intake_desk"]),
        (closed_by(0, before=1, contested=2), ["province_desk", "intake_desk"]),
        (replace(BARE, contested=1, contest_level=0), ["intake_desk"]),  # kept before there were levels
        (BARE, []),
    ],
)
def test_a_contest_asks_above_whoever_closed_the_case(case: Case, asked: list[str]) -> None:
    bodies = contested_to(case, sample_directory())
    assert [body.role for body in bodies if body] == asked
    assert all(body and level_of(body.role) > case.closed_level for body in bodies) or case.closed_level == 2


def test_every_role_has_a_level() -> None:
    assert [level_of(role) for role in ("police", "social_work_centre", "intake_desk", "?")] == [0, 1, 2, 0]
