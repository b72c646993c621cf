"""`langnghe triage`: a reading a line, and one for a person."""

import json

from bot.triage_lines import answer
from referral.triage import CATEGORIES
from referral.triage.judge import triage
from tests import cli

FIELDS = [
    "id", "urgency", "category", "also", "reporter_is_child", "child_age", "place_text", "evidence", "ask", "version",
]  # fmt: skip


def test_a_line_has_the_fields_of_the_interface() -> None:
    text = "con 12 tuổi, ba say lại đánh con, xã Sơn Tây"
    row = answer({"id": 7, "text": text})
    assert list(row) == FIELDS and row["id"] == 7 and row["urgency"] in ("priority", "urgent", "emergency")
    assert row["reporter_is_child"] is True and row["child_age"] == 12 and row["place_text"] == "xã Sơn Tây"
    assert isinstance(row["evidence"], list) and row["evidence"]
    assert all(text[slice(*one["span"])] and one["says"] for one in row["evidence"])


def test_a_bare_cry_has_a_best_guess() -> None:
    row = answer({"id": 1, "text": "cuu"})
    assert row["urgency"] == "emergency" and row["category"] in CATEGORIES and row["category"] != "not_relevant"
    assert row["also"] and row["ask"]


def test_lines_in_lines_out_and_a_bad_one_is_told() -> None:
    given = '{"id": 1, "text": "con mèo nhà em"}\n{"id": 2}\nno json\n'.encode()
    said = cli.command("triage", given=given)
    rows = [json.loads(line) for line in said.stdout.splitlines()]
    assert said.exit_code == 1 and [row["id"] for row in rows] == [1, 2, None]
    assert rows[0]["urgency"] == "none" and "text" in rows[1]["error"] and "JSON" in rows[2]["error"]


def test_explained_to_a_person_with_the_words_marked() -> None:
    text = "em 9 tuổi, đứa bạn em rơi xuống ao ở thôn 3 xã Sơn Long, chưa ai vớt được"
    said = cli.command("triage", "--explain", text).stdout
    assert said.startswith("KHẨN CẤP · đuối nước") and "[" in said and triage(text).version in said
    assert "Tuổi của trẻ: 9" in said and "Nơi: thôn 3 xã Sơn Long" in said


def test_what_should_be_asked_is_said() -> None:
    assert "Nên hỏi: " in cli.command("triage", "--explain", "qwerty 123").stdout
