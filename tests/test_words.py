"""Words people type: compared without diacritics and case; only a whole short text is a command."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.words import category_words, command_in, commands, fold, label, phrase, sections, urgency_words
from handlers.commands import COMMANDS
from referral.case import OUTCOMES
from referral.triage import CATEGORIES
from referral.urgency import Urgency


@pytest.mark.parametrize(
    "text", ["Khẩn Cấp", "KHAN CAP", " khẩn  cấp!!", "Kha\u0302\u0309n ca\u0302\u0301p", "…khẩn-cấp…", "SOS", "/sos"]
)
def test_a_command_is_known_however_it_is_typed(text: str) -> None:
    assert command_in(text) == "emergency"


@pytest.mark.parametrize("text", ["", "khẩn cấp lắm", "tôi muốn dừng lại", "dừng" + " " * 60])
def test_a_story_is_no_command(text: str) -> None:
    assert command_in(text) == ""


def test_d_with_a_stroke_is_a_d() -> None:
    assert fold("Đường ĐÊ") == "duong de"


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_every_command_is_carried_out() -> None:
    assert set(commands().values()) - set(COMMANDS) == {"back", "skip", "edit"}, "these three are the engine's"
    assert set(COMMANDS) <= set(commands().values())


def test_every_word_a_case_can_need_is_there() -> None:
    assert all(category_words(category) for category in CATEGORIES)
    assert all(urgency_words(urgency.name) for urgency in Urgency)
    assert set(sections()["outcomes"]) == set(OUTCOMES)
    assert {f"update_{step}" for step in sections()["updates"]} <= set(sections()["phrases"])
    assert {f"closed_{outcome}" for outcome in OUTCOMES} <= set(sections()["phrases"])


def test_a_missing_label_is_the_name() -> None:
    assert label("child_age") == "Tuổi của trẻ"
    assert label("unknown") == "unknown"
    assert phrase("skip") == "Bỏ qua"
    assert "commands" not in sections()
