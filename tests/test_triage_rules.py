"""What must never hang on the second voice: the rules alone say it, with diacritics and without."""

import pytest

from referral.triage.judge import triage
from referral.urgency import Urgency


@pytest.mark.parametrize(
    "text", ["cháu tôi bị nó đánh", "chau toi bi no danh", "em bị hắn đập", "con bị ổng tát", "em bị bả đánh",
             "bị thằng đó đánh"]
)  # fmt: skip
def test_beaten_by_somebody_is_urgent_by_the_rules(text: str) -> None:
    heard = triage(text, voiced=False)
    assert (heard.urgency, heard.category) == (Urgency.urgent, "physical_violence")


@pytest.mark.parametrize("text", ["con dang di hoc", "em hoc lop 5", "em dang o lop hoc", "chau ban hoc roi"])
def test_bug_to_learn_without_diacritics_was_to_choke(text: str) -> None:
    assert triage(text, voiced=False).urgency == Urgency.none
    assert triage(text).urgency < Urgency.emergency


@pytest.mark.parametrize(
    "text", ["bé hóc rồi", "be bi hoc roi", "be bi hoc tim tai", "em bé bị hóc xương", "be hoc keo"]
)
def test_who_chokes_is_heard_with_diacritics_and_without(text: str) -> None:
    assert triage(text, voiced=False).urgency == Urgency.emergency


@pytest.mark.parametrize("hit", ["oánh", "uýnh", "wuýnh", "óanh", "wánh"])
def test_bug_beaten_as_the_south_says_it_was_not_heard_with_its_tone(hit: str) -> None:
    heard = triage(f"ba {hit} con", voiced=False)
    assert (heard.urgency, heard.category) == (Urgency.priority, "physical_violence")


@pytest.mark.parametrize("text", ["con tôi bị thầy đánh ở trường", "con toi bi thay danh", "bị cô chủ nhiệm tát"])
def test_who_is_hit_by_a_teacher_is_heard_by_the_rules(text: str) -> None:
    heard = triage(text, voiced=False)
    assert (heard.urgency, heard.category) == (Urgency.priority, "school_violence")


def test_who_is_judged_by_a_teacher_is_not_hit() -> None:
    assert triage("con bị cô đánh giá hạnh kiểm khá", voiced=False).urgency < Urgency.priority
