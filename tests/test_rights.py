"""Requests about personal data: who may do what, and that the guardian check cannot be gone round."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from referral.case import Case
from referral.rights import CHECK, GROUNDS, HINTS, REFUSALS, Step, hints, needs_check, standing, under_seven
from referral.urgency import Urgency

NOW = datetime(2026, 11, 22, tzinfo=UTC)
CASE = Case("c", "LN-7K3FQ", "physical_violence", Urgency.urgent, NOW, status="closed")
GOOD = {name: question.good for name, question in CHECK.items()}
CHECKED = Step("check", "one", NOW, "c", GOOD)
APPROVED = Step("approve", "two", NOW, "c")


def test_every_question_says_what_to_do_and_every_word_is_there() -> None:
    assert all(question.words and question.why and question.good in ("yes", "no") for question in CHECK.values())
    assert all((*REFUSALS.values(), *GROUNDS.values(), *HINTS.values()))


def test_about_oneself_only_an_open_case_hinders() -> None:
    assert standing("me", None, ()).may and standing("me", CASE, ()).may
    assert standing("me", replace(CASE, status="open"), ()).hindered == ("open_case",)
    assert not needs_check("me") and needs_check("child") and needs_check("")


def test_about_a_child_two_people_must_have_looked() -> None:
    assert standing("child", None, ()).hindered == ("unchecked",)
    assert standing("child", CASE, ()).hindered == ("unchecked",)
    assert standing("child", CASE, [CHECKED]).hindered == ("unapproved",)
    assert standing("child", CASE, [CHECKED, APPROVED]).may


@pytest.mark.parametrize("name", CHECK)
@pytest.mark.parametrize("other", ["yes", "no", "unknown", ""])
def test_any_other_answer_stops_it(name: str, other: str) -> None:
    answers = {**GOOD, name: other}
    found = standing("child", CASE, [replace(CHECKED, answers=answers), APPROVED])
    assert found.may == (other == GOOD[name])


def test_nobody_approves_their_own_check_nor_an_older_one() -> None:
    own = replace(APPROVED, by="one")
    assert standing("child", CASE, [CHECKED, own]).hindered == ("unapproved",)
    assert standing("child", CASE, [APPROVED, replace(CHECKED, at=NOW.replace(day=23))]).hindered == ("unapproved",)
    assert standing("child", CASE, [CHECKED, replace(APPROVED, case_id="d")]).hindered == ("unapproved",)
    still = standing("child", replace(CASE, status="open"), [CHECKED, APPROVED])
    assert still.hindered == ("open_case",) and still.checked_by == "one" and still.approved_by == "two"


def test_a_small_child_is_not_asked_for_consent() -> None:
    small, no = replace(CASE, facts={"child_age": "5"}), {**GOOD, "child_agrees": "no"}
    assert under_seven(small) and standing("child", small, [replace(CHECKED, answers=no), APPROVED]).may
    assert not standing("child", CASE, [replace(CHECKED, answers=no), APPROVED]).may


def test_the_machine_hints_and_decides_nothing() -> None:
    told = replace(CASE, status="open", avoid=frozenset({"police"}), facts={"story": "ba em đánh em"})
    assert hints(told, asker_reported=True) == ("open", "family", "reporter", "seven", "kept_from")
    assert hints(replace(CASE, facts={"child_age": "3"}), asker_reported=False) == ()
    assert "family" in hints(replace(CASE, facts={"story": "nhậu về là bố."}), asker_reported=False)
