"""A text in pieces is the text, whatever the evidence points at, and each marked piece says why."""

from hypothesis import given
from hypothesis import strategies as st

from referral.marked import Piece, pieces
from referral.triage import Evidence
from referral.triage.judge import triage

SPANS = st.lists(st.tuples(st.integers(-3, 40), st.integers(-3, 40), st.sampled_from(["a", "b"])), max_size=8)


@given(st.text(max_size=30), SPANS)
def test_joined_they_are_the_text(text: str, spans: list[tuple[int, int, str]]) -> None:
    found = pieces(text, [Evidence(*span) for span in spans])
    assert "".join(piece.text for piece in found) == text


def test_what_overlaps_says_both() -> None:
    found = pieces("em bị đánh đau", [Evidence(3, 10, "bạo lực"), Evidence(6, 14, "đau")])
    assert found == (
        Piece("em "),
        Piece("bị ", ("bạo lực",)),
        Piece("đánh", ("bạo lực", "đau")),
        Piece(" đau", ("đau",)),
    )


def test_the_evidence_of_the_machine_is_marked() -> None:
    told = "có đứa bé rơi xuống ao nhà bà Tư"
    marked = [piece.text for piece in pieces(told, triage(told).evidence) if piece.says]
    assert any("rơi xuống" in text for text in marked)
