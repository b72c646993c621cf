"""A province's edition of the matrix: read from lines, laid over the shipped one, written down, and its changes."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.agencies import Directory
from referral.calendar import parse_wait
from referral.matrix import BadMatrix, Matrix, shipped_matrix
from referral.matrix_changes import ORDER, Change, changes
from referral.matrix_lines import Numbered
from referral.matrix_table import (
    COLUMNS,
    edition_text,
    editions,
    entries_of,
    overlaid,
    parse_edition,
    read_edition,
    wait_text,
)
from referral.triage import CATEGORIES
from referral.urgency import Urgency
from tests.store_cast import CASE

SHIPPED = shipped_matrix()


def lines(*rows: str) -> list[Numbered]:
    """Lines as a table has them; cells stand apart by semicolons."""
    return [
        (number, dict(zip(COLUMNS, (*row.split(";"), "", "", "", "", ""), strict=False)))
        for number, row in enumerate(rows, 2)
    ]


def matrix(*rows: str) -> Matrix:
    found, faults = read_edition(lines(*rows))
    assert faults == ()
    return found


def faults(*rows: str) -> list[tuple[int, str]]:
    found, wrong = read_edition(lines(*rows))
    assert found is SHIPPED and wrong
    assert all(fault.words and fault.remedy for fault in wrong)
    return [(fault.line, fault.column) for fault in wrong]


def test_what_a_table_names_replaces_the_row_and_everything_else_stays() -> None:
    mine = matrix("physical_violence;UBND;xử lý", "physical_violence;trường;để biết;urgency is urgent")
    assert mine.roles(CASE) == ("people_committee",)
    assert mine.knowing(CASE) == ("school",) and mine.knowing(replace(CASE, urgency=Urgency.priority)) == ()
    assert mine.supervising(CASE) == (), "the whole row is the province's"
    other = replace(CASE, category="sexual_abuse")
    assert mine.roles(other) == SHIPPED.roles(other) and mine.supervising(other) == SHIPPED.supervising(other)
    assert mine.patience == SHIPPED.patience


def test_patience_of_an_emergency_is_tightened_and_never_loosened() -> None:
    mine = matrix("emergency;;chờ;;1 minute", "priority;;patience;;2 working days")
    assert mine.wait(Urgency.emergency) == parse_wait("1 minute")
    assert mine.wait(Urgency.priority) == parse_wait("2 working days")
    assert mine.wait(Urgency.urgent) == SHIPPED.wait(Urgency.urgent)
    assert faults("emergency;;patience;;3 minutes") == [(2, "wait")]
    assert faults("urgent;;patience;;1 working hour") == [(2, "wait")], "an office is closed at night"
    assert faults("urgent;;patience;;1 working day") == [(2, "wait")]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("cats;police;act", "category"),
        ("disaster;postman;act", "role"),
        ("disaster;police;acts", "mode"),
        ("disaster;police;know;weather is wet", "only_if"),
        ("disaster;police;know;urgency is soon", "only_if"),
        ("disaster;police;know;nonsense", "only_if"),
        ("disaster;police;act;nonsense", "only_if"),
        ("disaster;police;know;;emergency", "wait"),
        ("soon;;patience;;a while", "wait"),
        ("soon;;patience;;1 minute", "category"),
        ("routine;;patience;;", "wait"),
        ("routine;police;patience;;1 hour", "role"),
        ("routine;;patience;urgency is routine;1 hour", "only_if"),
    ],
)
def test_a_bad_line_is_named(row: str, column: str) -> None:
    assert (3, column) in faults("disaster;people_committee;act", row)


def test_a_category_always_has_somebody_who_acts() -> None:
    assert faults("disaster;school;know") == [(2, "category")]
    assert faults("disaster;police;act;urgency is emergency") == [(2, "category")]
    assert faults("disaster;womens_union;act") == [(2, "category")], "not every commune has one"
    assert (3, "category") in faults("routine;;patience;;1 hour", "disaster;police;act;nonsense")


def test_what_is_said_twice_is_named() -> None:
    assert faults("disaster;police;act", "disaster;công an;act") == [(3, "")]
    assert faults("routine;;patience;;1 hour", "routine;;patience;;2 hours") == [(3, "")]
    again = matrix(
        "disaster;people_committee;act", "disaster;police;act;injured is yes", "disaster;police;act;breathing is no"
    )
    assert [cell.role for cell in again.act["disaster"]] == ["people_committee", "police", "police"]


def test_written_and_read_again_it_is_the_same() -> None:
    rows = (
        "disaster;police;act",
        "disaster;school;know;injured is yes and child_age is given",
        "routine;;chờ;;3 hours",
    )
    mine = matrix(*rows)
    text = edition_text(mine)
    assert parse_edition(text) == mine
    assert "sexual_abuse" not in text and "emergency" not in text, "what is as shipped follows what is shipped"
    assert overlaid(entries_of(SHIPPED)) == SHIPPED and edition_text(SHIPPED) == ""


def test_an_edition_that_cannot_be_read_leaves_the_shipped_matrix_in_force() -> None:
    good = edition_text(matrix("disaster;police;act"))
    bad = good.replace("police", "sheriff")
    with pytest.raises(BadMatrix, match="sheriff"):
        parse_edition(bad)
    with pytest.raises(BadMatrix):
        parse_edition(f"{','.join(COLUMNS)}\ndisaster\n")
    found = Directory(matrices=editions({"51": good, "38": bad}))
    assert [cell.role for cell in found.matrix_for("51").act["disaster"]] == ["police"]
    assert found.matrix_for("38") is found.matrix_for("") is SHIPPED


def test_every_change_is_shown_and_nothing_else() -> None:
    mine = matrix("disaster;police;act", "disaster;school;know;injured is yes", "emergency;;patience;;1 minute")
    assert changes(SHIPPED, mine) == (
        Change("emergency", "patience", "2 minutes", "1 minute"),
        Change("disaster", "people_committee", "act", ""),
        Change("disaster", "police", "act if urgency is emergency", "act"),
        Change("disaster", "school", "", "know if injured is yes"),
    )
    assert changes(SHIPPED, SHIPPED) == () == changes(mine, mine)


def test_another_leader_is_a_change_too() -> None:
    mine = matrix("trafficking_abduction;people_committee;act", "trafficking_abduction;police;act",
                  "trafficking_abduction;province_police;supervise")  # fmt: skip
    change = Change("trafficking_abduction", ORDER, "police, people_committee", "people_committee, police")
    assert changes(SHIPPED, mine) == (change,)


def test_no_category_has_the_name_of_an_urgency() -> None:
    assert not set(CATEGORIES) & {urgency.name for urgency in Urgency}


WAITS = [
    "1 minute",
    "90 minutes",
    "1 hour",
    "12 hours",
    "1 working hour",
    "8 working hours",
    "1 working day",
    "5 working days",
]


@pytest.mark.parametrize("text", WAITS)
def test_a_wait_is_written_as_it_is_read(text: str) -> None:
    assert wait_text(parse_wait(text)) == text


categories = st.sampled_from(["disaster", "self_harm", "cats", "emergency", ""])
roles = st.sampled_from(["police", "công an", "womens_union", "postman", ""])
modes = st.sampled_from(["act", "know", "giám sát", "patience", "x"])
conditions = st.sampled_from(["", "urgency is urgent", "injured is yes and child_age is given", "nonsense"])
rows_of_any_kind = st.lists(st.tuples(categories, roles, modes, conditions, st.sampled_from(["", *WAITS])), max_size=6)


@given(rows_of_any_kind)
def test_of_any_table_there_is_a_fault_or_a_matrix_that_is_kept(rows: list[tuple[str, ...]]) -> None:
    found, wrong = read_edition((n, dict(zip(COLUMNS, row, strict=True))) for n, row in enumerate(rows, 2))
    assert {fault.line for fault in wrong} <= set(range(2, len(rows) + 2))
    text = edition_text(found)
    assert found == (parse_edition(text) if text else SHIPPED)
    assert all(found.roles(replace(CASE, category=category, facts={})) for category in found.act)
