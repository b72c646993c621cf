"""Dangerous places: what kind, who must fix them, by when, and which reports are of one place."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.resources import files

import pytest

from referral.agencies import Agency, Directory
from referral.calendar import Calendar
from referral.case import Case
from referral.clock import VIETNAM
from referral.hazard_map import feature_collection, table_row
from referral.hazards import (
    BadHazards,
    Hazard,
    body_that_fixes,
    described,
    kind_in,
    kinds,
    next_spring,
    parse_kinds,
    pin_of,
    same_place,
)
from referral.urgency import Urgency
from tests.store_cast import START

CASE = Case("1", "LN-1", "drowning_hazard", Urgency.priority, START, commune="21340", province="51")
POND = Hazard("h", "HZ-22222", "pond", "21340", "51", "committee", START, START, "ao nhà bà Tư thôn 3")
DATA = (files("referral") / "data" / "hazards.toml").read_text("utf-8")


def told(**facts: str) -> Case:
    return replace(CASE, facts=facts)


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        ("pond", {"hazard_kind": "pond"}),
        ("well", {"hazard_kind": "pond", "place": "giếng hoang sau nhà văn hóa"}),
        ("pond", {"story": "cái ao bà Tư không rào"}),
        ("manhole", {"story": "nắp cống trước trường bị mất"}),
        ("canal", {"hazard_kind": "canal", "place": "mương thôn 2"}),
        ("bridge", {"hazard_kind": "other", "place": "cầu thôn Gò không lan can"}),
        ("river", {"hazard_kind": "river", "story": "cái ao bên sông"}),  # only of what was chosen
        ("electricity", {"story": "day dien roi xuong duong"}),  # without diacritics
        ("other", {"story": "trẻ con sống ở đó"}),  # "sống" is no river
        ("other", {"hazard_kind": "something new"}),
        ("other", {}),
    ],
)
def test_the_kind_by_what_was_chosen_and_said(kind: str, facts: dict[str, str]) -> None:
    assert kind_in(told(**facts)) == kind


def test_every_answer_of_the_flow_is_a_kind() -> None:
    from flows.library import flows

    (step,) = (step for step in flows()["drowning"].steps if step.answer == "hazard_kind")
    assert set(step.choices) <= set(kinds())
    assert {asked for kind in kinds().values() for asked in kind.asked} == set(step.choices)


def test_where_it_is_in_the_words_that_say_most_and_never_a_pin() -> None:
    story = "ao nhà bà Tư thôn 3 nguy hiểm lắm, trẻ hay tắm"
    assert described(told(place="thôn 3, xã Sơn Tây", story=story)) == "ao nhà bà Tư thôn 3"
    assert described(told(place="15.00000, 108.00000", point="15.00000, 108.00000")) == ""
    assert described(told(place="xã Sơn Tây, Quảng Ngãi")) == ""
    assert pin_of(told(point="15.00000, 108.00000")) == (15, 108) and pin_of(told()) is None


def test_who_must_fix_it() -> None:
    committee = Agency("committee", "", "people_committee", ("21340",))
    desk, province = Agency("desk", "", "intake_desk"), Agency("above", "", "province_desk", province="51")
    every = [committee, province, desk]
    for left, found in ((every, "committee"), (every[1:], "above"), (every[2:], "desk"), ([], "")):
        assert body_that_fixes("pond", CASE, Directory({a.id: a for a in left})) == found


def test_one_place_by_words() -> None:
    assert same_place(POND, replace(POND, description="ao bà Tư ở thôn 3"))
    assert same_place(POND, replace(POND, description="ao ba tu"))
    assert not same_place(POND, replace(POND, description="ao nhà bà Năm thôn 3"))
    assert not same_place(POND, replace(POND, commune="21343"))
    assert not same_place(POND, replace(POND, kind="well"))


@pytest.mark.parametrize("vague", ["", "ao", "thôn 3", "ao thôn 3"])
def test_words_that_fit_many_places_are_of_none(vague: str) -> None:
    assert not same_place(replace(POND, description=vague), replace(POND, description=vague))


def test_two_pins_say_it_alone() -> None:
    here = replace(POND, point=(15.0, 108.3))
    assert same_place(here, replace(here, point=(15.0008, 108.3), description="sân đình"))
    assert not same_place(here, replace(here, point=(15.002, 108.3)))
    assert same_place(here, POND), "one without a pin is compared by its words"


def test_the_next_spring() -> None:
    april = datetime(2027, 4, 20, 8, tzinfo=VIETNAM)
    assert next_spring(START) == april and next_spring(april - timedelta(hours=1)) == april
    assert next_spring(april).year == 2028
    assert next_spring(datetime(2026, 12, 31, 20, tzinfo=UTC)) == april, "in Vietnam it is already 2027"


def test_every_kind_can_be_fixed_in_time() -> None:
    for kind in kinds().values():
        assert kind.name and kind.owner and START < kind.due.after(START, Calendar()) < START + timedelta(days=40)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('key = "well"', 'key = "pond"'),
        ('key = "other"', 'key = "others"'),
        ('must_fix = ["people_committee"]', 'must_fix = ["king"]'),
        ('due = "2 working days"', 'due = "soon"'),
        ('owner = "chủ nhà"\n', ""),
        ("[[kind]]", "[[kind"),
        ('words = ["hố ga"', 'words = 3 # ["hố ga"'),
    ],
)
def test_a_mistake_in_the_kinds_is_named(before: str, after: str) -> None:
    assert before in DATA
    with pytest.raises(BadHazards, match=r"hazards\.toml"):
        parse_kinds(DATA.replace(before, after, 1))


def test_the_map_follows_rfc_7946_and_tells_nothing_that_was_written() -> None:
    pinned = replace(POND, point=(15.0000049, 108.3), fixed_at=START, status="fixed", fixed_by="officer-1")
    found = feature_collection([pinned, replace(POND, id="i")], {"h": 2})
    shown = json.dumps(found, ensure_ascii=False)
    assert found["type"] == "FeatureCollection"
    (one, other) = json.loads(shown)["features"]
    assert one["type"] == "Feature" and one["geometry"] == {"type": "Point", "coordinates": [108.3, 15.0]}
    assert other["geometry"] is None, "the middle of a commune would be a lie"
    assert one["properties"]["reports"] == 2 and other["properties"]["reports"] == 0
    assert one["properties"]["commune_name"] == "xã Sơn Tây" and one["properties"]["fixed"] == "2026-11-22"
    assert "bà Tư" not in shown and "officer-1" not in shown


def test_a_row_has_the_pin_in_two_columns() -> None:
    assert table_row(replace(POND, point=(15.0, 108.3)), 1)["lon"] == "108.30000"
    assert table_row(POND, 1)["lat"] == "" and "description" not in table_row(POND, 1)
