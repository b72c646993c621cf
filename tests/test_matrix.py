"""The referral matrix: whole, and refused when a row or a patience is missing or a name is unknown."""

from dataclasses import replace

import pytest

from flows.library import flows
from handlers.kept import KEPT
from referral.agencies import ROLES
from referral.calendar import Calendar
from referral.matrix import FACTS, MODES, BadMatrix, parse_matrix, shipped_matrix
from referral.triage import CATEGORIES
from referral.urgency import Urgency
from tests.store_cast import CASE, START

PATIENCE = """[patience]
emergency = "2 minutes"
urgent = "10 minutes"
priority = "4 working hours"
routine = "8 working hours"
[first_action]
emergency = "15 minutes"
urgent = "1 hour"
priority = "8 working hours"
routine = "16 working hours"
"""
ROWS = "".join(f'[[row]]\ncategory = "{name}"\nact = [{{ role = "police" }}]\n' for name in CATEGORIES)


def test_the_shipped_matrix_has_somebody_for_everything() -> None:
    matrix = shipped_matrix()
    for category in CATEGORIES:
        roles = matrix.roles(replace(CASE, category=category, urgency=Urgency.none, facts={}))
        assert roles and set(roles) <= set(ROLES), category


def test_every_mode_has_its_rows_and_a_role_with_two_reasons_stands_there_once() -> None:
    matrix = shipped_matrix()
    assert tuple(matrix.rows()) == MODES
    bride = replace(CASE, category="child_marriage", urgency=Urgency.urgent, facts={"child_age": "14"})
    assert matrix.roles(bride) == ("people_committee", "police", "womens_union")
    calm = replace(bride, urgency=Urgency.priority)
    assert matrix.roles(calm) == ("people_committee", "police", "womens_union"), "under 16"
    assert matrix.roles(replace(calm, facts={"child_age": "16"})) == ("people_committee", "womens_union")
    assert matrix.supervising(bride) == ("health_department",) and matrix.knowing(bride) == ()
    assert matrix.knowing(CASE) == ("womens_union", "legal_aid_centre")


def test_the_more_urgent_the_shorter_the_patience() -> None:
    waits = [shipped_matrix().wait(urgency) for urgency in Urgency]
    ends = [wait.after(START, Calendar()) for wait in waits]
    assert ends == sorted(ends, reverse=True)
    assert waits[Urgency.none] == waits[Urgency.routine]


def test_the_more_urgent_the_sooner_a_first_step_is_due() -> None:
    waits = [shipped_matrix().act_within(urgency) for urgency in Urgency]
    ends = [wait.after(START, Calendar()) for wait in waits]
    assert ends == sorted(ends, reverse=True)
    assert waits[Urgency.none] == waits[Urgency.routine] != waits[Urgency.priority]


def test_a_whole_matrix_is_read() -> None:
    assert parse_matrix(PATIENCE + ROWS).act["disaster"][0].role == "police"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (PATIENCE + ROWS.replace('"police"', '"postman"'), "postman"),
        (PATIENCE + ROWS + '[[row]]\ncategory = "cats"\nact = [{ role = "police" }]\n', "cats"),
        (PATIENCE + ROWS.removesuffix('[[row]]\ncategory = "not_relevant"\nact = [{ role = "police" }]\n'), "not_rel"),
        (PATIENCE + ROWS.replace('{ role = "police" }', '{ role = "police", only_if = "a is b" }', 1), "sexual_abuse"),
        (PATIENCE + ROWS + 'know = [{ role = "postman" }]\n', "postman"),
        (PATIENCE + ROWS + 'know = ["school"]\n', "Correct"),
        (PATIENCE + ROWS + 'supervise = [{ role = "school", only_if = "cats is 9" }]\n', "cats"),
        (PATIENCE + ROWS + 'supervise = [{ role = "school", only_if = "urgency is one of urgent, high" }]\n', "^high:"),
        (PATIENCE + ROWS.replace('"police"', '"womens_union"', 1), "^sexual_abuse:"),
        (PATIENCE + ROWS.replace("police", "police\", only_if = \"a", 1), "'a'"),
        (PATIENCE.replace('urgent = "10 minutes"\n', "") + ROWS, "urgent"),
        (PATIENCE.replace("urgent", "hurried") + ROWS, "hurried"),
        (PATIENCE.replace("10 minutes", "a while") + ROWS, "a while"),
        (PATIENCE.replace('urgent = "1 hour"\n', "") + ROWS, "urgent"),
        (PATIENCE.replace("[first_action]", "[second_action]") + ROWS, "first_action"),
        (ROWS, "patience"),
        (PATIENCE, "row"),
        (PATIENCE + "[[row]]\nact = []\n", "category"),
        (PATIENCE + '[[row]]\ncategory = "disaster"\n', "act"),
        (PATIENCE + ROWS + ROWS, "sexual_abuse"),
        ("patience = [ }", "line 1"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_matrix_is_named(text: str, named: str) -> None:
    with pytest.raises(BadMatrix, match=named):
        parse_matrix(text)


def test_a_condition_asks_only_what_a_case_keeps_and_flows_can_answer() -> None:
    assert set(FACTS) - {"urgency"} <= set(KEPT)
    choices = {(step.answer, key) for flow in flows().values() for step in flow.steps for key in step.choices}
    asked = {(name, key) for name, key in choices if name in FACTS}
    assert asked and all(key in FACTS[name] for name, key in asked), "a province may compare with each of them"
    assert {name for name, _ in asked} >= {"danger_now", "injured", "breathing", "still_in_water", "hazard_kind"}
