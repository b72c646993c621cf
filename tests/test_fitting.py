"""Messages fit their channel: cut where people pause, nothing lost but white space, buttons on the last."""

from hypothesis import example, given
from hypothesis import strategies as st

from flows.fitting import CHANNELS, SMALLEST, Limits, fit, split
from flows.model import Say

SMALL = Limits(text=20, buttons=2, button_text=5)


def test_what_fits_stays_one_message() -> None:
    say = Say("Có không?", ("Có", "Không"), "q1")
    assert fit(say, SMALL) == (say,)


def test_buttons_that_are_too_many_or_too_long_become_numbered_lines() -> None:
    many = fit(Say("Gì?", ("a", "b", "c"), "q1"), SMALL)
    assert many == (Say("Gì?\n1. a\n2. b\n3. c", (), "q1"),)
    assert fit(Say("Gì?", ("abcdef",)), SMALL) == (Say("Gì?\n1. abcdef"),)
    assert fit(Say("Gì?", ("a",)), CHANNELS["zalo_bot"])[0].text == "Gì?\n1. a"


def test_the_question_and_its_buttons_are_on_the_last_message() -> None:
    first, last = fit(Say("Một câu dài. Câu hỏi?", ("Có",), "q1"), SMALL)
    assert first == Say("Một câu dài.")
    assert last == Say("Câu hỏi?", ("Có",), "q1")


def test_a_text_is_cut_at_a_line_else_a_sentence_else_a_word_else_a_letter() -> None:
    assert split("một hai ba\nbốn. năm sáu", 20) == ["một hai ba", "bốn. năm sáu"]
    assert split("một hai ba. bốn năm sáu", 20) == ["một hai ba.", "bốn năm sáu"]
    assert split("một hai ba bốn năm sáu", 20) == ["một hai ba bốn năm", "sáu"]
    assert split("x" * 45, 20) == ["x" * 20, "x" * 20, "x" * 5]


def test_a_cut_near_the_beginning_is_not_taken() -> None:
    assert split("ừ\n" + "x" * 25, 20) == ["ừ\n" + "x" * 18, "x" * 7]


def test_letters_are_sent_composed() -> None:
    assert fit(Say("Co\u0301"), SMALL) == (Say("Có"),)


@given(st.text(max_size=300), st.integers(1, 40))
@example(" " * 50, 20)
def test_any_text_fits_and_loses_only_white_space(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert all(len(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_the_smallest_channel_is_the_smallest() -> None:
    assert min(limits.text for limits in CHANNELS.values()) == SMALLEST.text
