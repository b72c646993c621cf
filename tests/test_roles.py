"""The roles of agencies: words that mean one role each, and what each may read when it only needs to know."""

from collections import Counter
from pathlib import Path
from typing import get_args

import pytest

from referral.agencies import COMMUNE_ROLES, PROVINCE_ROLES, ROLES
from referral.brief import age_group, fields_for
from referral.jurisdiction.names import fold
from referral.roles import OFFICES, TO_SUPERVISE, TO_SUPPORT, WANTED, BriefField
from referral.telling import Telling
from tests.store_cast import START


def test_every_role_has_one_level_and_words_of_its_own() -> None:
    assert sorted(ROLES) == sorted(OFFICES) and len(set(ROLES)) == len(ROLES)
    assert "womens_union" in COMMUNE_ROLES and "province_police" in PROVINCE_ROLES
    said = Counter(word for role, office in OFFICES.items() for word in {fold(one) for one in (role, *office.said)})
    assert not [word for word, count in said.items() if count > 1]
    assert {"womens_union", "legal_aid_centre", "village_head"}.isdisjoint(WANTED)


@pytest.mark.parametrize("page", ["directory.md", "glossary.md", "matrix.md"])
def test_every_role_is_on_the_pages_that_name_roles(page: str) -> None:
    text = (Path(__file__).parents[1] / "docs" / page).read_text("utf-8")
    assert {role for role in ROLES if f"`{role}`" not in text} <= ({"intake_desk"} if page == "matrix.md" else set())


def test_nobody_who_is_told_reads_the_story() -> None:
    assert all(set(office.brief) <= set(get_args(BriefField)) for office in OFFICES.values())
    assert "bodies" not in {field for office in OFFICES.values() for field in office.brief}
    assert "age_group" not in TO_SUPERVISE and "hazard" not in TO_SUPERVISE


def test_what_is_read_follows_from_why_it_was_told() -> None:
    know = Telling("school-1", "o", "know", START)
    supervise = Telling("school-1", "o", "supervise", START)
    assert fields_for("legal_aid_centre", [know]) == TO_SUPPORT == fields_for("a role of later", [know])
    assert fields_for("health_department", [supervise]) == TO_SUPERVISE
    both = fields_for("school", [know, supervise])
    assert set(both) == {*OFFICES["school"].brief, *TO_SUPERVISE} and len(set(both)) == len(both)
    assert fields_for("school", []) == ()


def test_ages_are_told_as_groups_of_the_law() -> None:
    ages = ("", "không rõ", "0", "6", "7", "15", "16", "17", "18")
    assert [age_group(age) for age in ages] == ["", "", "small", "small", "child", "child", "youth", "youth", ""]
