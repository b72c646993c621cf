"""The referral matrix: whole, and refused when a row or a patience is missing or a name is unknown."""

from dataclasses import replace

import pytest

from referral.agencies import ROLES
from referral.calendar import Calendar
from referral.matrix import BadMatrix, parse_matrix, shipped_matrix
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
        (PATIENCE + ROWS + 'know = ["postman"]\n', "postman"),
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
